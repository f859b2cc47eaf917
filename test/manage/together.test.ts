/** Writes of one turn share a transaction, and each still succeeds or fails alone. */
import { Database } from 'bun:sqlite'
import { afterEach, beforeEach, expect, test } from 'bun:test'

import { UNWATCHED } from '../../src/lib/disk-watch.ts'
import { type Together, writeTogether } from '../../src/manage/together.ts'

let db: Database
let published = 0
let together: Together

beforeEach(() => {
  db = new Database(':memory:')
  db.run('CREATE TABLE written (what TEXT UNIQUE)')
  published = 0
  together = writeTogether(db, () => published++, UNWATCHED)
})
afterEach(() => db.close())

const write = (...whats: string[]) => {
  for (const what of whats) db.run('INSERT INTO written VALUES (?)', [what])
  return whats.length
}
const written = () => db.query('SELECT what FROM written ORDER BY rowid').values().flat()

test('what comes in one turn is published once, and each gets its own value', async () => {
  const all = [together(() => write('a')), together(() => write('b', 'c'))]
  expect(await Promise.all(all)).toEqual([1, 2])
  expect([published, written()]).toEqual([1, ['a', 'b', 'c']])
})

test.each([
  ['alone', []],
  ['among others', ['x', 'y']],
])('what fails %s is taken back whole, and nothing else', async (_, others) => {
  const failing = together(() => write('a', 'a'))
  const beside = others.map((what) => together(() => write(what)))
  const reason = await failing.catch(String)
  expect(reason).toContain('UNIQUE')
  await Promise.all(beside)
  expect(written()).toEqual(others)
})

test('a disk that does not answer is not written to', async () => {
  const answers = () => Promise.resolve(false)
  const hanging = writeTogether(db, () => published++, { answers })
  const told = await Promise.allSettled([hanging(() => write('a')), hanging(() => write('b'))])
  expect(told.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect([published, written()]).toEqual([0, []])
})

test('many objects are not written with those of others, and hold nobody up for good', async () => {
  const order: string[] = []
  const put = (what: string, objects: number) =>
    together(() => write(what), objects).then(() => order.push(`${what} in ${published}`))
  await Promise.all([put('small', 1), put('large', 300), put('larger', 5000), put('last', 1)])
  expect(order).toEqual(['small in 1', 'large in 2', 'larger in 3', 'last in 4'])
})

test('when nothing can be written all hear of it', async () => {
  db.run('PRAGMA query_only = 1')
  const all = [together(() => write('a')), together(() => write('b'))]
  const ended = await Promise.allSettled(all)
  expect(ended.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
})
