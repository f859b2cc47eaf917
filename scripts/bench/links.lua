-- Visits of short links for wrk, and of a campaign to compare with. Arguments: how many links are
-- visited (0: the campaign `one`), and a seed. Prints one line of JSON.
local agents = {
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.0.0 Safari/537.36",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 17_%d like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1",
  "Mozilla/5.0 (Linux; Android 14; SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.0.0 Mobile Safari/537.36",
}
local prepared, count, at = {}, 50000, 0

function init(args)
  local links = tonumber(args[1])
  math.randomseed(tonumber(args[2]))
  for i = 1, count do
    local path = "/one"
    if links > 0 then path = string.format("/l%07d", math.random(links)) end
    prepared[i] = wrk.format("GET", path, {
      ["Host"] = "s.bench.test",
      ["User-Agent"] = string.format(agents[math.random(#agents)], 100 + math.random(40)),
      ["X-Forwarded-For"] = string.format("%d.%d.%d.%d", math.random(11, 99), math.random(0, 255), math.random(0, 255), math.random(1, 254)),
      ["Accept-Language"] = "en-US,en;q=0.9",
      ["Referer"] = string.format("https://site%d.example/page", math.random(300)),
    })
  end
end

function request()
  at = at % count + 1
  return prepared[at]
end

function done(summary, latency)
  io.write(string.format(
    '\nRESULT {"requests":%d,"micros":%d,"p50":%d,"p99":%d,"failed":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout))
end
