-- Objects that people edit are JSON documents; the other columns are taken from the document by
-- SQLite itself, so they can't disagree with it. Times are epoch milliseconds, money micro-units.

CREATE TABLE traffic_sources (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  deleted_at INTEGER,
  spec TEXT NOT NULL CHECK (json_valid(spec)),
  name TEXT NOT NULL GENERATED ALWAYS AS (spec ->> 'name') STORED
) STRICT;

CREATE TABLE affiliate_networks (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  deleted_at INTEGER,
  spec TEXT NOT NULL CHECK (json_valid(spec)),
  name TEXT NOT NULL GENERATED ALWAYS AS (spec ->> 'name') STORED
) STRICT;

CREATE TABLE groups (
  id TEXT PRIMARY KEY NOT NULL,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  deleted_at INTEGER,
  spec TEXT NOT NULL CHECK (json_valid(spec)),
  name TEXT NOT NULL GENERATED ALWAYS AS (spec ->> 'name') STORED,
  subject TEXT NOT NULL GENERATED ALWAYS AS (spec ->> 'subject') STORED,
  UNIQUE (subject, name)
) STRICT;

CREATE TABLE domains (
  id TEXT PRIMARY KEY NOT NULL,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  deleted_at INTEGER,
  spec TEXT NOT NULL CHECK (json_valid(spec)),
  name TEXT NOT NULL GENERATED ALWAYS AS (spec ->> 'host') STORED UNIQUE
) STRICT;

CREATE TABLE landings (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  deleted_at INTEGER,
  spec TEXT NOT NULL CHECK (json_valid(spec)),
  name TEXT NOT NULL GENERATED ALWAYS AS (spec ->> 'name') STORED
) STRICT;

-- What an uploaded landing consists of; the bytes lie in the data folder under their hash.
CREATE TABLE landing_files (
  landing_id INTEGER NOT NULL REFERENCES landings (id),
  path TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  content_type TEXT NOT NULL,
  PRIMARY KEY (landing_id, path)
) STRICT;

CREATE TABLE offers (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  deleted_at INTEGER,
  spec TEXT NOT NULL CHECK (json_valid(spec)),
  name TEXT NOT NULL GENERATED ALWAYS AS (spec ->> 'name') STORED,
  network_id INTEGER GENERATED ALWAYS AS (spec ->> 'networkId') STORED
    REFERENCES affiliate_networks (id)
) STRICT;

CREATE TABLE rotations (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  deleted_at INTEGER,
  spec TEXT NOT NULL CHECK (json_valid(spec)),
  name TEXT NOT NULL GENERATED ALWAYS AS (spec ->> 'name') STORED
) STRICT;

CREATE TABLE campaigns (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  deleted_at INTEGER,
  spec TEXT NOT NULL CHECK (json_valid(spec)),
  name TEXT NOT NULL GENERATED ALWAYS AS (spec ->> 'name') STORED,
  alias TEXT NOT NULL GENERATED ALWAYS AS (spec ->> 'alias') STORED UNIQUE,
  "key" TEXT NOT NULL GENERATED ALWAYS AS (spec ->> 'key') STORED UNIQUE,
  token TEXT NOT NULL GENERATED ALWAYS AS (spec ->> 'token') STORED UNIQUE,
  source_id INTEGER GENERATED ALWAYS AS (spec ->> 'sourceId') STORED
    REFERENCES traffic_sources (id),
  domain_id TEXT GENERATED ALWAYS AS (spec ->> 'domainId') STORED REFERENCES domains (id),
  rotation_id INTEGER GENERATED ALWAYS AS (spec ->> 'rotationId') STORED REFERENCES rotations (id)
) STRICT;

CREATE INDEX campaigns_source ON campaigns (source_id);
CREATE INDEX campaigns_domain ON campaigns (domain_id);
CREATE INDEX campaigns_rotation ON campaigns (rotation_id);
CREATE INDEX offers_network ON offers (network_id);

-- The flows of a campaign or a rotation: one document, because they are always read and written whole.
CREATE TABLE flow_sets (
  scope TEXT NOT NULL CHECK (scope IN ('campaign', 'rotation')),
  owner_id INTEGER NOT NULL,
  document TEXT NOT NULL CHECK (json_valid(document)),
  PRIMARY KEY (scope, owner_id)
) STRICT;

-- Which offer, landing or campaign stands in which flow set.
CREATE TABLE flow_set_uses (
  scope TEXT NOT NULL,
  owner_id INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('offer', 'landing', 'campaign')),
  target_id INTEGER NOT NULL,
  PRIMARY KEY (kind, target_id, scope, owner_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX flow_set_uses_owner ON flow_set_uses (scope, owner_id);

-- Numbers handed out to flows and paths; they live inside documents and are never used twice.
CREATE TABLE sequences (
  name TEXT PRIMARY KEY NOT NULL,
  next INTEGER NOT NULL
) STRICT;

INSERT INTO sequences VALUES ('flow', 1), ('path', 1);

CREATE TABLE users (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  created_at INTEGER NOT NULL,
  login TEXT NOT NULL COLLATE NOCASE UNIQUE,
  password_hash TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('super_admin', 'admin', 'user')),
  blocked INTEGER NOT NULL DEFAULT 0,
  hide_profit INTEGER NOT NULL DEFAULT 0,
  permissions TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(permissions))
) STRICT;

CREATE TABLE api_keys (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  created_at INTEGER NOT NULL,
  user_id INTEGER NOT NULL UNIQUE REFERENCES users (id) ON DELETE CASCADE,
  hash TEXT NOT NULL UNIQUE,
  sealed BLOB NOT NULL,
  blocked INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE settings (
  "key" TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL
) STRICT;

-- What the routing tables must read again. Written in the transaction of the change itself.
CREATE TABLE changes (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  object_id TEXT NOT NULL
) STRICT;

CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  user_id INTEGER,
  via TEXT NOT NULL,
  event TEXT NOT NULL,
  kind TEXT NOT NULL,
  object_id TEXT NOT NULL,
  name TEXT NOT NULL,
  changes TEXT NOT NULL CHECK (json_valid(changes))
) STRICT;

CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;

CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
