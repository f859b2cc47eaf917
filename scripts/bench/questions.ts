/** The questions of `bench reports`: as people ask Sluice, and as SQL over the same rows. */

/** The days that the bench asks about; the last hour is the last one of it. */
export interface Span {
  /** Epoch milliseconds. */
  readonly from: number
  readonly to: number
}

export interface Question {
  readonly name: string
  /** The body of `POST /report/query`. */
  readonly body: Readonly<Record<string, unknown>>
  /** Gives the totals' clicks of the same question in its first row, as `total`. */
  readonly sql: string
}

const HOUR_MS = 3_600_000
const MEASURES = ['clicks', 'leads', 'cost', 'revenue', 'profit']
const SUMS = 'sum(clicks) c, sum(leads) l, sum(cost) s, sum(revenue) r, sum(revenue) - sum(cost) p'
const DUCK_NAMES: Readonly<Record<string, string>> = {
  geoCountry: 'country',
  trafficSource: 'source',
  days: 'day',
  deviceType: 'device',
  osName: 'os',
  browserName: 'browser',
  token_1: 'zone',
  token_3: 'site',
  externalId: 'external',
}

interface Shape {
  readonly groupings: readonly string[]
  readonly limit?: number
  readonly childLimit?: number
  /** A condition in both languages. */
  readonly filter?: { readonly field: string; readonly op: string; readonly value: unknown }
  readonly where?: string
  /** Only the last so many milliseconds. */
  readonly lastMs?: number
}

export function questionsOver(span: Span, smallCampaign: number): Question[] {
  const ask = (name: string, shape: Shape): Question => ({
    name,
    body: bodyOf(shape, span),
    sql: sqlOf(shape, span),
  })
  const countries = ['DE', 'US', 'FR']
  const top = { limit: 100, childLimit: 0 }
  return [
    ask('country', { groupings: ['geoCountry'] }),
    ask('campaign × sub id', { groupings: ['campaign', 'token_1'] }),
    ask('day × source × offer, 3 countries', {
      groupings: ['days', 'trafficSource', 'offer'],
      filter: { field: 'geoCountry', op: 'in', value: countries },
      where: `country in ('${countries.join("', '")}')`,
    }),
    ask('sub id of 200 k values, top 100', { groupings: ['token_3'], ...top }),
    ask('unique-like, top 100', { groupings: ['externalId'], ...top }),
    ask('5 levels', {
      groupings: ['campaign', 'geoCountry', 'deviceType', 'osName', 'browserName'],
      limit: 20,
      childLimit: 3,
    }),
    ask('last hour by campaign', { groupings: ['campaign'], lastMs: HOUR_MS }),
    ask('one campaign by sub id', {
      groupings: ['token_1'],
      filter: { field: 'campaign', op: 'eq', value: String(smallCampaign) },
      where: `campaign = ${smallCampaign}`,
    }),
  ]
}

function bodyOf({ groupings, filter, lastMs, ...rest }: Shape, { from, to }: Span) {
  const { limit = 500, childLimit = 200 } = rest
  const start = lastMs === undefined ? from : to - lastMs
  const text = (ms: number) => new Date(ms).toISOString().slice(0, 19)
  return {
    period: { preset: 'custom_time', from: text(start), to: text(to), timezone: 'UTC' },
    groupings,
    measures: MEASURES,
    filters: filter === undefined ? [] : [filter],
    limit,
    childLimit,
  }
}

/** Period ends are whole seconds, and in Sluice inclusive. */
function sqlOf({ groupings, where, lastMs, limit = 500 }: Shape, { from, to }: Span): string {
  const keys = groupings.map((key) => `"${DUCK_NAMES[key] ?? key}"`).join(', ')
  const start = lastMs === undefined ? from : to - lastMs
  const isAll = lastMs === undefined
  const time = isAll ? '' : ` and click_time >= ${start} and click_time < ${to + 1000}`
  const condition = where === undefined ? '' : ` and ${where}`
  const groups = `select ${keys}, ${SUMS} from events where true${time}${condition} group by ${keys}`
  return `select *, sum(c) over () total from (${groups}) order by c desc, ${keys} limit ${limit}`
}
