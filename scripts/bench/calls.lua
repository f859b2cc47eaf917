-- Calls of sites for wrk: the form that a PHP class for sites posts, with the same variety of
-- visitors as visits.lua. Arguments: how many campaigns, and a seed. Prints one line of JSON.
local agents = {
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.0.0 Safari/537.36",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 17_%d like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1",
  "Mozilla/5.0 (Linux; Android 14; SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.0.0 Mobile Safari/537.36",
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/%d.1 Safari/605.1.15",
  "Mozilla/5.0 (X11; Linux x86_64; rv:%d.0) Gecko/20100101 Firefox/128.0",
}
local languages = { "de-DE,de;q=0.9,en;q=0.8", "en-US,en;q=0.9", "ru-RU,ru;q=0.9", "fr-FR,fr;q=0.8", "pt-BR" }
local prepared, count, at = {}, 20000, 0

-- As PHP's http_build_query.
local function escaped(text)
  return (text:gsub("[^%w%-_.]", function(sign)
    return sign == " " and "+" or string.format("%%%02X", sign:byte())
  end))
end

local function form(fields)
  local parts = {}
  for i = 1, #fields, 2 do parts[#parts + 1] = escaped(fields[i]) .. "=" .. escaped(fields[i + 1]) end
  return table.concat(parts, "&")
end

function init(args)
  local campaigns = tonumber(args[1])
  math.randomseed(tonumber(args[2]))
  for i = 1, count do
    local agent = string.format(agents[math.random(#agents)], 100 + math.random(40))
    local language = languages[math.random(#languages)]
    local referrer = string.format("https://site%d.example/page", math.random(300))
    local ip = string.format("%d.%d.%d.%d", math.random(11, 99), math.random(0, 255), math.random(0, 255), math.random(1, 254))
    local body = form({
      "token", string.format("bench-%d", math.random(campaigns)), "version", "3", "info", "1",
      "ip", ip, "ua", agent, "language", language:sub(1, 2), "referrer", referrer, "se_referrer", referrer,
      "original_headers[Host]", "shop.example", "original_headers[User-Agent]", agent,
      "original_headers[Accept]", "text/html,application/xhtml+xml,*/*;q=0.8",
      "original_headers[Accept-Language]", language, "original_headers[Referer]", referrer,
      "original_host", "shop.example", "uri", "/deal", "kversion", "3.4",
      "sub_id_1", string.format("zone%d", math.random(5000)), "sub_id_2", string.format("banner%d", math.random(200)),
      "sub_id_3", tostring(i), "keyword", string.format("shoes %d", math.random(1000)),
      "external_id", string.format("x%08d", math.random(99999999)), "cost", string.format("0.0%02d", math.random(99)),
    })
    prepared[i] = wrk.format("POST", "/click_api/v3", {
      ["Host"] = wrk.headers["Host"],
      ["User-Agent"] = "KHttpClient",
      ["Content-Type"] = "application/x-www-form-urlencoded",
    }, body)
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
