-- New links are counted, and noted for the index, by the statement after theirs: with a trigger SQLite
-- keeps a copy of every page that an INSERT touches, in a temporary file, which cost as much as the link.
DROP TRIGGER links_are_counted;
