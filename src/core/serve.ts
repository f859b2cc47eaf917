/** Finds what an accepted flow shows: its action, or path, landing and offer (`routing.md` 5). */
import type { Choice, Decision } from './decision.ts'
import type { LandingEntry } from './model.ts'
import {
  boundEntry,
  chooseOffer,
  draw,
  isLive,
  type OfferPick,
  type OfferWish,
  type Weighted,
} from './pick.ts'
import { binds, boundIn, note, type Run } from './run.ts'
import { settingOf } from './settings/settings.ts'
import type { CompiledAction, CompiledFlow, CompiledLanding, CompiledPath } from './tables.ts'
import type { PassedOver, TraceEntry } from './trace/trace.ts'
import type { Bound } from './visit.ts'

/** `null`: the flow has nothing to serve, which the trace says, and the choice goes on. */
export function serve(run: Run, flow: CompiledFlow): Decision | null {
  const start = run.trace.length
  const choice = flow.action === null ? fromPaths(run, flow) : fromAction(run, flow, flow.action)
  return taken(run, flow, choice, start)
}

/** The offer of a path whose landing the visitor has seen. */
export function serveOffer(
  run: Run,
  flow: CompiledFlow,
  path: CompiledPath,
  wishes: readonly OfferWish[],
): Decision | null {
  const start = run.trace.length
  return taken(run, flow, fromOffers(run, flow, path, wishes), start)
}

/** Ends the trace. The flow is written before its path and offer, at `start`. */
function taken(
  run: Run,
  flow: CompiledFlow,
  choice: Choice | PassedOver,
  start: number,
): Decision | null {
  if (typeof choice === 'string') return passOver(run, flow, choice)
  const hopTo = hopTarget(choice)
  const target = hopTo === null ? run.aim(choice) : ''
  if (target === null) return passOver(run, flow, 'bad_target')
  const before = choice.action?.payload ?? String(hopTo ?? '')
  insertAt(run.trace, start, { at: 'chosen', flowId: flow.id })
  if (hopTo !== null) run.trace.push({ at: 'hop', campaignId: hopTo })
  run.trace.push({ at: 'action', key: choice.actionKey, before, after: target })
  return {
    outcome: hopTo === null ? 'served' : 'hop',
    choice,
    target,
    hopTo,
    reason: '',
    markAsBot: flow.markAsBot,
    storeClick: flow.storeClicks,
    bind: toBind(run, choice),
    trace: run.trace,
  }
}

/** What `splice` does, without its array of what was removed. */
function insertAt(trace: TraceEntry[], at: number, entry: TraceEntry): void {
  trace.push(entry)
  for (let place = trace.length - 1; place > at; place--) trace[place] = trace[place - 1]!
  trace[at] = entry
}

function passOver(run: Run, flow: CompiledFlow, why: PassedOver): null {
  note(run, { at: 'passed_over', flowId: flow.id, why })
  return null
}

function hopTarget({ actionKey, action, entry }: Choice): number | null {
  if (actionKey !== 'campaign') return null
  return action === null ? (entry?.campaignId ?? null) : Number(action.payload)
}

function fromAction(run: Run, flow: CompiledFlow, action: CompiledAction): Choice | PassedOver {
  if (action.key === 'campaign') {
    const next = run.tables.campaign(Number(action.payload))?.spec
    if (next === undefined || next.state === 'archived') return 'target_missing'
    if (next.state === 'paused' || next.blocked) return 'campaign_paused'
  }
  return {
    campaign: run.visit.campaign,
    flow,
    path: null,
    landing: null,
    entry: null,
    offer: null,
    step: 'action',
    actionKey: action.key,
    action,
  }
}

const PATHS: Weighted<CompiledPath> = {
  of: 'path',
  id: (path) => path.spec.id,
  weight: (run, path) => (canServe(run, path) ? path.spec.weight : 0),
}

const NO_WISHES: readonly OfferWish[] = []

function fromPaths(run: Run, flow: CompiledFlow): Choice | PassedOver {
  const path = boundPath(run, flow) ?? draw(run, flow.paths, PATHS)
  if (path === null) return 'nothing_to_serve'
  if (flow.paths.length > 1) note(run, { at: 'path', id: path.spec.id })
  return path.spec.landings.length > 0
    ? fromLandings(run, flow, path)
    : fromOffers(run, flow, path, NO_WISHES)
}

function fromOffers(
  run: Run,
  flow: CompiledFlow,
  path: CompiledPath,
  wishes: readonly OfferWish[],
): Choice | PassedOver {
  const pick = chooseOffer(run, flow, path, wishes)
  return pick === null ? 'nothing_to_serve' : offerChoice(run, flow, path, pick)
}

/** The path of before, weight 0 or not, if the visitor's own landing or offer or another is there. */
function boundPath(run: Run, flow: CompiledFlow): CompiledPath | null {
  if (run.bound === null) return null
  for (const path of flow.paths) {
    if (boundIn(run, flow, path) === null) continue
    if (!keepsVisitor(run, flow, path) && !canServe(run, path)) return null
    note(run, { at: 'bound', of: 'path', id: path.spec.id })
    return path
  }
  return null
}

function keepsVisitor(run: Run, flow: CompiledFlow, path: CompiledPath): boolean {
  const own = path.spec.landings.length > 0 ? boundLanding : boundEntry
  return own(run, flow, path) !== null
}

/** A path with a list of landings needs one of them; otherwise it needs an offer. */
function canServe(run: Run, path: CompiledPath): boolean {
  if (path.spec.landings.length === 0) {
    for (const entry of path.offers) if (entry.weight > 0 && isLive(run, entry)) return true
    return false
  }
  for (const entry of path.landings) if (activeLanding(run, entry.landingId) !== null) return true
  return false
}

const LANDINGS: Weighted<LandingEntry> = {
  of: 'landing',
  id: (entry) => entry.landingId,
  weight: (run, entry) => (activeLanding(run, entry.landingId) === null ? 0 : entry.weight),
}

function fromLandings(run: Run, flow: CompiledFlow, path: CompiledPath): Choice | PassedOver {
  const bound = boundLanding(run, flow, path)
  const landing = bound ?? drawnLanding(run, path)
  if (landing === null) return 'nothing_to_serve'
  const { id } = landing.spec
  if (bound !== null) note(run, { at: 'bound', of: 'landing', id })
  note(run, { at: 'landing', id })
  const choice = landingChoice(run, flow, path, landing)
  const isOfferChosenNow = settingOf(run.tables.settings, 'offer_choice') === 'visit'
  return isOfferChosenNow ? withOffer(run, choice, flow, path) : choice
}

/** The offer that the landing will lead to, so that the page can speak of it. */
function withOffer(run: Run, choice: Choice, flow: CompiledFlow, path: CompiledPath): Choice {
  const pick = path.offers.length === 0 ? null : chooseOffer(run, flow, path, NO_WISHES)
  if (pick === null || pick.offer === null) return choice
  note(run, { at: 'offer', id: pick.offer.spec.id })
  return { ...choice, ...pick }
}

function drawnLanding(run: Run, path: CompiledPath): CompiledLanding | null {
  const entry = draw(run, path.landings, LANDINGS)
  return entry === null ? null : activeLanding(run, entry.landingId)
}

function boundLanding(run: Run, flow: CompiledFlow, path: CompiledPath): CompiledLanding | null {
  if (run.bound === null || !binds(run.visit.campaign.spec.binding, 'landing')) return null
  const landingId = boundIn(run, flow, path)?.landingId ?? 0
  for (const entry of path.spec.landings) {
    if (entry.enabled && entry.landingId === landingId) return activeLanding(run, landingId)
  }
  return null
}

function activeLanding({ tables }: Run, id: number): CompiledLanding | null {
  const landing = tables.landing(id)
  return landing?.spec.state === 'active' ? landing : null
}

function landingChoice(
  { visit: { campaign } }: Run,
  flow: CompiledFlow,
  path: CompiledPath,
  landing: CompiledLanding,
): Choice {
  const isExternal = landing.spec.kind === 'external'
  const actionKey = isExternal ? campaign.spec.landingRedirect : landing.action.key
  const { action } = landing
  return {
    campaign,
    flow,
    path,
    landing,
    entry: null,
    offer: null,
    step: 'landing',
    actionKey,
    action,
  }
}

function offerChoice(run: Run, flow: CompiledFlow, path: CompiledPath, pick: OfferPick): Choice {
  const { campaign } = run.visit
  const { entry, offer } = pick
  const id = offer?.spec.id ?? 0
  if (id > 0) note(run, { at: 'offer', id })
  const action = offer === null ? entry.direct : offer.action
  const own = offer?.hasOwnAction === true ? offer.action.key : campaign.spec.offerRedirect
  const actionKey = action === null ? 'campaign' : own
  return { campaign, flow, path, landing: null, entry, offer, step: 'offer', actionKey, action }
}

/** A level that was not chosen now keeps what it was, as long as the path is the same. */
function toBind(run: Run, { campaign, flow, path, landing, entry }: Choice): Bound | null {
  const { binding } = campaign.spec
  if (binding === 'none') return null
  const before = path === null ? null : boundIn(run, flow, path)
  const landingId = landing?.spec.id ?? before?.landingId ?? 0
  const offerId = entry?.boundAs ?? before?.offerId ?? 0
  return {
    flowId: flow.id,
    pathId: path?.spec.id ?? 0,
    landingId: binds(binding, 'landing') ? landingId : 0,
    offerId: binds(binding, 'offer') ? offerId : 0,
  }
}
