-- Whose clicks calls are for: who may not read a campaign is shown none of its calls. 0: of no click,
-- or of one that has no conversion and was looked up before this was kept.

ALTER TABLE incoming_calls ADD COLUMN campaign_id INTEGER NOT NULL DEFAULT 0;
UPDATE incoming_calls SET campaign_id = coalesce((SELECT campaign_id FROM conversions
  WHERE conversions.click_seq = incoming_calls.click_seq LIMIT 1), 0)
  WHERE verdict = 'parked' AND click_seq IS NOT NULL;
