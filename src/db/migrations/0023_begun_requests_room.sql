-- Users have room of their own: what one has taken is read from an index alone.
ALTER TABLE begun_requests ADD COLUMN caller TEXT
  GENERATED ALWAYS AS (substr(name, 1, instr(name, ' ') - 1)) VIRTUAL;
ALTER TABLE begun_requests ADD COLUMN bytes INTEGER
  GENERATED ALWAYS AS (ifnull(length(answer), 0)) VIRTUAL;

-- Plain hashes of what was asked: passwords could be tried against them.
UPDATE begun_requests SET content_hash = '';

CREATE INDEX begun_requests_room ON begun_requests (caller, at, bytes);
