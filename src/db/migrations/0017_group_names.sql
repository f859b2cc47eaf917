-- Two users who can't see each other's groups may give them the same name; who sees both is refused
-- where names are checked.
CREATE TABLE groups_of_any_name (
  id TEXT PRIMARY KEY NOT NULL,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  deleted_at INTEGER,
  spec TEXT NOT NULL CHECK (json_valid(spec)),
  name TEXT NOT NULL GENERATED ALWAYS AS (spec ->> 'name') STORED,
  subject TEXT NOT NULL GENERATED ALWAYS AS (spec ->> 'subject') STORED
) STRICT;

INSERT INTO groups_of_any_name (id, created_at, changed_at, deleted_at, spec)
SELECT id, created_at, changed_at, deleted_at, spec FROM groups;

DROP TABLE groups;

ALTER TABLE groups_of_any_name RENAME TO groups;

CREATE INDEX groups_by_name ON groups (subject, name);
