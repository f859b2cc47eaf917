-- Short links: there may be millions, so they are rows with real columns. Addresses are stored as
-- they are shown; the form that is sent stands beside it only where it differs (else NULL).

-- Domains are UUIDs; links and their API go by a number that is never used twice.
CREATE TABLE domain_numbers (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  domain_id TEXT NOT NULL UNIQUE
) STRICT;

INSERT INTO domain_numbers (domain_id) SELECT id FROM domains ORDER BY created_at, id;

CREATE TRIGGER domains_are_numbered AFTER INSERT ON domains
BEGIN INSERT OR IGNORE INTO domain_numbers (domain_id) VALUES (new.id); END;

CREATE TABLE links (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  deleted_at INTEGER,
  owner_id INTEGER NOT NULL,
  domain INTEGER NOT NULL REFERENCES domain_numbers (number),
  word TEXT NOT NULL,
  word_key TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('short', 'target')),
  web_shown TEXT,
  web_location TEXT,
  ios_shown TEXT,
  ios_location TEXT,
  android_shown TEXT,
  android_location TEXT,
  blocked INTEGER NOT NULL DEFAULT 0,
  block_reason TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  redirect_status INTEGER NOT NULL DEFAULT 302 CHECK (redirect_status IN (301, 302, 307, 308)),
  max_age INTEGER NOT NULL DEFAULT 30,
  starts_at INTEGER,
  expires_at INTEGER,
  expired_shown TEXT,
  expired_location TEXT,
  click_limit INTEGER,
  password_hash TEXT,
  forwards_query INTEGER NOT NULL DEFAULT 0,
  utm TEXT CHECK (json_valid(utm))
) STRICT;

-- What visits are looked up by. The word of a deleted link is free again.
CREATE UNIQUE INDEX links_word ON links (domain, word_key) WHERE deleted_at IS NULL;
CREATE INDEX links_owner ON links (owner_id, id) WHERE deleted_at IS NULL;

CREATE TABLE link_tags (
  tag TEXT NOT NULL,
  link_id INTEGER NOT NULL REFERENCES links (id),
  PRIMARY KEY (tag, link_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX link_tags_link ON link_tags (link_id);

CREATE TABLE pixels (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  owner_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  code TEXT NOT NULL
) STRICT;

CREATE INDEX pixels_owner ON pixels (owner_id, id);

CREATE TABLE link_pixels (
  link_id INTEGER NOT NULL REFERENCES links (id),
  position INTEGER NOT NULL,
  pixel_id INTEGER NOT NULL REFERENCES pixels (id),
  PRIMARY KEY (link_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX link_pixels_pixel ON link_pixels (pixel_id);

-- Keys of the links API. Rate and burst are calls per second; NULL is the default, 0 no limit.
CREATE TABLE link_tokens (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  created_at INTEGER NOT NULL,
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  expires_at INTEGER,
  revoked_at INTEGER,
  scope TEXT NOT NULL DEFAULT 'write' CHECK (scope IN ('read', 'write')),
  rate REAL,
  burst INTEGER,
  domains TEXT CHECK (json_valid(domains))
) STRICT;

CREATE INDEX link_tokens_user ON link_tokens (user_id);
