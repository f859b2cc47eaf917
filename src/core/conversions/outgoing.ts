/**
 * Who is told of a step of a conversion, and in which words: the plan of deliveries. What is not
 * sent is planned too, with the reason, so that nobody has to guess (`conversions.md` 8).
 */
import { diceOf } from '../dice.ts'
import { Flag } from '../event.ts'
import type { ConversionFacts, MacroContext } from '../macros/context.ts'
import { expand } from '../macros/expand.ts'
import { MACROS } from '../macros/index.ts'
import type { CompiledPostback } from '../tables.ts'
import { expandUrl } from '../targets.ts'
import type { ConversionClass } from './classes.ts'
import { isConfirmed } from './conversion.ts'
import { isAmong } from './statuses.ts'

/** Our class of a status, and the word that the network has for it. */
export interface Told {
  readonly class: ConversionClass
  readonly word: string
}

/** A step of a conversion, as far as it matters outside. */
export interface News {
  /** A new conversion or another status are news; a corrected payout is not. */
  readonly change: 'conversion' | 'status' | 'payout'
  readonly now: Told
  /** The click's steps before this one, of all its conversions. */
  readonly earlier: readonly Told[]
  /** The call that brought it asked for silence. */
  readonly isSilent: boolean
  /** `deliveryId` is filled in for each delivery. */
  readonly facts: Omit<ConversionFacts, 'deliveryId' | 'revenueMicros'>
  /** In the tracker's currency; `null` until there is a rate for what was received. */
  readonly revenueMicros: number | null
  /** What was received, where that waits for a rate. */
  readonly unrated?: { readonly micros: number; readonly currency: string }
}

export type SkipReason =
  | 'test_click'
  | 'provisional_click'
  | 'silent'
  | 'payout_only'
  | 'not_first'
  | 'not_approved'
  | 'percent'
  | 'external_id_empty'
  | 'external_id_unexpanded'
  | 'required_empty'
  | 'bad_url'
  /** Another entry says the same address, and was sent. */
  | 'same_url'
  /** An entry of the campaign says the same address, and was not sent. */
  | 'campaign_decides'

export interface Call {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string | null
}

/**
 * `send`: call it; `hold`: wait for a rate, then plan anew; `skip`: never, for the reason. `detail`
 * is the macro that was empty.
 */
export interface Planned {
  /** Constant over all tries: the receiver may know a repetition by it. */
  readonly id: string
  readonly postback: CompiledPostback
  readonly verdict: 'send' | 'hold' | 'skip'
  readonly reason: SkipReason | 'no_rate' | null
  readonly detail: string
  /** `null` if there is no valid address to call. */
  readonly call: Call | null
}

/** The context of the click, without a conversion. */
export type PlanContext = Omit<MacroContext, 'conversion'>

/** In order: campaign, then source. Entries for other statuses are left out. */
export function planDeliveries(
  postbacks: readonly CompiledPostback[],
  news: News,
  context: PlanContext,
  newId: () => string,
): Planned[] {
  const planned: Planned[] = []
  const known = new Map<string, Known>()
  for (const postback of postbacks) {
    const isMeant = concerns(postback, news.now)
    if (!isMeant && postback.owner === 'source') continue
    const address = addressOf(postback, news, context)
    const before = known.get(address) ?? null
    const plan = isMeant ? unlessKnown(planOne(postback, news, context, newId()), before) : null
    const isTaken = plan !== null && plan.verdict !== 'skip'
    known.set(address, {
      ofCampaign: before?.ofCampaign === true || postback.owner === 'campaign',
      isTaken: before?.isTaken === true || isTaken,
    })
    if (plan !== null) planned.push(plan)
  }
  return planned
}

/** What earlier entries say of an address. */
interface Known {
  /** The campaign has an entry for it: its settings win over those of the source. */
  readonly ofCampaign: boolean
  readonly isTaken: boolean
}

function unlessKnown(plan: Planned, known: Known | null): Planned {
  if (plan.verdict === 'skip' || known === null) return plan
  if (known.isTaken) return { ...plan, verdict: 'skip', reason: 'same_url' }
  return known.ofCampaign && plan.postback.owner === 'source'
    ? { ...plan, verdict: 'skip', reason: 'campaign_decides' }
    : plan
}

/** Whether the entry is for this status at all. */
function concerns({ statuses }: CompiledPostback, told: Told): boolean {
  return statuses.length === 0 || isAmong(statuses, told)
}

/** What is called, without what differs between entries: delivery id and share of the payout. */
function addressOf(postback: CompiledPostback, news: News, context: PlanContext): string {
  const conversion = { ...news.facts, deliveryId: '', revenueMicros: news.revenueMicros ?? 0 }
  const url = expandUrl(postback.url, { ...context, conversion }) ?? postback.key
  return `${postback.method} ${url}`
}

function planOne(
  postback: CompiledPostback,
  news: News,
  context: PlanContext,
  id: string,
): Planned {
  const filled = withConversion(postback, news, context, id)
  const call = callOf(postback, filled)
  const common = { id, postback, call, detail: '' }
  const skipped =
    skipByStep(postback, news, context) ??
    skipByShare(postback, context) ??
    lacking(postback, filled)
  if (skipped !== null) return { ...common, verdict: 'skip', ...skipped }
  if (call === null) return { ...common, verdict: 'skip', reason: 'bad_url' }
  if (news.revenueMicros === null && postback.tellsRevenue) {
    return { ...common, verdict: 'hold', reason: 'no_rate' }
  }
  return { ...common, verdict: 'send', reason: null }
}

/** What is called for the news, whatever the rules say of sending it; `null`: no valid address. */
export function callFor(
  postback: CompiledPostback,
  news: News,
  context: PlanContext,
  id: string,
): Call | null {
  return callOf(postback, withConversion(postback, news, context, id))
}

function withConversion(
  { payoutPercent }: CompiledPostback,
  { facts, revenueMicros }: News,
  context: PlanContext,
  deliveryId: string,
): MacroContext {
  const told = sharedRevenue(revenueMicros ?? 0, payoutPercent)
  const conversion: ConversionFacts = { ...facts, deliveryId, revenueMicros: told }
  return { ...context, conversion }
}

/** Rounded to the micro-unit. */
function sharedRevenue(micros: number, percent: number): number {
  return Math.round((micros * percent) / 100)
}

interface Skipped {
  readonly reason: SkipReason
  readonly detail?: string
}

function skipByStep(
  postback: CompiledPostback,
  { change, now, earlier, isSilent }: News,
  { click }: PlanContext,
): Skipped | null {
  if ((click.flags & Flag.test) !== 0) return { reason: 'test_click' }
  if ((click.flags & Flag.provisional) !== 0) return { reason: 'provisional_click' }
  if (isSilent) return { reason: 'silent' }
  if (change === 'payout') return { reason: 'payout_only' }
  if (postback.mode === 'approved' && !isConfirmed(now.class)) return { reason: 'not_approved' }
  const isLater = earlier.some((told) => concerns(postback, told))
  return postback.mode === 'first' && isLater ? { reason: 'not_first' } : null
}

/** One die for a click and all its postbacks: it is in or out for good. */
function skipByShare({ percent }: CompiledPostback, { clickId }: PlanContext): Skipped | null {
  if (percent >= 100) return null
  return diceOf(clickId, 'postbacks')() * 100 < percent ? null : { reason: 'percent' }
}

function lacking({ needs }: CompiledPostback, context: MacroContext): Skipped | null {
  const missing = needs.find(({ macro, args }) => MACROS[macro]?.value(context, args) === '')
  if (missing === undefined) return null
  if (MACROS[missing.macro]?.name !== 'external_id') {
    return { reason: 'required_empty', detail: missing.name }
  }
  const isUnexpanded = context.click.unexpanded.split(',').includes('external_id')
  return { reason: isUnexpanded ? 'external_id_unexpanded' : 'external_id_empty' }
}

/** `null` if the filled address is none. */
function callOf(postback: CompiledPostback, context: MacroContext): Call | null {
  const { method, contentType } = postback
  const url = expandUrl(postback.url, context)
  if (url === null) return null
  const body = postback.body === null ? null : expand(postback.body, context)
  const own = postback.headers.map(([name, value]) => [name, expand(value, context)] as const)
  const type = body === null ? [] : [['Content-Type', contentType] as const]
  return { method, url, headers: [...type, ...own], body }
}
