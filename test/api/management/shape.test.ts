/** What is said of a body that has another form than was wanted. */
import { expect, test } from 'bun:test'

import { shaped } from '../../../src/api/management/shape.ts'
import { QuerySchema } from '../../../src/core/reports/query.ts'

test('of a list that may be one value too, the form of lists is said', () => {
  const value = Array.from({ length: 1001 }, (_, at) => `z${at}`)
  const query = { filters: [{ field: 'token_1', op: 'in', value }] }
  expect(shaped(QuerySchema, query, 'refuse_unknown')).toEqual({
    fields: { 'filters.0.value': ['must be a list of at most 1000'] },
  })
})
