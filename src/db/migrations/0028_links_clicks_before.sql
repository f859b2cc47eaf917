-- What of a link's limit was used before the link came here: no visits of ours, so no statistics know of them.
ALTER TABLE links ADD COLUMN clicks_before INTEGER NOT NULL DEFAULT 0;

-- Exports ask how much of each limit is used.
CREATE INDEX links_limited ON links (id) WHERE click_limit IS NOT NULL AND deleted_at IS NULL;
