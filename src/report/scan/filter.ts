/** The filters of a log or an order, ready for a walk over its segments. */
import { NO_SHIFT } from '../../core/reports/buckets.ts'
import type { Dimension } from '../../core/reports/dimensions.ts'
import type { Query } from '../../core/reports/query.ts'
import type { Steps } from '../../lib/steps.ts'
import type { ScanContext } from './reader.ts'
import { clausesOf, gatherAll, type Segments, valueContext } from './scan.ts'
import type { Clause } from './select.ts'

export interface FilterAsk extends Pick<Query, 'where' | 'zone' | 'labels' | 'period' | 'basis'> {
  /** What else the walk asks of each row. */
  readonly also?: readonly Dimension[]
  /** Takes the segments that can't be read. */
  readonly damaged: Set<number>
}

export interface Filter {
  readonly clauses: readonly Clause[]
  readonly context: ScanContext
}

/** What later events say is gathered once, for filters that ask for it. */
export function* filterSteps(segments: Segments, asked: FilterAsk): Steps<Filter> {
  const { where, zone, labels, period, basis, also = [], damaged } = asked
  const values = valueContext(labels, { zone, weekStart: 1, shift: NO_SHIFT })
  const clauses = clausesOf({ groupings: [], parent: [], where })
  const dimensions = [...clauses.flat().map(({ dimension }) => dimension), ...also]
  const later = yield* gatherAll(segments, dimensions, { basis, period, values, damaged })
  return { clauses, context: { basis, values, later } }
}
