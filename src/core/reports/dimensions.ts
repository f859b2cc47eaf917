/**
 * The dimensions of reports: from which columns each comes and what its value is (`reports.md` 3).
 *
 * A value is a function of at most two cells of an event, asked once per distinct pair of a
 * segment, never per row. To add a dimension, write one entry here
 * and its title in `core/words/titles.ts`.
 */
import { numbered } from '../../lib/numbered.ts'
import { EVENT_VALUES, EventKind, EXTRA_PARAMS, Flag, SUB_IDS } from '../event.ts'
import { formatMoney } from '../money.ts'
import { titleIn } from '../words/language.ts'
import { dimensionKey } from '../words/spellings.ts'
import { DIMENSION_TITLES } from '../words/titles.ts'
import { MACRO, NO_CONVERSION } from '../words/values.ts'
import { type Calendar, SLOT_MS } from './buckets.ts'
import * as buckets from './buckets.ts'
import { hostInText, ipVersionText, networkText, versionText } from './derive.ts'

/** What a value may depend on besides the event. */
export interface ValueContext {
  readonly calendar: Calendar
  /** The present group (or owner) of an entity, by dimension and id; `null` for none. */
  readonly groupOf: (dimension: string, id: number) => string | null
}

/** Which filter operators fit and how values sort. */
export type DimensionKind = 'text' | 'ip' | 'id' | 'number' | 'flag' | 'time'

/** Things that have names outside the ledger. */
export type Noun =
  | 'campaign'
  | 'source'
  | 'network'
  | 'rotation'
  | 'flow'
  | 'path'
  | 'landing'
  | 'offer'
  | 'link'
  | 'group'
  | 'user'
  | 'country'

/**
 * How events that come after the click change its value. `last`: the newest event of these kinds
 * decides, with `skipEmpty` the newest that has a value. `sum`: Σ of columns over all events.
 */
export type Later =
  | { readonly rule: 'last'; readonly kinds: readonly EventKind[]; readonly skipEmpty: boolean }
  | { readonly rule: 'sum'; readonly columns: readonly SumColumn[] }

/** Columns of millionths. */
type SumColumn =
  'costMicros' | `eventValues.${number}` | `revenue${'Hold' | 'Confirmed' | 'Other'}Micros`

type Cell = string | number

export interface Dimension {
  readonly key: string
  readonly title: string
  readonly kind: DimensionKind
  /** Columns of a segment, none to two. The column `time` stands for the time of the basis. */
  readonly columns: readonly string[]
  /** `null` = not set. Times come as the start of their slot. */
  readonly of: (cells: readonly Cell[], context: ValueContext) => string | null
  readonly later: Later | null
  /**
   * Says, of the cell of the second column, whether the value is the text of the first as it is
   * (`''` = not set); `null` when it never is.
   */
  readonly plain: ((other: Cell) => boolean) | null
  readonly noun: Noun | null
  /** Visitors can make up any number of values. */
  readonly unbounded: boolean
  /** Of a time: between two times of one value there is no other value. */
  readonly contiguous: boolean
}

type Extra = Partial<Pick<Dimension, 'kind' | 'later' | 'plain' | 'noun' | 'unbounded'>>

function define(
  key: string,
  columns: readonly string[],
  of: Dimension['of'],
  extra: Extra = {},
): Dimension {
  const rest = {
    kind: 'text',
    later: null,
    plain: null,
    noun: null,
    unbounded: false,
    contiguous: false,
  } as const
  const title = titleIn('en', DIMENSION_TITLES, key) ?? key
  return { key, title, columns, of, ...rest, ...extra }
}

const filled = (text: string | null) => (text === '' ? null : text)

/** A text column as it is, or seen through `derive`. */
function text(
  key: string,
  column: string,
  derive: (text: string) => string | null = filled,
): Dimension {
  const plain = derive === filled ? () => true : null
  return define(key, [column], ([cell]) => derive(String(cell)), { plain })
}

const wide = (dimension: Dimension): Dimension => ({ ...dimension, unbounded: true })

function id(key: string, column: string, noun: Noun | null = null): Dimension {
  const of = ([cell]: readonly Cell[]) => (cell === 0 ? null : String(cell))
  return define(key, [column], of, { kind: 'id', noun })
}

/** A landing click or conversion may choose another one. */
const chosenLater = (dimension: Dimension): Dimension => {
  const kinds = [EventKind.landingClick, EventKind.conversion]
  return { ...dimension, later: { rule: 'last', kinds, skipEmpty: true } }
}

function group(key: string, of: Dimension, noun: Noun = 'group'): Dimension {
  const value: Dimension['of'] = ([cell], context) => context.groupOf(key, Number(cell))
  return { ...define(key, of.columns, value, { noun }), later: of.later }
}

/** A parameter of the visit: its macro may have come unreplaced, an update may replace it. */
function parameter(key: string, column: string, field: string): Dimension {
  const isMacro = (unexpanded: Cell | undefined) => String(unexpanded).split(',').includes(field)
  const plain = (unexpanded: Cell) => !isMacro(unexpanded)
  const of: Dimension['of'] = ([cell, unexpanded]) =>
    isMacro(unexpanded) ? MACRO : filled(String(cell))
  const later = { rule: 'last', kinds: [EventKind.update], skipEmpty: false } as const
  return define(key, [column, 'unexpanded'], of, { later, plain, unbounded: true })
}

function flag(key: string, bit: number): Dimension {
  const of = ([flags]: readonly Cell[]) => String((Number(flags) & bit) !== 0)
  return define(key, ['flags'], of, { kind: 'flag' })
}

function ipNetwork(key: string, version: 4 | 6, prefix: number): Dimension {
  return wide(text(key, 'ip', networkText(version, prefix)))
}

function time(key: string, name: (ms: number, calendar: Calendar) => string): Dimension {
  const of: Dimension['of'] = ([slot], { calendar }) => name(Number(slot), calendar)
  return define(key, ['time'], of, { kind: 'time' })
}

/** A fact of the click's latest conversion; clicks without one have `none`. */
function ofConversion(key: string, column: string, none: string | null): Dimension {
  const of: Dimension['of'] = ([cell, kind]) =>
    kind === EventKind.conversion ? filled(String(cell)) : none
  const later = { rule: 'last', kinds: [EventKind.conversion], skipEmpty: false } as const
  return define(key, [column, 'kind'], of, { later })
}

/** A number that events of the click add up to, in millionths. */
function summed(key: string, ...columns: SumColumn[]): Dimension {
  // Without an event there is nothing to show, while a click without cost did cost nothing.
  const none = columns[0]?.startsWith('eventValues') ? null : '0'
  const of = ([micros]: readonly Cell[]) => (micros === 0 ? none : formatMoney(Number(micros)))
  return define(key, [], of, { kind: 'number', later: { rule: 'sum', columns } })
}

const campaign = id('campaign', 'campaignId', 'campaign')
const rotation = id('rotation', 'rotationId', 'rotation')
const landing = id('landing', 'landingId', 'landing')
const offer = chosenLater(id('offer', 'offerId', 'offer'))

const ruleOf: Dimension['of'] = ([flow, type]) => (type === 'forced' ? String(flow) : 'Default')
const uniquenessOf: Dimension['of'] = ([flags]) => {
  if ((Number(flags) & Flag.uniqueGlobal) !== 0) return 'tracker'
  return (Number(flags) & Flag.uniqueCampaign) !== 0 ? 'campaign' : 'none'
}
const clickedLanding = {
  kind: 'flag',
  later: { rule: 'last', kinds: [EventKind.landingClick], skipEmpty: false },
} as const

const ENTITIES = [
  campaign,
  group('campaignsGroup', campaign),
  group('owner', campaign, 'user'),
  id('viaCampaign', 'parentCampaignId', 'campaign'),
  id('trafficSource', 'sourceId', 'source'),
  chosenLater(id('affiliateNetwork', 'networkId', 'network')),
  rotation,
  group('rotationsGroup', rotation),
  define('rule', ['flowId', 'flowType'], ruleOf, { noun: 'flow' }),
  id('path', 'pathId', 'path'),
  id('flow', 'flowId', 'flow'),
  text('flowType', 'flowType'),
  landing,
  group('landingsGroup', landing),
  offer,
  group('offersGroup', offer),
  text('actionType', 'action'),
  text('integration', 'entry'),
  text('domain', 'host'),
  id('link', 'linkId', 'link'),
  define('linkDomain', ['host', 'linkId'], ([host, link]) =>
    link === 0 ? null : filled(String(host)),
  ),
]

const PLACES = [
  text('geoContinent', 'continent'),
  { ...text('geoCountry', 'country'), noun: 'country' } satisfies Dimension,
  text('geoRegion', 'region'),
  text('geoState', 'regionName'),
  wide(text('geoCity', 'city')),
  text('languageCode', 'language'),
  { ...wide(text('ip', 'ip')), kind: 'ip' } satisfies Dimension,
  text('ipVersion', 'ip', ipVersionText),
  ipNetwork('ipRange1', 4, 24),
  ipNetwork('ipRange2', 4, 16),
  ipNetwork('ipV6Range64', 6, 64),
  ipNetwork('ipV6Range56', 6, 56),
  ipNetwork('ipV6Range48', 6, 48),
  ipNetwork('ipV6Range32', 6, 32),
  text('ispName', 'isp'),
  text('organizationName', 'organization'),
  { ...id('asn', 'asn'), kind: 'number' } satisfies Dimension,
  text('mobileOperator', 'operator'),
  text('connectionType', 'connectionType'),
  flag('proxyVPN', Flag.proxy),
  flag('datacenter', Flag.datacenter),
  define('company', ['connectionType'], ([type]) => String(type === 'corporate'), { kind: 'flag' }),
]

const VISITORS = [
  define('crawler', ['robot'], ([robot]) => String(robot !== ''), { kind: 'flag' }),
  text('preview', 'robot'),
  flag('bot', Flag.bot),
  text('botDetector', 'botReasons'),
  flag('flood', Flag.flood),
  // Neither a protection method nor a resolution is stored; the compatible API has the columns.
  define('binomProtect', [], () => null),
  define('deviceResolution', [], () => null),
  text('deviceType', 'deviceType'),
  define('deviceName', ['deviceBrand', 'deviceModel'], ([brand, model]) =>
    filled(`${brand} ${model}`.trim()),
  ),
  text('deviceBrand', 'deviceBrand'),
  text('deviceModel', 'deviceModel'),
  wide(text('userAgent', 'userAgent')),
  text('osName', 'os'),
  text('osVersion', 'osVersion'),
  text('osVersionMajor', 'osVersion', (version) => versionText(version, 1)),
  text('osVersionMinor', 'osVersion', (version) => versionText(version, 2)),
  text('browserName', 'browser'),
  text('browserVersion', 'browserVersion'),
  text('refererDomain', 'referrer', hostInText),
  wide(text('refererUrl', 'referrer')),
  define('uniqueness', ['flags'], uniquenessOf),
  define(
    'landingClicked',
    ['kind'],
    ([kind]) => String(kind === EventKind.landingClick),
    clickedLanding,
  ),
]

const TIMES = [
  ...[
    time('days', buckets.dayText),
    time('weeks', buckets.weekText),
    time('month', buckets.monthText),
    time('year', buckets.yearText),
  ].map((dimension) => ({ ...dimension, contiguous: true })),
  time('hours', buckets.hourText),
  time('quarterHours', buckets.quarterHourText),
  time('dayOfWeek', buckets.weekdayText),
  time('hourOfDay', buckets.hourOfDayText),
]

const PARAMETERS = [
  parameter('keyword', 'keyword', 'keyword'),
  parameter('source', 'source', 'source'),
  parameter('creativeId', 'creativeId', 'creative_id'),
  parameter('adCampaignId', 'adCampaignId', 'ad_campaign_id'),
  parameter('externalId', 'externalId', 'external_id'),
  ...numbered(SUB_IDS, (n) => parameter(`token_${n}`, `subIds.${n - 1}`, `sub_id_${n}`)),
  ...numbered(EXTRA_PARAMS, (n) =>
    parameter(`extraParam_${n}`, `extraParams.${n - 1}`, `extra_param_${n}`),
  ),
]

const OUTCOMES = [
  ofConversion('conversionStatusOne', 'status', NO_CONVERSION),
  ofConversion('conversionStatusTwo', 'status2', NO_CONVERSION),
  ofConversion('conversionClass', 'conversionClass', NO_CONVERSION),
  wide(ofConversion('transactionId', 'transactionId', null)),
  ofConversion('payoutCurrency', 'payoutCurrency', null),
  text('costOrigin', 'costOrigin', (origin) => (origin === 'none' ? null : filled(origin))),
  wide(summed('clickCost', 'costMicros')),
  ...numbered(EVENT_VALUES, (n) => summed(`event_${n}`, `eventValues.${n - 1}`)),
]

/** All dimensions in the order in which they are offered. */
export const dimensions: readonly Dimension[] = [
  ...ENTITIES,
  ...PLACES,
  ...VISITORS,
  ...TIMES,
  ...PARAMETERS,
  ...OUTCOMES,
]

const BY_KEY: ReadonlyMap<string, Dimension> = new Map(dimensions.map((each) => [each.key, each]))

const offerReached: Dimension['of'] = ([flags]) =>
  (Number(flags) & Flag.offerReached) === 0 ? null : 'true'

/** What the click log shows besides, and is filtered by; no report is grouped by it. */
const LOG_FACTS: ReadonlyMap<string, Dimension> = new Map(
  [
    flag('campaignUnique', Flag.uniqueCampaign),
    flag('trackerUnique', Flag.uniqueGlobal),
    // Null if not: any of the landing clicks may have reached it.
    define('offerReached', ['flags'], offerReached, {
      kind: 'flag',
      later: { rule: 'last', kinds: [EventKind.landingClick], skipEmpty: true },
    }),
    wide(summed('payout', 'revenueHoldMicros', 'revenueConfirmedMicros', 'revenueOtherMicros')),
  ].map((each) => [each.key, each]),
)

/** What the click log can be filtered by: dimensions and facts of its own; `null` for an unknown key. */
export function logFieldOf(key: string): Dimension | null {
  return LOG_FACTS.get(key) ?? dimensionOf(key)
}

/** By key, with `sub_id_N` understood as `token_N`; `null` for an unknown key. */
export function dimensionOf(key: string): Dimension | null {
  return BY_KEY.get(dimensionKey(key)) ?? null
}

const BY_WORD: ReadonlyMap<string, Dimension> = new Map(
  dimensions.map((each) => [each.key.toLowerCase(), each]),
)

/** By its key in any letter case. */
export function dimensionNamed(word: string): Dimension | null {
  return dimensionOf(word) ?? BY_WORD.get(word.toLowerCase()) ?? null
}

/** Times are read in slots, everything else exactly. */
export function quantumOf(column: string): number {
  return column === 'time' ? SLOT_MS : 1
}
