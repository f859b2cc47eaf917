/** A segment in memory that takes rows of the journal and can be read at any time. */
import { type Cell, type ColumnSpec, EVENT_COLUMNS } from '../core/event.ts'
import { indexNear } from './cell-reader.ts'
import { emptyOf } from './column-names.ts'
import type { Column, SegmentView } from './column.ts'
import {
  growingCold,
  type GrowingColumn,
  type GrowingNumber,
  growingNumber,
  type GrowingText,
  growingText,
} from './growing-column.ts'

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
  /** A value of the row that came `index`-th. */
  cell(name: string, index: number): string | number
  /** The index of the row numbered `row`; −1 if it never came. */
  indexOf(row: number): number
}

/** One of `EVENT_COLUMNS`: takes the cells of rows that have one. */
type Intake = (row: number, cell: Cell) => void

export function segmentBuilder(number: number): SegmentBuilder {
  const columns = new Map<string, GrowingColumn>()
  const intakes = EVENT_COLUMNS.map(intakeOf)
  let rows = 0

  function intakeOf({ name, kind }: ColumnSpec): Intake {
    if (kind === 'list') return listIntake(name)
    if (kind === 'number') {
      const column = growingNumber()
      columns.set(name, column)
      return (row, cell) => column.add(row, typeof cell === 'number' ? cell : 0)
    }
    const column = kind === 'cold' ? growingCold() : growingText()
    columns.set(name, column)
    return (row, cell) => column.add(row, typeof cell === 'string' ? cell : '')
  }

  /** Positions come into being with their first text. */
  function listIntake(name: string): Intake {
    const positions: GrowingText[] = []
    return (row, cell) => {
      if (!Array.isArray(cell)) return
      const texts = cell as readonly string[]
      for (let at = 0; at < texts.length; at++) {
        const text = texts[at]!
        if (text !== '') position(positions, name, at).add(row, text)
      }
    }
  }

  function position(positions: GrowingText[], name: string, at: number): GrowingText {
    const known = positions[at]
    if (known) return known
    for (let missing = positions.length; missing <= at; missing++) {
      const column = growingText()
      columns.set(`${name}.${missing}`, column)
      positions.push(column)
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
    add(row) {
      for (let i = 0; i < row.length; i++) intakes[i]?.(rows, row[i]!)
      rows++
    },
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
