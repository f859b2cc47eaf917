/**
 * The clicks that a cost order prices: counted clicks of its campaigns and period that pass its
 * filters. Goes segment by segment and lets other work run in between.
 */
import { SEGMENT_ROWS } from '../../core/click-id.ts'
import type { CostOrder, Uniqueness } from '../../core/costs.ts'
import { Flag } from '../../core/event.ts'
import { numbersOf } from '../../ledger/columns/cells.ts'
import type { SegmentSource, SegmentView } from '../../ledger/columns/column.ts'
import { addTo, emptyRowSet, packRows, type RowSet } from '../../ledger/columns/row-set.ts'
import type { FindClicks, FoundClicks } from '../../ledger/costs/cost-book.ts'
import { countsClick } from '../../ledger/costs/cost-cover.ts'
import { breathe } from '../../lib/turns.ts'
import { type Filter, filterSteps } from '../scan/filter.ts'
import { segmentReader } from '../scan/reader.ts'
import { unlessDamaged } from '../scan/scan.ts'
import { mayContain, selectRows } from '../scan/select.ts'
import { inSlices } from '../scan/steps.ts'

const NO_NAMES = { labels: { names: new Map(), groups: new Map() } }

/** `source` is asked anew for each search. Segments that can't be read are left out. */
export function clickFinder(source: () => SegmentSource): FindClicks {
  return async (orders, progress) => {
    const found: FoundClicks[] = []
    for (const [index, order] of orders.entries()) {
      progress(index / orders.length)
      found.push(await clicksOf(order, source()))
    }
    return found
  }
}

async function clicksOf(order: CostOrder, { sealed, open }: SegmentSource): Promise<FoundClicks> {
  const views = [...sealed(), ...open()].filter((view) => mayContain(view, order.period, 'click'))
  const found = new Map<number, RowSet>()
  if (views.length === 0) return new Map()
  const damaged = new Set<number>()
  const asked = { ...NO_NAMES, ...filterOf(order), basis: 'click', damaged } as const
  const filter = await inSlices(filterSteps({ views, checkpoint: () => undefined }, asked))
  for (const view of views) {
    unlessDamaged(view, damaged, () => findIn(view, { filter, order, found }))
    await breathe()
  }
  return new Map([...found].map(([segment, rows]) => [segment, packRows(rows)]))
}

function filterOf({ zone, period, campaigns, where }: CostOrder) {
  const inCampaigns = { field: 'campaign', op: 'in', values: campaigns.map(String) } as const
  return { zone, period, where: [{ any: [inCampaigns] }, ...where] }
}

interface Finding {
  readonly filter: Filter
  readonly order: CostOrder
  readonly found: Map<number, RowSet>
}

function findIn(view: SegmentView, { filter, order, found }: Finding): void {
  const { clauses, context } = filter
  const bots = order.bots === 'charged' ? 'include' : 'exclude'
  const wanted = { period: order.period, bots, clauses } as const
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
