-- Whom a full inbox loses first, and repetitions, of which a network sends few and a stranger any number.

CREATE INDEX incoming_calls_strangers ON incoming_calls (at)
  WHERE verdict = 'parked' AND key_id IS NULL AND click_seq IS NULL;
CREATE INDEX incoming_calls_idle ON incoming_calls (at)
  WHERE verdict <> 'parked' AND verdict <> 'accepted';
