-- Calls of networks for wrk: a lead and then a sale for each click id of a file. Arguments: the file,
-- the postback key, and how many ids to leave out. Prints one line of JSON.
local prepared, count, at = {}, 0, 0

function init(args)
  local skip = tonumber(args[3])
  for id in io.lines(args[1]) do
    if skip > 0 then
      skip = skip - 1
    else
      for _, status in ipairs({ "lead&payout=1.5", "sale&payout=2.5" }) do
        count = count + 1
        prepared[count] = wrk.format("GET", string.format("/%s/postback?subid=%s&status=%s&currency=EUR", args[2], id, status))
      end
    end
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
