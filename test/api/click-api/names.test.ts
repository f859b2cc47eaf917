import { expect, test } from 'bun:test'

import { placeIn } from '../../../src/api/click-api/names.ts'

test('names are read alike whether few or more than can be remembered came before', () => {
  const names = Array.from({ length: 2_500 }, (_, n) => `sub%5F${n}`)
  const read = (name: string) => placeIn(`x=1&${name}=2`, 4, 4 + name.length)?.name
  const twice = [...names, ...names]
  expect(twice.map(read)).toEqual(twice.map((name) => name.replace('%5F', '_')))
})

test('a name over its limit is ignored', () => {
  const name = 'n'.repeat(800)
  expect(placeIn(name, 0, name.length)).toBeNull()
})
