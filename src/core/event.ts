/**
 * The event: one thing that happened, with the dimensions of its click and additive measures.
 *
 * An event never changes; a report is a sum over events. `EVENT_COLUMNS` is the one list of its
 * columns; journal, segments, reports and the click log all go by it.
 */

/** What an event records. Values are stored: never renumber. */
export const EventKind = {
  click: 1,
  /** A provisional click turned out to be a person: carries the click's measures. */
  confirm: 2,
  landingClick: 3,
  conversion: 4,
  cost: 5,
  eventValue: 6,
  /** Sub ids or the external id of a stored click were replaced. */
  update: 7,
} as const
export type EventKind = (typeof EventKind)[keyof typeof EventKind]

/** Whoever came can send any number of these for his click: they need no key. */
export const FREE_KINDS: ReadonlySet<number> = new Set([
  EventKind.landingClick,
  EventKind.eventValue,
  EventKind.update,
])

/** Bits of `flags`. Stored: never renumber. */
export const Flag = {
  bot: 1,
  provisional: 2,
  uniqueCampaign: 4,
  uniqueFlow: 8,
  uniqueGlobal: 16,
  uniquenessGuessed: 32,
  flood: 64,
  truncated: 128,
  healed: 256,
  blocked: 512,
  paused: 1024,
  test: 2048,
  proxy: 4096,
  datacenter: 8192,
  landingShown: 16384,
  offerReached: 32768,
  emptyReferrer: 65536,
  /** A HEAD request for a short link. */
  head: 131072,
  /** What the owner wants stored of the visitor is not all (`core/privacy.ts`). */
  addressShortened: 262144,
  addressLeftOut: 524288,
  agentLeftOut: 1048576,
  /** Of a conversion: its cost is a share of what it earned. */
  costShare: 2097152,
} as const

/**
 * How a column is kept in a segment. `text`: codes into a dictionary. `cold`: long, mostly unique
 * text read only for single clicks, compressed. `number`: integers up to 2^53. `list`: texts by
 * position, each position a column of its own.
 */
export type ColumnKind = 'text' | 'cold' | 'number' | 'list'

export interface ColumnSpec {
  readonly name: string
  readonly kind: ColumnKind
  /** For lists: how many positions there are. */
  readonly size?: number
}

const text = (name: string): ColumnSpec => ({ name, kind: 'text' })
const cold = (name: string): ColumnSpec => ({ name, kind: 'cold' })
const number = (name: string): ColumnSpec => ({ name, kind: 'number' })
const list = (name: string, size: number): ColumnSpec => ({ name, kind: 'list', size })

/** How many positions the lists have. */
export const SUB_IDS = 30
export const EXTRA_PARAMS = 10
export const EVENT_VALUES = 30

/** 1 to 30 of `sub_id_1` to `sub_id_30`, 0 of any other field. */
export function subIdNumber(field: string): number {
  return Number(/^sub_id_([1-9]|[12]\d|30)$/.exec(field)?.[1] ?? 0)
}

/** Measures of a conversion step are differences: −1 takes back what an earlier event counted. */
export const MEASURE_COLUMNS = [
  'clicks',
  'landingClicks',
  'offerClicks',
  'leads',
  'conversions',
  'upsells',
  'rebills',
  'convLead',
  'convSale',
  'convRejected',
  'convTrash',
  'convOther',
  'revenueHoldMicros',
  'revenueConfirmedMicros',
  'revenueOtherMicros',
  'revenueRejectedMicros',
  'costMicros',
  'timeToConvertMs',
] as const
export type Measure = (typeof MEASURE_COLUMNS)[number]

/**
 * In the order of a journal row: columns that most clicks fill stand in front, because a row ends
 * with its last full cell. New columns go to the end.
 */
export const EVENT_COLUMNS: readonly ColumnSpec[] = [
  number('kind'),
  /** Place in its segment, 0 to 65,535. */
  number('row'),
  /** When it happened. */
  number('time'),
  /** When its click happened; equal to `time` for a click. */
  number('clickTime'),
  /** Sequence number of its click (segment × 65,536 + row); equal to its own for a click. */
  number('clickSeq'),
  number('flags'),
  number('campaignId'),
  number('flowId'),
  text('flowType'),
  number('pathId'),
  number('offerId'),
  number('networkId'),
  number('sourceId'),
  text('entry'),
  text('action'),
  text('host'),
  text('ip'),
  text('country'),
  text('continent'),
  text('userAgent'),
  text('deviceType'),
  text('deviceBrand'),
  text('deviceModel'),
  text('os'),
  text('osVersion'),
  text('browser'),
  text('browserVersion'),
  text('language'),
  text('referrer'),
  text('costOrigin'),
  text('costCurrency'),
  cold('rawQuery'),
  cold('destination'),
  cold('why'),
  number('clicks'),
  number('offerClicks'),
  text('keyword'),
  list('subIds', SUB_IDS),
  number('costMicros'),
  text('source'),
  text('externalId'),
  number('landingId'),
  // From here on empty for most clicks.
  number('parentCampaignId'),
  number('rotationId'),
  number('linkId'),
  text('region'),
  text('regionName'),
  text('city'),
  text('isp'),
  text('organization'),
  number('asn'),
  text('operator'),
  text('connectionType'),
  text('xRequestedWith'),
  text('botReasons'),
  text('robot'),
  text('searchEngine'),
  text('adCampaignId'),
  text('creativeId'),
  list('extraParams', EXTRA_PARAMS),
  text('unexpanded'),
  text('reason'),
  text('status'),
  text('status2'),
  text('conversionClass'),
  text('transactionId'),
  text('payoutCurrency'),
  list('eventValues', EVENT_VALUES),
  number('landingClicks'),
  number('leads'),
  number('conversions'),
  number('upsells'),
  number('rebills'),
  number('convLead'),
  number('convSale'),
  number('convRejected'),
  number('convTrash'),
  number('convOther'),
  number('revenueHoldMicros'),
  number('revenueConfirmedMicros'),
  number('revenueOtherMicros'),
  number('revenueRejectedMicros'),
  number('timeToConvertMs'),
  /** Of events that waited in the configuration's database: there its number, else 0. */
  number('bookingId'),
]

/** An event as code holds it: each column of `EVENT_COLUMNS` by name, empty ones `''`, 0 or `[]`. */
export interface Event {
  kind: EventKind
  row: number
  time: number
  clickTime: number
  clickSeq: number
  flags: number
  campaignId: number
  parentCampaignId: number
  flowId: number
  /** forced, regular, default; of a short link the device it was opened on: web, ios, android. */
  flowType: string
  pathId: number
  landingId: number
  offerId: number
  networkId: number
  sourceId: number
  rotationId: number
  linkId: number
  /** redirect, click_api, pixel, link. */
  entry: string
  action: string
  host: string
  ip: string
  country: string
  continent: string
  region: string
  regionName: string
  city: string
  isp: string
  organization: string
  asn: number
  operator: string
  connectionType: string
  userAgent: string
  deviceType: string
  deviceBrand: string
  deviceModel: string
  os: string
  osVersion: string
  browser: string
  browserVersion: string
  language: string
  xRequestedWith: string
  /** Comma-separated reasons; `''` for people. */
  botReasons: string
  robot: string
  referrer: string
  searchEngine: string
  keyword: string
  source: string
  externalId: string
  adCampaignId: string
  creativeId: string
  /** Trailing empty ones left out. */
  subIds: readonly string[]
  extraParams: readonly string[]
  /** Comma-separated fields. */
  unexpanded: string
  /** Why there was no ordinary outcome: `no_flow_accepted`, `campaign_paused` … */
  reason: string
  /** macro, rule, manual, none, no_rate (`core/click-cost.ts`). */
  costOrigin: string
  costCurrency: string
  rawQuery: string
  /** The exact URL the visitor was sent to; its own click id is written as `{}`. */
  destination: string
  /** The trace, compact (`core/trace/trace-text.ts`). */
  why: string
  status: string
  status2: string
  conversionClass: string
  transactionId: string
  payoutCurrency: string
  /** Differences as decimal text, trailing empty ones left out. */
  eventValues: readonly string[]
  clicks: number
  landingClicks: number
  offerClicks: number
  leads: number
  conversions: number
  upsells: number
  rebills: number
  convLead: number
  convSale: number
  convRejected: number
  convTrash: number
  convOther: number
  revenueHoldMicros: number
  revenueConfirmedMicros: number
  revenueOtherMicros: number
  revenueRejectedMicros: number
  costMicros: number
  timeToConvertMs: number
  bookingId: number
}

export type Cell = string | number | readonly string[]

/**
 * The cells of an event in the order of `EVENT_COLUMNS`, up to the last that is not empty. Written
 * out, not looped over: it runs for every click, and this literal costs a quarter of the loop.
 */
export function eventToRow(e: Event): Cell[] {
  // prettier-ignore
  const row: Cell[] = [
    e.kind, e.row, e.time, e.clickTime, e.clickSeq, e.flags, e.campaignId, e.flowId, e.flowType,
    e.pathId, e.offerId, e.networkId, e.sourceId, e.entry, e.action, e.host, e.ip, e.country,
    e.continent, e.userAgent, e.deviceType, e.deviceBrand, e.deviceModel, e.os, e.osVersion,
    e.browser, e.browserVersion, e.language, e.referrer, e.costOrigin, e.costCurrency,
    e.rawQuery, e.destination, e.why, e.clicks, e.offerClicks, e.keyword, e.subIds,
    e.costMicros, e.source, e.externalId, e.landingId, e.parentCampaignId, e.rotationId,
    e.linkId, e.region, e.regionName, e.city, e.isp, e.organization, e.asn, e.operator,
    e.connectionType, e.xRequestedWith, e.botReasons, e.robot, e.searchEngine, e.adCampaignId,
    e.creativeId, e.extraParams, e.unexpanded, e.reason, e.status, e.status2, e.conversionClass,
    e.transactionId, e.payoutCurrency, e.eventValues, e.landingClicks, e.leads, e.conversions,
    e.upsells, e.rebills, e.convLead, e.convSale, e.convRejected, e.convTrash, e.convOther,
    e.revenueHoldMicros, e.revenueConfirmedMicros, e.revenueOtherMicros,
    e.revenueRejectedMicros, e.timeToConvertMs, e.bookingId,
  ]
  let length = row.length
  while (isEmpty(row[length - 1]!)) length--
  row.length = length
  return row
}

/** The kind comes first and is never empty. */
function isEmpty(cell: Cell): boolean {
  return cell === '' || cell === 0 || (typeof cell === 'object' && cell.length === 0)
}

const EMPTY_CELL: Record<ColumnKind, Cell> = { text: '', cold: '', number: 0, list: [] }

/** The event of a journal row; columns that an older row lacks are empty. */
export function rowToEvent(row: readonly Cell[]): Event {
  const event: Record<string, Cell> = {}
  EVENT_COLUMNS.forEach((column, index) => {
    event[column.name] = row[index] ?? EMPTY_CELL[column.kind]
  })
  return event as unknown as Event
}
