/** Where values of a report are put: into a filter of a flow, or into a new flow before the others. Pure. */
import type { ActionSpec, FilterSpec, Flow, FlowSet } from '../../../src/core/model.ts'
import type { FlowCatalog } from '../../api/types.ts'
import type { Key } from '../../words/words.ts'
import { flowSetOf, newFlow, newOffer, newPath } from './draft.ts'
import {
  filterOf,
  type Placed,
  putValues,
  takeValues,
  type ValueLimits,
  type Wanted,
} from './put-values.ts'

export const NEW_FLOW = 'new'

export type Target =
  | { readonly kind: 'offer'; readonly offerId: string }
  | { readonly kind: 'action'; readonly action: ActionSpec }

export interface Place {
  /** An id, `NEW_FLOW`, or nothing yet. */
  readonly flow: string
  readonly mode: FilterSpec['mode']
  readonly target: Target
  /** Of a new flow. */
  readonly name: string
}

export interface Put extends Placed {
  /** With the values that were not there alone. */
  readonly wanted: Wanted
  /** How many were there already. */
  readonly known: number
  /** Null: the new flow, which has no id yet. */
  readonly flowId: number | null
}

export function limitsIn({ filters, limits }: FlowCatalog, key: string): ValueLimits {
  const entry = filters.find((one) => one.key === key)
  return {
    values: entry?.payloadSchema.maxItems ?? Infinity,
    filters: limits['filters'] ?? Infinity,
  }
}

/** What is chosen at first: nothing, unless there is nothing to choose. */
export function firstFlow({ flows }: FlowSet): string {
  return flows.every(({ type }) => type === 'default') ? NEW_FLOW : ''
}

/** Whether it is said where visitors of a new flow go. */
export function isWhole(target: Target, { actions }: FlowCatalog): boolean {
  if (target.kind === 'offer') return target.offerId !== ''
  const { key, payload } = target.action
  const kind = actions.find((one) => one.key === key)?.payloadKind
  return kind === 'none' || payload.trim() !== ''
}

export function put(
  set: FlowSet,
  place: Place,
  values: Omit<Wanted, 'mode'>,
  catalog: FlowCatalog,
): Put | Key {
  const limits = limitsIn(catalog, values.key)
  if (place.flow === NEW_FLOW) {
    const wanted: Wanted = { ...values, mode: 'accept' }
    return withNewFlow(set, flowFor(place, wanted), wanted, {
      ...limits,
      flows: catalog.limits['flows'] ?? Infinity,
    })
  }
  const wanted = { ...values, mode: place.mode }
  const placed = putValues(set, Number(place.flow), wanted, limits)
  if (typeof placed === 'string') return placed
  const { added } = placed
  if (added.length === 0) return 'use.allThere'
  const known = wanted.values.length - added.length
  return { ...placed, flowId: Number(place.flow), wanted: { ...wanted, values: added }, known }
}

function flowFor({ name, target }: Place, wanted: Wanted): Flow {
  const does =
    target.kind === 'action'
      ? { action: target.action, paths: [] }
      : {
          paths: [{ ...newPath(''), offers: [newOffer({ offerId: Number(target.offerId) })] }],
        }
  const flow = { ...newFlow('forced'), name, filters: [filterOf(wanted)], ...does }
  return flowSetOf({ mode: 'position', flows: [flow] }).flows[0]!
}

function withNewFlow(
  { mode, flows }: FlowSet,
  flow: Flow,
  wanted: Wanted,
  limits: ValueLimits & { readonly flows: number },
): Put | Key {
  if (flows.length >= limits.flows) return 'use.manyFlows'
  if (wanted.values.length > limits.values) return 'use.full'
  // Of an answer that was lost nobody knows whether it was stored.
  if (flows.some((one) => doesSame(one, flow))) return 'use.flowThere'
  const set = { mode, flows: [flow, ...flows] }
  const added = wanted.values
  const nothing = { known: 0, isNarrower: false, isShut: false }
  return { set, wanted, added, ...nothing, isNew: true, flowId: null }
}

function doesSame(stored: Flow, flow: Flow): boolean {
  const text = ({ name, type, filters, action, paths }: Flow) =>
    JSON.stringify([
      name,
      type,
      filters.map(({ key, mode, payload }) => [key, mode, payload]),
      action && [action.key, action.payload],
      paths.flatMap(({ offers }) => offers.map(({ offerId }) => offerId)),
    ])
  return text(stored) === text(flow)
}

/** What is taken back: the flow that was made, as it was stored, or values in one that was there. */
export type Back = { readonly made: Flow } | { readonly flowId: number; readonly put: Put }

export function takeBack(set: FlowSet, back: Back): FlowSet | null {
  if ('put' in back) return takeValues(set, back.flowId, back.put.wanted, back.put.isNew)
  const { made } = back
  const flow = set.flows.find(({ id }) => id === made.id)
  if (flow === undefined || textOf(flow) !== textOf(made)) return null
  return { mode: set.mode, flows: set.flows.filter((one) => one !== flow) }
}

/** Its place may have become another one. */
const textOf = (flow: Flow) => JSON.stringify({ ...flow, position: 0 })
