/** From what is wrong with a campaign's parameters to the clicks that show it. */
import { expect, test } from 'bun:test'

import { FED_FIELDS } from '../../src/core/hygiene.ts'
import { dimensionOf } from '../../src/core/reports/dimensions.ts'
import { clicksOf } from '../../ui/screens/campaigns/places.ts'
import { readFilters } from '../../ui/screens/report/state.ts'

const asked = (kind: string, field: string) =>
  new URL(clicksOf('5', { kind, field }, 'last_7_days'), 'http://x').searchParams

test.each([...FED_FIELDS.keys()])('clicks with the macro in %p are found by it', (field) => {
  const [filter] = readFilters(asked('unexpanded', field).get('filters'))
  expect(filter).toMatchObject({ op: 'macro' })
  expect(dimensionOf((filter as { field: string }).field)?.columns).toContain('unexpanded')
})

test('clicks without the parameter are, those of a query that was cut are all of the campaign', () => {
  const empty = asked('empty', 'sub_id_2')
  expect(Object.fromEntries(empty)).toEqual({
    campaign: '5',
    period: 'last_7_days',
    filters: '[{"field":"token_2","op":"not_set"}]',
  })
  expect([...asked('truncated', '').keys()]).toEqual(['campaign', 'period'])
})
