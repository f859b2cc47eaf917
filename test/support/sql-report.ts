/**
 * Reports as plain SQL over recorded events: costs by windows and sub-queries, days and hours by a
 * table of the offsets of zones. Shares nothing with the engine but the codes of kinds and flags.
 */
import { Database } from 'bun:sqlite'

import type { CostOrder } from '../../src/core/cost-batches.ts'
import { type Event, EventKind, Flag } from '../../src/core/event.ts'
import type { Query } from '../../src/core/reports/query.ts'

const SCHEMA = `
CREATE TABLE events (seq, kind, flags, campaign, country, device, click_time, time, clicks, leads,
  sales, revenue, rejected, cost);
CREATE INDEX of_click ON events (seq);
CREATE TABLE batches (id INTEGER PRIMARY KEY, undone);
CREATE TABLE prices (batch, seq, micros);
CREATE TABLE offsets (zone, "from", "to", ms);
CREATE VIEW counted AS SELECT * FROM events
  WHERE (flags & ${Flag.test}) = 0 AND NOT (flags & ${Flag.provisional} AND kind = ${EventKind.click});
CREATE VIEW priced AS SELECT *, kind = ${EventKind.confirm} OR kind = ${EventKind.click} AS is_click,
  (SELECT micros FROM prices JOIN batches ON id = batch
   WHERE prices.seq = counted.seq AND NOT undone ORDER BY id DESC LIMIT 1) AS price
  FROM counted;
`

export interface SqlBooks {
  /** How many clicks the order prices; none are then priced if there are none. */
  price(order: CostOrder): number
  set(batch: number, event: 'undo' | 'redo'): void
  /** Of the deepest level: values of the groupings, then of the measures, in any order. */
  rows(query: Query): unknown[][]
  close(): void
}

export function sqlBooks(events: readonly Event[], zones: readonly string[]): SqlBooks {
  const db = new Database(':memory:')
  db.run(SCHEMA)
  const insert = db.query(`INSERT INTO events VALUES (${Array(14).fill('?').join()})`)
  for (const event of events) insert.run(...rowOf(event))
  const offset = db.query('INSERT INTO offsets VALUES (?, ?, ?, ?)')
  for (const zone of zones) for (const span of offsetsOf(zone)) offset.run(zone, ...span)
  return {
    price(order) {
      const id = 1 + db.query<{ n: number }, []>('SELECT count(*) n FROM batches').get()!.n
      const { changes } = db.query(PRICE).run({ $id: id, ...orderValues(order) })
      if (changes > 0) db.query('INSERT INTO batches VALUES (?, 0)').run(id)
      return changes
    },
    set: (batch, event) =>
      void db
        .query('UPDATE batches SET undone = ? WHERE id = ?')
        .run(Number(event === 'undo'), batch),
    rows: (query) =>
      db.query(reportSql(query)).values(query.zone, query.period.from, query.period.to),
    close: () => db.close(),
  }
}

function rowOf(event: Event): (string | number)[] {
  const { clickSeq, kind, flags, campaignId, country, deviceType, clickTime, time } = event
  const { clicks, leads, convSale, revenueRejectedMicros, costMicros } = event
  const revenue = event.revenueHoldMicros + event.revenueConfirmedMicros + event.revenueOtherMicros
  const facts = [clickSeq, kind, flags, campaignId, country, deviceType, clickTime, time]
  return [...facts, clicks, leads, convSale, revenue, revenueRejectedMicros, costMicros]
}

/** Equal shares; what does not divide, one unit each, is for the first clicks. */
const PRICE = `
INSERT INTO prices
SELECT $id, seq, CASE WHEN $each THEN $micros
  ELSE $micros / count(*) OVER () + (row_number() OVER (ORDER BY seq) <= $micros % count(*) OVER ())
  END
FROM priced
WHERE is_click AND campaign IN (SELECT value FROM json_each($campaigns))
  AND click_time >= $from AND click_time < $to
  AND ($bots OR (flags & ${Flag.bot}) = 0) AND ($unique = 0 OR (flags & $unique) != 0)`

const UNIQUE = {
  all: 0,
  campaign: Flag.uniqueCampaign,
  tracker: Flag.uniqueGlobal,
  campaign_or_tracker: Flag.uniqueCampaign | Flag.uniqueGlobal,
}

function orderValues({ how, micros, campaigns, period, bots, uniqueness }: CostOrder) {
  return {
    $each: Number(how === 'per_click'),
    $micros: micros,
    $campaigns: JSON.stringify(campaigns),
    $from: period.from,
    $to: period.to,
    $bots: Number(bots === 'charged'),
    $unique: UNIQUE[uniqueness],
  }
}

const LOCAL = "(at + ms) / 1000, 'unixepoch'"
const VALUES: Readonly<Record<string, string>> = {
  campaign: 'CAST(campaign AS TEXT)',
  geoCountry: "nullif(country, '')",
  deviceType: "nullif(device, '')",
  days: `date(${LOCAL})`,
  month: `strftime('%Y-%m', ${LOCAL})`,
  hourOfDay: `CAST(CAST(strftime('%H', ${LOCAL}) AS INTEGER) AS TEXT)`,
}
export const SQL_DIMENSIONS = Object.keys(VALUES)

const cost = 'CASE WHEN price IS NULL THEN cost WHEN is_click THEN price ELSE 0 END'
const SUMS: Readonly<Record<string, string>> = {
  clicks: 'sum(clicks)',
  bots: `sum(clicks * (flags & ${Flag.bot} != 0))`,
  leads: 'sum(leads)',
  conv_sale: 'sum(sales)',
  revenue: 'sum(revenue) / 1e6',
  revenue_rejected: 'sum(rejected) / 1e6',
  cost: `sum(${cost}) / 1e6`,
  profit: `(sum(revenue) - sum(${cost})) / 1e6`,
}
export const SQL_MEASURES = Object.keys(SUMS)

function reportSql({ groupings, columns, basis, bots }: Query): string {
  const values = groupings.map((key) => VALUES[key]!)
  const sums = columns.map(({ key }) => SUMS[key]!)
  const isBot = `(flags & ${Flag.bot}) != 0`
  const only = { include: '1', exclude: `NOT ${isBot}`, only: isBot }[bots]
  const at = basis === 'click' ? 'click_time' : 'time'
  return `SELECT ${[...values, ...sums].join()}
    FROM (SELECT *, ${at} AS at FROM priced) JOIN offsets ON zone = ? AND at >= "from" AND at < "to"
    WHERE at >= ? AND at < ? AND ${only}
    ${values.length > 0 ? `GROUP BY ${values.map((_, index) => index + 1).join()}` : ''}`
}

const STEP_MS = 30 * 60_000
const SPAN = [Date.UTC(2026, 7, 1), Date.UTC(2027, 0, 1)] as const

/** From, to and offset in milliseconds, as the calendar of the runtime has it. */
function offsetsOf(zone: string): [number, number, number][] {
  const clock = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
  const spans: [number, number, number][] = []
  for (let at: number = SPAN[0]; at < SPAN[1]; at += STEP_MS) {
    const name = clock.formatToParts(at).find(({ type }) => type === 'timeZoneName')!.value
    const [, sign = '+', hours = '0', minutes = '0'] = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(name)!
    const ms = Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) * 60_000
    const last = spans.at(-1)
    if (last !== undefined && last[2] === ms) last[1] = at + STEP_MS
    else spans.push([at, at + STEP_MS, ms])
  }
  return spans
}
