/**
 * Why a visit went where it went: a list of entries from a closed set, always built, at most
 * `TRACE_LIMIT` long. The Click API's `log`, the click's stored "why" and the simulator render it.
 */

import type { Unusual } from './unusual.ts'

export const TRACE_LIMIT = 200

export type FlowVerdict = 'accepted' | 'rejected' | 'deferred'
export type FilterVerdict = 'allow' | 'reject' | 'unknown'

/** Why an accepted flow, path or target was not used. */
export type PassedOver = 'nothing_to_serve' | 'bad_target' | 'campaign_paused' | 'target_missing'

/** Why a visit ended without the choice it would normally get. */
export type FallbackReason =
  | 'no_flow_accepted'
  | 'campaign_paused'
  | 'campaign_loop'
  /** A landing click found no offer left, neither in its path nor by the default flow. */
  | 'no_offer'
  | 'too_many_hops'
  | 'fetch_failed'
  | 'blocked'
  /** A short link outside its times or above its limit. */
  | 'link_closed'
  /** A short link that asks for its password first. */
  | 'link_password'

export type DrawOf = 'flow' | 'path' | 'landing' | 'offer'

export type TraceEntry =
  | { readonly at: 'campaign'; readonly id: number }
  /** Only where something was unusual: the rest is known without it (`unusual.ts`). */
  | { readonly at: 'visitor'; readonly unusual: readonly Unusual[] }
  | { readonly at: 'healed' }
  | { readonly at: 'unexpanded' | 'truncated'; readonly field: string }
  | { readonly at: 'invalid'; readonly field: string; readonly value: string }
  | {
      readonly at: 'unique'
      readonly campaign: boolean
      readonly global: boolean
      readonly guessed: boolean
    }
  | { readonly at: 'bot'; readonly reasons: readonly string[] }
  | {
      readonly at: 'filter'
      readonly flowId: number
      readonly key: string
      readonly verdict: FilterVerdict
      /** The value looked at, as text; `null` when there was none to see. */
      readonly seen: string | null
      /** Why it is unknown; `null` unless `verdict` is `unknown`. */
      readonly why: string | null
    }
  | { readonly at: 'flow'; readonly flowId: number; readonly verdict: FlowVerdict }
  | { readonly at: 'bound'; readonly of: DrawOf; readonly id: number }
  | {
      readonly at: 'draw'
      readonly of: DrawOf
      /** The candidates' ids and weights in one list: id, weight, id, weight … */
      readonly candidates: readonly number[]
      readonly die: number
      readonly pick: number
    }
  | { readonly at: 'cap'; readonly offerId: number; readonly to: number | null }
  | { readonly at: 'cap_ignored'; readonly offerId: number }
  | { readonly at: 'passed_over'; readonly flowId: number; readonly why: PassedOver }
  | { readonly at: 'pick_refused'; readonly why: string }
  | { readonly at: 'deferred_taken'; readonly flowId: number }
  | { readonly at: 'chosen'; readonly flowId: number }
  | { readonly at: 'path' | 'landing' | 'offer'; readonly id: number }
  | { readonly at: 'hop'; readonly campaignId: number }
  | { readonly at: 'action'; readonly key: string; readonly before: string; readonly after: string }
  | { readonly at: 'fallback'; readonly why: FallbackReason }
  | { readonly at: 'trace_cut' }

export type Trace = readonly TraceEntry[]
