-- Exports that are written to files in the data folder while nobody waits for them.
CREATE TABLE csv_tasks (
  id TEXT PRIMARY KEY NOT NULL,
  owner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('clicklog', 'conversions')),
  query TEXT NOT NULL CHECK (json_valid(query)),
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER,
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'removed')),
  tries INTEGER NOT NULL DEFAULT 0,
  file TEXT NOT NULL UNIQUE,
  bytes INTEGER NOT NULL DEFAULT 0,
  -- What the file shows: campaigns (null: all), and whether revenue.
  scope TEXT,
  money INTEGER NOT NULL DEFAULT 1,
  problem TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX csv_tasks_state ON csv_tasks (state, created_at);
