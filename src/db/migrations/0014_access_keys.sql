-- Further keys to the management API, each for one purpose. The text of a key is kept nowhere.

CREATE TABLE access_keys (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  reach TEXT NOT NULL CHECK (reach IN ('write', 'read', 'reports')),
  expires_at INTEGER,
  -- Addresses and networks it may come from; an empty list: any.
  addresses TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(addresses)),
  used_at INTEGER
) STRICT;

CREATE INDEX access_keys_user ON access_keys (user_id);
