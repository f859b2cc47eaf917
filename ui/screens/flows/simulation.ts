/** What the simulator answers, and what it says about each flow. */
import type { TargetPiece } from '../../../src/core/marked-target.ts'
import type { Flow } from '../../../src/core/model.ts'
import type { Replay } from '../../../src/core/trace/replay.ts'
import type { ToldEntry } from '../../../src/core/trace/visitor-facts.ts'
import { visible } from '../../format/text.ts'
import { filterSeen, type NameOf, traceLines } from '../../words/trace.ts'
import { t } from '../../words/words.ts'
import type { Draft } from './draft.ts'

/** Something that will probably not do what its author wants. */
export interface FlowWarning {
  /** Place in the flow set, e.g. `flows.0.paths.1`. */
  readonly at: string
  readonly text: string
}

export interface SimulationDecision {
  readonly outcome: string
  /** Why it ended without a choice, `''` otherwise. */
  readonly reason: string
  readonly flowId: number | null
  readonly pathId: number | null
  readonly landingId: number | null
  readonly offerId: number | null
  readonly action: string | null
  readonly status: number | null
  readonly url: string | null
  readonly landingUrl: string | null
  /** Of whichever of the two there is. */
  readonly pieces: readonly TargetPiece[]
  readonly isBot: boolean
  readonly botReasons: readonly string[]
}

export interface SimulationShare {
  readonly flowId: number | null
  readonly pathId: number | null
  readonly landingId: number | null
  readonly offerId: number | null
  readonly count: number
  readonly share: number
}

/** Of a flow that the decision did not come to. */
interface NotReached {
  readonly at: 'not_reached'
  readonly flowId: number
  readonly why: 'another_flow_was_taken_before' | 'switched_off'
}

export type Step = ToldEntry | NotReached

export function stepLines(step: Step, nameOf: NameOf): readonly string[] {
  if (step.at !== 'not_reached') return traceLines(step, nameOf)
  const why = t(`why.${step.why}`)
  return [t('trace.not_reached', { flow: nameOf('flow', step.flowId), why })]
}

/** Another campaign that the visit was passed on to. */
export interface NextCampaign {
  readonly campaignId: number
  readonly campaign: string
  readonly flows: readonly { readonly id: number; readonly name: string }[]
  readonly decision: SimulationDecision
  readonly trace: readonly Step[]
}

export interface SimulationAnswer {
  readonly decision: SimulationDecision
  /** Of a stored click of this campaign. */
  readonly replay?: Replay
  readonly trace: readonly Step[]
  /** The campaigns behind this one, as far as the user may see them. */
  readonly next?: readonly NextCampaign[]
  readonly shares?: readonly SimulationShare[]
  readonly warnings: readonly (string | FlowWarning)[]
}

/** An answer is about the flows that were asked of, whatever they are by now. */
export interface Simulated {
  readonly answer: SimulationAnswer
  readonly asked: Draft
}

/** Has the height of a line, so that what comes into it moves nothing. */
export const NOTHING_YET = '\u00a0'

export interface FlowNote {
  readonly look: 'good' | 'bad' | 'plain'
  readonly text: string
}

/** New flows and paths with the ids that the answer has for them: down from -1, a flow before its paths. */
export function numbered(flows: readonly Flow[]): readonly Flow[] {
  let next = 0
  const withId = <T extends { readonly id: number }>(entry: T): T =>
    entry.id > 0 ? entry : { ...entry, id: --next }
  return flows.map((flow) => {
    const named = withId(flow)
    return { ...named, paths: flow.paths.map(withId) }
  })
}

/** By the keys of the flows: "chosen", or the reason why not. `nameOf` a filter is by its key. */
export function notesOf(
  { answer, asked }: Simulated,
  nameOf: (key: string) => string,
): Map<string, readonly FlowNote[]> {
  const { trace, decision } = answer
  const keys = new Map(numbered(asked.flows).map(({ id }, at) => [id, asked.flows[at]?.key ?? '']))
  const notes = new Map<string, FlowNote[]>()
  const add = (flowId: number, note: FlowNote) => {
    const key = keys.get(flowId) ?? ''
    notes.set(key, [...(notes.get(key) ?? []), note])
  }
  for (const entry of trace) {
    const note = noteOf(entry, nameOf)
    if (note !== null && 'flowId' in entry) add(entry.flowId, note)
  }
  if (decision.flowId !== null) add(decision.flowId, { look: 'good', text: t('sim.chosen') })
  return notes
}

function noteOf(entry: Step, nameOf: (key: string) => string): FlowNote | null {
  if (entry.at === 'filter' && entry.verdict !== 'allow') {
    const values = { filter: nameOf(entry.key), seen: visible(filterSeen(entry)) }
    return {
      look: 'plain',
      text: entry.verdict === 'reject' ? t('sim.rejected', values) : t('sim.unknown', values),
    }
  }
  if (entry.at === 'passed_over') {
    return { look: 'plain', text: t('sim.passedOver', { why: t(`why.${entry.why}`) }) }
  }
  if (entry.at === 'not_reached') {
    return { look: 'plain', text: t('sim.notReached', { why: t(`why.${entry.why}`) }) }
  }
  if (entry.at === 'flow' && entry.verdict === 'deferred') {
    return { look: 'plain', text: t('sim.deferred') }
  }
  return null
}

/** A visitor as the form describes him; empty fields are as unknown or as empty as they would be live. */
export interface VisitorForm {
  readonly country: string
  readonly ip: string
  readonly userAgent: string
  readonly language: string
  readonly referrer: string
  readonly query: string
  readonly at: string
  readonly bot: string
  readonly unique: string
  readonly clickId: string
}

/** Devices to choose from. */
export const AGENTS: readonly (readonly [name: string, agent: string])[] = [
  [
    'Android, Chrome',
    'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36',
  ],
  [
    'iPhone, Safari',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Mobile/15E148 Safari/604.1',
  ],
  [
    'Windows, Chrome',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36',
  ],
]

export const SOMEBODY: VisitorForm = {
  country: 'DE',
  ip: '',
  userAgent: AGENTS[0]?.[1] ?? '',
  language: 'de',
  referrer: '',
  query: '',
  at: '',
  bot: '',
  unique: 'new',
  clickId: '',
}

export function factsOf(form: VisitorForm) {
  const isNew = form.unique === 'new'
  const unique = { campaign: isNew, flow: isNew, global: isNew }
  const query = Object.fromEntries(new URLSearchParams(form.query.replace(/^\?/, '')))
  return {
    ...filled({
      country: form.country,
      ip: form.ip.trim(),
      language: form.language.trim(),
      referrer: form.referrer.trim(),
    }),
    // Said to be empty: left out it would make nobody a robot.
    userAgent: form.userAgent.trim(),
    ...(form.bot === '' ? {} : { isBot: form.bot === 'yes' }),
    ...(form.unique === '' ? {} : { unique }),
    ...(form.query === '' ? {} : { query }),
  }
}

function filled(texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''))
}
