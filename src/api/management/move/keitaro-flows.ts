/** The flows of a campaign of Keitaro as a flow set of ours. */
import type { ActionSpec, FilterSpec, Flow, FlowSet, Path } from '../../../core/model.ts'
import { PLAIN_FLOW } from '../../../core/plain.ts'
import { quote } from '../../../core/text-pattern.ts'
import { emptyFlowSet } from '../../../db/records.ts'
import { FLOW_LIMITS } from '../../../manage/campaigns/flow-checks.ts'
import { actionProblems } from '../../../manage/targets.ts'
import { flagOf, type Foreign, idIn, listOf, nameIn, numberOf, objectOf } from './foreign.ts'
import { filterOf } from './keitaro-filters.ts'
import { actionOf } from './keitaro-pages.ts'
import type { Translating } from './keitaro-rows.ts'
import type { Subject } from './remarks.ts'

const TYPES = ['forced', 'regular', 'default'] as const

/** A flow with where it stood. */
interface Placed {
  readonly flow: Flow
  readonly position: number
}

export function flowSetOf(
  move: Translating,
  of: Subject,
  row: Foreign,
  rows: readonly unknown[],
): FlowSet {
  const placed = rows.flatMap((given) => placedFlow(move, of, objectOf(given)))
  const inOrder = TYPES.map((type) =>
    placed
      .filter(({ flow }) => flow.type === type)
      .toSorted((a, b) => a.position - b.position)
      .map(({ flow }) => flow),
  )
  const [forced = [], regular = [], defaults = []] = inOrder
  const last = defaults.find(({ enabled }) => enabled) ?? defaults[0]
  const others = defaults.filter((flow) => flow !== last).map((flow) => asSpare(move, of, flow))
  const flows = [...forced, ...regular, ...others].slice(0, FLOW_LIMITS.flows - 1)
  const left = forced.length + regular.length + others.length - flows.length
  if (left > 0)
    move.told.leftOut(of, `has more than ${FLOW_LIMITS.flows} flows: the last ${left} do not come`)
  const mode = nameIn(row['type']) === 'weight' ? 'weight' : 'position'
  return { mode, flows: [...flows, last ?? emptyFlowSet(0).flows[0]!] }
}

/** There is one default flow here: further ones stay beside it, switched off. */
function asSpare({ told }: Translating, of: Subject, flow: Flow): Flow {
  told.paused({ ...of, part: flow.name }, 'is a second default flow: here there is one')
  return { ...flow, type: 'regular', enabled: false }
}

function placedFlow(move: Translating, campaign: Subject, row: Foreign): Placed[] {
  const state = nameIn(row['state'])
  if (state === 'deleted') return []
  const name = nameIn(row['name']) || `#${idIn(row['id']) ?? ''}`
  const of = { ...campaign, part: name }
  const type = TYPES.find((one) => one === nameIn(row['type'])) ?? 'regular'
  const filters = type === 'default' ? noFilters(move, of, row) : filtersOf(move, of, row)
  const target = targetOf(move, of, row)
  tellRest(move, of, row)
  const flow: Flow = {
    ...PLAIN_FLOW,
    id: idIn(row['id']) ?? 0,
    type,
    name,
    weight: wholeOf(row['weight'], 100),
    enabled: state !== 'disabled' && filters !== null && target !== null,
    combine: flagOf(row['filter_or']) ? 'or' : 'and',
    storeClicks: row['collect_clicks'] === undefined || flagOf(row['collect_clicks']),
    filters: filters ?? [],
    ...(target ?? { action: { key: 'do_nothing', payload: '' } }),
  }
  return [{ flow, position: numberOf(row['position']) ?? 0 }]
}

function wholeOf(given: unknown, usual: number): number {
  const number = Math.round(numberOf(given) ?? usual)
  return Math.min(Math.max(number, 0), 1_000_000)
}

/** Null: one of them can't be read. */
function filtersOf({ told }: Translating, of: Subject, row: Foreign): FilterSpec[] | null {
  const given = listOf(row['filters'])
  if (given.length > FLOW_LIMITS.filters) {
    told.paused(of, `has more than ${FLOW_LIMITS.filters} filters`)
    return null
  }
  const read = given.map((one) => filterOf(told, of, one))
  const filters = read.filter((filter) => filter !== null)
  return filters.length === given.length ? filters : null
}

function noFilters({ told }: Translating, of: Subject, row: Foreign): FilterSpec[] {
  if (listOf(row['filters']).length > 0) {
    told.leftOut(of, 'filters of the default flow do not come: here it takes everybody')
  }
  return []
}

type Target = Pick<Flow, 'action' | 'paths'>

/** Null: it does nothing that is known here. */
function targetOf(move: Translating, of: Subject, row: Foreign): Target | null {
  const schema = nameIn(row['schema'])
  if (schema === 'landings' || schema === 'landings_offers' || schema === 'offers') {
    return { action: null, paths: pathsOf(move, of, row) }
  }
  if (schema !== 'redirect' && schema !== 'action') {
    move.told.paused(of, `its schema ${quote(schema)} is not known here`)
    return null
  }
  const action = actionOf(move, of, row)
  const problem = problemOf(action)
  if (problem === null) return { action, paths: [] }
  move.told.paused(of, `its action ${quote(action.key)} can't be taken over: ${problem}`)
  return null
}

function problemOf(action: ActionSpec): string | null {
  return actionProblems(action)[0] ?? null
}

function pathsOf({ told }: Translating, of: Subject, row: Foreign): Path[] {
  const landings = listOf(row['landings']).flatMap((given) => {
    const entry = objectOf(given)
    const landingId = idIn(entry['landing_id'])
    return landingId === null ? [] : [{ landingId, ...shareOf(entry) }]
  })
  const offers = listOf(row['offers']).flatMap((given) => {
    const entry = objectOf(given)
    const offerId = idIn(entry['offer_id'])
    return offerId === null
      ? []
      : [{ offerId, campaignId: null, directUrl: null, ...shareOf(entry) }]
  })
  const most = Math.max(landings.length, offers.length)
  if (most > FLOW_LIMITS.offers) {
    told.leftOut(of, `of its landings and offers ${FLOW_LIMITS.offers} each come`)
  }
  const path = {
    landings: landings.slice(0, FLOW_LIMITS.landings),
    offers: offers.slice(0, FLOW_LIMITS.offers),
  }
  return [{ id: 0, name: '', enabled: true, weight: 100, ...path }]
}

function shareOf(entry: Foreign) {
  return {
    enabled: nameIn(entry['state']) !== 'disabled',
    weight: wholeOf(entry['share'], 100),
  }
}

function tellRest({ told }: Translating, of: Subject, row: Foreign): void {
  if (nameIn(row['comments']) !== '') told.leftOut(of, 'its note does not come along')
  if (listOf(row['triggers']).length > 0) {
    told.leftOut(of, 'its monitoring does not come along: Sluice has none')
  }
}
