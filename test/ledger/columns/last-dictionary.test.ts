/** The dictionary that was read last: opened once, closed when another takes its place, never in use. */
import { expect, test } from 'bun:test'

import { type OpenDictionary } from '../../../src/ledger/columns/column-format.ts'
import { lastDictionary } from '../../../src/ledger/columns/last-dictionary.ts'
import { encodeTexts, openTexts, type TextBlock } from '../../../src/ledger/columns/text-block.ts'

function dictionaries() {
  const log: string[] = []
  const open =
    (text: string, bytes = 10) =>
    (): OpenDictionary => {
      log.push(`open ${text}`)
      const texts = openTexts(encodeTexts([text]))
      return { texts, bytes, close: () => void log.push(`close ${text}`) }
    }
  return { log, open }
}

const first = (texts: TextBlock) => texts.at(0)

test('it is opened once, however often it is used', () => {
  const { log, open } = dictionaries()
  const { use, hold } = lastDictionary()
  expect(use('a', open('a'), first)).toBe('a')
  expect(use('a', open('a'), first)).toBe('a')
  hold('b', open('b')())
  expect(use('b', open('b'), first)).toBe('b')
  expect(log).toEqual(['open a', 'open b', 'close a'])
})

test('what is read while it is used does not close it', () => {
  const { log, open } = dictionaries()
  const { use } = lastDictionary()
  use('a', open('a'), (texts) => {
    use('b', open('b'), first)
    expect(log).toEqual(['open a', 'open b'])
    expect(first(texts)).toBe('a')
  })
  expect(log).toEqual(['open a', 'open b', 'close b'])
})

test('a fault in its use does not lose it, and a very large one is not held', () => {
  const { log, open } = dictionaries()
  const { use } = lastDictionary()
  const fail = () => {
    throw new Error('of the work')
  }
  expect(() => use('a', open('a'), fail)).toThrow('of the work')
  use('large', open('large', 2 ** 24), first)
  expect(log).toEqual(['open a', 'open large', 'close a', 'close large'])
})
