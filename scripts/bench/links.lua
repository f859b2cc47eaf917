-- Visits of short links for wrk, and of a campaign to compare with. Arguments: how many links are
-- visited (0: the campaign `one`), and a seed.
dofile(debug.getinfo(1, "S").source:match("^@(.*/)") .. "prepared.lua")
local count = 50000

function init(args)
  local links = tonumber(args[1])
  math.randomseed(tonumber(args[2]))
  for i = 1, count do
    local path = "/one"
    if links > 0 then path = string.format("/l%07d", math.random(links)) end
    prepare(wrk.format("GET", path, {
      ["Host"] = "s.bench.test",
      ["User-Agent"] = random_agent(),
      ["X-Forwarded-For"] = random_address(),
      ["Accept-Language"] = random_language(),
      ["Referer"] = random_page(),
    }))
  end
end
