-- Whoever ends a key wants to know whether anything still calls with it.
ALTER TABLE link_tokens ADD COLUMN last_used_at INTEGER;
