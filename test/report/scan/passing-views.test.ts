/** Columns that a scan reads once per segment and keeps no longer. */
import { expect, test } from 'bun:test'

import type { SegmentView } from '../../../src/ledger/columns/column.ts'
import { passingViews } from '../../../src/report/scan/passing-views.ts'
import { anEvent, segmentsOf } from '../../support/segments.ts'

const views = segmentsOf([anEvent({ clicks: 1 }), anEvent({ clicks: 2 })], 1)

/** A sealed segment, and what was read of it. */
function sealed(view: SegmentView, read: string[]): SegmentView {
  const noted = (how: string) => (name: string) => {
    read.push(`${how} ${view.number} ${name}`)
    return view.column(name)
  }
  return { ...view, column: noted('kept'), once: noted('once') }
}

test('a column is read once while a segment is looked at, again when it comes round', () => {
  const read: string[] = []
  const [first, second] = passingViews(views.map((view) => sealed(view, read)))
  expect(first!.column('clicks')).toBe(first!.column('clicks'))
  first!.once!('clicks')
  second!.column('clicks')
  first!.column('clicks')
  expect(read).toEqual(['once 0 clicks', 'once 1 clicks', 'once 0 clicks'])
})

test('an open segment is read as it is', () => {
  expect(passingViews(views)).toEqual([...views])
})
