/** Which of a network's postback keys the admin shows, however often they were renewed. */
import { expect, test } from 'bun:test'

import { keyInForce, type PostbackKey } from '../../ui/screens/entities/postback-key.ts'

const key = (id: number, endsAt: string | null, isOver = false): PostbackKey => ({
  id,
  kind: 'network',
  networkId: 1,
  endsAt,
  isOver,
  urls: { postback: `https://t.example/${id}/postback` },
})

const OLD = key(1, '2026-11-20 10:00:00', true)
const RENEWED = key(2, '2026-11-22 10:00:00')
const NEW = key(3, null)

test.each([
  ['the new one after a renewal', [OLD, RENEWED, NEW], 3],
  ['the first of two that do not end', [NEW, key(4, null)], 3],
  ['the one that ends last where all end', [RENEWED, key(5, '2026-11-23 10:00:00')], 5],
  ['none of those that are over', [OLD], undefined],
] as const)('is %s', (_, keys, id) => {
  expect(keyInForce(keys, ({ networkId }) => networkId === 1)?.id).toBe(id)
})

test('is never that of another network', () => {
  expect(keyInForce([NEW], ({ networkId }) => networkId === 2)).toBeUndefined()
})
