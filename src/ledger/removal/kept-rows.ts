/** A part of a segment's rows as a segment of its own: what is left when others are removed. */
import type { Event } from '../../core/event.ts'
import { remembered } from '../../lib/remembered.ts'
import { numberReader } from '../columns/cells.ts'
import type { Column, SegmentView, TextColumn } from '../columns/column.ts'
import { partOfView, someRows } from '../columns/some-rows.ts'
import type { Sealable } from '../segments/segment-builder.ts'

/** Whether an event is to go. */
export type Goes = (event: Pick<Event, 'campaignId' | 'clickSeq' | 'clickTime' | 'time'>) => boolean

/** Indices of the rows that stay; `null` when all do. */
export function rowsLeft(view: SegmentView, goes: Goes): Uint32Array | null {
  return growingLeft(goes)(view)
}

/** The same of a segment that grows, for each of its views in turn: every row is looked at once. */
export function growingLeft(goes: Goes): (view: SegmentView) => Uint32Array | null {
  let gone: number[] = []
  let looked = 0
  return (view) => {
    if (view.rows < looked) [gone, looked] = [[], 0]
    const eventAt = view.rows === looked ? null : eventsOf(view)
    for (; eventAt !== null && looked < view.rows; looked++)
      if (goes(eventAt(looked))) gone.push(looked)
    return gone.length === 0 ? null : others(gone, view.rows)
  }
}

function eventsOf(view: SegmentView): (row: number) => Parameters<Goes>[0] {
  const [campaignId, clickSeq, clickTime, time] = (
    ['campaignId', 'clickSeq', 'clickTime', 'time'] as const
  ).map((name) => numberReader(view.column(name)))
  return (row) => ({
    campaignId: campaignId!(row),
    clickSeq: clickSeq!(row),
    clickTime: clickTime!(row),
    time: time!(row),
  })
}

/** The indices below `rows` that are not among these, which ascend. */
function others(indices: readonly number[], rows: number): Uint32Array {
  const left = new Uint32Array(rows - indices.length)
  let next = 0
  for (let at = 0; at < rows; at++) {
    if (indices[next] === at) next++
    else left[at - next] = at
  }
  return left
}

/** These rows of a segment, with the numbers they had; nothing of the others is left in it. */
export function partOf(view: SegmentView, names: readonly string[], rows: Uint32Array): Sealable {
  const column = remembered((name: string) => columnPart(view.column(name), rows))
  const [minTime, maxTime] = spanOf(column('time'), rows.length)
  const [minClickTime, maxClickTime] = spanOf(column('clickTime'), rows.length)
  const part: SegmentView = {
    number: view.number,
    minTime,
    maxTime,
    minClickTime,
    maxClickTime,
    ...partOfView(view, rows, column),
  }
  return { rows: rows.length, view: () => part, names: () => [...names] }
}

function columnPart(column: Column, rows: Uint32Array): Column {
  return column.kind === 'text' ? textPart(column, rows) : someRows(column, rows)
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
  const valueAt = numberReader(column)
  let [least, most] = [Infinity, -Infinity]
  for (let at = 0; at < rows; at++) {
    const value = valueAt(at)
    if (value < least) least = value
    if (value > most) most = value
  }
  return [least, most]
}
