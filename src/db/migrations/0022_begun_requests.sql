-- Requests that were sent under an Idempotency-Key: begun before their work, with their answer after it.
CREATE TABLE begun_requests (
  name TEXT PRIMARY KEY NOT NULL,
  content_hash TEXT NOT NULL,
  at INTEGER NOT NULL,
  -- Null: nobody knows whether it was done.
  answer BLOB
) STRICT;

CREATE INDEX begun_requests_at ON begun_requests (at);
