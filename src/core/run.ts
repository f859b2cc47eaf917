/** The working state of one decision, and how it takes notes. */
import { isUnreadableCost } from './click-cost.ts'
import type { Aim } from './decision.ts'
import type { Binding } from './model.ts'
import type { CompiledFlow, CompiledPath, RoutedVisit, RoutingTables } from './tables.ts'
import { TRACE_LIMIT, type TraceEntry } from './trace/trace.ts'
import type { Bound, Dice } from './visit.ts'

export interface Run {
  readonly tables: RoutingTables
  readonly visit: RoutedVisit
  readonly dice: Dice
  readonly now: number
  readonly aim: Aim
  readonly trace: TraceEntry[]
  /** What this visitor got before; `null` if nothing, or if the campaign does not bind. */
  readonly bound: Bound | null
  /** Flows that could not be judged, in the order they were asked; `null` for none. */
  deferred: CompiledFlow[] | null
}

/** The end of a trace is always written: deferred, choice, hop, action, and the mark of the cut. */
const KEPT_FOR_THE_END = 5

export function note(run: Run, entry: TraceEntry): void {
  const { trace } = run
  if (trace.length < TRACE_LIMIT - KEPT_FOR_THE_END) trace.push(entry)
  else if (trace.at(-1)?.at !== 'trace_cut') trace.push({ at: 'trace_cut' })
}

/** What the request was and what was done to it. */
export function noteVisit(run: Run): void {
  const { campaign, visitor, parameters, history } = run.visit
  note(run, { at: 'campaign', id: campaign.spec.id })
  const { unusual } = visitor
  if (unusual.length > 0) note(run, { at: 'visitor', unusual })
  if (parameters.healed) note(run, { at: 'healed' })
  for (const field of parameters.unexpanded) note(run, { at: 'unexpanded', field })
  for (const field of parameters.truncated) note(run, { at: 'truncated', field })
  if (visitor.ip === null && visitor.ipText !== '') {
    note(run, { at: 'invalid', field: 'ip', value: visitor.ipText })
  }
  if (isUnreadableCost(parameters)) {
    note(run, { at: 'invalid', field: 'cost', value: parameters.cost })
  }
  note(run, {
    at: 'unique',
    campaign: history.unique('campaign', campaign.spec.id),
    global: history.unique('global', 0),
    guessed: !history.uniquenessKnown,
  })
  if (visitor.botReasons.length > 0) note(run, { at: 'bot', reasons: visitor.botReasons })
}

const LEVELS: Readonly<Record<Binding, number>> = { none: 0, flow: 1, landing: 2, offer: 3 }

/** Whether a campaign's binding holds this: each level includes the ones before. */
export function binds(binding: Binding, level: Binding): boolean {
  return LEVELS[binding] >= LEVELS[level]
}

/** What the visitor is bound to inside this path, `null` if he had another one. */
export function boundIn(run: Run, flow: CompiledFlow, path: CompiledPath): Bound | null {
  const { bound } = run
  return bound?.flowId === flow.id && bound.pathId === path.spec.id ? bound : null
}
