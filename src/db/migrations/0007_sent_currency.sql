-- The currency of the newest call's payout, which is not always that of the sum: a repetition is told
-- by both. '' for conversions of before.

ALTER TABLE conversions ADD COLUMN sent_currency TEXT NOT NULL DEFAULT '';
