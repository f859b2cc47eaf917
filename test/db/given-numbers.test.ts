import { expect, test } from 'bun:test'

import { continueBehind, givenNumbers } from '../../src/db/given-numbers.ts'
import { openManagement } from '../support/management.ts'

test('numbers go on behind those that are told, and never give one twice', () => {
  const management = openManagement()
  const { writer } = management.config
  const last = (table: string) => new Map(givenNumbers(writer)).get(table)
  const users = last('users') ?? 0
  expect([users > 0, last('deliveries')]).toEqual([true, undefined])
  continueBehind(writer, [
    ['users', users - 1],
    ['deliveries', 7],
    ['changes', 5000],
    ['flow', 30],
    ['settings', 3],
  ])
  const now = ['users', 'deliveries', 'flow', 'settings'].map(last)
  expect(now).toEqual([users, 7, 30, undefined])
  writer.run("INSERT INTO changes (kind, object_id) VALUES ('settings', '')")
  expect(last('changes')).toBe(5001)
  management.close()
})
