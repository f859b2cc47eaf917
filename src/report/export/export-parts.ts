/**
 * A whole report of more rows than fit in memory, as lines: made in parts, whose rows wait in a file in
 * order, and are merged as they are taken. Holds one part at a time.
 */
import type { Query } from '../../core/reports/query.ts'
import { allViews, type PinnedSegments, type SegmentSource } from '../../ledger/columns/column.ts'
import { openSpillFile, type SpillFile } from '../../lib/spill-file.ts'
import { withoutText } from '../../lib/steps.ts'
import { giveWay } from '../../lib/thread-priority.ts'
import { GROUPS_MAX } from '../scan/groups.ts'
import { measuresOf, planOf } from '../scan/run.ts'
import { type RunSizes, writtenRows } from './export-runs.ts'
import { exportFrame, type ExportWish } from './export.ts'
import { mergedRuns, runWriter } from './sorted-runs.ts'

const SIZES: RunSizes = { eventsPerLevel: 600_000, textsMax: GROUPS_MAX }

export interface ExportParts {
  /** Asked once, when the first line is: what is changed later is not in the export. */
  readonly pin: () => PinnedSegments
  /** Where the file may be. */
  readonly folder: string
  /** Absent: as memory allows. */
  readonly sizes?: RunSizes
}

/** A row above the level whose values fall into parts is in all of them. */
export function canBeSpilled({ groupings, parent, having }: Query): boolean {
  return groupings.length > parent.length && having.every(({ level }) => level > parent.length)
}

/** Lines with their ends, and empty ones while there are none yet. */
export function* partedLines(asked: ExportWish, parts: ExportParts): Generator<string> {
  const file = openSpillFile(parts.folder)
  try {
    const { source, close } = parts.pin()
    try {
      yield* spilledLines(asked, source, { file, ...parts })
    } finally {
      close()
    }
  } finally {
    file.close()
  }
}

function* spilledLines(
  asked: ExportWish,
  source: SegmentSource,
  { file, sizes = SIZES }: Spilling,
): Generator<string> {
  const { query } = asked
  const frame = exportFrame(asked)
  yield* frame.head()
  const plan = planOf(orderedQuery(query))
  const damaged = new Set<number>()
  const segments = { views: [...allViews(source)], checkpoint: giveWay }
  const work = { segments, plan, writer: runWriter(file), line: frame.row, sizes, damaged }
  const { merging, sums } = yield* withoutText(writtenRows(work))
  yield* mergedRuns(file, { ...merging, skipped: query.offset })
  const measured = (own: readonly number[]) => measuresOf(query, plan.sums, own)
  const prevTotals = sums.before === null ? null : measured(sums.before)
  yield* frame.foot({ totals: measured(sums.now), prevTotals }, [...damaged])
}

interface Spilling extends Pick<ExportParts, 'sizes'> {
  readonly file: SpillFile
}

/** All rows, with what their order goes by. */
function orderedQuery(query: Query): Query {
  const ordering = query.sort.flatMap(({ column }) => (column === null ? [] : [column]))
  return { ...query, columns: [...query.columns, ...ordering], offset: 0 }
}
