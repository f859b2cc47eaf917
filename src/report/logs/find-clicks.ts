/**
 * The clicks that a cost order prices: counted clicks of its campaigns and period that pass its
 * filters. Goes segment by segment and lets other work run in between.
 */
import { SEGMENT_ROWS } from '../../core/click-id.ts'
import type { CostOrder, Uniqueness } from '../../core/costs.ts'
import { Flag } from '../../core/event.ts'
import { NO_SHIFT } from '../../core/reports/buckets.ts'
import type { SegmentSource, SegmentView } from '../../ledger/columns/column.ts'
import { addTo, emptyRowSet, type RowSet } from '../../ledger/columns/row-set.ts'
import type { FindClicks } from '../../ledger/costs/cost-book.ts'
import { countsClick } from '../../ledger/costs/cost-cover.ts'
import { breathe } from '../../lib/turns.ts'
import { numbersOf } from '../scan/numbers.ts'
import { type ScanContext, segmentReader } from '../scan/reader.ts'
import { clausesOf, gatherAll, unlessDamaged, valueContext } from '../scan/scan.ts'
import { mayContain, selectRows, type Wanted } from '../scan/select.ts'
import { atOnce } from '../scan/steps.ts'

const NO_NAMES = { names: new Map(), groups: new Map() }

/** `source` is asked anew for each order. Segments that can't be read are left out. */
export function clickFinder(source: () => SegmentSource): FindClicks {
  return async (order) => {
    const { sealed, open } = source()
    const views = [...sealed(), ...open()].filter((view) => mayContain(view, order.period, 'click'))
    const found = new Map<number, RowSet>()
    if (views.length === 0) return found
    const damaged = new Set<number>()
    const wanted = wantedBy(order)
    const context = contextOf(views, order, wanted, damaged)
    for (const view of views) {
      unlessDamaged(view, damaged, () => findIn(view, { wanted, context, order, found }))
      await breathe()
    }
    return found
  }
}

function wantedBy({ period, bots, campaigns, where }: CostOrder): Wanted {
  const inCampaigns = { field: 'campaign', op: 'in', values: campaigns.map(String) } as const
  const clauses = clausesOf({
    groupings: [],
    parent: [],
    where: [{ any: [inCampaigns] }, ...where],
  })
  return { period, bots: bots === 'charged' ? 'include' : 'exclude', clauses }
}

function contextOf(
  views: readonly SegmentView[],
  { zone, period }: CostOrder,
  { clauses }: Wanted,
  damaged: Set<number>,
): ScanContext {
  const values = valueContext(NO_NAMES, { zone, weekStart: 1, shift: NO_SHIFT })
  const dimensions = clauses.flat().map(({ dimension }) => dimension)
  const segments = { views, checkpoint: () => undefined }
  const options = { basis: 'click', period, values, damaged } as const
  const later = atOnce(gatherAll(segments, dimensions, options))
  return { basis: 'click', values, later }
}

interface Finding {
  readonly wanted: Wanted
  readonly context: ScanContext
  readonly order: CostOrder
  readonly found: Map<number, RowSet>
}

function findIn(view: SegmentView, { wanted, context, order, found }: Finding): void {
  const { rows, count } = selectRows(segmentReader(view, context), wanted)
  if (count === 0) return
  const [kinds, flags, seqs] = ['kind', 'flags', 'clickSeq'].map((name) =>
    numbersOf(view.column(name), view.rows),
  )
  const mask = UNIQUE_IN[order.uniqueness]
  for (let index = 0; index < count; index++) {
    const at = rows[index]!
    const flag = flags![at]!
    if (!countsClick(kinds![at]!, flag) || (mask !== 0 && (flag & mask) === 0)) continue
    const seq = seqs![at]!
    addTo(setOf(found, Math.floor(seq / SEGMENT_ROWS)), seq % SEGMENT_ROWS)
  }
}

const UNIQUE_IN: { readonly [U in Uniqueness]: number } = {
  all: 0,
  campaign: Flag.uniqueCampaign,
  tracker: Flag.uniqueGlobal,
  campaign_or_tracker: Flag.uniqueCampaign | Flag.uniqueGlobal,
}

function setOf(found: Map<number, RowSet>, segment: number): RowSet {
  const known = found.get(segment)
  if (known !== undefined) return known
  const set = emptyRowSet()
  found.set(segment, set)
  return set
}
