/** An open segment gives back what it was given, whatever the texts are. */
import { describe, expect, test } from 'bun:test'

import fc from 'fast-check'

import { type Cell, EVENT_COLUMNS, eventToRow, rowToEvent } from '../../../src/core/event.ts'
import { eventOf } from '../../../src/ledger/columns/column-names.ts'
import { segmentBuilder } from '../../../src/ledger/segments/segment-builder.ts'

const TEXT = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('', 'a', '"', '\\', '\\u0041', '\ud800', 'ß', '€', '[1,"x"],', '\u0000\n'),
)
const NUMBER = fc.oneof(
  fc.maxSafeInteger(),
  fc.constantFrom(0, 1, 0.5, -0.25, 1e21, 5e-7, Number.MAX_SAFE_INTEGER),
)

/** A row of any length: later columns are often left out. */
const ROW = fc
  .integer({ min: 2, max: EVENT_COLUMNS.length })
  .chain((length) => fc.tuple(...EVENT_COLUMNS.slice(0, length).map(cellOf)))

function cellOf({ kind, size = 0 }: (typeof EVENT_COLUMNS)[number]): fc.Arbitrary<Cell> {
  if (kind === 'list') return fc.array(TEXT, { maxLength: size })
  return kind === 'number' ? NUMBER : TEXT
}

/** As a segment tells them: numbers of rows lost, empty texts at the end of lists left out. */
const asRead = (row: readonly Cell[]) => eventToRow(rowToEvent(row.map(withoutTail)))

function withoutTail(cell: Cell): Cell {
  if (typeof cell !== 'object') return cell
  return cell.slice(0, cell.findLastIndex((text) => text !== '') + 1)
}

describe('an open segment', () => {
  test('gives back every cell, asked for singly', () => {
    fc.assert(
      fc.property(fc.array(ROW, { minLength: 1, maxLength: 8 }), (rows) => {
        const builder = segmentBuilder(1)
        builder.addJson(Buffer.from(JSON.stringify(rows)))
        const read = rows.map((_, at) => eventToRow(eventOf((name) => builder.cell(name, at))))
        expect(read).toEqual(rows.map(asRead))
      }),
      { numRuns: 60 },
    )
  })

  test('gives back every column', () => {
    fc.assert(
      fc.property(fc.array(ROW, { minLength: 1, maxLength: 8 }), (rows) => {
        const builder = segmentBuilder(1)
        for (const row of rows) builder.add(row)
        const view = builder.view()
        expect(view.rows).toBe(rows.length)
        EVENT_COLUMNS.forEach(({ name, kind }, index) => {
          const given = rows.map((row) => row[index] ?? (kind === 'number' ? 0 : ''))
          if (kind === 'cold') expect(view.cold(name)).toEqual(given as string[])
          else if (kind !== 'list')
            expect<Cell[]>(valuesOf(view.column(name), rows.length)).toEqual(given)
        })
      }),
      { numRuns: 60 },
    )
  })

  test('keeps more different texts than its first tables hold', () => {
    const builder = segmentBuilder(1)
    const host = EVENT_COLUMNS.findIndex(({ name }) => name === 'host')
    const row = (at: number): Cell[] => [...Array.from({ length: host }, () => 0), `h${at % 900}`]
    for (let at = 0; at < 2000; at++) builder.add(row(at))
    const column = builder.view().column('host')
    expect(column.kind === 'text' && column.dictionary.length).toBe(900)
    expect(builder.cell('host', 1999)).toBe('h199')
  })

  test('what a reader got stays as it was', () => {
    const builder = segmentBuilder(1)
    builder.add([1, 0, 5])
    const before = builder.view()
    builder.add([1, 1, 7])
    expect([before.rows, valuesOf(before.column('time'), 1)]).toEqual([1, [5]])
  })

  test('its times span those of all rows, 0 too', () => {
    const builder = segmentBuilder(1)
    for (const time of [5, 7, 0]) builder.add([1, 0, time, time])
    const { minTime, maxTime, minClickTime, maxClickTime } = builder.view()
    expect([minTime, maxTime, minClickTime, maxClickTime]).toEqual([0, 7, 0, 7])
  })

  test.each(['[[1,"a', '[[1,2', '[[1,["a"', '[['])('rows that end too early throw: %s', (json) => {
    expect(() => segmentBuilder(1).addJson(Buffer.from(json))).toThrow('JSON of journal rows ends')
  })

  test('a cell of another kind leaves its column empty', () => {
    const builder = segmentBuilder(1)
    builder.addJson(Buffer.from('[["x",null,[1],true,4]]'))
    expect(['kind', 'row', 'time', 'clickSeq'].map((name) => builder.cell(name, 0))).toEqual([
      0, 0, 0, 4,
    ])
  })
})

function valuesOf(
  column: ReturnType<ReturnType<ReturnType<typeof segmentBuilder>['view']>['column']>,
  rows: number,
): (string | number)[] {
  return Array.from({ length: rows }, (_, row) => {
    if (column.kind === 'constant') return column.value
    return column.kind === 'number' ? column.values[row]! : column.dictionary[column.codes[row]!]!
  })
}
