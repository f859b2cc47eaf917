/**
 * The clicks that cost orders price: counted clicks of their campaigns and periods that pass their
 * filters. Goes segment by segment, once for all orders that are alike, and lets other work run in
 * between.
 */
import type { CostOrder } from '../../core/cost-batches.ts'
import { Flag } from '../../core/event.ts'
import { numbersOf } from '../../ledger/columns/cells.ts'
import type { SegmentSource, SegmentView } from '../../ledger/columns/column.ts'
import { type GatheredClicks, gatheredClicks } from '../../ledger/columns/gathered-clicks.ts'
import { countsClick } from '../../ledger/costs/cost-cover.ts'
import type { FindClicks, FoundClicks } from '../../ledger/costs/cost-plan.ts'
import { inSlices } from '../../lib/steps.ts'
import { breathe } from '../../lib/turns.ts'
import type { SelectedRows } from '../scan/encode.ts'
import { type Filter, filterSteps } from '../scan/filter.ts'
import { type SegmentReader, segmentReader } from '../scan/reader.ts'
import { unlessDamaged } from '../scan/scan.ts'
import { mayContain, selectRows } from '../scan/select.ts'
import {
  groupsByCampaign,
  type OrderGroup,
  type Question,
  questionsOf,
  type Schedule,
  schedulesIn,
} from './cost-questions.ts'

const NO_NAMES = { labels: { names: new Map(), groups: new Map() } }

/** `source` is asked anew for each search. Segments that can't be read are left out. */
export function clickFinder(source: () => SegmentSource): FindClicks {
  return async (orders, progress) => {
    const { sealed, open } = source()
    const views = [...sealed(), ...open()]
    const found = orders.map(() => gatheredClicks())
    const questions = questionsOf(orders)
    for (const [index, question] of questions.entries())
      await gather(views, question, found, (done) => progress((index + done) / questions.length))
    return packed(found)
  }
}

async function gather(
  all: readonly SegmentView[],
  question: Question,
  found: readonly GatheredClicks[],
  progress: (done: number) => void,
): Promise<void> {
  const views = all.filter((view) => isWanted(view, question))
  if (views.length === 0) return
  const damaged = new Set<number>()
  const asked = { ...NO_NAMES, ...filterOf(question), basis: 'click', damaged } as const
  const filter = await inSlices(filterSteps({ views, checkpoint: () => undefined }, asked))
  const groupsOf = groupsByCampaign(question)
  for (const [index, view] of views.entries()) {
    progress(index / views.length)
    unlessDamaged(view, damaged, () => gatherIn(view, { filter, question, groupsOf, found }))
    await breathe()
  }
}

function isWanted(view: SegmentView, { groups }: Question): boolean {
  return groups.some(({ asked }) => asked.some(({ period }) => mayContain(view, period, 'click')))
}

/** So many take a few milliseconds. */
const PACKED_AT_ONCE = 200

async function packed(all: readonly GatheredClicks[]): Promise<FoundClicks[]> {
  const found: FoundClicks[] = []
  for (const each of all) {
    found.push(each.pack())
    if (found.length % PACKED_AT_ONCE === 0) await breathe()
  }
  return found
}

function filterOf({ zone, period, campaigns, where, dimension }: Question) {
  const inCampaigns = { field: 'campaign', op: 'in', values: campaigns.map(String) } as const
  const also = dimension === null ? [] : [dimension]
  return { zone, period, where: [{ any: [inCampaigns] }, ...where], also }
}

interface Gathering {
  readonly filter: Filter
  readonly question: Question
  readonly groupsOf: (campaign: number) => readonly OrderGroup[]
  readonly found: readonly GatheredClicks[]
}

function gatherIn(view: SegmentView, gathering: Gathering): void {
  const { filter, question, found } = gathering
  const { clauses, context } = filter
  const { period, uniqueness } = question
  const bots = question.bots === 'charged' ? 'include' : 'exclude'
  const reader = segmentReader(view, context)
  const { rows, count } = selectRows(reader, { period, bots, clauses })
  if (count === 0) return
  const lookupsOf = lookups(reader, gathering, { rows, count })
  const [kinds, flags, seqs, times] = ['kind', 'flags', 'clickSeq', 'clickTime'].map((name) =>
    numbersOf(view.column(name), view.rows),
  )
  const mask = UNIQUE_IN[uniqueness]
  for (let index = 0; index < count; index++) {
    const at = rows[index]!
    const flag = flags![at]!
    if (!countsClick(kinds![at]!, flag) || (mask !== 0 && (flag & mask) === 0)) continue
    for (const scheduleOf of lookupsOf(at)) {
      const schedule = scheduleOf(at)
      if (schedule === null) continue
      for (const order of schedule(times![at]!)) found[order]!.add(seqs![at]!)
    }
  }
}

/** The orders of a group that can want a row. */
type Lookup = (row: number) => Schedule | null

/** One for each group that has orders of the row's campaign; made when the first such row comes. */
function lookups(
  reader: SegmentReader,
  { question, groupsOf }: Gathering,
  selection: SelectedRows,
): (row: number) => readonly Lookup[] {
  const { view } = reader
  const lookupOf = lookupMaker(reader, question, selection)
  const [only, ...others] = question.groups.slice(0, 2)
  if (only !== undefined && others.length === 0) {
    const all = [lookupOf(only)]
    return () => all
  }
  const campaigns = numbersOf(view.column('campaignId'), view.rows)
  const ofGroups = new Map<OrderGroup, Lookup>()
  const ofCampaigns = new Map<number, readonly Lookup[]>()
  return (row) =>
    ofCampaigns.getOrInsertComputed(campaigns[row]!, (campaign) =>
      groupsOf(campaign).map((group) => ofGroups.getOrInsertComputed(group, lookupOf)),
    )
}

/** By a row's value of what is looked up. */
function lookupMaker(
  reader: SegmentReader,
  { dimension }: Question,
  selection: SelectedRows,
): (group: OrderGroup) => Lookup {
  const { minClickTime, maxClickTime } = reader.view
  const period = { from: minClickTime, to: maxClickTime + 1 }
  const coded = dimension && reader.dimension(dimension, selection)
  return (group) => {
    const scheduleOf = schedulesIn(group, dimension, period)
    if (coded === null || coded.codes === null) {
      const schedule = scheduleOf(coded === null ? null : coded.cell(0))
      return () => schedule
    }
    const { codes, cell } = coded
    const known: (Schedule | null | undefined)[] = []
    return (row) => {
      const code = codes[row]!
      const schedule = known[code]
      return schedule === undefined ? (known[code] = scheduleOf(cell(code))) : schedule
    }
  }
}

const UNIQUE_IN: { readonly [U in CostOrder['uniqueness']]: number } = {
  all: 0,
  campaign: Flag.uniqueCampaign,
  tracker: Flag.uniqueGlobal,
  campaign_or_tracker: Flag.uniqueCampaign | Flag.uniqueGlobal,
}
