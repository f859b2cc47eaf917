/**
 * Few campaigns of many: a report on them reads a segment as if it held their rows alone. Those are
 * kept apart, column by column, and are so small that other questions do not push them out.
 */
import type { Query } from '../../core/reports/query.ts'
import type { Keep, SegmentView } from '../../ledger/columns/column.ts'
import { partOfView, type RowList, someRows } from '../../ledger/columns/some-rows.ts'
import { encodeColumn } from './encode.ts'
import { allRows } from './scratch.ts'

/** Of a segment in which they have more than this share, all rows are read. */
const SHARE = 1 / 4
const CAMPAIGNS_MAX = 20
/** A user asks about one campaign over and over, and about all of them now and then. */
const OFTEN = 4

/** The campaigns that all rows of a query are of; `null` when that is not said or they are many. */
export function campaignsOf({
  groupings,
  parent,
  where,
}: Pick<Query, 'groupings' | 'parent' | 'where'>): readonly number[] | null {
  const parents = parent.map((value, index) => [
    { field: groupings[index]!, op: 'eq' as const, values: [value] },
  ])
  for (const tests of [...parents, ...where.map(({ any }) => any)]) {
    const [test] = tests
    if (test === undefined || tests.length > 1 || test.field !== 'campaign') continue
    if ((test.op !== 'eq' && test.op !== 'in') || test.values.length > CAMPAIGNS_MAX) continue
    const ids = test.values.map(Number)
    if (ids.every((id) => id > 0)) return ids
  }
  return null
}

/** A segment's rows of these campaigns and no others, where they are few; else the segment. */
export function ofCampaigns(view: SegmentView, ids: readonly number[]): SegmentView {
  const { kept: keepWhole, once, rows: count } = view
  if (!keepWhole || !once) return view
  const kept: Keep = (name, make) => keepWhole(`${name} of ${ids.join()}`, make, OFTEN)
  const most = Math.floor(count * SHARE)
  const rows = kept<Uint16Array>('rows', () => Uint16Array.from(rowsOf(view, ids, most + 1)))
  if (rows.length > most) return view
  const column = (name: string) =>
    name === 'campaignId' && ids.length === 1
      ? ({ kind: 'constant', value: ids[0]! } as const)
      : kept(name, () => someRows(once(name), rows))
  return { ...view, ...partOfView(view, rows, column), once: column, kept }
}

/** So many of them at most. */
function rowsOf(view: SegmentView, ids: readonly number[], most: number): RowList {
  const { codes, size, cell } = encodeColumn(view.once!('campaignId'), 1)
  const isTheirs = Array.from({ length: size }, (_, code) => ids.includes(Number(cell(code))))
  if (codes === null) return allRows(isTheirs[0] ? Math.min(view.rows, most) : 0)
  const rows = new Uint32Array(most)
  let count = 0
  for (let row = 0; row < view.rows && count < most; row++)
    if (isTheirs[codes[row]!]) rows[count++] = row
  return rows.subarray(0, count)
}
