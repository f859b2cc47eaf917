/** What `decide` answers: the choice, what it means for the click, and why. */
import type {
  CompiledAction,
  CompiledCampaign,
  CompiledFlow,
  CompiledLanding,
  CompiledOffer,
  CompiledOfferEntry,
  CompiledPath,
} from './tables.ts'
import type { FallbackReason, Trace } from './trace/trace.ts'
import type { Bound } from './visit.ts'

/** Something that can be shown to the visitor, or another campaign that takes him over. */
export interface Choice {
  readonly campaign: CompiledCampaign
  readonly flow: CompiledFlow
  /** `null` for flows with an action of their own. */
  readonly path: CompiledPath | null
  readonly landing: CompiledLanding | null
  /** `null` while the offer is left to the landing click, which `step` says. */
  readonly entry: CompiledOfferEntry | null
  /** That of `entry`, or the alternative of a full one; `null` for direct URLs and campaigns too. */
  readonly offer: CompiledOffer | null
  /** What is shown now. */
  readonly step: 'landing' | 'offer' | 'action'
  /** Key of the action that shows it. */
  readonly actionKey: string
  /** `null` when an offer entry names a campaign. */
  readonly action: CompiledAction | null
}

export interface Decision {
  readonly outcome: 'served' | 'hop' | 'nothing'
  /** `null` exactly when the outcome is `nothing`. */
  readonly choice: Choice | null
  /** The address after macros; `''` for actions without one. */
  readonly target: string
  /** The campaign to go on with; `null` unless the outcome is `hop`. */
  readonly hopTo: number | null
  /** `''` unless the outcome is `nothing`. */
  readonly reason: FallbackReason | ''
  readonly markAsBot: boolean
  readonly storeClick: boolean
  /** What to remember for the visitor; `null` when the campaign does not bind. */
  readonly bind: Bound | null
  readonly trace: Trace
}

/** Builds the address of a choice; `''` if it needs none, `null` if it can't become a valid one. */
export type Aim = (choice: Choice) => string | null

/** A decision that sends nobody anywhere. The trace must not have an end yet. */
export function nothing(trace: Trace, reason: FallbackReason): Decision {
  return {
    outcome: 'nothing',
    choice: null,
    target: '',
    hopTo: null,
    reason,
    markAsBot: false,
    storeClick: true,
    bind: null,
    trace: [...trace, { at: 'fallback', why: reason }],
  }
}

/** A hop that must not be made, and a fetch that failed for good, end the visit where it is. */
export function stopped(decision: Decision, reason: FallbackReason): Decision {
  return nothing(
    decision.trace.filter((entry) => entry.at !== 'action' && entry.at !== 'hop'),
    reason,
  )
}

export const MAX_HOPS = 10

/** Why a visit that passed these campaigns can't go on to another; `null` if it can. */
export function hopRefusal(
  passed: readonly number[],
  to: number,
): 'campaign_loop' | 'too_many_hops' | null {
  if (passed.includes(to)) return 'campaign_loop'
  return passed.length > MAX_HOPS ? 'too_many_hops' : null
}
