-- Where short links may lead whatever blocklists say, and who said so. Ids are never given twice, so that
-- the newest one and their number tell whether any was added or removed.
CREATE TABLE blocklist_exceptions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  place TEXT NOT NULL UNIQUE,
  note TEXT NOT NULL,
  user_id INTEGER REFERENCES users (id) ON DELETE SET NULL,
  at INTEGER NOT NULL
) STRICT;
