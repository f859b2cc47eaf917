import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { knownNames } from '../../src/detect/known-names.ts'

test('of a list of names those that stand in a text are found, and no other', () => {
  const aList = fc.uniqueArray(fc.string({ unit: 'binary', maxLength: 4 }), { maxLength: 60 })
  fc.assert(
    fc.property(aList, aList, (names, others) => {
      const known = knownNames(names.length)
      names.forEach(known.add)
      for (const name of [...names, ...others]) {
        const text = `a${name}b`
        expect(known.find(text, 1, text.length - 1)).toBe(names.indexOf(name))
      }
    }),
  )
})
