/** Values added to a filter of a flow, and exactly these taken out again. Pure. */
import type { FilterSpec, Flow, FlowSet } from '../../../src/core/model.ts'
import type { Key } from '../../words/words.ts'

export interface Wanted {
  /** Of the filter. */
  readonly key: string
  readonly mode: FilterSpec['mode']
  readonly values: readonly string[]
}

/** How many values a filter may have, and how many filters a flow. */
export interface ValueLimits {
  readonly values: number
  readonly filters: number
}

export interface Placed {
  readonly set: FlowSet
  /** Those that were not there, each once. */
  readonly added: readonly string[]
  /** Whether a filter was made for them. */
  readonly isNew: boolean
  /** Whether the flow took others before and from now on takes these alone. */
  readonly isNarrower: boolean
  /** Whether nobody whom another filter lets in is left. */
  readonly isShut: boolean
}

type ListFilter = FilterSpec & { readonly payload: readonly unknown[] }

/** The flows with the values in place, or the sentence that says why they can't be. */
export function putValues(
  set: FlowSet,
  flowId: number,
  wanted: Wanted,
  limits: ValueLimits,
): Placed | Key {
  const flow = set.flows.find(({ id }) => id === flowId)
  if (flow === undefined) return 'use.flowGone'
  const lists = listsOf(flow, wanted)
  const problem = hindranceIn(flow, wanted, lists)
  if (problem !== null) return problem
  const added = missingIn(lists, wanted.values)
  const place = lists.find(({ payload }) => payload.length + added.length <= limits.values)
  const isNew = place === undefined
  if (added.length > limits.values || (isNew && lists.length > 0 && !addUp(flow, wanted)))
    return 'use.full'
  if (isNew && flow.filters.length >= limits.filters) return 'use.manyFilters'
  const filters = isNew
    ? [...flow.filters, filterOf({ ...wanted, values: added })]
    : flow.filters.map((one) =>
        one === place ? withList(place, [...place.payload, ...added]) : one,
      )
  const isNarrower = isNew && wanted.mode === 'accept' && !isAnyEnough(flow)
  const isShut = wanted.mode === 'reject' && leavesNobody(flow, wanted, lists)
  return { set: withFilters(set, flowId, filters), added, isNew, isNarrower, isShut }
}

/** Who is left out must be known to be one of them; who is let in, too. */
export function filterOf({ key, mode, values }: Wanted): FilterSpec {
  const onUnknown = mode === 'reject' ? 'allow' : 'defer'
  return { key, mode, payload: values, onUnknown, enabled: true }
}

/** Without these values; null if they are gone, or the filter that was there before would be empty. */
export function takeValues(
  set: FlowSet,
  flowId: number,
  { values, ...where }: Wanted,
  isNew: boolean,
): FlowSet | null {
  const flow = set.flows.find(({ id }) => id === flowId)
  if (flow === undefined) return null
  const gone = new Set(values.map(sameText))
  const left = new Map(
    listsOf(flow, where).map((one) => [
      one as FilterSpec,
      withList(
        one,
        one.payload.filter((value) => !gone.has(sameText(value))),
      ),
    ]),
  )
  const isChanged = [...left].some(([before, { payload }]) => lengthOf(before) > payload.length)
  const isEmpty = (filter: FilterSpec) => left.get(filter)?.payload.length === 0
  if (!isChanged || (!isNew && flow.filters.some(isEmpty))) return null
  const filters = flow.filters.filter((one) => !isEmpty(one)).map((one) => left.get(one) ?? one)
  return withFilters(set, flowId, filters)
}

/** Filters that are off decide nothing, and one whose payload is a text is not taken apart here. */
function listsOf({ filters }: Flow, { key, mode }: Pick<Wanted, 'key' | 'mode'>) {
  return filters.filter(
    (one): one is ListFilter =>
      one.enabled && one.key === key && one.mode === mode && Array.isArray(one.payload),
  )
}

function hindranceIn(flow: Flow, wanted: Wanted, lists: readonly ListFilter[]): Key | null {
  const active = flow.filters.filter(({ enabled }) => enabled)
  if (wanted.mode === 'reject') {
    const isAlone = active.length === lists.length && lists.length <= 1
    return flow.combine === 'or' && !isAlone ? 'use.anyFilter' : null
  }
  if (flow.combine === 'or') return null
  const others = active.filter(({ key, mode }) => key === wanted.key && mode === 'accept')
  // Of two lists that both must fit, one more in one of them lets nobody in.
  if (others.length > 1 || others.length !== lists.length) return 'use.byHand'
  const refused = textsOf(listsOf(flow, { ...wanted, mode: 'reject' }))
  return wanted.values.some((value) => refused.has(sameText(value))) ? 'use.leftOut' : null
}

function leavesNobody(flow: Flow, wanted: Wanted, refused: readonly ListFilter[]): boolean {
  const gone = new Set([...textsOf(refused), ...wanted.values.map(sameText)])
  const allowed = listsOf(flow, { ...wanted, mode: 'accept' })
  return allowed.some(({ payload }) => payload.every((value) => gone.has(sameText(value))))
}

/** Whether a second list has the same effect as one that is longer. */
const addUp = ({ combine }: Flow, { mode }: Wanted) => (mode === 'reject') === (combine === 'and')

const isAnyEnough = ({ combine, filters }: Flow) =>
  combine === 'or' && filters.some(({ enabled }) => enabled)

function missingIn(lists: readonly ListFilter[], values: readonly string[]): readonly string[] {
  const known = textsOf(lists)
  return values.filter((value) => {
    const isMissing = !known.has(sameText(value))
    known.add(sameText(value))
    return isMissing
  })
}

const textsOf = (lists: readonly ListFilter[]) =>
  new Set(lists.flatMap(({ payload }) => payload.map(sameText)))

/** Filters ignore letter case. */
const sameText = (value: unknown) => String(value).toLowerCase()

const lengthOf = ({ payload }: FilterSpec) => (payload as readonly unknown[]).length

function withList(filter: ListFilter, payload: readonly unknown[]): ListFilter {
  return { ...filter, payload }
}

function withFilters({ mode, flows }: FlowSet, id: number, filters: Flow['filters']): FlowSet {
  return { mode, flows: flows.map((flow) => (flow.id === id ? { ...flow, filters } : flow)) }
}
