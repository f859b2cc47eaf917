/** A segment in memory that takes rows of the journal and can be read at any time. */
import { type Cell, type ColumnSpec, EVENT_COLUMNS } from '../core/event.ts'
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

/** One of `EVENT_COLUMNS`: takes a cell per row. */
type Intake = (cell: Cell | undefined) => void

export function segmentBuilder(number: number): SegmentBuilder {
  const columns = new Map<string, GrowingColumn>()
  const intakes = EVENT_COLUMNS.map(intakeOf)
  let rows = 0

  function intakeOf({ name, kind }: ColumnSpec): Intake {
    if (kind === 'list') return listIntake(name)
    if (kind === 'number') {
      const column = growingNumber()
      columns.set(name, column)
      return (cell) => column.add(typeof cell === 'number' ? cell : 0)
    }
    const column = kind === 'cold' ? growingCold() : growingText(0)
    columns.set(name, column)
    return (cell) => column.add(typeof cell === 'string' ? cell : '')
  }

  /** Positions come into being with their first text. */
  function listIntake(name: string): Intake {
    const positions: GrowingText[] = []
    return (cell) => {
      const texts = Array.isArray(cell) ? cell : []
      while (positions.length < texts.length) {
        const column = growingText(rows)
        columns.set(`${name}.${positions.length}`, column)
        positions.push(column)
      }
      positions.forEach((position, index) => position.add(texts[index] ?? ''))
    }
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
      for (let i = 0; i < intakes.length; i++) intakes[i]!(row[i])
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
      }
    },
    names: () => [...columns.keys()],
    cell: (name, index) => columns.get(name)?.at(index) ?? emptyOf(name),
    indexOf(row) {
      for (let index = 0; index < rows; index++) if (rowNumbers.at(index) === row) return index
      return -1
    },
  }
}
