import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { decodeHeader, frameAt, HEADER_BYTES } from '../../../src/ledger/journal/journal-file.ts'
import { journalWriter } from '../../../src/ledger/journal/writer-core.ts'
import type { WriterCommand, WriterReply } from '../../../src/ledger/journal/writer-messages.ts'
import { manualTimers, type MemoryDisk, memoryDisk } from '../../support/memory-disk.ts'

const SALT = new Uint8Array(16).fill(7)
const PATH = '/j/5.journal'
const open: WriterCommand = { type: 'open', segment: 5, node: 3, createdAt: 1000, salt: SALT }

function batch(number: number, durable = false): WriterCommand {
  const text = JSON.stringify([[1, number, 'x'.repeat(50)]])
  return { type: 'batch', segment: 5, batch: number, text, durable }
}

function writerOn(disk: MemoryDisk) {
  const replies: WriterReply[] = []
  const timers = manualTimers()
  const send = journalWriter({
    directory: '/j',
    files: disk,
    reply: (reply) => void replies.push(reply),
    after: timers.after,
  })
  return { send, replies, tick: timers.tick }
}

const told = (replies: readonly WriterReply[], type: WriterReply['type']) =>
  replies.filter((reply) => reply.type === type)

/** The batches of a file that is whole to its end; `null` when anything else is in it. */
function batchesIn(bytes: Buffer): number[] | null {
  const batches: number[] = []
  let at = HEADER_BYTES
  while (at < bytes.length) {
    const found = frameAt(bytes, at)
    if (found === null) return null
    if (found.frame.rows !== null) batches.push(found.frame.batch)
    at = found.end
  }
  return batches
}

test('what was written is in the file, confirmed in order', () => {
  const disk = memoryDisk()
  const { send, replies } = writerOn(disk)
  for (const command of [open, batch(0), batch(1)]) send(command)

  expect(decodeHeader(disk.content(PATH))).toEqual({
    segment: 5,
    node: 3,
    createdAt: 1000,
    salt: SALT,
  })
  expect(batchesIn(disk.content(PATH))).toEqual([0, 1])
  expect(replies).toEqual([
    { type: 'opened', segment: 5 },
    { type: 'written', segment: 5, batch: 0 },
    { type: 'written', segment: 5, batch: 1 },
  ])
})

test('what was written is synced by the timer, once', async () => {
  const disk = memoryDisk()
  const { send, replies, tick } = writerOn(disk)
  for (const command of [open, batch(0)]) send(command)
  expect(disk.syncs).toBe(0)
  await tick()
  await tick()
  expect(disk.syncs).toBe(1)
  expect(told(replies, 'synced')).toEqual([{ type: 'synced', segment: 5, batch: 0 }])
})

test('a durable batch is synced at once', async () => {
  const disk = memoryDisk()
  const { send, replies } = writerOn(disk)
  for (const command of [open, batch(0, true)]) send(command)
  await new Promise((resolve) => setImmediate(resolve))
  expect(told(replies, 'synced')).toEqual([{ type: 'synced', segment: 5, batch: 0 }])
})

test('a durable batch that comes during a sync gets a sync of its own', async () => {
  const disk = memoryDisk()
  const { send, replies } = writerOn(disk)
  for (const command of [open, batch(0, true), batch(1, true)]) send(command)
  await new Promise((resolve) => setImmediate(resolve))
  expect(told(replies, 'synced').at(-1)).toEqual({ type: 'synced', segment: 5, batch: 1 })
})

test('a disk that fills up at any byte loses and doubles nothing when space returns', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 400 }), async (space) => {
      const disk = memoryDisk()
      disk.space = space
      const { send, replies, tick } = writerOn(disk)
      for (const command of [open, batch(0), batch(1), batch(2)]) send(command)
      await tick()
      if (disk.content(PATH).length >= HEADER_BYTES) {
        expect(batchesIn(disk.content(PATH))).not.toBeNull()
      }
      disk.space = 10_000
      await tick()
      expect(batchesIn(disk.content(PATH))).toEqual([0, 1, 2])
      expect(told(replies, 'written')).toHaveLength(3)
    }),
  )
})

test('a full disk is told with its code', async () => {
  const disk = memoryDisk()
  disk.space = 60
  const { send, replies, tick } = writerOn(disk)
  for (const command of [open, batch(0)]) send(command)
  await tick()
  expect(told(replies, 'failed').at(-1)).toEqual({ type: 'failed', code: 'ENOSPC' })
})

test('what a failed sync made the system forget is written again', async () => {
  const disk = memoryDisk()
  const { send, replies, tick } = writerOn(disk)
  for (const command of [open, batch(0)]) send(command)
  await tick()
  disk.failingSyncs = 2
  for (const command of [batch(1, true), batch(2)]) send(command)
  for (let i = 0; i < 5; i++) await tick()
  expect(batchesIn(disk.content(PATH))).toEqual([0, 1, 2])
  expect(told(replies, 'failed')).toHaveLength(2)
  expect(told(replies, 'synced').at(-1)).toEqual({ type: 'synced', segment: 5, batch: 2 })
})

test('nothing counts as synced while what the system forgot can not be written again', async () => {
  const disk = memoryDisk()
  const { send, replies, tick } = writerOn(disk)
  for (const command of [open, batch(0)]) send(command)
  await tick()
  disk.failingSyncs = 1
  send(batch(1, true))
  disk.space = 0
  for (let i = 0; i < 3; i++) await tick()
  expect(told(replies, 'synced')).toEqual([{ type: 'synced', segment: 5, batch: 0 }])
  disk.space = 10_000
  for (let i = 0; i < 3; i++) await tick()
  expect(told(replies, 'synced').at(-1)).toEqual({ type: 'synced', segment: 5, batch: 1 })
  expect(batchesIn(disk.content(PATH))).toEqual([0, 1])
})

test('a finished file has an end and is told when it is on the disk', async () => {
  const disk = memoryDisk()
  const { send, replies, tick } = writerOn(disk)
  for (const command of [open, batch(0), { type: 'finish', segment: 5 } as const]) send(command)
  expect(told(replies, 'finished')).toEqual([])
  await tick()
  expect(told(replies, 'finished')).toEqual([{ type: 'finished', segment: 5 }])
})

test('a new writer cuts half a frame off and skips batches that are there', () => {
  const disk = memoryDisk()
  const first = writerOn(disk)
  for (const command of [open, batch(0), batch(1)]) first.send(command)
  const handle = disk.open(PATH)
  disk.truncate(handle, disk.content(PATH).length - 1)

  const second = writerOn(disk)
  for (const command of [open, batch(0), batch(1), batch(2)]) second.send(command)
  expect(batchesIn(disk.content(PATH))).toEqual([0, 1, 2])
  expect(told(second.replies, 'written')).toHaveLength(3)
})

test('stopping waits until all is synced', async () => {
  const disk = memoryDisk()
  disk.failingSyncs = 1
  const { send, replies, tick } = writerOn(disk)
  for (const command of [open, batch(0), { type: 'stop' } as const]) send(command)
  await new Promise((resolve) => setImmediate(resolve))
  expect(told(replies, 'stopped')).toEqual([])
  for (let i = 0; i < 3; i++) await tick()
  expect(told(replies, 'stopped')).toHaveLength(1)
})
