/**
 * Segments for a scan that passes over more than can be kept: what it reads of one stays until it reads
 * of the next, and pushes nothing out that others want.
 */
import type { Column, SegmentView } from '../../ledger/columns/column.ts'

export function passingViews(views: Iterable<SegmentView>): SegmentView[] {
  let segment = -1
  const columns = new Map<string, Column>()
  return [...views].map((view) => {
    const { once } = view
    if (once === undefined) return view
    const column = (name: string) => {
      if (segment !== view.number) columns.clear()
      segment = view.number
      const known = columns.get(name) ?? once(name)
      columns.set(name, known)
      return known
    }
    return { ...view, column, once: column }
  })
}
