/**
 * Questions for tests: report queries parsed from the same JSON that people send, and queries of logs
 * and orders of costs that state only what differs.
 */
import type { CostOrder } from '../../src/core/cost-batches.ts'
import type { LogQuery } from '../../src/core/reports/log-query.ts'
import { type Catalog, parseQuery, type QueryContext } from '../../src/core/reports/parse-query.ts'
import { SIMPLE_MEASURES } from '../../src/core/reports/presets.ts'
import type { Query } from '../../src/core/reports/query.ts'

export const noNames: Catalog = { names: () => null, groups: () => null }

export function aContext(part: Partial<QueryContext> = {}): QueryContext {
  return {
    now: Date.UTC(2026, 10, 5, 12),
    zone: 'UTC',
    weekStart: 1,
    measures: SIMPLE_MEASURES,
    formulas: new Map(),
    scope: null,
    catalog: noNames,
    ...part,
  }
}

/** All time unless the body says otherwise. */
export function aQuery(
  body: Record<string, unknown> = {},
  part: Partial<QueryContext> = {},
): Query {
  const query = parseQuery({ period: { preset: 'all_time' }, ...body }, aContext(part))
  if ('problems' in query) throw new Error(JSON.stringify(query.problems))
  return query
}

/** All clicks of all time, the newest first, on one page. */
export function aLogQuery(part: Partial<LogQuery> = {}): LogQuery {
  return {
    of: 'clicks',
    period: { from: 0, to: Infinity },
    zone: 'UTC',
    where: [],
    cursor: null,
    direction: 'next',
    limit: Infinity,
    labels: { names: new Map(), groups: new Map() },
    ...part,
  }
}

/** A sum spread over the clicks of campaign 1, whenever they were made. */
export function aCostOrder(part: Partial<CostOrder> = {}): CostOrder {
  const { micros = 1_000_000 } = part
  return {
    campaigns: [1],
    period: { from: 0, to: 4e12 },
    zone: 'UTC',
    how: 'spread',
    micros,
    original: { micros, currency: 'USD' },
    where: [],
    uniqueness: 'all',
    bots: 'charged',
    ...part,
  }
}
