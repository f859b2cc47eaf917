/** Report queries for tests: parsed from the same JSON that people send. */
import {
  type Catalog,
  parseQuery,
  type QueryContext,
  SIMPLE_MEASURES,
} from '../../src/core/reports/parse-query.ts'
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
