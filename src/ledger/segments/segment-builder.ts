/** A segment in memory that takes rows of the journal and can be read at any time. */
import { type Cell, EVENT_COLUMNS } from '../../core/event.ts'
import { emptyOf } from '../columns/column-names.ts'
import type { Column, SegmentView } from '../columns/column.ts'
import {
  type GrowingCold,
  growingCold,
  type GrowingColumn,
  type GrowingNumber,
  growingNumber,
  type GrowingText,
  growingText,
} from '../columns/growing-column.ts'
import { indexNear } from './cell-reader.ts'
import { type RowTaker, walkRows } from './journal-rows.ts'

/** Rows that can be made into a sealed segment. */
export interface Sealable {
  readonly rows: number
  /** The rows so far; later ones do not appear in it. */
  view(): SegmentView
  /** The columns that hold anything. */
  names(): string[]
}

export interface SegmentBuilder extends Sealable {
  add(row: readonly Cell[]): void
  /** The JSON of a list of rows; nothing of it is kept. */
  addJson(rows: Buffer): void
  /** A value of the row that came `index`-th. */
  cell(name: string, index: number): string | number
  /** The index of the row numbered `row`; −1 if it never came. */
  indexOf(row: number): number
}

/** One of `EVENT_COLUMNS`, as what fills it; a cell of another kind leaves it empty. */
interface Intake {
  readonly text: GrowingText | GrowingCold | null
  readonly number: GrowingNumber | null
  /** Positions of a list, which come into being with their first text. */
  readonly list: GrowingText[] | null
}

export function segmentBuilder(number: number): SegmentBuilder {
  const columns = new Map<string, GrowingColumn>()
  const intakes = EVENT_COLUMNS.map(({ name, kind }): Intake => {
    if (kind === 'list') return { ...NO_INTAKE, list: [] }
    const column = columnFor(kind)
    columns.set(name, column)
    return column.kind === 'number'
      ? { ...NO_INTAKE, number: column }
      : { ...NO_INTAKE, text: column }
  })
  let rows = 0

  const taker: RowTaker = {
    number(column, value) {
      intakes[column]?.number?.add(rows, value)
    },
    text(column, json, from, to) {
      if (from < to) intakes[column]?.text?.add(rows, json, from, to)
    },
    item(column, at, json, from, to) {
      const list = intakes[column]?.list
      if (list && from < to) position(list, column, at).add(rows, json, from, to)
    },
    rowEnd() {
      rows++
    },
  }

  function position(positions: GrowingText[], column: number, at: number): GrowingText {
    for (let missing = positions.length; missing <= at; missing++) {
      const made = growingText()
      columns.set(`${EVENT_COLUMNS[column]!.name}.${missing}`, made)
      positions.push(made)
    }
    return positions[at]!
  }

  function column(name: string, visible: number): Column {
    const found = columns.get(name)
    if (!found) return { kind: 'constant', value: emptyOf(name) }
    if (found.kind === 'cold') throw new Error(`column "${name}" is cold`)
    return found.column(visible)
  }

  function cold(name: string, visible: number): readonly string[] {
    const found = columns.get(name)
    if (found?.kind !== 'cold') throw new Error(`column "${name}" is not cold`)
    return found.texts(visible)
  }

  const rowNumbers = columns.get('row') as GrowingNumber
  const times = columns.get('time') as GrowingNumber
  const clickTimes = columns.get('clickTime') as GrowingNumber

  return {
    get rows() {
      return rows
    },
    add: (row) => walkRows(Buffer.from(JSON.stringify([row])), taker),
    addJson: (json) => walkRows(json, taker),
    view() {
      const visible = rows
      return {
        number,
        rows: visible,
        minTime: times.min,
        maxTime: times.max,
        minClickTime: clickTimes.min,
        maxClickTime: clickTimes.max,
        column: (name) => column(name, visible),
        cold: (name) => cold(name, visible),
        coldAt: (name) => (row) => String(columns.get(name)!.at(row)),
      }
    },
    names: () => [...columns.keys()],
    cell: (name, index) => columns.get(name)?.at(index) ?? emptyOf(name),
    indexOf: (row) => indexNear(row, rows, rowNumbers.at),
  }
}

const NO_INTAKE: Intake = { text: null, number: null, list: null }

function columnFor(kind: 'text' | 'cold' | 'number'): GrowingColumn {
  if (kind === 'number') return growingNumber()
  return kind === 'cold' ? growingCold() : growingText()
}

/** Of a segment all of whose events are removed by the time it is sealed, `empty` is all of them. */
export function timesOf(view: SegmentView, empty: number) {
  if (view.rows === 0)
    return { minTime: empty, maxTime: empty, minClickTime: empty, maxClickTime: empty }
  return {
    minTime: Math.floor(view.minTime),
    maxTime: Math.ceil(view.maxTime),
    minClickTime: Math.floor(view.minClickTime),
    maxClickTime: Math.ceil(view.maxClickTime),
  }
}
