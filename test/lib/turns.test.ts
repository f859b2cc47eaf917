import { expect, test } from 'bun:test'

import { turnsByKey } from '../../src/lib/turns.ts'

test('tasks of a key wait for each other, a failed one too, and those of others do not', async () => {
  const inTurn = turnsByKey<string>(9)
  const done: string[] = []
  const first = Promise.withResolvers<void>()
  const a = inTurn('a', () => first.promise)
  const second = inTurn('a', async () => void done.push('second of a'))
  await inTurn('b', async () => void done.push('b'))
  first.reject(new Error('failed'))
  expect(a).rejects.toThrow('failed')
  await second
  expect(done).toEqual(['b', 'second of a'])
})

test('what is too much is refused until there is room', async () => {
  const inTurn = turnsByKey<number>(1)
  const first = Promise.withResolvers<void>()
  const running = inTurn(1, () => first.promise)
  expect(inTurn(2, async () => {})).rejects.toThrow('too many')
  first.resolve()
  await running
  expect(await inTurn(2, async () => 'done')).toBe('done')
})
