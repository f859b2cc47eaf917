import { Database } from 'bun:sqlite'
import { afterAll, expect, test } from 'bun:test'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import fc from 'fast-check'

import { SEGMENT_ROWS } from '../../../src/core/click-id.ts'
import { type Event, EVENT_COLUMNS, EventKind } from '../../../src/core/event.ts'
import { checkAt } from '../../../src/ledger/columns/check-stream.ts'
import { DamagedSegment } from '../../../src/ledger/columns/column.ts'
import { encodeFrame } from '../../../src/ledger/journal/journal-file.ts'
import { JOURNAL_DIRECTORY, type Keeper, openKeeper } from '../../../src/ledger/keeper/keeper.ts'
import { roomIn } from '../../../src/ledger/segments/ledger-db.ts'
import { recentEvents } from '../../../src/ledger/segments/recent-events.ts'
import {
  click,
  clickAt,
  journalOf,
  keeperOn,
  putJournal,
  read,
  removeFolders,
  rowsOf,
  SALT,
  seal,
  temporaryFolder,
  three,
} from '../../support/journals.ts'

afterAll(removeFolders)

function readClick(keeper: Keeper, row: number): Event | null {
  return clickAt(keeper, SEGMENT_ROWS + row, checkAt(SALT, row))
}

test('a new folder begins with segment 1', () => {
  expect(keeperOn(temporaryFolder()).liveFrom).toBe(1)
})

test('numbers go on above every file, sealed segment and damaged file', () => {
  const dataDir = temporaryFolder()
  putJournal(dataDir, 1, journalOf(1, three))
  const first = read(dataDir)
  expect(first.liveFrom).toBe(2)
  seal(dataDir, first)
  first.close()
  putJournal(dataDir, 7, Buffer.alloc(100, 1))
  const second = read(dataDir)
  expect(second.liveFrom).toBe(8)
  second.close()
  expect(keeperOn(dataDir).liveFrom).toBe(8)
})

test('the journal of the running server is followed as it grows, and sealed after its end', () => {
  const dataDir = temporaryFolder()
  const keeper = keeperOn(dataDir)
  const whole = journalOf(1, three)
  for (const length of [10, 52, 300, whole.length - 1, whole.length]) {
    putJournal(dataDir, 1, whole.subarray(0, length))
    keeper.refresh()
  }
  expect(rowsOf(keeper)).toEqual([0, 1, 2, 3, 4])
  putJournal(dataDir, 2, journalOf(2, []))
  expect(keeper.sealNext()).toBe(false)
  putJournal(dataDir, 1, Buffer.concat([whole, encodeFrame(3, '')]))
  keeper.refresh()
  expect(keeper.sealNext()).toBe(true)
  expect(rowsOf(keeper)).toEqual([0, 1, 2, 3, 4])
  expect(readdirSync(join(dataDir, JOURNAL_DIRECTORY))).toEqual(['2.journal'])
})

test('the last file is kept until it has a successor', () => {
  const dataDir = temporaryFolder()
  putJournal(dataDir, 1, journalOf(1, three))
  const keeper = read(dataDir)
  expect(keeper.sealNext()).toBe(false)
})

test('a crash between sealing and deleting the file doubles nothing', () => {
  const dataDir = temporaryFolder()
  const path = putJournal(dataDir, 1, journalOf(1, three))
  const first = read(dataDir)
  seal(dataDir, first)
  first.close()
  putJournal(dataDir, 1, journalOf(1, three))
  const second = read(dataDir)
  expect(existsSync(path)).toBe(false)
  expect(rowsOf(second)).toEqual([0, 1, 2, 3, 4])
  expect(second.status()).toMatchObject({ sealedSegments: 1, sealedRows: 5, openRows: 0 })
})

test('a click is read by its id alone, open and sealed; a guess finds nothing', () => {
  const dataDir = temporaryFolder()
  const wanted = click(7, {
    country: 'DE',
    destination: 'https://a.example/?c={}',
    subIds: ['', 'b'],
  })
  putJournal(dataDir, 1, journalOf(1, [[click(0), wanted], [click(3)]]))
  const keeper = read(dataDir)
  const check = () => {
    expect(readClick(keeper, 7)).toEqual(wanted)
    expect(clickAt(keeper, SEGMENT_ROWS + 7, checkAt(SALT, 7) + 1)).toBeNull()
    expect(readClick(keeper, 5)).toBeNull()
    expect(clickAt(keeper, 9 * SEGMENT_ROWS, 0)).toBeNull()
  }
  check()
  seal(dataDir, keeper)
  expect(keeper.status().sealedSegments).toBe(1)
  check()
})

test('an event that is not a click is not found as one', () => {
  const dataDir = temporaryFolder()
  putJournal(dataDir, 1, journalOf(1, [[click(0, { kind: EventKind.conversion })]]))
  expect(readClick(read(dataDir), 0)).toBeNull()
})

const anyText = fc.string({ unit: 'binary', maxLength: 20 })
const brokenText = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 6 })
  .map((units) => String.fromCharCode(...units))
const texts = fc.oneof(fc.constant(''), fc.constant('de'), anyText, brokenText)
const numbers = fc.oneof(
  fc.constant(0),
  fc.integer({ min: -3, max: 300 }),
  fc.integer({ min: -(2 ** 33), max: 2 ** 33 }),
  fc.maxSafeInteger(),
)
const lists = fc
  .array(texts, { maxLength: 5 })
  .map((list) => list.slice(0, list.findLastIndex((text) => text !== '') + 1))
const anyEvent = fc.record(
  Object.fromEntries(
    EVENT_COLUMNS.map(({ name, kind }) => [
      name,
      { text: texts, cold: texts, number: numbers, list: lists }[kind as 'text'],
    ]),
  ),
) as unknown as fc.Arbitrary<Event>

test('any event is the same after the journal and after sealing', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { minLength: 1, maxLength: 12 }), (events) => {
      const dataDir = temporaryFolder()
      const stored = events.map((event, row) => ({ ...event, kind: EventKind.click, row: row * 3 }))
      putJournal(dataDir, 1, journalOf(1, [stored]))
      const keeper = read(dataDir)
      const check = () => {
        expect(stored.map(({ row }) => readClick(keeper, row))).toEqual(stored)
      }
      check()
      seal(dataDir, keeper)
      check()
      keeper.close()
    }),
    { numRuns: 40 },
  )
})

test('open and sealed segments show the same columns', () => {
  const dataDir = temporaryFolder()
  const events = Array.from({ length: 500 }, (_, row) =>
    click(row, {
      keyword: `word ${row % 7}`,
      externalId: `id-${row}`,
      costMicros: -row * 1_000_000,
      campaignId: 4,
      rawQuery: `q=${row}`,
      subIds: row % 2 ? ['a', `${row % 300}`] : [],
    }),
  )
  putJournal(dataDir, 1, journalOf(1, [events]))
  const keeper = read(dataDir)
  const names = [
    'time',
    'row',
    'keyword',
    'externalId',
    'costMicros',
    'campaignId',
    'subIds.1',
    'subIds.9',
  ]
  const picture = () => {
    const { columns, rows } = { columns: [...names, 'rawQuery'], rows: [] as unknown[] }
    for (const view of [...keeper.source().sealed(), ...keeper.source().open()]) {
      const { number, minTime, maxTime, minClickTime, maxClickTime } = view
      rows.push({ number, rows: view.rows, minTime, maxTime, minClickTime, maxClickTime })
      rows.push(view.cold('rawQuery'))
    }
    const query = { afterSeq: -1, sinceTime: 0, columns: names, cursor: null }
    return {
      columns,
      rows,
      cells: recentEvents(keeper.source(), { ...query, damaged: 'refused' }).rows,
    }
  }
  const open = picture()
  seal(dataDir, keeper)
  expect(keeper.status()).toMatchObject({ sealedSegments: 1 })
  expect(picture()).toEqual(open)
  expect(open.cells[3]).toEqual([events[3]!.time, 3, 'word 3', 'id-3', -3_000_000, 4, '3', ''])
})

test('a view keeps its rows while the segment grows', () => {
  const dataDir = temporaryFolder()
  const keeper = keeperOn(dataDir)
  putJournal(dataDir, 1, journalOf(1, three.slice(0, 2)))
  keeper.refresh()
  const [view] = keeper.source().open()
  putJournal(dataDir, 1, journalOf(1, three))
  keeper.refresh()
  const column = view!.column('row')
  expect(column.kind === 'number' && [...column.values]).toEqual([0, 1, 2])
  expect(view!.cold('why')).toHaveLength(3)
})

test('recent events come in pages, after a place and a time', () => {
  const dataDir = temporaryFolder()
  putJournal(dataDir, 1, journalOf(1, three))
  const source = read(dataDir).source()
  const ask = (afterRow: number, sinceTime: number) =>
    recentEvents(source, {
      afterSeq: SEGMENT_ROWS + afterRow,
      sinceTime,
      columns: ['row'],
      cursor: null,
      damaged: 'refused',
    })
  expect(ask(2, 0)).toEqual({ rows: [[3], [4]], cursor: null })
  expect(ask(-1, click(4).time).rows).toEqual([[4]])
})

/** Two sealed segments, the first with a wrong byte among its keywords. */
function folderWithFlippedByte(): string {
  const dataDir = temporaryFolder()
  const keyword = (row: number) => ({ keyword: `some keyword ${row}` })
  putJournal(dataDir, 1, journalOf(1, [[click(0, keyword(0)), click(1, keyword(1))]]))
  putJournal(dataDir, 2, journalOf(2, [[click(0, keyword(0)), click(1, keyword(1))]]))
  const first = read(dataDir)
  seal(dataDir, first)
  first.close()
  const db = new Database(join(dataDir, 'ledger.db'))
  const where = `WHERE segment = 1 AND name = 'keyword'`
  const { bytes } = db.query<{ bytes: Uint8Array }, []>(`SELECT bytes FROM columns ${where}`).get()!
  bytes[bytes.length - 1]! ^= 1
  db.query(`UPDATE columns SET bytes = ? ${where}`).run(bytes)
  db.close()
  return dataDir
}

test('a flipped byte is noticed, in its segment only', () => {
  const keeper = read(folderWithFlippedByte())
  const [damaged, whole] = keeper.source().sealed()
  expect(() => damaged!.column('keyword')).toThrow(DamagedSegment)
  expect(damaged!.column('time').kind).toBe('number')
  expect(whole!.column('keyword')).toMatchObject({
    dictionary: ['some keyword 0', 'some keyword 1'],
  })
  expect(keeper.status().damaged).toEqual([1])
})

test('recent events leave out what is damaged, or are refused, as is asked', () => {
  const source = read(folderWithFlippedByte()).source()
  const query = { afterSeq: -1, sinceTime: 0, columns: ['keyword'], cursor: null }
  const whole = [['some keyword 0'], ['some keyword 1']]
  expect(recentEvents(source, { ...query, damaged: 'left_out' })).toEqual({
    rows: whole,
    cursor: null,
  })
  expect(() => recentEvents(source, { ...query, damaged: 'refused' })).toThrow(DamagedSegment)
})

test('damage is told once, before anybody asks for the column', () => {
  const reports: string[] = []
  const keeper = read(folderWithFlippedByte(), reports)
  keeper.checkNext()
  keeper.checkNext()
  expect(reports).toEqual(["events can't be read: segment 1: checksum of keyword"])
  expect(keeper.status().damaged).toEqual([1])
})

test.each(['', 'not a database at all'.repeat(1000)])(
  'a ledger.db that is none is set aside',
  (content) => {
    const dataDir = temporaryFolder()
    writeFileSync(join(dataDir, 'ledger.db'), content)
    putJournal(dataDir, 1, journalOf(1, three))
    const reports: string[] = []
    const keeper = read(dataDir, reports)
    expect(reports).toHaveLength(1)
    expect(readFileSync(join(dataDir, 'ledger.db.damaged-5000'), 'utf8')).toBe(content)
    expect(rowsOf(keeper)).toEqual([0, 1, 2, 3, 4])
  },
)

test('a ledger.db of a newer version is refused and left alone', () => {
  const dataDir = temporaryFolder()
  keeperOn(dataDir).close()
  const db = new Database(join(dataDir, 'ledger.db'))
  db.run('PRAGMA user_version = 99')
  db.close()
  expect(() => keeperOn(dataDir)).toThrow('newer version')
  expect(readdirSync(dataDir).filter((name) => name.includes('damaged'))).toEqual([])
})

test('when the disk is full is told by what a sealed segment takes in the file', () => {
  const dataDir = temporaryFolder()
  putJournal(dataDir, 1, journalOf(1, three))
  const first = read(dataDir)
  seal(dataDir, first)
  first.close()
  const db = new Database(join(dataDir, 'ledger.db'), { readonly: true })
  const { used, reusable } = roomIn(db)
  db.close()
  const twoDaysOn = () => 1000 + 2 * 86_400_000
  const keeper = openKeeper({ dataDir, liveFrom: null, clock: twoDaysOn, report: () => {} })
  const room = { free: 10 * used - reusable, keptDays: 0 }
  expect(keeper.fillForecast(room)).toEqual({ bytesPerDay: Math.round(used / 2), fullInDays: 20 })
  keeper.close()
})
