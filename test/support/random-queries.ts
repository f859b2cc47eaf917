/** Random reports over random ledgers, and their answers in the shape of the naive evaluator's. */
import { parseFormula } from '../../src/core/reports/formula.ts'
import type { Formula } from '../../src/core/reports/formula.ts'
import type { QueryResult } from '../../src/report/scan/run.ts'
import { NAIVE, NAIVE_MEASURES } from './naive-report.ts'
import { noNames } from './queries.ts'
import type { Random } from './random-ledger.ts'

export const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
]
const perLead = parseFormula('cost * 2 / leads') as Formula
export const groups = new Map([
  [1, 'g1'],
  [2, 'g1'],
  [3, 'g2'],
])
/** For `aQuery`. */
export const context = {
  formulas: new Map([['per-lead', { name: 'Per lead', formula: perLead }]]),
  catalog: { ...noNames, groups: (key: string) => (key === 'campaignsGroup' ? groups : null) },
}

/** What the naive evaluator says too, in its shape. */
export const shape = ({ rows, totals, totalRows, excluded }: QueryResult) => ({
  rows: rows.map(({ level, path, m, isOther }) => ({
    level,
    values: path.map(({ value }) => value),
    m,
    other: isOther,
  })),
  totals,
  totalRows,
  excluded,
})

/** The body of a query. */
export function randomQuery(random: Random): Record<string, unknown> {
  const some = <T>(values: readonly T[], most: number): T[] => [
    ...new Set(Array.from({ length: random.int(most + 1) }, () => random.of(values))),
  ]
  const groupings = some(Object.keys(NAIVE), 5)
  const measures = some(NAIVE_MEASURES, 6)
  // `event_1` names a measure too, and the measure is what sorts.
  const sortable = [...groupings.filter((key) => key !== 'event_1'), ...NAIVE_MEASURES]
  return {
    period: { ...randomPeriod(random), timezone: random.of(ZONES) },
    timeBasis: random.of(['click', 'event']),
    botMode: random.of(['include', 'include', 'exclude', 'only']),
    groupings,
    measures: measures.length > 0 ? measures : ['clicks'],
    filters: [
      ...some(WHERE, 2),
      ...(random.chance(0.2) ? [{ any: [random.of(WHERE), random.of(WHERE)] }] : []),
      ...(groupings.length > 0 && random.chance(0.4)
        ? [randomHaving(random, groupings.length)]
        : []),
      ...(groupings.length > 0 && random.chance(0.2)
        ? [randomHaving(random, groupings.length)]
        : []),
    ],
    sort: some(sortable, 2).map((field) => ({ field, dir: random.of(['asc', 'desc']) })),
    limit: random.of([1, 3, 500]),
    offset: random.of([0, 0, 1, 4]),
    childLimit: random.of([0, 1, 2, 200]),
  }
}

const randomPeriod = (random: Random) =>
  random.of([
    { preset: 'all_time' },
    { preset: 'all_time' },
    { preset: 'last_30_days' },
    { preset: 'last_2_days' },
    { preset: 'this_month' },
    { preset: 'last_month' },
    { preset: 'custom_time', from: '2026-10-25', to: '2026-11-01' },
    { preset: 'custom_time', from: '2026-10-04 02:15:00', to: '2026-11-01T01:59:59' },
  ])

const WHERE = [
  { field: 'campaign', op: 'in', value: ['1', '3'] },
  { field: 'campaign', op: 'ne', value: 2 },
  { field: 'campaignsGroup', op: 'eq', value: 'g1' },
  { field: 'geoCountry', op: 'eq', value: 'de' },
  { field: 'geoCountry', op: 'not_in', value: ['AT', null] },
  { field: 'deviceType', op: 'not_set' },
  { field: 'deviceType', op: 'eq', value: 'Mobile' },
  { field: 'bot', op: 'eq', value: false },
  { field: 'keyword', op: 'contains', value: 'SHOE' },
  { field: 'keyword', op: 'not_contains', value: '*' },
  { field: 'keyword', op: 'eq', value: 'shoes' },
  { field: 'keyword', op: 'starts', value: 'a*' },
  { field: 'keyword', op: 'ends', value: 'ES' },
  { field: 'sub_id_1', op: 'mask', value: 'ZONE*1' },
  { field: 'token_1', op: 'macro' },
  { field: 'token_2', op: 'set' },
  { field: 'days', op: 'gte', value: '2026-10-25' },
  { field: 'days', op: 'lt', value: '2026-11-01' },
  { field: 'month', op: 'between', value: ['2026-10', '2026-10'] },
  { field: 'conversionStatusOne', op: 'ne', value: '(no conversion)' },
  { field: 'offer', op: 'in', value: [1, 2] },
  { field: 'landingClicked', op: 'eq', value: true },
]

const randomHaving = (random: Random, depth: number) => ({
  ...random.of([
    { field: 'clicks', op: 'gte', value: 2 },
    { field: 'cost', op: 'gt', value: 0.01 },
    { field: 'roi', op: 'lt', value: 100 },
    { field: 'cr', op: 'ne', value: 0 },
    { field: 'leads', op: 'between', value: [0, 1] },
    { field: 'bots', op: 'lte', value: 1 },
    { field: 'lander_ctr', op: 'eq', value: 100 },
  ]),
  ...(random.chance(0.7) ? { level: 1 + random.int(depth) } : {}),
})
