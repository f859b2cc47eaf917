-- How a call was read when it came: key, address, map of its status, whose payout counted. JSON, ''
-- for calls of before. And the currency that it named, for the money at stake in the inbox.

ALTER TABLE incoming_calls ADD COLUMN reading TEXT NOT NULL DEFAULT '';
ALTER TABLE incoming_calls ADD COLUMN amount_currency TEXT NOT NULL DEFAULT '';
