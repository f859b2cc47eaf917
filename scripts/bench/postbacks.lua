-- Calls of networks for wrk: a lead and then a sale for each click id of a file. Arguments: the file,
-- the postback key, and how many ids to leave out.
dofile(debug.getinfo(1, "S").source:match("^@(.*/)") .. "prepared.lua")

function init(args)
  local skip = tonumber(args[3])
  for id in io.lines(args[1]) do
    if skip > 0 then
      skip = skip - 1
    else
      for _, status in ipairs({ "lead&payout=1.5", "sale&payout=2.5" }) do
        prepare(wrk.format("GET", string.format("/%s/postback?subid=%s&status=%s&currency=EUR", args[2], id, status)))
      end
    end
  end
end
