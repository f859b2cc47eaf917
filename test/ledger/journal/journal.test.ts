import { expect, test } from 'bun:test'

import { parseClickId, SEGMENT_ROWS } from '../../../src/core/click-id.ts'
import { EventKind } from '../../../src/core/event.ts'
import { checkAt } from '../../../src/ledger/columns/check-stream.ts'
import { type Journal, openJournal } from '../../../src/ledger/journal/journal.ts'
import { QUEUE_EVENTS_MAX } from '../../../src/ledger/journal/outbox.ts'
import type { BatchCommand, OpenCommand } from '../../../src/ledger/journal/writer-messages.ts'
import { type StandIn, standInWriter } from '../../support/journals.ts'
import { anEvent } from '../../support/segments.ts'
import { until } from '../../support/until.ts'

function journalWith(writer: StandIn): Journal {
  return openJournal({ firstSegment: 4, node: 2, clock: () => 1000, connect: writer.connect })
}

function appendClick(journal: Journal): Promise<void> {
  const { seq, row } = journal.reserve()
  return journal.append(anEvent({ kind: EventKind.click, clickSeq: seq, row }))
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve))
const batchesOf = ({ commands }: StandIn) =>
  commands.filter((command): command is BatchCommand => command.type === 'batch')
const opensOf = ({ commands }: StandIn) =>
  commands.filter((command): command is OpenCommand => command.type === 'open')

test('click ids say where the click is and hold the check part of their segment', () => {
  const writer = standInWriter()
  const journal = journalWith(writer)
  const ids = [journal.reserve(), journal.reserve()]
  const { salt } = opensOf(writer)[0]!
  ids.forEach(({ clickId, seq, row }, index) => {
    expect({ seq, row }).toEqual({ seq: 4 * SEGMENT_ROWS + index, row: index })
    expect(parseClickId(clickId)).toEqual({ seq, node: 2, check: checkAt(salt, row) })
  })
})

test('the events of one turn travel as one batch and share one promise', async () => {
  const writer = standInWriter()
  const journal = journalWith(writer)
  const promises = [appendClick(journal), appendClick(journal), appendClick(journal)]
  await nextTurn()
  expect(new Set(promises).size).toBe(1)
  expect(batchesOf(writer)).toHaveLength(1)
  expect(JSON.parse(batchesOf(writer)[0]!.text)).toHaveLength(3)
})

test('an append is done when the writer confirms it', async () => {
  const writer = standInWriter()
  const journal = journalWith(writer)
  writer.confirmAll()
  await appendClick(journal)
  expect(journal.stats()).toMatchObject({ stored: 1, queued: 0, pending: 0, dropped: 0 })
})

test('an append is done after the deadline when the disk hangs, and counts as pending', async () => {
  const writer = standInWriter()
  const journal = journalWith(writer)
  const first = appendClick(journal)
  await nextTurn()
  expect(journal.stats()).toMatchObject({ queued: 1, pending: 0 })
  await first
  expect(journal.stats()).toMatchObject({ stored: 0, queued: 1, pending: 1, dropped: 0 })
  writer.confirmAll()
  expect(journal.stats()).toMatchObject({ stored: 1, queued: 0, pending: 0, dropped: 0 })
})

test('a blocked writer makes the journal drop what exceeds the queue, counted to the event', async () => {
  const writer = standInWriter()
  const journal = journalWith(writer)
  const extra = 1234
  for (let i = 0; i < QUEUE_EVENTS_MAX + extra; i++) {
    void journal.append(anEvent({ kind: EventKind.landingClick }))
  }
  expect(journal.stats()).toMatchObject({ queued: QUEUE_EVENTS_MAX, dropped: extra })
  expect(await journal.appendDurable(anEvent({ kind: EventKind.conversion }))).toBe(false)

  writer.confirmAll()
  await until('the queue is empty', () => journal.stats().queued === 0)
  expect(journal.stats()).toMatchObject({ stored: QUEUE_EVENTS_MAX, dropped: extra + 1 })
})

test('a dead writer is replaced and gets again what it had not confirmed', async () => {
  const writer = standInWriter()
  const journal = journalWith(writer)
  const written = appendClick(journal)
  await nextTurn()
  writer.die()
  writer.confirmAll()
  await until('the event is stored', () => journal.stats().stored === 1)
  await written
  expect(writer.commands.map(({ type }) => type)).toEqual(['open', 'batch', 'open', 'batch'])
  expect(new Set(batchesOf(writer).map(({ batch }) => batch))).toEqual(new Set([0]))
  expect(journal.stats()).toMatchObject({ queued: 0, dropped: 0, writerDeaths: 1 })
})

test('a durable append is done at its sync, not at its write', async () => {
  const writer = standInWriter()
  const journal = journalWith(writer)
  writer.confirmAll()
  let stored: boolean | null = null
  const durable = journal.appendDurable(anEvent({ kind: EventKind.conversion })).then((is) => {
    stored = is
  })
  await until('it is written', () => journal.stats().stored === 1)
  expect(batchesOf(writer)[0]!.durable).toBe(true)
  expect(stored).toBeNull()
  writer.reply({ type: 'synced', segment: 4, batch: 0 })
  await durable
  expect(stored).toBe(true as never)
})

test('a used-up segment is finished when its last click has come', async () => {
  const writer = standInWriter()
  const journal = journalWith(writer)
  const late = journal.reserve()
  for (let i = 1; i < SEGMENT_ROWS; i++) {
    void journal.append(anEvent({ kind: EventKind.landingClick }))
  }
  const next = journal.reserve()
  expect(next).toMatchObject({ seq: 5 * SEGMENT_ROWS, row: 0 })
  expect(opensOf(writer).map(({ segment }) => segment)).toEqual([4, 5])

  writer.confirmAll()
  const isFinished = () => writer.commands.some(({ type }) => type === 'finish')
  await until('all but one are stored', () => journal.stats().stored === SEGMENT_ROWS - 1)
  expect(isFinished()).toBe(false)
  const click = { kind: EventKind.click, clickSeq: late.seq, row: late.row }
  await journal.append(anEvent(click))
  await until('the segment is finished', isFinished)
  expect(journal.stats().dropped).toBe(0)
  await journal.append(anEvent(click))
  expect(journal.stats().dropped).toBe(1)
})

test('other events get their row from the journal', () => {
  const journal = journalWith(standInWriter())
  journal.reserve()
  const event = anEvent({ kind: EventKind.conversion, row: 0 })
  void journal.append(event)
  expect(event.row).toBe(1)
})

test('a click is found in memory at once, but not under a guessed id', () => {
  const journal = journalWith(standInWriter())
  const { clickId, seq, row } = journal.reserve()
  const { check } = parseClickId(clickId)!
  expect(journal.recent(seq, check)).toBeNull()
  void journal.append(anEvent({ kind: EventKind.click, clickSeq: seq, row, country: 'DE' }))
  expect(journal.recent(seq, check)).toContain('DE')
  expect(journal.recent(seq, check ^ 1)).toBe('forged')
})

test('closing stores what is queued', async () => {
  const writer = standInWriter()
  const journal = journalWith(writer)
  void appendClick(journal)
  const closed = journal.close()
  await nextTurn()
  writer.confirmAll()
  expect(writer.commands.map(({ type }) => type)).toEqual(['open', 'batch', 'stop'])
  writer.reply({ type: 'stopped' })
  await closed
  expect(journal.stats()).toMatchObject({ stored: 1, dropped: 0 })
  await appendClick(journal)
  expect(journal.stats().dropped).toBe(1)
})
