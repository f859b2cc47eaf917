-- Whom a full inbox loses first (`standingOf`): strangers, then whoever knows a click, then who has a key.

ALTER TABLE incoming_calls ADD COLUMN standing INTEGER NOT NULL DEFAULT 0;
UPDATE incoming_calls SET standing = CASE
    WHEN key_id IN (SELECT id FROM postback_keys WHERE kind <> 'pixel') THEN 2
    WHEN click_seq IS NOT NULL THEN 1
    ELSE 0 END
  WHERE verdict = 'parked';
DROP INDEX incoming_calls_strangers;
CREATE INDEX incoming_calls_standing ON incoming_calls (standing, at) WHERE verdict = 'parked';
CREATE INDEX incoming_calls_of_visitors ON incoming_calls (click_seq)
  WHERE verdict = 'parked' AND standing = 1;
