-- The second step of a login, and sessions in which an administrator looks as another user.

CREATE TABLE second_factors (
  user_id INTEGER PRIMARY KEY NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  -- The secret, encrypted with one of the installation.
  sealed BLOB NOT NULL,
  -- Null while it is only being set up.
  enabled_at INTEGER,
  -- The newest time step whose code was used: no code works twice.
  last_step INTEGER NOT NULL DEFAULT 0,
  -- Keyed hashes of the recovery codes that are left.
  recovery TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(recovery))
) STRICT;

-- Not forgotten with the user: the session must not begin to change things by itself.
ALTER TABLE sessions ADD COLUMN viewed_user_id INTEGER;
