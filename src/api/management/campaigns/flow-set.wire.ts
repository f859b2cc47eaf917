/** Flow sets as Sluice's own operations write and show them: our model with positions and shares. */
import { type Static, Type } from '@sinclair/typebox'

import type { Flow, FlowSet, Path } from '../../../core/model.ts'
import type { FlowOwner } from '../../../manage/campaigns/flow-owner.ts'
import { nullable } from '../shape.ts'

const optional = Type.Optional
const Id = optional(nullable(Type.Integer({ minimum: 0 })))
const Weight = optional(Type.Integer({ minimum: 0 }))
const Enabled = optional(Type.Boolean())
const Text = Type.String({ maxLength: 100_000 })
const Name = optional(Type.String({ maxLength: 1000 }))
/** Shown with every share; skipped when it is sent back. */
const Share = optional(nullable(Type.Number()))
const word = <const W extends string>(...words: W[]) =>
  Type.Unsafe<W>({ type: 'string', enum: words, anyCase: true })

const FilterWrite = Type.Object({
  key: Type.String({ minLength: 1, maxLength: 64 }),
  mode: optional(word('accept', 'reject')),
  payload: optional(Type.Unknown()),
  onUnknown: optional(word('defer', 'allow', 'reject')),
  enabled: Enabled,
})
const ActionWrite = Type.Object({
  key: Type.String({ minLength: 1, maxLength: 64 }),
  payload: optional(nullable(Text)),
  options: optional(nullable(Type.Object({}))),
})
const LandingWrite = Type.Object({
  landingId: Type.Integer({ minimum: 1 }),
  enabled: Enabled,
  weight: Weight,
  share: Share,
})
const OfferWrite = Type.Object({
  offerId: Id,
  campaignId: Id,
  directUrl: optional(nullable(Text)),
  enabled: Enabled,
  weight: Weight,
  share: Share,
})
const PathWrite = Type.Object({
  id: Id,
  name: Name,
  enabled: Enabled,
  weight: Weight,
  share: Share,
  landings: optional(Type.Array(LandingWrite, { maxItems: 100 })),
  offers: optional(Type.Array(OfferWrite, { maxItems: 100 })),
})
const FlowWrite = Type.Object({
  id: Id,
  type: word('forced', 'regular', 'default'),
  name: Name,
  position: optional(Type.Integer()),
  weight: Weight,
  enabled: Enabled,
  combine: optional(word('and', 'or')),
  filters: optional(Type.Array(FilterWrite, { maxItems: 100 })),
  markAsBot: Enabled,
  storeClicks: Enabled,
  action: optional(nullable(ActionWrite)),
  paths: optional(Type.Array(PathWrite, { maxItems: 100 })),
})

/** The read form may be sent back as it is. */
export const FlowSetWrite = Type.Object({
  scope: optional(word('campaign', 'rotation')),
  rotationId: Id,
  mode: optional(word('position', 'weight')),
  flows: Type.Array(FlowWrite, { maxItems: 500 }),
  warnings: optional(Type.Array(Type.Unknown())),
})

export function flowSetOf({ mode, flows }: Static<typeof FlowSetWrite>): FlowSet {
  return { mode: mode ?? 'position', flows: flows.map(flowOf) }
}

function flowOf(flow: Static<typeof FlowWrite>): Flow {
  const { action } = flow
  return {
    id: flow.id ?? 0,
    type: flow.type,
    name: flow.name ?? '',
    weight: flow.weight ?? 100,
    enabled: flow.enabled ?? true,
    combine: flow.combine ?? 'and',
    filters: (flow.filters ?? []).map(filterOf),
    markAsBot: flow.markAsBot ?? false,
    storeClicks: flow.storeClicks ?? true,
    action:
      action === null || action === undefined
        ? null
        : { key: action.key, payload: action.payload ?? '' },
    paths: (flow.paths ?? []).map(pathOf),
  }
}

function filterOf(filter: Static<typeof FilterWrite>): Flow['filters'][number] {
  const { key, mode, payload, onUnknown, enabled } = filter
  return {
    key,
    mode: mode ?? 'accept',
    payload: payload ?? null,
    onUnknown: onUnknown ?? 'defer',
    enabled: enabled ?? true,
  }
}

function pathOf(path: Static<typeof PathWrite>): Path {
  return {
    id: path.id ?? 0,
    name: path.name ?? '',
    enabled: path.enabled ?? true,
    weight: path.weight ?? 100,
    landings: (path.landings ?? []).map(({ landingId, enabled = true, weight = 100 }) => ({
      landingId,
      enabled,
      weight,
    })),
    offers: (path.offers ?? []).map(({ offerId, campaignId, directUrl, enabled, weight }) => ({
      offerId: offerId || null,
      campaignId: campaignId || null,
      directUrl: directUrl || null,
      enabled: enabled ?? true,
      weight: weight ?? 100,
    })),
  }
}

export function flowSetView({ scope, id }: FlowOwner, { mode, flows }: FlowSet) {
  return {
    scope,
    rotationId: scope === 'rotation' ? id : null,
    mode,
    flows: flows.map((flow, index) => ({
      ...flow,
      position: index + 1,
      paths: withShares(flow.paths).map((path) => ({
        ...path,
        landings: withShares(path.landings),
        offers: withShares(path.offers),
      })),
    })),
  }
}

/** Weight ÷ sum of the enabled ones; null where all of them are 0 and nothing is drawn. */
function withShares<T extends { readonly weight: number; readonly enabled: boolean }>(
  items: readonly T[],
): (T & { share: number | null })[] {
  const sum = items.reduce((total, { weight, enabled }) => total + (enabled ? weight : 0), 0)
  const shareOf = ({ weight, enabled }: T) => (sum === 0 ? null : enabled ? weight / sum : 0)
  return items.map((item) => ({ ...item, share: shareOf(item) }))
}
