/**
 * Reports the slow way: row by row over event objects, with own code for values, measures and
 * time. It shares nothing with the engine but the query, so that agreement means something.
 */
import { type Event, EventKind, Flag } from '../../src/core/event.ts'
import type { Query, Where } from '../../src/core/reports/query.ts'

type Value = string | null
type Row = { level: number; values: Value[]; m: Record<string, number | null>; other: boolean }
type Node = { value: Value; events: Event[]; children: Node[] }

export interface NaiveResult {
  rows: Row[]
  totals: Record<string, number | null>
  totalRows: number
  excluded: { rows: number; clicks: number; cost: number; revenue: number }
}

const bit = (event: Event, flag: number) => (event.flags & flag) !== 0
const orNull = (text: string): Value => (text === '' ? null : text)

/** The events of one click in the order in which they were stored, by its sequence number. */
type Clicks = Map<number, Event[]>

/** The newest event of these kinds that `counts`, or the event itself. */
function newest(event: Event, clicks: Clicks, kinds: number[], counts = (_: Event) => true): Event {
  return (
    clicks.get(event.clickSeq)!.findLast((each) => kinds.includes(each.kind) && counts(each)) ??
    event
  )
}

function parameter(
  event: Event,
  clicks: Clicks,
  field: string,
  read: (event: Event) => string,
): Value {
  const source = newest(event, clicks, [EventKind.update])
  return source.unexpanded.split(',').includes(field)
    ? '(macro not replaced)'
    : orNull(read(source))
}

function conversion(event: Event, clicks: Clicks): Event | null {
  const found = newest(event, clicks, [EventKind.conversion])
  return found.kind === EventKind.conversion ? found : null
}

const sum = (events: Event[], of: (event: Event) => number) =>
  events.reduce((all, event) => all + of(event), 0)
const decimal = (micros: number) => String(micros / 1_000_000)
const eventMicros = (event: Event, n: number) =>
  Math.round(Number(event.eventValues[n - 1] || '0') * 1_000_000)

function clock(ms: number, zone: string) {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
    weekday: 'long',
  })
  const part = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, value]))
  const date = `${part['year']}-${part['month']}-${part['day']}`
  const offset = part['timeZoneName'] === 'GMT' ? '+00:00' : part['timeZoneName']!.slice(3)
  return { date, hour: part['hour']!, minute: part['minute']!, offset, weekday: part['weekday']! }
}

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

/** The Monday of a date's week. */
function monday(ms: number, zone: string): string {
  const { date, weekday } = clock(ms, zone)
  return new Date(Date.parse(date) - WEEKDAYS.indexOf(weekday) * 86_400_000)
    .toISOString()
    .slice(0, 10)
}

/** The dimensions that properties draw from. */
export const NAIVE: Record<
  string,
  (event: Event, clicks: Clicks, at: number, query: Query) => Value
> = {
  campaign: (event) => String(event.campaignId),
  campaignsGroup: (event) => ({ 1: 'g1', 2: 'g1', 3: 'g2' })[event.campaignId] ?? null,
  viaCampaign: (event) => orNull(String(event.parentCampaignId || '')),
  offer: (event, clicks) => {
    const kinds = [EventKind.landingClick, EventKind.conversion]
    return orNull(String(newest(event, clicks, kinds, (each) => each.offerId !== 0).offerId || ''))
  },
  rule: (event) => (event.flowType === 'forced' ? String(event.flowId) : 'Default'),
  linkDomain: (event) => (event.linkId === 0 ? null : event.host),
  geoCountry: (event) => orNull(event.country),
  deviceType: (event) => orNull(event.deviceType),
  deviceName: (event) => orNull(`${event.deviceBrand} ${event.deviceModel}`.trim()),
  asn: (event) => orNull(String(event.asn || '')),
  ip: (event) => orNull(event.ip),
  ipRange1: (event) => (/^[\d.]+$/.test(event.ip) ? `${event.ip.replace(/\d+$/, '0')}/24` : null),
  bot: (event) => String(bit(event, Flag.bot)),
  osVersionMajor: (event) => orNull(event.osVersion.split('.')[0]!),
  refererDomain: (event) =>
    event.referrer.includes('://') ? new URL(event.referrer).hostname : null,
  uniqueness: (event) =>
    bit(event, Flag.uniqueGlobal)
      ? 'tracker'
      : bit(event, Flag.uniqueCampaign)
        ? 'campaign'
        : 'none',
  landingClicked: (event, clicks) =>
    String(clicks.get(event.clickSeq)!.some((each) => each.kind === EventKind.landingClick)),
  days: (_event, _clicks, at, { zone }) => clock(at, zone).date,
  weeks: (_event, _clicks, at, { zone }) => monday(at, zone),
  month: (_event, _clicks, at, { zone }) => clock(at, zone).date.slice(0, 7),
  hourOfDay: (_event, _clicks, at, { zone }) => String(Number(clock(at, zone).hour)),
  dayOfWeek: (_event, _clicks, at, { zone }) =>
    String(WEEKDAYS.indexOf(clock(at, zone).weekday) + 1),
  hours: (_event, _clicks, at, { zone }) => {
    const { date, hour, offset } = clock(at, zone)
    return `${date} ${hour}:00 ${offset}`
  },
  quarterHours: (_event, _clicks, at, { zone }) => {
    const { date, hour, minute, offset } = clock(at, zone)
    return `${date} ${hour}:${String(Math.floor(Number(minute) / 15) * 15).padStart(2, '0')} ${offset}`
  },
  keyword: (event, clicks) => parameter(event, clicks, 'keyword', (each) => each.keyword),
  token_1: (event, clicks) => parameter(event, clicks, 'sub_id_1', (each) => each.subIds[0] ?? ''),
  token_2: (event, clicks) => parameter(event, clicks, 'sub_id_2', (each) => each.subIds[1] ?? ''),
  conversionStatusOne: (event, clicks) => {
    const found = conversion(event, clicks)
    return found === null ? '(no conversion)' : orNull(found.status)
  },
  transactionId: (event, clicks) => orNull(conversion(event, clicks)?.transactionId ?? ''),
  clickCost: (event, clicks) =>
    decimal(sum(clicks.get(event.clickSeq)!, (each) => each.costMicros)),
  event_1: (event, clicks) => {
    const micros = sum(clicks.get(event.clickSeq)!, (each) => eventMicros(each, 1))
    return micros === 0 ? null : decimal(micros)
  },
}

const round = (value: number | null) => (value === null ? null : Math.round(value * 1e6) / 1e6 + 0)
const ratio = (a: number, b: number, scale = 1) => (b === 0 ? null : (a / b) * scale)

/** The measures that properties draw from; money is in millionths until the end. */
const MEASURES: Record<string, (events: Event[]) => number | null> = {
  clicks: (events) => sum(events, (event) => event.clicks),
  bots: (events) => sum(events, (event) => (bit(event, Flag.bot) ? event.clicks : 0)),
  unique_campaign_clicks: (events) =>
    sum(events, (event) => (bit(event, Flag.uniqueCampaign) ? event.clicks : 0)),
  lander_views: (events) =>
    sum(events, (event) => (bit(event, Flag.landingShown) ? event.clicks : 0)),
  lander_ctr: (events) =>
    ratio(
      sum(events, (event) => event.landingClicks),
      MEASURES['lander_views']!(events)!,
      100,
    ),
  leads: (events) => sum(events, (event) => event.leads),
  conv_sale: (events) => sum(events, (event) => event.convSale),
  cr: (events) => ratio(MEASURES['leads']!(events)!, MEASURES['clicks']!(events)!, 100),
  revenue: (events) => revenueMicros(events) / 1e6,
  revenue_rejected: (events) => sum(events, (event) => event.revenueRejectedMicros) / 1e6,
  cost: (events) => sum(events, (event) => event.costMicros) / 1e6,
  profit: (events) => (revenueMicros(events) - sum(events, (event) => event.costMicros)) / 1e6,
  roi: (events) => ratio(MEASURES['profit']!(events)!, MEASURES['cost']!(events)!, 100),
  event_2: (events) => sum(events, (event) => eventMicros(event, 2)) / 1e6,
  unreplaced_macros: (events) =>
    sum(events, (event) => (event.unexpanded === '' ? 0 : event.clicks)),
  mean_time_to_convert: (events) =>
    ratio(
      sum(events, (event) => event.timeToConvertMs),
      sum(events, (event) => (event.timeToConvertMs === 0 ? 0 : event.leads)),
      1 / 1000,
    ),
  'custom:per-lead': (events) => ratio(MEASURES['cost']!(events)! * 2, MEASURES['leads']!(events)!),
}
export const NAIVE_MEASURES = Object.keys(MEASURES)

const revenueMicros = (events: Event[]) =>
  sum(
    events,
    (event) => event.revenueHoldMicros + event.revenueConfirmedMicros + event.revenueOtherMicros,
  )
const measure = (key: string, events: Event[]) => round(MEASURES[key]!(events))

/** The report of a query over all events of a ledger. */
export function naiveReport(ledger: readonly Event[], query: Query): NaiveResult {
  const clicks: Clicks = Map.groupBy(ledger, (event) => event.clickSeq)
  const valueOf = (event: Event, key: string) =>
    NAIVE[key]!(event, clicks, query.basis === 'click' ? event.clickTime : event.time, query)
  const counted = ledger.filter((event) => isCounted(event, query, valueOf))
  const depth = query.groupings.length
  let tree = nodesOf(counted, query.groupings, valueOf)
  const excluded = { rows: 0, clicks: 0, cost: 0, revenue: 0 }
  for (let level = depth; level > 0; level--) {
    const filters = query.having.filter((having) => having.level === level)
    tree = prune(tree, level, (node) => {
      const passes = filters.every(({ any }) =>
        any.some((test) => passesMeasure(measure(test.field, node.events), test)),
      )
      if (!passes) excluded.rows += 1
      return passes
    })
  }
  const left = tree.flatMap((node) => node.events)
  const all = depth === 0 ? counted : left
  for (const key of ['clicks', 'cost', 'revenue'] as const)
    excluded[key] = round(MEASURES[key]!(counted)! - MEASURES[key]!(all)!)!
  const page = sorted(tree, 1, query).slice(query.offset, query.offset + query.limit)
  const rows = page.flatMap((node) => rowsOf(node, 1, [], query))
  return { rows, totals: measures(all, query), totalRows: tree.length, excluded }
}

function isCounted(
  event: Event,
  query: Query,
  valueOf: (event: Event, key: string) => Value,
): boolean {
  const at = query.basis === 'click' ? event.clickTime : event.time
  if (at < query.period.from || at >= query.period.to || bit(event, Flag.test)) return false
  if (bit(event, Flag.provisional) && event.kind === EventKind.click) return false
  if (query.bots !== 'include' && bit(event, Flag.bot) !== (query.bots === 'only')) return false
  return query.where.every(({ any }) =>
    any.some((test) => passesText(valueOf(event, test.field), test)),
  )
}

const EXACT = ['ip', 'ipRange1', 'keyword', 'token_1', 'token_2', 'transactionId', 'clickCost']

function passesText(value: Value, { field, op, values }: Where['any'][number]): boolean {
  const fold = (text: Value) => (text === null || EXACT.includes(field) ? text : text.toLowerCase())
  const isIn = values.some((each) => fold(each) === fold(value))
  const text = value?.toLowerCase() ?? null
  const wanted = values[0]?.toLowerCase() ?? ''
  switch (op) {
    case 'eq':
    case 'in':
      return isIn
    case 'ne':
    case 'not_in':
      return !isIn
    case 'set':
      return value !== null
    case 'not_set':
      return value === null
    case 'macro':
      return value === '(macro not replaced)'
    case 'contains':
      return text !== null && text.includes(wanted)
    case 'not_contains':
      return text === null || !text.includes(wanted)
    case 'starts':
      return text !== null && text.startsWith(wanted)
    case 'ends':
      return text !== null && text.endsWith(wanted)
    case 'mask': {
      const pattern = wanted
        .split('*')
        .map((piece) => piece.replace(/[^a-z0-9]/g, '\\$&'))
        .join('.*')
      return text !== null && new RegExp(`^${pattern}$`, 's').test(text)
    }
    case 'gte':
      return value !== null && value >= wanted
    case 'lt':
      return value !== null && value < wanted
    case 'between':
      return value !== null && value >= values[0]! && value <= values[1]!
    default:
      throw new Error(op)
  }
}

function passesMeasure(
  value: number | null,
  test: Query['having'][number]['any'][number],
): boolean {
  const [a, b] = test.values as number[]
  switch (test.op) {
    case 'eq':
      return value === a
    case 'ne':
      return value !== a
    case 'gt':
      return value !== null && value > a!
    case 'gte':
      return value !== null && value >= a!
    case 'lt':
      return value !== null && value < a!
    case 'lte':
      return value !== null && value <= a!
    case 'between':
      return value !== null && value >= a! && value <= b!
    default:
      throw new Error(test.op)
  }
}

function nodesOf(
  events: Event[],
  keys: readonly string[],
  valueOf: (event: Event, key: string) => Value,
): Node[] {
  const [key, ...rest] = keys
  if (key === undefined) return []
  const groups = Map.groupBy(events, (event) => valueOf(event, key))
  return [...groups].map(([value, own]) => ({
    value,
    events: own,
    children: nodesOf(own, rest, valueOf),
  }))
}

/** Removes nodes of a level; events of removed children leave their parents too. */
function prune(nodes: Node[], level: number, keep: (node: Node) => boolean): Node[] {
  if (level === 1) return nodes.filter(keep)
  return nodes
    .map((node) => {
      const children = prune(node.children, level - 1, keep)
      return { ...node, children, events: children.flatMap((child) => child.events) }
    })
    .filter((node) => node.children.length > 0)
}

const measures = (events: Event[], query: Query) =>
  Object.fromEntries(query.columns.map(({ key }) => [key, measure(key, events)]))

const labelOf = (value: Value, key: string) =>
  value === null ? '(not set)' : key === 'dayOfWeek' ? WEEKDAYS[Number(value) - 1]! : value

function sorted(nodes: Node[], level: number, query: Query): Node[] {
  const key = query.groupings[level - 1]!
  const compare = (a: Node, b: Node): number => {
    for (const { key: by, dir } of query.sort) {
      const isValue = by === key
      if (!isValue && MEASURES[by] === undefined) continue
      const read = (node: Node) => (isValue ? node.value : measure(by, node.events))
      const [left, right] = [read(a), read(b)]
      if (left === right) continue
      if (left === null || right === null) return left === null ? 1 : -1
      const isLess =
        key === 'dayOfWeek' ||
        key === 'hourOfDay' ||
        (!isNaN(Number(left)) && !isNaN(Number(right)))
          ? Number(left) < Number(right)
          : left < right
      return isLess === (dir === 'asc') ? -1 : 1
    }
    return labelOf(a.value, key) < labelOf(b.value, key) ? -1 : 1
  }
  return nodes.toSorted(compare)
}

function rowsOf(node: Node, level: number, above: Value[], query: Query): Row[] {
  const values = [...above, node.value]
  const row = { level, values, m: measures(node.events, query), other: false }
  if (query.childLimit === 0) return [row]
  const children = sorted(node.children, level + 1, query)
  const shown = children
    .slice(0, query.childLimit)
    .flatMap((child) => rowsOf(child, level + 1, values, query))
  const rest = children.slice(query.childLimit).flatMap((child) => child.events)
  if (children.length <= query.childLimit) return [row, ...shown]
  const other = {
    level: level + 1,
    values: [...values, null],
    m: measures(rest, query),
    other: true,
  }
  return [row, ...shown, other]
}
