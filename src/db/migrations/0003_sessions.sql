-- Browser sessions, the one-time link of the set-up, and what a user chose for himself.

CREATE TABLE sessions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  hash TEXT NOT NULL UNIQUE,
  csrf TEXT NOT NULL,
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  address TEXT NOT NULL,
  user_agent TEXT NOT NULL
) STRICT;

CREATE INDEX sessions_user ON sessions (user_id);

CREATE TABLE setup_links (
  hash TEXT PRIMARY KEY NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;

ALTER TABLE users ADD COLUMN preferences TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(preferences));
ALTER TABLE users ADD COLUMN can_create_users INTEGER NOT NULL DEFAULT 0;
-- Ids of the users whom an administrator manages.
ALTER TABLE users ADD COLUMN accessible TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(accessible));

ALTER TABLE audit ADD COLUMN address TEXT NOT NULL DEFAULT '';
CREATE INDEX audit_at ON audit (at);
