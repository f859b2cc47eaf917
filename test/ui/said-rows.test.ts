/** Chosen rows as entries of a filter: what can't be said, and who else is meant. */
import { expect, test } from 'bun:test'

import { MACRO } from '../../src/core/words/values.ts'
import { type ShownRow, shownRow } from '../../ui/screens/report/rows.ts'
import { levelsAbove, levelsIn, saidRows } from '../../ui/screens/report/said-rows.ts'

const row = (...path: (readonly [dimension: string, value: string | null])[]): ShownRow =>
  shownRow({
    level: path.length,
    path: path.map(([dimension, value]) => ({ dimension, value, label: value })),
    m: {},
    hasChildren: false,
    isOther: false,
  })
const zone = (value: string | null) => row(['token_1', value])
const valuesOf = (rows: readonly ShownRow[]) => rows.map(({ value }) => value)

test('values that are the same below several rows are said once', () => {
  const below = (country: string) => row(['geoCountry', country], ['token_1', 'a'])
  expect(saidRows('pattern', [below('US'), below('DE')], []).values).toEqual(['a'])
})

test('what no filter can say is told apart', () => {
  const other = { ...zone(null), isOther: true }
  const long = zone('x'.repeat(2000))
  const said = saidRows('pattern', [zone('a'), other, long], [])
  expect([said.values, said.unsaid]).toEqual([['a'], [other, long]])
  expect(saidRows('address', [zone(null), zone('192.0.2.1')], []).values).toEqual(['192.0.2.1'])
})

test('rows that were not chosen and are meant all the same are told, each once', () => {
  const shown = [zone('Zone'), zone('ZONE'), zone('zone-2'), zone(MACRO), row(['osName', 'zone'])]
  const chosen = [zone('zone'), zone(null)]
  const { alsoMeant, hasEmpty } = saidRows('pattern', chosen, [...chosen, ...shown, zone('Zone')])
  expect([valuesOf(alsoMeant), hasEmpty]).toEqual([['Zone', 'ZONE', MACRO], true])
})

test('the lowest level comes first; what stands above is named', () => {
  const deep = row(['campaign', '1'], ['geoCountry', 'US'], ['token_1', 'a'])
  expect(levelsIn([row(['campaign', '1']), deep])).toEqual(['token_1', 'campaign'])
  expect(levelsAbove([deep, zone('b')])).toEqual(['campaign', 'geoCountry'])
})
