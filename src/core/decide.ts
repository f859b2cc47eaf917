/**
 * The routing decision: where a visit goes, and why (`routing.md` 4, 5, 8, 10).
 *
 * Pure and total: equal tables, visit, dice and clock give an equal decision, so a stored click can
 * be replayed. Nothing here throws or waits; "nothing fits" is an outcome.
 */
import { flowOf, pathOf } from './click-place.ts'
import { type Aim, type Choice, type Decision, nothing } from './decision.ts'
import { draw, type OfferWish, type Weighted } from './pick.ts'
import { note, noteVisit, type Run } from './run.ts'
import { serve, serveOffer } from './serve.ts'
import type { CompiledFlow, RoutedVisit, RoutingTables } from './tables.ts'
import type { FallbackReason, FlowVerdict } from './trace/trace.ts'
import type { Bound, Dice } from './visit.ts'

/** `now` is epoch milliseconds. Without an `aim` the target is the address as configured. */
export function decide(
  tables: RoutingTables,
  visit: RoutedVisit,
  dice: Dice,
  now: number,
  aim: Aim = configuredTarget,
): Decision {
  const run = startRun(tables, visit, dice, now, aim)
  noteVisit(run)
  const refusal = campaignRefusal(visit)
  if (refusal !== null) return nothing(run.trace, refusal)
  return (
    byPosition(run, visit.campaign.forced) ??
    fromRegular(run) ??
    fromFallback(run) ??
    fromDeferred(run) ??
    nothing(run.trace, 'no_flow_accepted')
  )
}

/** What a landing click comes from. Ids of a flow or path that is gone are allowed. */
export interface LandingClick {
  readonly flowId: number
  readonly pathId: number
  /** Best first; what can't be had is passed over. */
  readonly wishes: readonly OfferWish[]
}

/** The offer for a landing click; with none left the campaign's default flow, else nothing. */
export function decideLandingClick(
  tables: RoutingTables,
  visit: RoutedVisit,
  click: LandingClick,
  dice: Dice,
  aim: Aim = configuredTarget,
): Decision {
  // Filters were asked at the visit; nothing here looks at the clock.
  const run = startRun(tables, visit, dice, 0, aim)
  note(run, { at: 'campaign', id: visit.campaign.spec.id })
  const refusal = campaignRefusal(visit)
  if (refusal !== null) return nothing(run.trace, refusal)
  const { fallback } = visit.campaign
  const flow = flowOf(click, visit.campaign)
  const path = pathOf(click, visit.campaign)
  const taken = flow && path ? serveOffer(run, flow, path, click.wishes) : null
  if (taken !== null) return { ...taken, bind: bindOf(run, click, taken) }
  const other = fallback !== null && fallback.id !== click.flowId ? serve(run, fallback) : null
  return other === null ? nothing(run.trace, 'no_offer') : { ...other, bind: null }
}

/**
 * The offer that was drawn is remembered, not one that was asked for; nor is what the visitor got in
 * another flow or path since then forgotten for it.
 */
function bindOf({ bound, trace }: Run, { wishes }: LandingClick, { bind }: Decision): Bound | null {
  if (bind === null || bind.offerId === 0) return null
  const refused = trace.filter(({ at }) => at === 'pick_refused').length
  if (refused < wishes.length) return null
  const isSame = bound === null || (bound.flowId === bind.flowId && bound.pathId === bind.pathId)
  return isSame ? bind : null
}

/** The aim of a decision on paper: nobody is going to be sent there. */
function configuredTarget({ action }: Choice): string | null {
  if (action === null) return ''
  return action.template.soundness === 'bad' ? null : action.payload
}

function startRun(
  tables: RoutingTables,
  visit: RoutedVisit,
  dice: Dice,
  now: number,
  aim: Aim,
): Run {
  const { spec } = visit.campaign
  const bound = spec.binding === 'none' ? null : visit.history.bound(spec.id)
  return { tables, visit, dice, now, aim, trace: [], bound, deferred: null }
}

function campaignRefusal({ campaign: { spec } }: RoutedVisit): FallbackReason | null {
  if (spec.blocked) return 'blocked'
  return spec.state === 'active' ? null : 'campaign_paused'
}

function byPosition(run: Run, flows: readonly CompiledFlow[]): Decision | null {
  for (const flow of flows) {
    const decision = tryFlow(run, flow)
    if (decision !== null) return decision
  }
  return null
}

function fromRegular(run: Run): Decision | null {
  const { mode, regular } = run.visit.campaign
  return mode === 'position' ? byPosition(run, regular) : byWeight(run, regular)
}

const FLOWS: Weighted<CompiledFlow> = {
  of: 'flow',
  id: (flow) => flow.id,
  weight: (_run, flow) => flow.weight,
}

/** The flow a visitor is bound to comes first, even with weight 0. */
function byWeight(run: Run, regular: readonly CompiledFlow[]): Decision | null {
  let left = regular
  let flow = regular.find(({ id }) => id === run.bound?.flowId) ?? null
  if (flow !== null) note(run, { at: 'bound', of: 'flow', id: flow.id })
  flow ??= draw(run, left, FLOWS)
  while (flow !== null) {
    const decision = tryFlow(run, flow)
    if (decision !== null) return decision
    const tried = flow
    left = left.filter((other) => other !== tried)
    flow = draw(run, left, FLOWS)
  }
  return null
}

function fromFallback(run: Run): Decision | null {
  const { fallback } = run.visit.campaign
  if (fallback === null) return null
  note(run, { at: 'flow', flowId: fallback.id, verdict: 'accepted' })
  return serve(run, fallback)
}

/** A flow we could not judge is better than no flow. */
function fromDeferred(run: Run): Decision | null {
  for (const flow of run.deferred ?? []) {
    const length = run.trace.length
    const decision = serve(run, flow)
    if (decision === null) continue
    const entry = { at: 'deferred_taken', flowId: flow.id } as const
    return { ...decision, trace: decision.trace.toSpliced(length, 0, entry) }
  }
  return null
}

function tryFlow(run: Run, flow: CompiledFlow): Decision | null {
  const verdict = judge(run, flow)
  note(run, { at: 'flow', flowId: flow.id, verdict })
  if (verdict === 'deferred') (run.deferred ??= []).push(flow)
  return verdict === 'accepted' ? serve(run, flow) : null
}

/** Stops at the first filter that settles it. Filters that count as absent leave no trace of doubt. */
function judge(run: Run, flow: CompiledFlow): FlowVerdict {
  const isAnd = flow.combine === 'and'
  let counted = 0
  let unknown = 0
  for (const filter of flow.filters) {
    const { verdict, seen, why } = filter.test(run.visit, run.now, flow.id)
    note(run, { at: 'filter', flowId: flow.id, key: filter.key, verdict, seen, why })
    const isUnknown = verdict === 'unknown'
    if (isUnknown && filter.onUnknown === 'allow') continue
    counted += 1
    if (isUnknown && filter.onUnknown === 'defer') unknown += 1
    else if (verdict === 'allow' && !isAnd) return 'accepted'
    else if (verdict !== 'allow' && isAnd) return 'rejected'
  }
  if (unknown > 0) return 'deferred'
  return isAnd || counted === 0 ? 'accepted' : 'rejected'
}
