-- Lists of a million links: how many there are without counting them, and where a text occurs without
-- reading them all.

CREATE TABLE link_counts (
  owner_id INTEGER NOT NULL,
  domain INTEGER NOT NULL,
  is_deleted INTEGER NOT NULL,
  links INTEGER NOT NULL,
  PRIMARY KEY (owner_id, domain, is_deleted)
) STRICT, WITHOUT ROWID;

INSERT INTO link_counts (owner_id, domain, is_deleted, links)
  SELECT owner_id, domain, deleted_at IS NOT NULL, count(*) FROM links GROUP BY 1, 2, 3;

CREATE INDEX links_domain ON links (domain, id) WHERE deleted_at IS NULL;
CREATE INDEX links_deleted ON links (id) WHERE deleted_at IS NOT NULL;

-- Three characters each, without their places: who finds all of a text looks at the link itself.
CREATE VIRTUAL TABLE link_texts USING fts5 (
  text, tokenize = 'trigram', detail = 'none', content = '', contentless_delete = 1
);

-- Taken in a few at a time, not in the transaction of the change: that would halve the speed of a
-- bulk creation.
CREATE TABLE links_to_index (link_id INTEGER PRIMARY KEY) STRICT;

INSERT INTO links_to_index (link_id) SELECT id FROM links;

CREATE TRIGGER links_are_counted AFTER INSERT ON links
BEGIN
  INSERT INTO links_to_index (link_id) VALUES (new.id);
  INSERT INTO link_counts (owner_id, domain, is_deleted, links)
    VALUES (new.owner_id, new.domain, new.deleted_at IS NOT NULL, 1)
    ON CONFLICT DO UPDATE SET links = links + 1;
END;

CREATE TRIGGER links_are_counted_again AFTER UPDATE OF owner_id, domain, deleted_at ON links
WHEN (new.owner_id, new.domain, new.deleted_at IS NULL)
  IS NOT (old.owner_id, old.domain, old.deleted_at IS NULL)
BEGIN
  UPDATE link_counts SET links = links - 1
    WHERE owner_id = old.owner_id AND domain = old.domain
      AND is_deleted = (old.deleted_at IS NOT NULL);
  INSERT INTO link_counts (owner_id, domain, is_deleted, links)
    VALUES (new.owner_id, new.domain, new.deleted_at IS NOT NULL, 1)
    ON CONFLICT DO UPDATE SET links = links + 1;
END;

CREATE TRIGGER links_are_indexed_again
AFTER UPDATE OF word, title, web_shown, ios_shown, android_shown ON links
WHEN (new.word, new.title, new.web_shown, new.ios_shown, new.android_shown)
  IS NOT (old.word, old.title, old.web_shown, old.ios_shown, old.android_shown)
BEGIN INSERT OR IGNORE INTO links_to_index (link_id) VALUES (new.id); END;
