-- Conversions as they stand, every step that made them so, and the calls they came from. Times are
-- epoch milliseconds, money micro-units.

CREATE TABLE conversions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  click_id TEXT NOT NULL,
  click_seq INTEGER NOT NULL,
  click_time INTEGER NOT NULL,
  campaign_id INTEGER NOT NULL,
  offer_id INTEGER NOT NULL,
  network_id INTEGER NOT NULL,
  source_id INTEGER NOT NULL,
  country TEXT NOT NULL,
  time INTEGER NOT NULL,
  arrived_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  sent_micros INTEGER NOT NULL,
  is_first INTEGER NOT NULL,
  is_upsell INTEGER NOT NULL,
  is_test INTEGER NOT NULL,
  is_pixel INTEGER NOT NULL,
  sender TEXT NOT NULL,
  notes TEXT NOT NULL,
  transaction_id TEXT NOT NULL,
  word TEXT NOT NULL,
  word2 TEXT NOT NULL,
  class TEXT NOT NULL,
  payout_micros INTEGER NOT NULL,
  payout_currency TEXT NOT NULL,
  rate_nanos INTEGER,
  rate_at INTEGER NOT NULL,
  amount_micros INTEGER,
  cost_micros INTEGER NOT NULL,
  is_deleted INTEGER NOT NULL
) STRICT;

CREATE INDEX conversions_click ON conversions (click_seq);
CREATE INDEX conversions_click_id ON conversions (click_id);
CREATE INDEX conversions_time ON conversions (time);
CREATE INDEX conversions_transaction ON conversions (transaction_id) WHERE transaction_id <> '';
-- What fills the caps of offers.
CREATE INDEX conversions_cap ON conversions (offer_id, arrived_at)
  WHERE is_upsell = 0 AND is_deleted = 0 AND is_test = 0 AND class NOT IN ('rejected', 'trash');
CREATE INDEX conversions_pending ON conversions (payout_currency) WHERE amount_micros IS NULL;

-- Append-only. `before` and `after` are the state as JSON.
CREATE TABLE conversion_steps (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  conversion_id INTEGER NOT NULL REFERENCES conversions (id),
  click_seq INTEGER NOT NULL,
  time INTEGER NOT NULL,
  arrived_at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  origin TEXT NOT NULL,
  call_id INTEGER,
  import_id INTEGER,
  user_id INTEGER,
  before TEXT,
  after TEXT NOT NULL
) STRICT;

CREATE INDEX conversion_steps_conversion ON conversion_steps (conversion_id);
CREATE INDEX conversion_steps_click ON conversion_steps (click_seq);
CREATE INDEX conversion_steps_import ON conversion_steps (import_id) WHERE import_id IS NOT NULL;

-- Every call from outside, with its verdict. Parked ones are the inbox.
CREATE TABLE incoming_calls (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  method TEXT NOT NULL,
  url TEXT NOT NULL,
  fields TEXT NOT NULL CHECK (json_valid(fields)),
  ip TEXT NOT NULL,
  user_agent TEXT NOT NULL,
  dialect TEXT NOT NULL,
  key_id INTEGER,
  network_id INTEGER NOT NULL,
  status INTEGER NOT NULL,
  verdict TEXT NOT NULL,
  cause TEXT NOT NULL,
  detail TEXT NOT NULL,
  click_id TEXT NOT NULL,
  click_seq INTEGER,
  transaction_id TEXT NOT NULL,
  conversion_id INTEGER,
  amount_text TEXT NOT NULL,
  notes TEXT NOT NULL,
  tries INTEGER NOT NULL,
  next_try_at INTEGER,
  resolved_at INTEGER,
  dismissed_at INTEGER,
  edits TEXT NOT NULL CHECK (json_valid(edits))
) STRICT;

CREATE INDEX incoming_calls_click ON incoming_calls (click_seq) WHERE click_seq IS NOT NULL;
CREATE INDEX incoming_calls_at ON incoming_calls (at);
CREATE INDEX incoming_calls_parked ON incoming_calls (cause, network_id)
  WHERE verdict = 'parked' AND dismissed_at IS NULL;
CREATE INDEX incoming_calls_due ON incoming_calls (next_try_at) WHERE next_try_at IS NOT NULL;

-- Events on their way to the ledger, which does not share our transactions: each carries this id,
-- so a mover that is killed half-way can tell what has arrived. `after_seq`: it lies behind there.
CREATE TABLE ledger_queue (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  after_seq INTEGER NOT NULL,
  row TEXT NOT NULL CHECK (json_valid(row))
) STRICT;

-- What later calls said of clicks: numbered events in millionths, sub ids as a whole.
CREATE TABLE click_values (
  click_seq INTEGER NOT NULL,
  number INTEGER NOT NULL,
  micros INTEGER NOT NULL,
  PRIMARY KEY (click_seq, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE click_marks (
  click_seq INTEGER PRIMARY KEY,
  confirmed_at INTEGER,
  sub_ids TEXT CHECK (sub_ids IS NULL OR json_valid(sub_ids)),
  external_id TEXT
) STRICT;

CREATE TABLE postback_keys (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('general', 'network', 'pixel')),
  network_id INTEGER REFERENCES affiliate_networks (id),
  "key" TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  ends_at INTEGER
) STRICT;

CREATE TABLE conversion_imports (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  user_id INTEGER,
  lines INTEGER NOT NULL,
  options TEXT NOT NULL CHECK (json_valid(options)),
  undone_at INTEGER
) STRICT;
