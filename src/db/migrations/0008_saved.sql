-- What people save for their reports: views, columns, filters. `kind` says which; `id` was chosen by
-- the client for most of them, so it is unique within its kind only. A null owner is everybody.
CREATE TABLE saved_objects (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  owner_id INTEGER REFERENCES users (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  shared INTEGER NOT NULL DEFAULT 0,
  name TEXT NOT NULL,
  spec TEXT NOT NULL CHECK (json_valid(spec)),
  PRIMARY KEY (kind, id)
) STRICT;

CREATE INDEX saved_objects_owner ON saved_objects (owner_id, kind);
