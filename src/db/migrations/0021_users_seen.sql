-- Whoever looks through the users wants to know who still comes; what is known is the open sessions.
ALTER TABLE users ADD COLUMN seen_at INTEGER;
UPDATE users SET seen_at = (SELECT max(seen_at) FROM sessions WHERE sessions.user_id = users.id);
