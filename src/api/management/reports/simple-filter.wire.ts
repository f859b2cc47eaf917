/** Filters of the dialect: `[{level, column, operator, value}]`, a query's own in other words. */
import { type Static, Type } from '@sinclair/typebox'

import { FILTERS_MAX, type QueryInput } from '../../../core/reports/query.ts'
import { shaped } from '../shape.ts'
import { queryKey } from './column-keys.ts'

export const SimpleFilters = Type.Array(
  Type.Object({
    level: Type.Optional(Type.Integer({ minimum: 1, maximum: 5 })),
    column: Type.String({ minLength: 1, maxLength: 300 }),
    operator: Type.String({ minLength: 1, maxLength: 30 }),
    value: Type.Optional(Type.Unknown()),
  }),
  { maxItems: FILTERS_MAX },
)
export type SimpleFilters = Static<typeof SimpleFilters>
export type QueryFilters = NonNullable<QueryInput['filters']>

/** Only their form is right: the query's own checks know columns and operators. */
export function queryFilters(filters: SimpleFilters): QueryFilters {
  return filters.map(({ column, operator, ...rest }) => ({
    field: queryKey(column),
    op: operator,
    ...rest,
  })) as QueryFilters
}

/** Null for a text that is not a list of filters. */
export function readSimpleFilters(text: string): QueryFilters | null {
  try {
    const result = shaped(SimpleFilters, JSON.parse(text), 'skip_unknown')
    return 'fields' in result ? null : queryFilters(result.value)
  } catch {
    return null
  }
}
