import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import type { CsvTask } from '../../../src/db/reports/csv-tasks.ts'
import { UNWATCHED } from '../../../src/lib/disk-watch.ts'
import { breathe } from '../../../src/lib/turns.ts'
import { callerOfUser } from '../../../src/manage/access.ts'
import { alone } from '../../../src/manage/alone.ts'
import type { Desk } from '../../../src/manage/desk.ts'
import {
  type CsvQueue,
  type CsvQueueParts,
  openCsvQueue,
} from '../../../src/manage/reports/csv-queue.ts'
import { CSV_LIMITS } from '../../../src/manage/reports/csv-worker.ts'
import { type Management, openManagement } from '../../support/management.ts'
import { addPerson, permission } from '../../support/people.ts'

/** Exports to files: one after the other, whole or not at all, again after a crash, within limits. */
let management: Management
let desk: Desk
let now = 0
let queue: CsvQueue
beforeEach(() => {
  management = openManagement()
  now = Date.UTC(2026, 10, 21, 12)
  desk = { ...management.desk, clock: () => now }
})
afterEach(() => management.close())

const folder = () => join(management.folder, 'csv')
const contentOf = (name: string) => readFileSync(join(folder(), name), 'utf8')
const callerOf = (id: number) =>
  callerOfUser(desk.stores.users.find(id)!, { via: 'key', sessionId: null, address: '' })
const user = (login: string, rights = {}) => addPerson(management, login, rights).id

async function* two() {
  yield 'a,b\r\n'
  yield '1,2\r\n'
}

function open(parts: Partial<CsvQueueParts> = {}) {
  queue = openCsvQueue({
    desk,
    dataDir: management.folder,
    lines: () => two(),
    calm: () => Promise.resolve(),
    onProblem: () => undefined,
    free: () => Promise.resolve(Infinity),
    ...parts,
  })
  return queue
}

function enqueued(userId: number, kind: CsvTask['kind'] = 'clicklog'): string {
  const id = queue.enqueue(callerOf(userId), kind, {})
  if (typeof id !== 'string') throw new Error(JSON.stringify(id))
  return id
}

const stateOf = (id: string) => desk.stores.csvTasks.find(id)?.state ?? null

test('a file is listed when it is whole, under its kind and time', async () => {
  open()
  const ann = user('ann')
  const id = enqueued(ann)
  await queue.work()
  const [file] = queue.files(callerOf(ann))
  expect(file?.file).toBe(`clicklog-20261121-120000-${id.slice(0, 8)}.csv`)
  expect(contentOf(file!.file)).toBe('a,b\r\n1,2\r\n')
  expect(file?.bytes).toBe(10)
  expect(readdirSync(folder())).toEqual([file!.file])
})

test('nothing is written while a large change is being made, and all of it afterwards', async () => {
  const large = alone(UNWATCHED)
  const change = Promise.withResolvers<void>()
  open({
    calm: large.calm,
    lines: async function* () {
      void large.run(() => change.promise)
      yield* two()
    },
  })
  const id = enqueued(user('ann'))
  const made = queue.work()
  const tidied = queue.tidy()
  while (!readdirSync(folder()).some((name) => name.endsWith('.csv'))) await breathe()
  expect([large.isRunning(), stateOf(id)]).toEqual([true, 'running'])
  change.resolve()
  await Promise.all([made, tidied])
  expect([large.isRunning(), stateOf(id)]).toEqual([false, 'done'])
})

test('files are made one after the other, in the order in which they were asked for', async () => {
  const running: string[] = []
  open({
    lines: async function* (task) {
      running.push(`begin ${task.kind}`)
      yield 'x'
      running.push(`end ${task.kind}`)
    },
  })
  const ann = user('ann')
  enqueued(ann, 'clicklog')
  now += 1
  enqueued(ann, 'conversions')
  await queue.work()
  expect(running).toEqual([
    'begin clicklog',
    'end clicklog',
    'begin conversions',
    'end conversions',
  ])
})

test('after a crash half a file is not listed, and the export is made again', async () => {
  open({ lines: () => never() })
  const ann = user('ann')
  const id = enqueued(ann)
  const name = desk.stores.csvTasks.find(id)!.file
  while (stateOf(id) !== 'running') await breathe()
  // As it is when the process is killed between two chunks.
  writeFileSync(join(folder(), `${name}.part`), 'a,')
  expect(queue.files(callerOf(ann))).toEqual([])
  open()
  await queue.tidy()
  await queue.work()
  expect(contentOf(name)).toBe('a,b\r\n1,2\r\n')
  expect(readdirSync(folder())).toEqual([name])
  expect(desk.stores.csvTasks.find(id)).toMatchObject({ state: 'done', tries: 2 })
})

/** Kept, so that what waits for it is not collected. */
const forever = new Promise(() => undefined)

async function* never(): AsyncGenerator<string> {
  await forever
  yield ''
}

test('what fails is tried again a few times, and then says so', async () => {
  let tries = 0
  open({
    lines: async function* () {
      yield 'a,'
      tries++
      throw new Error('no')
    },
  })
  const id = enqueued(user('ann'))
  await queue.work()
  expect([tries, stateOf(id)]).toEqual([CSV_LIMITS.tries, 'failed'])
  expect(desk.stores.csvTasks.find(id)?.problem).toContain('could not be made')
  expect(readdirSync(folder())).toEqual([])
})

test('a stop of the server is no failed try', async () => {
  const begun = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  open({
    lines: async function* () {
      yield 'x'
      begun.resolve()
      await goOn.promise
      yield 'x'
    },
  })
  const id = enqueued(user('ann'))
  await begun.promise
  const stopped = queue.stop()
  goOn.resolve()
  await stopped
  expect(desk.stores.csvTasks.find(id)).toMatchObject({ state: 'queued', tries: 0 })
  expect(readdirSync(folder())).toEqual([])
})

test('one that ended the program too often is not begun again', async () => {
  open({ lines: () => never() })
  const id = enqueued(user('ann'))
  const task = desk.stores.csvTasks.find(id)!
  desk.stores.csvTasks.put({ ...task, tries: CSV_LIMITS.tries })
  open()
  await queue.work()
  expect(stateOf(id)).toBe('failed')
})

test('what waits or is being made can be given up by its owner', async () => {
  const begun = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  open({
    lines: async function* () {
      yield 'x'.repeat(300_000)
      begun.resolve()
      await goOn.promise
      yield 'x'.repeat(300_000)
    },
  })
  const [ann, bob] = [user('ann'), user('bob')]
  const [first, second] = [enqueued(ann), enqueued(ann)]
  await begun.promise
  for (const id of [first, second]) {
    expect(queue.dequeue(callerOf(bob), id)).toMatchObject({ refused: 'forbidden' })
    expect(queue.dequeue(callerOf(ann), id)).toMatchObject({ done: true })
  }
  goOn.resolve()
  await queue.work()
  expect([stateOf(first), stateOf(second)]).toEqual([null, null])
  expect(readdirSync(folder())).toEqual([])
})

describe('limits', () => {
  test('a user has so many files', () => {
    open({ lines: () => never() })
    const [ann, bob] = [user('ann'), user('bob')]
    for (let count = 0; count < CSV_LIMITS.filesOfUser; count++) enqueued(ann)
    expect(queue.enqueue(callerOf(ann), 'clicklog', {})).toMatchObject({ refused: 'invalid' })
    expect(typeof queue.enqueue(callerOf(bob), 'clicklog', {})).toBe('string')
  })

  test('a disk without room is left alone', async () => {
    open({ free: () => Promise.resolve(CSV_LIMITS.freeBytes - 1) })
    const id = enqueued(user('ann'))
    await queue.work()
    expect(desk.stores.csvTasks.find(id)).toMatchObject({
      state: 'failed',
      problem: 'The disk has too little room',
    })
    expect(readdirSync(folder())).toEqual([])
  })

  test('all files together have so many bytes', async () => {
    open()
    const ann = user('ann')
    const id = enqueued(ann)
    await queue.work()
    const task = desk.stores.csvTasks.find(id)!
    desk.stores.csvTasks.put({ ...task, bytes: CSV_LIMITS.bytes - 5 })
    const next = enqueued(ann)
    await queue.work()
    expect(desk.stores.csvTasks.find(next)?.problem).toContain('too large')
    desk.stores.csvTasks.put({ ...task, bytes: CSV_LIMITS.bytes })
    expect(queue.enqueue(callerOf(ann), 'clicklog', {})).toMatchObject({ refused: 'invalid' })
  })

  test('files go after a week, their tasks after a month, strangers at once', async () => {
    open()
    const ann = user('ann')
    const id = enqueued(ann)
    await queue.work()
    const [name] = readdirSync(folder())
    writeFileSync(join(folder(), 'clicklog-20200101-000000-00000000.csv'), 'left over')
    await queue.tidy()
    expect(readdirSync(folder())).toEqual([name!])
    now += CSV_LIMITS.fileMs + 1
    await queue.tidy()
    expect([readdirSync(folder()), stateOf(id)]).toEqual([[], 'removed'])
    expect(queue.files(callerOf(ann))).toEqual([])
    now += CSV_LIMITS.taskMs
    await queue.tidy()
    expect(stateOf(id)).toBeNull()
  })

  test('a file that is gone, as after a backup was restored, is not listed', async () => {
    open()
    const ann = user('ann')
    enqueued(ann)
    await queue.work()
    const { file } = queue.files(callerOf(ann))[0]!
    rmSync(join(folder(), file))
    await queue.tidy()
    expect(queue.files(callerOf(ann))).toEqual([])
  })
})

describe('a file is shown', () => {
  const campaigns = (...ids: string[]) => [permission('campaign', { readUuids: ids })]

  async function made(owner: number) {
    open()
    const id = enqueued(owner)
    await queue.work()
    return desk.stores.csvTasks.find(id)!.file
  }
  const sees = (id: number, name: string) => {
    const caller = callerOf(id)
    const isListed = queue.files(caller).some(({ file }) => file === name)
    const found = queue.file(caller, name)
    expect('path' in found).toBe(isListed)
    return isListed
  }

  test('to its owner and to administrators, not to other users', async () => {
    const [ann, bob] = [user('ann'), user('bob')]
    const chief = user('chief', { role: 'admin' })
    const name = await made(ann)
    expect([ann, bob, chief].map((id) => sees(id, name))).toEqual([true, false, true])
  })

  test('not to whom money is hidden, if it tells money', async () => {
    const ann = user('ann')
    const poor = user('poor', { role: 'admin', hideProfit: true })
    const name = await made(ann)
    expect(sees(poor, name)).toBe(false)
    desk.stores.users.change(ann, { hideProfit: true })
    expect(sees(ann, name)).toBe(false)
    now += 1000
    const next = await made(ann)
    expect([ann, poor].map((id) => sees(id, next))).toEqual([true, true])
  })

  test('to its owner only while he may see every campaign in it', async () => {
    await management.call('POST', '/traffic_source', { name: 'S' })
    for (const name of ['One', 'Two']) {
      await management.call('POST', '/campaign', { name, trafficSourceId: 1 })
    }
    const ann = user('ann', { permissions: campaigns('1', '2') })
    const name = await made(ann)
    expect(desk.stores.csvTasks.byFile(name)?.scope).toEqual([1, 2])
    desk.stores.users.setPermissions(ann, campaigns('2'))
    expect(sees(ann, name)).toBe(false)
    desk.stores.users.setPermissions(ann, campaigns('1', '2', '3'))
    expect(sees(ann, name)).toBe(true)
  })
})
