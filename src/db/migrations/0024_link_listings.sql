-- Entries of blocklists that have closed a link, each for an address it leads to. Each does so once: who
-- opens the link again is not contradicted by the same entry.
CREATE TABLE link_listings (
  link_id INTEGER NOT NULL REFERENCES links (id),
  list TEXT NOT NULL,
  entry TEXT NOT NULL,
  target TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (link_id, list, entry, target)
) STRICT, WITHOUT ROWID;

CREATE INDEX link_listings_at ON link_listings (at, link_id);

-- What is closed is few of many, and what an operator looks through after a list has spoken.
CREATE INDEX links_blocked ON links (id) WHERE blocked = 1 AND deleted_at IS NULL;
