import { describe, expect, test } from 'bun:test'

import { places, placesByKey, sharedByKey, turnsByKey } from '../../src/lib/turns.ts'

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

test('a place that becomes free is that of who waits, not of who comes just then', async () => {
  const room = places(1, 1)
  const first = Promise.withResolvers<void>()
  let [running, most] = [0, 0]
  const task = (until: Promise<void>) => async () => {
    most = Math.max(most, ++running)
    await until.finally(() => running--)
  }
  const ran = room.take(task(first.promise))
  const waited = room.take(task(Promise.resolve()))
  expect(room.take(task(Promise.resolve()))).toBeNull()
  first.resolve()
  await ran
  const late = room.take(task(Promise.resolve()))
  await Promise.all([waited, late])
  expect(most).toBe(1)
})

test('a task that throws gives its place back', async () => {
  const room = places(1)
  const failing = () => {
    throw new Error('at once')
  }
  const failed = await room.take(failing)!.catch((error: Error) => error.message)
  expect(failed).toBe('at once')
  expect(await room.take(async () => 'done')).toBe('done')
})

describe('places of a key', () => {
  const waits: string[] = []
  const waiter = (name: string, signal = new AbortController().signal) => {
    return { signal, onWait: () => waits.push(name) }
  }

  test('are waited for in order of arrival, each key for its own', async () => {
    waits.length = 0
    const { take } = placesByKey<string>(60_000, 9)
    const order: string[] = []
    const one = async (name: string, key: string) => {
      const done = await take(key, 1, waiter(name))
      order.push(name)
      return done!
    }
    const first = await one('first', 'a')
    const second = one('second', 'a')
    const third = one('third', 'a')
    const other = await one('other', 'b')
    first()
    ;(await second)()
    ;(await third)()
    other()
    expect(order).toEqual(['first', 'other', 'second', 'third'])
    expect(waits).toEqual(['second', 'third'])
  })

  test('given back together go to as many', async () => {
    const { take } = placesByKey<string>(60_000, 9)
    const held = [await take('a', 2, waiter('')), await take('a', 2, waiter(''))]
    const waiting = [take('a', 2, waiter('')), take('a', 2, waiter(''))]
    for (const done of held) done!()
    for (const done of await Promise.all(waiting)) done!()
    expect(await take('a', 1, waiter(''))).not.toBeNull()
  })

  test('are not waited for by too many, for too long, or by who has gone', async () => {
    const { take } = placesByKey<string>(1, 1)
    const leaving = new AbortController()
    const done = await take('a', 1, waiter(''))
    const late = take('a', 1, waiter(''))
    expect(await take('a', 1, waiter(''))).toBeNull()
    expect(await late).toBeNull()
    const gone = take('a', 1, waiter('', leaving.signal))
    leaving.abort()
    done!()
    expect(await gone).toBeNull()
    expect(await take('a', 1, waiter('', leaving.signal))).not.toBeNull()
    expect(await take('a', 1, waiter('', leaving.signal))).toBeNull()
  })
})

test('work of a key is shared while it goes on, and begun again after it, failed or not', async () => {
  const shared = sharedByKey<string, number>()
  const ends = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  let begun = 0
  const work = async () => {
    const own = begun++
    await ends[own]?.promise
    if (own === 0) throw new Error('failed')
    return own
  }
  const both = [shared('a', work), shared('a', work)].map((one) => one.catch(String))
  const other = shared('b', work)
  expect(begun).toBe(2)
  ends[0]!.resolve()
  expect(await Promise.all(both)).toEqual(['Error: failed', 'Error: failed'])
  const again = shared('a', work)
  ends[1]!.resolve()
  expect(await Promise.all([other, again])).toEqual([1, 2])
})
