-- Visits for wrk: many user agents, addresses and sub ids, for as many campaigns as the
-- first argument says. The second is a seed.
dofile(debug.getinfo(1, "S").source:match("^@(.*/)") .. "prepared.lua")
local count = 20000

function init(args)
  local campaigns = tonumber(args[1])
  math.randomseed(tonumber(args[2]))
  for i = 1, count do
    local path = string.format(
      "/b%d?sub_id_1=zone%d&sub_id_2=banner%d&sub_id_3=%d&keyword=shoes+%d&external_id=x%08d&cost=0.0%02d",
      math.random(campaigns), math.random(5000), math.random(200), i, math.random(1000),
      math.random(99999999), math.random(99))
    prepare(wrk.format("GET", path, {
      ["Host"] = wrk.headers["Host"],
      ["User-Agent"] = random_agent(),
      ["X-Forwarded-For"] = random_address(),
      ["Accept-Language"] = random_language(),
      ["Referer"] = random_page(),
    }))
  end
end
