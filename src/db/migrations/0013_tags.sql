-- Words and texts that people put on objects. `kind` is the table of the object.

CREATE TABLE tags (
  id TEXT PRIMARY KEY NOT NULL,
  owner_id INTEGER REFERENCES users (id) ON DELETE SET NULL,
  created_at INTEGER NOT NULL,
  name TEXT NOT NULL
) STRICT;

CREATE TABLE tag_links (
  kind TEXT NOT NULL,
  object_id TEXT NOT NULL,
  tag_id TEXT NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
  PRIMARY KEY (kind, object_id, tag_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX tag_links_tag ON tag_links (tag_id);

CREATE TABLE notes (
  id TEXT PRIMARY KEY NOT NULL,
  kind TEXT NOT NULL,
  object_id TEXT NOT NULL,
  user_id INTEGER REFERENCES users (id) ON DELETE SET NULL,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  text TEXT NOT NULL,
  UNIQUE (kind, object_id)
) STRICT;
