-- Calls of sites for wrk: the form that a PHP class for sites posts, with the same variety of
-- visitors as visits.lua. Arguments: how many campaigns, and a seed.
dofile(debug.getinfo(1, "S").source:match("^@(.*/)") .. "prepared.lua")
local count = 20000

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
    local agent = random_agent()
    local language = random_language()
    local referrer = random_page()
    local ip = random_address()
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
    prepare(wrk.format("POST", "/click_api/v3", {
      ["Host"] = wrk.headers["Host"],
      ["User-Agent"] = "KHttpClient",
      ["Content-Type"] = "application/x-www-form-urlencoded",
    }, body))
  end
end
