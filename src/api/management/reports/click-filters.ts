/**
 * Filters of the click log over the columns of its rows, with the values that rows show: names as
 * names, flags as 0 and 1, countries as names or codes. Dimensions of reports are columns, too.
 */
import { type Static, Type } from '@sinclair/typebox'

import { CONVERSION_CLASSES } from '../../../core/conversions/classes.ts'
import { countryNamed } from '../../../core/countries.ts'
import { dimensionOf, logFieldOf } from '../../../core/reports/dimensions.ts'
import { readWhere } from '../../../core/reports/parse-filters.ts'
import type { Catalog } from '../../../core/reports/parse-query.ts'
import type { QueryProblem, Where } from '../../../core/reports/query.ts'
import { type Refusal, wrong } from '../../../manage/refusal.ts'
import { shaped } from '../shape.ts'
import { continentNamed } from './dictionaries.ts'

const Leaf = Type.Object({
  column: Type.String(),
  operator: Type.String(),
  value: Type.Optional(Type.Unknown()),
})
const Filters = Type.Array(Leaf, { maxItems: 100 })

interface Leaf {
  readonly field: string
  readonly op: string
  readonly value: unknown
}

/** What a column is in a report, and what its values are there. */
interface Column {
  readonly field: string
  readonly of?: (value: unknown) => unknown
}

const flag = (field: string): Column => ({ field, of: flagOf })
const country = (value: unknown) => (typeof value === 'string' ? countryNamed(value) : value)
const continent = (value: unknown) => (typeof value === 'string' ? continentNamed(value) : value)

const COLUMNS: ReadonlyMap<string, Column> = new Map(
  Object.entries<Column>({
    clicked_date: { field: 'days' },
    campaign_id: { field: 'campaign' },
    offer_id: { field: 'offer' },
    landing_id: { field: 'landing' },
    path_id: { field: 'path' },
    rule_id: { field: 'flow' },
    rotation_id: { field: 'rotation' },
    traffic_source: { field: 'trafficSource' },
    traffic_source_id: { field: 'trafficSource' },
    affiliate_network: { field: 'affiliateNetwork' },
    aff_network_id: { field: 'affiliateNetwork' },
    continent: { field: 'geoContinent', of: continent },
    country: { field: 'geoCountry', of: country },
    geoCountry: { field: 'geoCountry', of: country },
    city: { field: 'geoCity' },
    // Rows show its name; its code is `geoRegion`.
    region: { field: 'geoState' },
    state: { field: 'geoState' },
    isp: { field: 'ispName' },
    organization: { field: 'organizationName' },
    connection: { field: 'connectionType' },
    ip_v4: { field: 'ip' },
    ip_v6: { field: 'ip' },
    referer: { field: 'refererUrl' },
    referer_domain: { field: 'refererDomain' },
    user_agent: { field: 'userAgent' },
    device_name: { field: 'deviceName' },
    device_type: { field: 'deviceType' },
    device_brand: { field: 'deviceBrand' },
    device_model: { field: 'deviceModel' },
    device_resolution: { field: 'deviceResolution' },
    os_name: { field: 'osName' },
    os_version: { field: 'osVersion' },
    browser_name: { field: 'browserName' },
    browser_version: { field: 'browserVersion' },
    language: { field: 'languageCode' },
    external_id: { field: 'externalId' },
    is_bot: flag('bot'),
    is_crawler: flag('crawler'),
    is_proxy_vpn: flag('proxyVPN'),
    is_datacenter: flag('datacenter'),
    is_company: flag('company'),
    is_campaign_unique: flag('campaignUnique'),
    is_tracker_unique: flag('trackerUnique'),
    // Whoever reached none has no value.
    is_offer_clicked: { field: 'offerReached', of: (value) => flagOf(value) || null },
    cost: { field: 'clickCost' },
    conversion_status_one: { field: 'conversionStatusOne' },
    conversion_status_two: { field: 'conversionStatusTwo' },
  }),
)

/** Columns that no filter can tell without reading every click in full, and what to do instead. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['id', 'is not filtered by: one click is at /clicklog/click/{id}'],
  ['uclick_id', 'is not filtered by: one click is at /clicklog/click/{id}'],
  ['click_time', 'is not filtered by: choose a period with dateFrom and dateTo'],
  ['conversed_at', 'is not filtered by: the list of conversions has periods of its own'],
  ['url', 'is not filtered by: choose parameters of the visit, such as token_1'],
])

export interface Known {
  readonly catalog: Catalog
  /** Ids of campaigns by their keys. */
  readonly campaignKeys: () => ReadonlyMap<string, string>
  readonly hidesMoney: boolean
}

/** The JSON of the query as a choice of clicks. */
export function clickFilters(text: string, known: Known): readonly Where[] | Refusal {
  const filters = readFilters(text)
  if (filters === null) return wrong('filter', 'must be a JSON list of {column, operator, value}')
  const problems: QueryProblem[] = []
  const where: Where[] = []
  for (const { column, operator, value } of filters) {
    const message = ELSEWHERE.get(column)
    if (message !== undefined) {
      problems.push({ path: column, message })
      continue
    }
    const leaf = leafOf({ field: column, op: operator, value }, known)
    where.push(
      ...readWhere(leaf as Parameters<typeof readWhere>[0], column, problems, fieldsFor(known)),
    )
  }
  const [problem] = problems
  return problem === undefined ? where : wrong('filter', `${problem.path}: ${problem.message}`)
}

/** Of whom revenue is kept from, it tells none. */
function fieldsFor({ hidesMoney }: Known): typeof logFieldOf {
  return (key) => (hidesMoney && key === 'payout' ? null : logFieldOf(key))
}

function readFilters(text: string): Static<typeof Filters> | null {
  try {
    const filters = shaped(Filters, JSON.parse(text), 'skip_unknown')
    return 'fields' in filters ? null : filters.value
  } catch {
    return null
  }
}

function leafOf(leaf: Leaf, { catalog, campaignKeys }: Known): Leaf {
  const { field, op, value } = leaf
  if (field === 'conversion') return converted(leaf)
  if (field === 'campaign_key' || field === 'campaign-key') {
    const keys = campaignKeys()
    return { field: 'campaign', op, value: each(value, (key) => keys.get(String(key)) ?? NOBODY) }
  }
  const { field: dimension, of } = COLUMNS.get(field) ?? { field }
  const translated = { field: dimension, op, value: of === undefined ? value : each(value, of) }
  const noun = dimensionOf(dimension)?.noun ?? null
  const names = noun !== null && NAMED.has(noun) ? catalog.names(noun) : null
  if (names === null) return translated
  // Default flows are one value there, whatever each is called.
  return byName(translated, dimension === 'rule' ? new Map([...names, [DEFAULT, DEFAULT]]) : names)
}

const NAMED: ReadonlySet<string> = new Set([
  'campaign',
  'offer',
  'landing',
  'rotation',
  'source',
  'network',
  'flow',
  'path',
])
const DEFAULT = 'Default'
/** No object has it. */
const NOBODY = '-'
const CONTRARY: ReadonlySet<string> = new Set(['ne', 'not_in', 'not_contains'])

/** A filter on the name of an object as one on its id; an id is taken for an id. */
function byName(leaf: Leaf, names: ReadonlyMap<string, string>): Leaf {
  const values = Array.isArray(leaf.value) ? leaf.value : [leaf.value]
  const find = FINDERS.get(leaf.op)
  if (leaf.value === undefined || find === undefined) return leaf
  const ids = values.flatMap((value) => {
    const text = String(value)
    if (value === null || (find === equal && names.has(text))) return [value]
    const found = [...names].filter(([, name]) => find(name.toLowerCase(), text.toLowerCase()))
    return found.length > 0 ? found.map(([id]) => id) : [find === equal ? text : NOBODY]
  })
  return { ...leaf, op: CONTRARY.has(leaf.op) ? 'not_in' : 'in', value: ids }
}

const equal = (name: string, text: string) => name === text
const FINDERS: ReadonlyMap<string, (name: string, text: string) => boolean> = new Map([
  ['eq', equal],
  ['ne', equal],
  ['in', equal],
  ['not_in', equal],
  ['contains', (name, text) => name.includes(text)],
  ['not_contains', (name, text) => name.includes(text)],
  ['starts', (name, text) => name.startsWith(text)],
  ['ends', (name, text) => name.endsWith(text)],
])

/** Whether a conversion that was not deleted belongs to the click. */
function converted({ field, op, value }: Leaf): Leaf {
  const isWanted = flagOf(value) === (op === 'eq')
  const isPlain = typeof flagOf(value) === 'boolean' && (op === 'eq' || op === 'ne')
  if (!isPlain) return { field, op, value }
  return { field: 'conversionClass', op: isWanted ? 'in' : 'not_in', value: CONVERSION_CLASSES }
}

function flagOf(value: unknown): unknown {
  const text = String(value)
  if (text === '1' || text === 'true') return true
  return text === '0' || text === 'false' ? false : value
}

function each(value: unknown, of: (item: unknown) => unknown): unknown {
  return Array.isArray(value) ? value.map(of) : of(value)
}
