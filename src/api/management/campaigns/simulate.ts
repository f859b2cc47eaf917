/** The simulator: where a described visitor would go, and why not elsewhere. */
import { type Static, Type } from '@sinclair/typebox'

import { answer } from '../../../core/answer.ts'
import { storedClickId } from '../../../core/click-id.ts'
import type { Choice } from '../../../core/decision.ts'
import { diceOf } from '../../../core/dice.ts'
import type { Event } from '../../../core/event.ts'
import type { FlowSet } from '../../../core/model.ts'
import type { CompiledCampaign } from '../../../core/tables.ts'
import { logLines } from '../../../core/trace/log-lines.ts'
import type { Trace } from '../../../core/trace/trace.ts'
import { factsIn, toldTrace } from '../../../core/trace/visitor-facts.ts'
import { addressText } from '../../../detect/address.ts'
import { surroundingsOf } from '../../../detect/surroundings.ts'
import type { Detectors } from '../../../detect/visitor.ts'
import { breathe } from '../../../lib/turns.ts'
import { isAdmin, lookUp } from '../../../manage/access.ts'
import { compiledWith } from '../../../manage/campaigns/campaigns.ts'
import { checkReferences } from '../../../manage/campaigns/flow-checks.ts'
import { flowsOf } from '../../../manage/campaigns/flow-owner.ts'
import { flowWarnings } from '../../../manage/campaigns/flow-warnings.ts'
import { FORBIDDEN, isRefusal, NOT_FOUND, problems, type Refusal } from '../../../manage/refusal.ts'
import {
  type Counts,
  type Moment,
  simulate,
  type Simulated,
  type SimulatedFacts,
  simulateWay,
  targetPieces,
} from '../../../track/visits/simulate.ts'
import { busyUnless, type Call, type Operation, operation } from '../operation.ts'
import { headersOfProxies } from '../proxy-headers.ts'
import { clickEvents, missing } from '../reports/clicks.ts'
import { nullable } from '../shape.ts'
import { IdParams } from '../wire.ts'
import { flowSetOf, FlowSetWrite } from './flow-set.wire.ts'
import { replayView } from './replay-view.ts'
import { Facts, factsOf } from './simulated-facts.ts'

const optional = Type.Optional
const RUNS_MAX = 10_000
/** As long as runs may keep a visitor waiting. */
const SLICE_MS = 5

const Simulation = Type.Object({
  facts: optional(Facts),
  at: optional(nullable(Type.Integer({ minimum: 0, maximum: 8_640_000_000_000_000 }))),
  flows: optional(nullable(FlowSetWrite)),
  clickId: optional(nullable(Type.String({ maxLength: 40 }))),
  die: optional(nullable(Type.Number({ minimum: 0, maximum: 1 }))),
  runs: optional(nullable(Type.Integer({ minimum: 1, maximum: RUNS_MAX }))),
})
type SimulateCall = Call<{ id: number }, unknown, Static<typeof Simulation>>

const NO_ID = '00000000000000000000'

async function run(call: SimulateCall): Promise<object> {
  const { body, read, caller, params, clock, tables } = call
  const campaign = lookUp(read, caller, 'campaigns', { id: params.id, need: 'read' })
  if (isRefusal(campaign)) return campaign
  const drafted = draftOf(call)
  if (isRefusal(drafted)) return drafted
  const stored = await storedClick(call)
  if (stored !== null && !isEvent(stored)) return stored
  const { compiled, set } = drafted
  const said = body.facts ?? {}
  const facts = factsOf(said, { click: stored, origin: call.origin, flows: set.flows })
  const clickId = storedClickId(body.clickId ?? '') || NO_ID
  const time = body.at ?? stored?.time ?? clock()
  const die = body.die ?? null
  const dice = die === null ? null : () => Math.min(die, 1 - Number.EPSILON)
  const moment = { tables: tables(), time, clickId, dice, counts: countsOf(call) }
  const mayEnter = (id: number) =>
    !isRefusal(lookUp(read, caller, 'campaigns', { id, need: 'read' }))
  const way = simulateWay(call.detectors, compiled, facts, moment, mayEnter)
  const [first, ...next] = way.map((station) => toldStation(call, station, facts.origins))
  const result = way[0]!
  const { trace } = result.decision
  // Test clicks and imported ones were never decided.
  const isReplay = stored !== null && stored.campaignId === campaign.id && stored.why !== ''
  return {
    decision: decisionView(result, campaign.id),
    ...(isReplay ? { replay: replayView({ stored, clickId, result, set, tables: tables() }) } : {}),
    trace: [...(first?.trace ?? []), ...notTaken(set, trace)],
    ...(next.length === 0 ? {} : { next: next.map(({ log: _log, ...station }) => station) }),
    log: [first, ...next].flatMap((station) => station?.log ?? []),
    ...(body.runs
      ? { shares: await sharesOf(call.detectors, compiled, facts, { ...moment, runs: body.runs }) }
      : {}),
    warnings: flowWarnings(read, set, {
      fields: call.detectors.geo.fields,
      capUsed: call.capUsed,
    }),
  }
}

/** What one campaign of the way did. */
function toldStation(call: SimulateCall, station: Simulated, origins: readonly string[]) {
  const { visit, click, decision } = station
  const { spec } = visit.campaign
  const around = surroundingsOf(headersOfProxies(call), visit.campaign, click.rawQuery)
  const trace = toldTrace(decision.trace, click, around, origins)
  const { forced, regular, fallback } = visit.campaign
  const flows = [...forced, ...regular, ...(fallback === null ? [] : [fallback])]
  return {
    campaignId: spec.id,
    campaign: spec.name,
    flows: flows.map(({ id, name }) => ({ id, name })),
    decision: decisionView(station, spec.id),
    trace,
    log: logLines(decision.trace, { visit, facts: factsIn(trace), answer: null }),
  }
}

/** Caps and limits stand as they would for a visit now, those of a stored click too. */
function countsOf({ capUsed, flowClicks, body, clock }: SimulateCall) {
  const now = body.at ?? clock()
  return ({ spec: { timezone } }: CompiledCampaign): Counts => ({
    capUsed,
    flowClicks: (id, window) => flowClicks(id, window, { timezone, now }),
  })
}

/** The campaign as it is, or with the flows of the draft. */
function draftOf(call: SimulateCall): { compiled: CompiledCampaign; set: FlowSet } | Refusal {
  const { body, desk, read, params, tables } = call
  const record = read.campaigns.find(params.id)
  if (record === null) return NOT_FOUND
  const { rotationId } = record
  const owner =
    rotationId === null
      ? ({ scope: 'campaign', id: record.id } as const)
      : ({ scope: 'rotation', id: rotationId } as const)
  const stored = flowsOf(read, owner)
  const set = body.flows ? numbered(flowSetOf(body.flows)) : stored
  const refusal = refuseTargets(call, stored, set)
  if (refusal !== null) return refusal
  const live = body.flows ? null : tables().campaign(record.id)
  if (live !== null) return { compiled: live, set }
  const compiled = compiledWith(desk, read, record, set)
  return 'refused' in compiled ? compiled : { compiled, set }
}

/** The answer shows addresses: a draft must not name offers and landings of others. */
function refuseTargets({ desk, caller }: SimulateCall, stored: FlowSet, draft: FlowSet) {
  const found = problems()
  checkReferences(desk, caller, { stored, draft }, found)
  return found.refusal()
}

/** Flows and paths that have no number yet get negative ones, so that the trace can name them. */
function numbered(set: FlowSet): FlowSet {
  let next = 0
  const idOf = (id: number) => (id > 0 ? id : --next)
  return {
    ...set,
    flows: set.flows.map((flow) => ({
      ...flow,
      id: idOf(flow.id),
      paths: flow.paths.map((path) => ({ ...path, id: idOf(path.id) })),
    })),
  }
}

const isEvent = (value: object): value is Event => 'clickSeq' in value

/**
 * Null: no click was named; no event: why there is none. Limited users are told
 * the same of clicks that they may not see and of none.
 */
async function storedClick(call: SimulateCall): Promise<Event | object | null> {
  const id = storedClickId(call.body.clickId ?? '')
  if (id === '') return null
  const events = await clickEvents(call, id)
  if ('refused' in events) return busyUnless(events)
  const [click] = events
  if (click === undefined) return isAdmin(call.caller) ? missing(call, id) : FORBIDDEN
  const address = { id: click.campaignId, need: 'read' } as const
  const campaign = lookUp(call.read, call.caller, 'campaigns', address)
  return isRefusal(campaign) ? campaign : click
}

function decisionView(simulated: Simulated, campaignId: number) {
  const { decision, visit, click, context } = simulated
  const { choice, target, outcome, hopTo, reason, markAsBot } = decision
  const shown = answer(decision, context)
  const { visitor, history } = visit
  const isLanding = choice?.step === 'landing'
  return {
    outcome,
    reason,
    campaignId: hopTo ?? campaignId,
    ...placesOf(choice),
    action: choice?.actionKey ?? null,
    status: shown.kind === 'page' ? shown.status : 200,
    url: isLanding ? '' : target,
    landingUrl: isLanding ? target : '',
    pieces: targetPieces(simulated),
    isBot: visitor.botReasons.length > 0 || markAsBot,
    botReasons: visitor.botReasons,
    unique: {
      campaign: history.unique('campaign', campaignId),
      flow: history.unique('flow', click.flowId),
      global: history.unique('global', 0),
    },
    visitor: {
      ip: addressText(visitor.ip),
      country: visitor.geo.country,
      region: visitor.geo.region,
      city: visitor.geo.city,
      device: visitor.device,
      language: visitor.language,
    },
  }
}

interface Places {
  readonly flowId: number | null
  readonly pathId: number | null
  readonly landingId: number | null
  readonly offerId: number | null
}

/** Where a visitor came to. */
function placesOf(choice: Choice | null): Places {
  return {
    flowId: choice?.flow.id ?? null,
    pathId: choice?.path?.spec.id ?? null,
    landingId: choice?.landing?.spec.id ?? null,
    offerId: choice?.offer?.spec.id ?? null,
  }
}

/** A word for every flow that the decision did not come to. */
function notTaken(set: FlowSet, trace: Trace) {
  const asked = new Set(
    trace.flatMap((entry) => (entry.at === 'flow' || entry.at === 'chosen' ? [entry.flowId] : [])),
  )
  return set.flows
    .filter(({ id }) => !asked.has(id))
    .map(({ id, enabled }) => ({
      at: 'not_reached',
      flowId: id,
      why: enabled ? 'another_flow_was_taken_before' : 'switched_off',
    }))
}

/** Different visitors of the same description; each throws his own dice. Real visitors go first. */
async function sharesOf(
  detectors: Detectors,
  campaign: CompiledCampaign,
  facts: SimulatedFacts,
  { runs, ...moment }: Moment & { readonly runs: number },
) {
  const counts = new Map<string, number>()
  let pausedAt = performance.now()
  for (let run = 0; run < runs; run++) {
    if (performance.now() - pausedAt > SLICE_MS) {
      await breathe()
      pausedAt = performance.now()
    }
    const clickId = `simulated-visit-${run}`
    const { decision } = simulate(detectors, campaign, facts, {
      ...moment,
      clickId,
      dice: diceOf(clickId),
    })
    const key = JSON.stringify(placesOf(decision.choice))
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([key, count]) => ({ ...(JSON.parse(key) as Places), count, share: count / runs }))
}

export const simulateOperations: readonly Operation[] = [
  operation({
    method: 'POST',
    path: '/campaign/:id/simulate',
    id: 'simulateVisit',
    forReaders: true,
    writes: false,
    summary: 'Where a described visitor would go, and why',
    tag: 'Flows',
    own: true,
    params: IdParams,
    body: Simulation,
    run,
  }),
]
