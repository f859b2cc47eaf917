-- Calls are looked for by the network's number, by a click id that is none of ours, and by network.

CREATE INDEX incoming_calls_transaction ON incoming_calls (transaction_id)
  WHERE transaction_id <> '';
CREATE INDEX incoming_calls_unknown ON incoming_calls (click_id)
  WHERE click_seq IS NULL AND click_id <> '';
CREATE INDEX incoming_calls_network ON incoming_calls (network_id, at) WHERE network_id > 0;
