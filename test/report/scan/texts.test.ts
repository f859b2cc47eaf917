import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { decodeColumn, encodeColumn } from '../../../src/ledger/columns/column-format.ts'
import type { TextColumn } from '../../../src/ledger/columns/column.ts'
import { textTable } from '../../../src/report/scan/texts.ts'

/** As a sealed segment gives it. */
function sealed(texts: readonly string[]): TextColumn {
  const codes = Uint16Array.from(texts, (_, code) => code)
  return decodeColumn(
    encodeColumn({ kind: 'text', dictionary: texts, codes }, texts.length),
  ) as TextColumn
}

const all = (list: readonly string[]) => new Uint32Array(list.length).fill(1)

const word = fc.oneof(
  fc.string({ maxLength: 9 }),
  fc.string({ maxLength: 9, unit: 'binary' }),
  fc.constantFrom('', 'a', 'ab', '\u6241', '\ud800', '\u00e9', 'e\u0301', '\0', '\0\0'),
)
const dictionaries = fc.array(fc.uniqueArray(word, { minLength: 2 }), { maxLength: 6 })

test('equal texts have equal numbers, different ones different numbers', () => {
  fc.assert(
    fc.property(dictionaries, fc.integer(), (lists, seed) => {
      const table = textTable(seed, 'one')
      const numberOf = new Map<string, number>()
      for (const [index, list] of lists.entries()) {
        const open = { kind: 'text', dictionary: list, codes: new Uint16Array(0) } as const
        const numbers = table.numbersOf(index % 2 === 0 ? sealed(list) : open, all(list))
        list.forEach((text, code) => {
          expect(numbers[code]).toBe(numberOf.get(text) ?? numberOf.size)
          numberOf.set(text, numbers[code]!)
        })
      }
      for (const [text, number] of numberOf) {
        expect(table.text(number)).toBe(text)
        expect(table.numberOf(text)).toBe(number)
      }
      expect(table.size).toBe(numberOf.size)
    }),
  )
})

test('texts are the same in the table of another thread', () => {
  fc.assert(
    fc.property(fc.uniqueArray(word, { minLength: 2 }), (list) => {
      const [here, there] = [textTable(1, 'here'), textTable(2, 'there')]
      there.numberOf('something else')
      const numbers = there.numbersOf(sealed(list), all(list))
      const known = here.unpack(there.pack(numbers))
      expect(Array.from(known, here.text)).toEqual(list)
    }),
  )
})

// Of so many texts some dozens have the same 32 bits of hash: 2^17 squared is half of 2^35.
test('texts whose hashes collide stay apart', () => {
  const table = textTable(7, 'one')
  const count = 2 ** 18
  for (let n = 0; n < count; n++) table.numberOf(`${n.toString(36)}`)
  expect(table.size).toBe(count)
  for (let n = 0; n < count; n += 97) expect(table.text(n)).toBe(n.toString(36))
})
