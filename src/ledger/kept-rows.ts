/** A part of a segment's rows as a segment of its own: what is left when others are removed. */
import { type Event, EVENT_COLUMNS, eventToRow, Flag } from '../core/event.ts'
import { eventOf } from './column-names.ts'
import type { Column, SegmentView } from './column.ts'
import { type SegmentBuilder, segmentBuilder } from './segment-builder.ts'

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

/** These rows, with the numbers they had. */
export function rebuilt(view: SegmentView, rows: Uint32Array): SegmentBuilder {
  const builder = segmentBuilder(view.number)
  const cold = new Map(
    EVENT_COLUMNS.filter(({ kind }) => kind === 'cold').map(({ name }) => [name, view.cold(name)]),
  )
  for (const at of rows)
    builder.add(
      eventToRow(eventOf((name) => cold.get(name)?.[at] ?? cellOf(view.column(name), at))),
    )
  return builder
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
