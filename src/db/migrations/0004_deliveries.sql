-- Outgoing postbacks: who is told of which step of a conversion, and every try. Times are epoch
-- milliseconds. A row is written in the transaction of its step.

CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  -- Constant over all tries: what the receiver knows it by.
  "key" TEXT NOT NULL,
  step_id INTEGER NOT NULL,
  conversion_id INTEGER NOT NULL,
  click_id TEXT NOT NULL,
  click_seq INTEGER NOT NULL,
  campaign_id INTEGER NOT NULL,
  entry TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  -- When its tries began: anew when a person asks for it.
  queued_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'held', 'sent', 'skipped', 'failed')),
  reason TEXT NOT NULL,
  detail TEXT NOT NULL,
  host TEXT NOT NULL,
  method TEXT NOT NULL,
  url TEXT NOT NULL,
  headers TEXT NOT NULL CHECK (json_valid(headers)),
  body TEXT,
  success_text TEXT NOT NULL,
  failure_text TEXT NOT NULL,
  -- What it tells of the conversion, to write it anew.
  news TEXT NOT NULL CHECK (json_valid(news)),
  tries INTEGER NOT NULL,
  -- Null while it waits behind an earlier step, and when it is over.
  next_at INTEGER,
  finished_at INTEGER
) STRICT;

CREATE INDEX deliveries_due ON deliveries (host, next_at)
  WHERE state = 'waiting' AND next_at IS NOT NULL;
CREATE INDEX deliveries_click ON deliveries (click_seq);
CREATE INDEX deliveries_created ON deliveries (created_at);
CREATE INDEX deliveries_failed ON deliveries (finished_at) WHERE state = 'failed';

CREATE TABLE delivery_tries (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  delivery_id INTEGER NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL,
  verdict TEXT NOT NULL,
  -- 0 without an answer.
  status INTEGER NOT NULL,
  answer TEXT NOT NULL
) STRICT;

CREATE INDEX delivery_tries_delivery ON delivery_tries (delivery_id);
