-- Visits for wrk: many user agents, addresses and sub ids, made before the run so that the loader
-- spends its time sending. Arguments: how many campaigns, and a seed. Prints one line of JSON.
local agents = {
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.0.0 Safari/537.36",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 17_%d like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1",
  "Mozilla/5.0 (Linux; Android 14; SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.0.0 Mobile Safari/537.36",
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/%d.1 Safari/605.1.15",
  "Mozilla/5.0 (X11; Linux x86_64; rv:%d.0) Gecko/20100101 Firefox/128.0",
}
local languages = { "de-DE,de;q=0.9,en;q=0.8", "en-US,en;q=0.9", "ru-RU,ru;q=0.9", "fr-FR,fr;q=0.8", "pt-BR" }
local prepared, count, at = {}, 20000, 0

function init(args)
  local campaigns = tonumber(args[1])
  math.randomseed(tonumber(args[2]))
  for i = 1, count do
    local path = string.format(
      "/b%d?sub_id_1=zone%d&sub_id_2=banner%d&sub_id_3=%d&keyword=shoes+%d&external_id=x%08d&cost=0.0%02d",
      math.random(campaigns), math.random(5000), math.random(200), i, math.random(1000),
      math.random(99999999), math.random(99))
    prepared[i] = wrk.format("GET", path, {
      ["Host"] = wrk.headers["Host"],
      ["User-Agent"] = string.format(agents[math.random(#agents)], 100 + math.random(40)),
      ["X-Forwarded-For"] = string.format("%d.%d.%d.%d", math.random(11, 99), math.random(0, 255), math.random(0, 255), math.random(1, 254)),
      ["Accept-Language"] = languages[math.random(#languages)],
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
