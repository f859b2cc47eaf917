/**
 * What the past says about visitors: seen before, bound to what, how many clicks a flow took.
 *
 * `view` gives the read-only answers a decision may ask for, `remember` takes what it wants kept.
 * Between the two nothing else may run, so that two first visits at once are not both unique.
 * Everything is bounded; what is forgotten too early is counted.
 */
import type { Campaign } from '../../core/model.ts'
import type { Bound, ClickWindow, History, UniqueIn, UniquenessScope } from '../../core/visit.ts'
import { scopedKey, type VisitorKey } from '../../core/visitor-key.ts'
import { type MarkTable, markTable, type Seeds } from '../../lib/mark-table.ts'
import { type SeenMarks } from '../cookies/uniqueness-cookie.ts'
import { type Binding, dumpBindings, loadBindings } from './binding-words.ts'
import { clicksOf, countClick, type FlowCounter, type FlowMoment } from './flow-counters.ts'

const SCOPE = { campaign: 1, flow: 2, global: 3, binding: 4, landing: 5, confirmed: 6 } as const
const CLICK_MARK_SECONDS = 30 * 86_400

export interface HistoryLimits {
  /** Uniqueness marks; three per unique click. */
  readonly marks: number
  /** Clicks that went on from a landing, or turned out to be a person's. */
  readonly clicks: number
  /** Visitors bound to a flow. */
  readonly bindings: number
}

export const HISTORY_LIMITS: HistoryLimits = {
  marks: 6_000_000,
  clicks: 3_000_000,
  bindings: 500_000,
}

/** What one visit knows of its visitor before the decision. */
export interface Asker {
  readonly campaignId: number
  /** `null` without an address. */
  readonly key: VisitorKey | null
  /** The verified uniqueness cookie, or `null`. */
  readonly seen: SeenMarks | null
  /** The verified binding cookies, or `null`. */
  readonly boundByCookie: Bound | null
  readonly ttlSeconds: number
  readonly timezone: string
  readonly now: number
}

/** `key` is the visitor's, the rest what he brought along himself. */
export function askerOf(
  spec: Campaign,
  key: VisitorKey | null,
  now: number,
  seen: SeenMarks | null,
  boundByCookie: Bound | null,
): Asker {
  const { id: campaignId, timezone } = spec
  const ttlSeconds = spec.uniqueness.ttlHours * 3600
  return { campaignId, key, seen, boundByCookie, ttlSeconds, timezone, now }
}

/** What a counted click leaves behind. */
export interface Marks {
  readonly flowId: number
  readonly unique: UniqueIn
  readonly bind: Bound | null
}

/**
 * Counters of this moment; marks and bindings come in parts (`lib/mark-table.ts`,
 * `binding-words.ts`) that are made when they are asked for, each as it is then.
 */
export interface HistorySnapshot {
  readonly marks: Iterable<Uint32Array>
  readonly clicks: Iterable<Uint32Array>
  readonly bindings: Iterable<Uint32Array>
  readonly counters: readonly (readonly [number, FlowCounter])[]
  /** Those of the tables; `null` in files from before they were kept. */
  readonly seeds: HistorySeeds | null
}

export interface HistorySeeds {
  readonly marks: Seeds
  readonly clicks: Seeds
}

export type VisitorHistory = ReturnType<typeof visitorHistory>

/** Conversions that count against an offer's cap at this moment. */
export type CapUsed = (offerId: number, now: number) => number

/** `seeds`: those of the snapshot that it is going to load. */
export function visitorHistory(
  limits: HistoryLimits = HISTORY_LIMITS,
  capUsed: CapUsed = () => 0,
  seeds: HistorySeeds | null = null,
) {
  const marks = markTable(limits.marks, seeds?.marks)
  const clicks = markTable(limits.clicks, seeds?.clicks)
  const bindings = new Map<string, Binding>()
  const counters = new Map<number, FlowCounter>()
  let bindingsEvicted = 0

  const boundOnServer = (key: VisitorKey | null, campaignId: number, now: number) => {
    const binding = key && bindings.get(bindingKey(key, campaignId))
    return binding && binding.expires > now ? binding.bound : null
  }

  const memory: Memory = { marks, counters, boundOnServer, capUsed }

  const bind = ({ key, campaignId, now, ttlSeconds }: Asker, bound: Bound) => {
    if (key === null) return
    const name = bindingKey(key, campaignId)
    bindings.delete(name)
    bindings.set(name, { bound, expires: now + ttlSeconds * 1000 })
    if (bindings.size <= limits.bindings) return
    const [oldest] = bindings.keys()
    if (oldest !== undefined) bindings.delete(oldest)
    bindingsEvicted++
  }

  return {
    view: (asker: Asker): History => new HistoryView(asker, memory),

    /** What a visit at that moment would be told, whoever came. */
    flowClicks: (flowId: number, window: ClickWindow, moment: FlowMoment) =>
      clicksOf(counters.get(flowId), window, moment),

    /** Keeps the marks of a counted click. Marks do not move: only a unique click sets them. */
    remember(asker: Asker, { flowId, unique, bind: bound }: Marks): void {
      if (unique.campaign) setMark(marks, asker, 'campaign', asker.campaignId)
      if (unique.global) setMark(marks, asker, 'global', 0)
      if (flowId > 0) {
        if (unique.flow) setMark(marks, asker, 'flow', flowId)
        countClick(counters, flowId, asker)
      }
      if (bound) bind(asker, bound)
    },

    /** What a landing click adds to what its visit left behind. Nothing without an address. */
    bind,

    /** Whether this is the click's first landing click; from now on it is not. */
    isFirstLandingClick: (clickSeq: number, now: number) =>
      isFirst(clicks, SCOPE.landing, clickSeq, now),

    /** Whether nothing has made this provisional click count so far; from now on something has. */
    isFirstConfirmation: (clickSeq: number, now: number) =>
      isFirst(clicks, SCOPE.confirmed, clickSeq, now),

    /** Without visitors nothing is in it that leads back to an address. */
    snapshot: (of: 'all' | 'no_visitors' = 'all'): HistorySnapshot => ({
      marks: of === 'all' ? marks.dump() : [],
      clicks: clicks.dump(),
      bindings: of === 'all' ? dumpBindings(bindings) : [],
      counters: [...counters],
      seeds: { marks: marks.seeds, clicks: clicks.seeds },
    }),

    load(snapshot: HistorySnapshot, now: number): void {
      const seconds = Math.floor(now / 1000)
      for (const triples of snapshot.marks) marks.load(triples, seconds)
      for (const triples of snapshot.clicks) clicks.load(triples, seconds)
      for (const words of snapshot.bindings) loadBindings(words, bindings, now)
      for (const [flowId, counter] of snapshot.counters) counters.set(flowId, counter)
    },

    /** Sizes and what was forgotten before its time. */
    status: () => ({
      marks: marks.size + clicks.size,
      marksEvicted: marks.evicted + clicks.evicted,
      bindings: bindings.size,
      bindingsEvicted,
    }),
  }
}

/** What a view looks things up in. */
interface Memory {
  readonly marks: MarkTable
  readonly counters: ReadonlyMap<number, FlowCounter>
  readonly boundOnServer: (key: VisitorKey | null, campaignId: number, now: number) => Bound | null
  readonly capUsed: CapUsed
}

/** A class, because it is made for every click and closures would be five objects more. */
class HistoryView implements History {
  readonly uniquenessKnown: boolean
  readonly #asker: Asker
  readonly #memory: Memory
  // Asked several times per click, and the answer cannot change between.
  #inCampaign: boolean | null = null
  #anywhere: boolean | null = null

  constructor(asker: Asker, memory: Memory) {
    this.#asker = asker
    this.#memory = memory
    this.uniquenessKnown = asker.key !== null || asker.seen !== null
  }

  unique(scope: UniquenessScope, id: number): boolean {
    if (scope === 'global') return (this.#anywhere ??= this.#isNew(scope, 0))
    if (scope === 'campaign' && id === this.#asker.campaignId) {
      return (this.#inCampaign ??= this.#isNew(scope, id))
    }
    return this.#isNew(scope, id)
  }

  bound(campaignId: number): Bound | null {
    const { boundByCookie, key, now } = this.#asker
    return boundByCookie ?? this.#memory.boundOnServer(key, campaignId, now)
  }

  flowClicks(flowId: number, window: ClickWindow): number {
    return clicksOf(this.#memory.counters.get(flowId), window, this.#asker)
  }

  capUsed(offerId: number): number {
    return this.#memory.capUsed(offerId, this.#asker.now)
  }

  #isNew(scope: UniquenessScope, id: number): boolean {
    const asker = this.#asker
    return !seenByCookie(asker, scope, id) && !isMarked(this.#memory.marks, asker, scope, id)
  }
}

function isMarked(marks: MarkTable, asker: Asker, scope: UniquenessScope, id: number): boolean {
  if (asker.key === null) return false
  const { high, low } = scopedKey(asker.key, SCOPE[scope], id)
  return marks.has(high, low, Math.floor(asker.now / 1000))
}

function setMark(marks: MarkTable, asker: Asker, scope: UniquenessScope, id: number): void {
  if (asker.key === null) return
  const { high, low } = scopedKey(asker.key, SCOPE[scope], id)
  const now = Math.floor(asker.now / 1000)
  marks.set(high, low, now + asker.ttlSeconds, now)
}

/** Marks the click in the scope; whether it was not marked before. */
function isFirst(marks: MarkTable, scope: number, clickSeq: number, now: number): boolean {
  const seconds = Math.floor(now / 1000)
  const click = { high: Math.floor(clickSeq / 2 ** 32), low: clickSeq >>> 0 }
  const { high, low } = scopedKey(click, scope, 0)
  if (marks.has(high, low, seconds)) return false
  marks.set(high, low, seconds + CLICK_MARK_SECONDS, seconds)
  return true
}

function bindingKey(key: VisitorKey, campaignId: number): string {
  const { high, low } = scopedKey(key, SCOPE.binding, campaignId)
  return `${high}.${low}`
}

function seenByCookie(
  { seen, ttlSeconds, now }: Asker,
  scope: UniquenessScope,
  id: number,
): boolean {
  if (seen === null) return false
  const time =
    scope === 'global' ? seen.time : (scope === 'flow' ? seen.flows : seen.campaigns).get(id)
  return time !== undefined && time + ttlSeconds > now / 1000
}
