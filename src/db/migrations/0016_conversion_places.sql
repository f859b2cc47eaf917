-- Where a click went that led to no offer of ours: a direct address of its path, or another campaign.
-- '' and 0 for conversions of before.

ALTER TABLE conversions ADD COLUMN direct_url TEXT NOT NULL DEFAULT '';
ALTER TABLE conversions ADD COLUMN parent_campaign_id INTEGER NOT NULL DEFAULT 0;
