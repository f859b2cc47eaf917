/** What a flow set must be to be saved (`routing.md` 18): every problem with its place. */
import type { Flow, FlowSet, OfferEntry, Path } from '../../core/model.ts'
import { usesIn } from '../../db/flow-sets.ts'
import { type Caller, isAdmin, seesAll } from '../access.ts'
import { calledActionProblems, type Calling, callingOf, fetchedUrls } from '../called-urls.ts'
import type { Desk } from '../desk.ts'
import { unknownReference } from '../references.ts'
import type { Problems } from '../refusal.ts'
import { filterProblems, isFetching, targetProblems } from '../targets.ts'
import { IN_A_CIRCLE, leadsBackTo } from './circles.ts'
import type { FlowOwner } from './flow-owner.ts'

export const FLOW_LIMITS = {
  flows: 500,
  filters: 100,
  paths: 100,
  landings: 100,
  offers: 100,
  nameLength: 1000,
} as const

const WEIGHT_MAX = 1_000_000_000

export interface FlowChange {
  readonly owner: FlowOwner
  readonly stored: FlowSet
  readonly draft: FlowSet
}

export function checkFlowSet(
  desk: Desk,
  caller: Caller,
  change: FlowChange,
  found: Problems,
): void {
  const { draft, stored, owner } = change
  limit(found, 'flows', draft.flows.length, FLOW_LIMITS.flows)
  const defaults = draft.flows.filter((flow) => flow.type === 'default')
  if (defaults.length !== 1) found.add('flows', 'exactly one default flow is needed')
  const filters = new Set(
    stored.flows.flatMap((flow) => flow.filters.map((f) => JSON.stringify(f))),
  )
  const calling = callingOf(desk, fetchedUrls(stored.flows.map(({ action }) => action)))
  const kept = { filters, calling }
  draft.flows.forEach((flow, index) => checkFlow(flow, `flows.${index}`, kept, found))
  if (!isAdmin(caller)) checkFetching(change, found)
  checkReferences(desk, caller, change, found)
  if (owner.id > 0 && leadsBackTo(desk.stores, owner, draft)) found.add('flows', IN_A_CIRCLE)
}

/** What is stored already and may stay. */
interface Kept {
  readonly filters: ReadonlySet<string>
  readonly calling: Calling
}

function checkFlow(flow: Flow, at: string, kept: Kept, found: Problems): void {
  if (flow.name.length > FLOW_LIMITS.nameLength) found.add(`${at}.name`, 'is too long')
  weight(found, `${at}.weight`, flow.weight)
  limit(found, `${at}.filters`, flow.filters.length, FLOW_LIMITS.filters)
  limit(found, `${at}.paths`, flow.paths.length, FLOW_LIMITS.paths)
  if (flow.type === 'default' && flow.filters.length > 0) {
    found.add(`${at}.filters`, 'the default flow has no filters')
  }
  if (flow.action !== null && flow.paths.length > 0) {
    found.add(`${at}.action`, 'a flow has an action or paths, not both')
  }
  checkFilters(flow, at, kept.filters, found)
  if (flow.action !== null) {
    const texts = calledActionProblems(flow.action, kept.calling)
    for (const text of texts) found.add(`${at}.action.payload`, text)
  }
  flow.paths.forEach((path, index) => checkPath(path, `${at}.paths.${index}`, found))
}

/** A filter that is stored already stays, even one we no longer understand: imports keep theirs. */
function checkFilters(flow: Flow, at: string, kept: ReadonlySet<string>, found: Problems): void {
  flow.filters.forEach((filter, index) => {
    if (kept.has(JSON.stringify(filter))) return
    for (const text of filterProblems(filter)) found.add(`${at}.filters.${index}`, text)
  })
}

/** What the server asks other servers for is an administrator's to say; what is there may stay. */
function checkFetching({ stored, draft }: FlowChange, found: Problems): void {
  const kept = new Set(stored.flows.map(({ action }) => JSON.stringify(action)))
  draft.flows.forEach(({ action }, index) => {
    if (action === null || !isFetching(action) || kept.has(JSON.stringify(action))) return
    found.add(`flows.${index}.action.key`, 'is for administrators: it makes the server fetch pages')
  })
}

function checkPath(path: Path, at: string, found: Problems): void {
  weight(found, `${at}.weight`, path.weight)
  limit(found, `${at}.landings`, path.landings.length, FLOW_LIMITS.landings)
  limit(found, `${at}.offers`, path.offers.length, FLOW_LIMITS.offers)
  path.landings.forEach((entry, i) => weight(found, `${at}.landings.${i}.weight`, entry.weight))
  path.offers.forEach((entry, i) => checkOfferEntry(entry, `${at}.offers.${i}`, found))
}

function checkOfferEntry(entry: OfferEntry, at: string, found: Problems): void {
  weight(found, `${at}.weight`, entry.weight)
  const { offerId, campaignId, directUrl } = entry
  if (offerId === null && campaignId === null && directUrl === null) {
    found.add(at, 'needs an offer, a campaign or a direct URL')
  }
  if (directUrl === null) return
  for (const text of targetProblems(directUrl)) found.add(`${at}.directUrl`, text)
}

/** Of 0 beside landings, the word of other trackers for none. */
const NOT_PARTLY_STRAIGHT = 'visitors without a landing need a path of their own'

/** What the draft names and the stored set does not must be there, and the caller's to read. */
export function checkReferences(
  { stores }: Pick<Desk, 'stores'>,
  caller: Caller,
  { stored, draft }: Omit<FlowChange, 'owner'>,
  found: Problems,
): void {
  const key = ([kind, id]: readonly [string, number]) => `${kind} ${id}`
  const held = new Set(usesIn(stored).map(key))
  for (const use of usesIn(draft)) {
    if (held.has(key(use))) continue
    held.add(key(use)) // each is named once
    const [kind, id] = use
    if (!unknownReference(stores, caller, `${kind}s`, id)) continue
    if (kind === 'landing' && id === 0) found.add(placeOf(draft, use), NOT_PARTLY_STRAIGHT)
    else if (seesAll(caller, `${kind}s`))
      found.add(placeOf(draft, use), `there is no ${kind} ${id}`)
    else found.forbid()
  }
}

/** Where a flow set names something first. */
function placeOf({ flows }: FlowSet, [kind, id]: readonly [string, number]): string {
  const property = `${kind}Id`
  for (const [f, { action, paths }] of flows.entries()) {
    const isAction = kind === 'campaign' && action?.key === 'campaign'
    if (isAction && Number(action.payload) === id) return `flows.${f}.action.payload`
    for (const [p, path] of paths.entries()) {
      const list = kind === 'landing' ? 'landings' : 'offers'
      const at = path[list].findIndex((entry) => Object(entry)[property] === id)
      if (at !== -1) return `flows.${f}.paths.${p}.${list}.${at}.${property}`
    }
  }
  return 'flows'
}

function weight(found: Problems, at: string, value: number): void {
  if (Number.isInteger(value) && value >= 0 && value <= WEIGHT_MAX) return
  found.add(at, `must be a whole number from 0 to ${WEIGHT_MAX}`)
}

function limit(found: Problems, at: string, count: number, max: number): void {
  if (count > max) found.add(at, `at most ${max}`)
}
