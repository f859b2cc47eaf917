-- What the scripts for wrk share. Requests are made before the run, so that the loader spends its time
-- sending, and go round and round; after it one line of JSON says what came of them.
local prepared, count, at = {}, 0, 0

function prepare(request)
  count = count + 1
  prepared[count] = request
end

function request()
  at = at % count + 1
  return prepared[at]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\nRESULT {"requests":%d,"micros":%d,"p50":%d,"p99":%d,"failed":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end

local agents = {
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.0.0 Safari/537.36",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 17_%d like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1",
  "Mozilla/5.0 (Linux; Android 14; SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.0.0 Mobile Safari/537.36",
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/%d.1 Safari/605.1.15",
  "Mozilla/5.0 (X11; Linux x86_64; rv:%d.0) Gecko/20100101 Firefox/128.0",
}
local languages = { "de-DE,de;q=0.9,en;q=0.8", "en-US,en;q=0.9", "ru-RU,ru;q=0.9", "fr-FR,fr;q=0.8", "pt-BR" }

function random_agent()
  return string.format(agents[math.random(#agents)], 100 + math.random(40))
end

function random_language()
  return languages[math.random(#languages)]
end

function random_address()
  return string.format("%d.%d.%d.%d", math.random(11, 99), math.random(0, 255), math.random(0, 255), math.random(1, 254))
end

function random_page()
  return string.format("https://site%d.example/page", math.random(300))
end
