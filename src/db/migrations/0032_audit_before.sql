-- What was there before a change; null where nothing was, nothing is told, or it was not noted yet.
ALTER TABLE audit ADD COLUMN before TEXT CHECK (before IS NULL OR json_valid(before));
