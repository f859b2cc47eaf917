/**
 * Flow sets in the dialect's picture: rules and default paths. What the picture can't show is kept:
 * hidden flows stay behind the visible flow they followed, and a criterion sent back as it was shown
 * leaves its filter as it is stored.
 */
import { type Static, Type } from '@sinclair/typebox'

import type { Flow, FlowSet, LandingEntry, OfferEntry, Path } from '../../../core/model.ts'
import { emptyFlowSet } from '../../../db/records.ts'
import { anyCase, nullable } from '../shape.ts'
import { CRITERION_TYPES, criterionOf, filterOf } from './criteria.wire.ts'
import { DEFAULT_PATHS, type Places } from './plan-places.ts'

const optional = Type.Optional
const Weight = optional(Type.Integer({ minimum: 0 }))
const Text = Type.String({ maxLength: 10_000 })
const NullableId = optional(nullable(Type.Integer({ minimum: 0 })))

/** 0 or null: straight to the offer. */
const PathLanding = Type.Object({
  id: nullable(Type.Integer({ minimum: 0 })),
  enabled: optional(Type.Boolean()),
  weight: Weight,
})
const PathOffer = Type.Object({
  offerId: NullableId,
  campaignId: NullableId,
  directUrl: optional(nullable(Text)),
  enabled: optional(Type.Boolean()),
  weight: Weight,
})
const PathWrite = Type.Object({
  id: NullableId,
  name: optional(nullable(Type.String({ maxLength: 1000 }))),
  enabled: optional(Type.Boolean()),
  weight: Weight,
  landings: optional(nullable(Type.Array(PathLanding, { maxItems: 100 }))),
  offers: optional(nullable(Type.Array(PathOffer, { maxItems: 100 }))),
})
const CriterionWrite = Type.Object({
  type: anyCase(CRITERION_TYPES),
  enabled: optional(Type.Boolean()),
  operator: anyCase(['is', 'is_not']),
  values: Type.Array(Text, { maxItems: 10_000 }),
  exactMatch: optional(Type.Boolean()),
  allowEmpty: optional(Type.Boolean()),
})
const Rule = Type.Object({
  id: NullableId,
  name: optional(nullable(Type.String({ maxLength: 1000 }))),
  enabled: optional(Type.Boolean()),
  markAsBot: optional(Type.Boolean()),
  paths: optional(Type.Array(PathWrite, { maxItems: 100 })),
  criteria: optional(Type.Array(CriterionWrite, { maxItems: 100 })),
})

export const PLAN = {
  defaultPaths: optional(Type.Array(PathWrite, { maxItems: 100 })),
  rules: optional(Type.Array(Rule, { maxItems: 500 })),
}
export const RotationPlan = Type.Object(PLAN)
export type Plan = Static<typeof RotationPlan>
type RuleWrite = Static<typeof Rule>
type PathWrite = Static<typeof PathWrite>
type LandingWrite = Static<typeof PathLanding>
type OfferWrite = Static<typeof PathOffer>

/** Whether a rule can show the flow. */
function isVisible(flow: Flow): boolean {
  const isJoined = flow.combine === 'and' || flow.filters.length < 2
  if (flow.type !== 'forced' || flow.action !== null || !isJoined) return false
  return flow.filters.every((filter) => criterionOf(filter) !== null)
}

export function visibleFlows(set: FlowSet): Flow[] {
  return set.flows.filter(isVisible)
}

export function hiddenFlows(set: FlowSet): number {
  return set.flows.filter((flow) => flow.type !== 'default' && !isVisible(flow)).length
}

/** A flow set as the plan says it, with what each flow came as. */
export interface Planned {
  readonly set: FlowSet
  readonly places: Places
}

interface Placed {
  readonly flow: Flow
  readonly place: string | null
}

/**
 * The stored set with what the plan can say replaced. Lists the plan leaves out stay. `zone`: of the
 * times of new filters.
 */
export function withPlan(stored: FlowSet | null, plan: Plan, zone: string): Planned {
  const set = stored ?? emptyFlowSet(0)
  const others = set.flows.filter((flow) => flow.type !== 'default')
  const last = set.flows.find((flow) => flow.type === 'default') ?? emptyFlowSet(0).flows[0]
  const placed = plan.rules === undefined ? others.map(unsent) : withRules(others, plan.rules, zone)
  if (last !== undefined) {
    const place = plan.defaultPaths === undefined ? null : DEFAULT_PATHS
    placed.push({ flow: withDefaultPaths(last, plan), place })
  }
  const flows = placed.map(({ flow }) => flow)
  return { set: { ...set, flows }, places: placed.map(({ place }) => place) }
}

const unsent = (flow: Flow): Placed => ({ flow, place: null })

function withRules(stored: readonly Flow[], rules: readonly RuleWrite[], zone: string): Placed[] {
  const sentBack = new Set(rules.map((rule) => rule.id))
  const anchored = new Map<number, Placed[]>([[0, []]])
  let anchor = 0
  for (const flow of stored) {
    if (!isVisible(flow)) anchored.get(anchor)?.push(unsent(flow))
    else if (sentBack.has(flow.id)) anchored.set((anchor = flow.id), [])
  }
  const known = new Map(stored.filter(isVisible).map((flow) => [flow.id, flow]))
  const placed = [...(anchored.get(0) ?? [])]
  for (const [index, rule] of rules.entries()) {
    const before = known.get(rule.id ?? 0) ?? null
    known.delete(rule.id ?? 0) // a repeated id is a new flow
    placed.push(
      { flow: flowOf(rule, before, zone), place: `rules.${index}` },
      ...(before === null ? [] : (anchored.get(before.id) ?? [])),
    )
  }
  return placed
}

const NEW_FLOW: Omit<Flow, 'name' | 'enabled' | 'markAsBot' | 'filters' | 'paths'> = {
  id: 0,
  type: 'forced',
  weight: 100,
  combine: 'and',
  storeClicks: true,
  action: null,
}

function flowOf(rule: RuleWrite, before: Flow | null, zone: string): Flow {
  return {
    ...(before ?? NEW_FLOW),
    name: rule.name ?? before?.name ?? '',
    enabled: rule.enabled ?? true,
    markAsBot: rule.markAsBot ?? false,
    filters: filtersOf(rule, before, zone),
    paths: (rule.paths ?? []).map(pathOf),
  }
}

function filtersOf(
  { criteria = [] }: RuleWrite,
  before: Flow | null,
  zone: string,
): Flow['filters'] {
  const shown = new Map(
    before?.filters.map((filter) => [JSON.stringify(criterionOf(filter)), filter]),
  )
  return criteria.map(({ type, operator, values, enabled, exactMatch, allowEmpty }) => {
    const criterion = {
      type,
      enabled: enabled ?? true,
      operator,
      values,
      exactMatch: exactMatch ?? false,
      allowEmpty: allowEmpty ?? false,
    }
    return shown.get(JSON.stringify(criterion)) ?? filterOf(criterion, zone)
  })
}

/** A default flow with an action has no paths to show: sending none back keeps the action. */
function withDefaultPaths(flow: Flow, { defaultPaths }: Plan): Flow {
  if (defaultPaths === undefined) return flow
  if (flow.action !== null && defaultPaths.length === 0) return flow
  return { ...flow, action: null, paths: defaultPaths.map(pathOf) }
}

function pathOf(path: PathWrite): Path {
  return {
    id: path.id ?? 0,
    name: path.name ?? '',
    enabled: path.enabled ?? true,
    weight: path.weight ?? 100,
    landings: landingsOf(path.landings ?? []),
    offers: (path.offers ?? []).map(offerEntryOf),
  }
}

/**
 * No landings mean straight to the offer. A part of a path's visitors can't be led so: what says it stays and is
 * refused as a landing that is not there, unless no visitor would have gone that way.
 */
function landingsOf(sent: readonly LandingWrite[]): LandingEntry[] {
  const entries = sent.map(({ id, enabled = true, weight = 100 }) => {
    return { landingId: id ?? 0, enabled, weight }
  })
  const landings = entries.filter(({ landingId }) => landingId !== 0)
  const isLed = entries.some(({ landingId, enabled, weight }) => {
    return landingId === 0 && enabled && weight > 0
  })
  return isLed && landings.length > 0 ? entries : landings
}

/** 0, null and `''` mean none. */
function offerEntryOf({ enabled = true, weight = 100, ...target }: OfferWrite): OfferEntry {
  const offerId = target.offerId || null
  const campaignId = target.campaignId || null
  return { offerId, campaignId, directUrl: target.directUrl || null, enabled, weight }
}
