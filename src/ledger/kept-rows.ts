/** A part of a segment's rows as a segment of its own: what is left when others are removed. */
import { type Event, Flag } from '../core/event.ts'
import type { Column, SegmentView, TextColumn } from './column.ts'
import type { Sealable } from './segment-builder.ts'

/** Whether an event is to go. */
export type Goes = (event: Pick<Event, 'campaignId' | 'clickTime' | 'time'>) => boolean

/** Indices of the rows that stay; `null` when all do. */
export function rowsLeft(view: SegmentView, goes: Goes): Uint32Array | null {
  const campaigns = view.column('campaignId')
  const clickTimes = view.column('clickTime')
  const times = view.column('time')
  const kept = new Uint32Array(view.rows)
  let count = 0
  for (let at = 0; at < view.rows; at++) {
    const campaignId = numberOf(campaigns, at)
    const event = { campaignId, clickTime: numberOf(clickTimes, at), time: numberOf(times, at) }
    if (!goes(event)) kept[count++] = at
  }
  return count === view.rows ? null : kept.subarray(0, count)
}

/** These rows of a segment, with the numbers they had; nothing of the others is left in it. */
export function partOf(view: SegmentView, names: readonly string[], rows: Uint32Array): Sealable {
  const column = (name: string) => columnPart(view.column(name), rows)
  const [minTime, maxTime] = spanOf(column('time'), rows.length)
  const [minClickTime, maxClickTime] = spanOf(column('clickTime'), rows.length)
  const part: SegmentView = {
    number: view.number,
    rows: rows.length,
    minTime,
    maxTime,
    minClickTime,
    maxClickTime,
    column,
    cold(name) {
      const texts = view.cold(name)
      return Array.from(rows, (at) => texts[at]!)
    },
    coldAt(name) {
      const textAt = view.coldAt(name)
      return (row) => textAt(rows[row]!)
    },
  }
  return { rows: rows.length, view: () => part, names: () => [...names] }
}

function columnPart(column: Column, rows: Uint32Array): Column {
  switch (column.kind) {
    case 'constant':
      return column
    case 'number':
      return { kind: 'number', values: Float64Array.from(rows, (at) => column.values[at]!) }
    case 'text':
      return textPart(column, rows)
  }
}

/** Texts that no row has any more leave the dictionary. */
function textPart({ dictionary, codes }: TextColumn, rows: Uint32Array): Column {
  const codeOf = new Int32Array(dictionary.length).fill(-1)
  const left: string[] = []
  const part = Uint16Array.from(rows, (at) => {
    const code = codes[at]!
    if (codeOf[code] === -1) codeOf[code] = left.push(dictionary[code]!) - 1
    return codeOf[code]!
  })
  if (left.length < 2) return { kind: 'constant', value: left[0] ?? '' }
  return { kind: 'text', dictionary: left, codes: part }
}

function spanOf(column: Column, rows: number): readonly [number, number] {
  let [least, most] = [Infinity, -Infinity]
  for (let at = 0; at < rows; at++) {
    const value = numberOf(column, at)
    if (value < least) least = value
    if (value > most) most = value
  }
  return [least, most]
}

/** The flags with the removed rows marked as tests, which nothing counts or lists. */
export function flagsWithout(view: SegmentView, rows: Uint32Array): Column {
  const flags = view.column('flags')
  const values = Float64Array.from(
    { length: view.rows },
    (_, at) => numberOf(flags, at) | Flag.test,
  )
  for (const at of rows) values[at] = numberOf(flags, at)
  return { kind: 'number', values }
}

function cellOf(column: Column, at: number): string | number {
  if (column.kind === 'text') return column.dictionary[column.codes[at]!]!
  return column.kind === 'number' ? column.values[at]! : column.value
}

function numberOf(column: Column, at: number): number {
  return Number(cellOf(column, at))
}
