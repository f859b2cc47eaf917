-- A removed postback key stays without its text: calls that came by it may be tried again.

ALTER TABLE postback_keys ADD COLUMN removed_at INTEGER;
