/**
 * A stored click decided again by the tables as they are now: what would be another now, and what
 * made it so (`routing.md` 17).
 */
import type { DrawOf, FilterVerdict, Trace, TraceEntry } from './trace.ts'

/** Where a visit went. Ids are 0 for none. */
export interface Went {
  readonly flowId: number
  readonly pathId: number
  readonly landingId: number
  readonly offerId: number
  /** The address; `null`: it is not known, because nobody was sent there. */
  readonly target: string | null
  /** Why it ended without a choice, `''` otherwise. */
  readonly reason: string
  readonly trace: Trace
}

/** What differs: an id, an address, or a reason, as it was and as it would be. */
export interface Difference {
  readonly of: DrawOf | 'campaign' | 'target' | 'reason'
  readonly was: number | string
  readonly now: number | string
}

/** A filter that says something else now; `null`: it was not asked that time. */
export interface FilterDifference {
  readonly flowId: number
  readonly key: string
  readonly was: FilterAnswer | null
  readonly now: FilterAnswer | null
}

export interface FilterAnswer {
  readonly verdict: FilterVerdict
  readonly seen: string | null
  readonly why: string | null
}

/** How something that was chosen stands by now. */
export type Standing = 'gone' | 'off' | 'weight_0' | 'fine'

export type ReplayCause =
  /** What was chosen then is gone, off, without weight, full, or can't be served. */
  | Exclude<Standing, 'fine'>
  | 'full'
  | 'not_served'
  /** The flow of then does not accept, or can't be judged. */
  | 'rejects'
  | 'deferred'
  /** Another flow, that rejected then or was not asked, comes first. */
  | 'accepts_now'
  | 'before'
  /** The dice fall on another, because what they fall on has changed. */
  | 'other_draw'
  /** A binding of then does not hold, or one holds that did not. */
  | 'binding'
  | 'address'
  | 'reason'

/** The first thing that led elsewhere. */
export interface Because {
  readonly why: ReplayCause
  readonly of: DrawOf | 'campaign' | 'target'
  readonly id: number
}

export interface Replay {
  readonly differs: readonly Difference[]
  readonly filters: readonly FilterDifference[]
  /** `null`: it would go the same way. */
  readonly because: Because | null
}

/** `standingOf`: of a flow, path, landing or offer that was chosen then, in the place it had. */
export function replayOf(
  was: Went,
  now: Went,
  standingOf: (of: DrawOf, id: number) => Standing,
): Replay {
  const differs = differencesOf(was, now)
  return {
    differs,
    filters: filterDifferences(was.trace, now.trace),
    because: differs.length === 0 ? null : becauseOf({ was, now, standingOf }, differs),
  }
}

function differencesOf(was: Went, now: Went): Difference[] {
  const pairs: readonly (readonly [Difference['of'], number | string, number | string])[] = [
    ['flow', was.flowId, now.flowId],
    ['path', was.pathId, now.pathId],
    ['campaign', hopOf(was.trace), hopOf(now.trace)],
    ...whatWasShown(was, now),
    ['reason', was.reason, now.reason],
  ]
  return pairs.flatMap(([of, old, fresh]) => (old === fresh ? [] : [{ of, was: old, now: fresh }]))
}

/** A visit that was passed on may have what the last campaign showed. */
function whatWasShown(was: Went, now: Went) {
  if (hopOf(was.trace) !== 0) return []
  const shown = [
    ['landing', was.landingId, now.landingId],
    ['offer', was.offerId, now.offerId],
  ] as const
  if (was.target === null || now.target === null) return shown
  return [...shown, ['target', was.target, now.target] as const]
}

function hopOf(trace: Trace): number {
  return trace.find((entry) => entry.at === 'hop')?.campaignId ?? 0
}

/**
 * Of filters that were asked both times, and of new or removed ones that alone decide: what was not
 * asked because the flow was not come to says nothing.
 */
function filterDifferences(was: Trace, now: Trace): FilterDifference[] {
  const before = answersIn(was)
  const after = answersIn(now)
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((place) => {
    const [old = null, fresh = null] = [before.get(place), after.get(place)]
    const entry = old ?? fresh
    if (entry === null || old?.verdict === fresh?.verdict) return []
    const { flowId, key, verdict } = entry
    const isAlone = old === null || fresh === null
    const other = old === null ? was : now
    if (isAlone && (verdict === 'allow' || verdictIn(other, flowId) === null)) return []
    return [{ flowId, key, was: old && answerOf(old), now: fresh && answerOf(fresh) }]
  })
}

type Asked = Extract<TraceEntry, { at: 'filter' }>

/** By flow, key, and how many of that key were asked in that flow before. */
function answersIn(trace: Trace): Map<string, Asked> {
  const answers = new Map<string, Asked>()
  for (const entry of trace) {
    if (entry.at !== 'filter') continue
    let count = 0
    const place = () => `${entry.flowId} ${entry.key} ${count}`
    while (answers.has(place())) count++
    answers.set(place(), entry)
  }
  return answers
}

function answerOf({ verdict, seen, why }: Asked): FilterAnswer {
  return { verdict, seen, why }
}

interface Compared {
  readonly was: Went
  readonly now: Went
  readonly standingOf: (of: DrawOf, id: number) => Standing
}

const LEVELS = [
  ['path', 'pathId'],
  ['landing', 'landingId'],
  ['offer', 'offerId'],
] as const

function becauseOf(compared: Compared, differs: readonly Difference[]): Because {
  const { was, now } = compared
  // A visit that met no flow ended before any was asked, or with none that accepts.
  if (now.reason !== was.reason && isRefusal(now.reason || was.reason)) {
    return { why: 'reason', of: 'campaign', id: 0 }
  }
  if (was.flowId !== now.flowId) return whyOtherFlow(compared)
  for (const [of, field] of LEVELS) {
    const id = was[field]
    if (differs.some((each) => each.of === of)) return whyOther(compared, of, id, now[field])
  }
  const [first] = differs
  if (first?.of === 'campaign') return { why: 'address', of: 'campaign', id: hopOf(now.trace) }
  return { why: first?.of === 'target' ? 'address' : 'reason', of: 'target', id: 0 }
}

/** Reasons that do not come from flows. */
function isRefusal(reason: string): boolean {
  return reason === 'campaign_paused' || reason === 'blocked'
}

function whyOtherFlow({ was, now, standingOf }: Compared): Because {
  const own = was.flowId
  const of = 'flow'
  if (own !== 0) {
    const standing = standingOf('flow', own)
    if (standing === 'gone' || standing === 'off') return { why: standing, of, id: own }
    const verdict = verdictIn(now.trace, own)
    if (verdict === 'rejected') return { why: 'rejects', of, id: own }
    if (verdict === 'deferred' && verdictIn(was.trace, own) !== 'deferred') {
      return { why: 'deferred', of, id: own }
    }
    if (now.trace.some((entry) => entry.at === 'passed_over' && entry.flowId === own)) {
      return { why: 'not_served', of, id: own }
    }
    if (drawIn(now.trace, of) !== null && drawIn(was.trace, of) !== drawIn(now.trace, of)) {
      return standing === 'weight_0'
        ? { why: standing, of, id: own }
        : { why: 'other_draw', of, id: own }
    }
  }
  const before = verdictIn(was.trace, now.flowId)
  return { why: before === 'rejected' ? 'accepts_now' : 'before', of, id: now.flowId }
}

function whyOther(
  { was, now, standingOf }: Compared,
  of: 'path' | 'landing' | 'offer',
  own: number,
  other: number,
): Because {
  if (own === 0) return { why: 'before', of, id: other }
  const standing = standingOf(of, own)
  if (standing === 'gone' || standing === 'off') return { why: standing, of, id: own }
  if (of === 'offer' && now.trace.some((entry) => entry.at === 'cap' && entry.offerId === own)) {
    return { why: 'full', of, id: own }
  }
  if (isBound(was.trace, of) !== isBound(now.trace, of))
    return { why: 'binding', of, id: other || own }
  if (standing === 'weight_0') return { why: standing, of, id: own }
  return { why: 'other_draw', of, id: own }
}

function verdictIn(trace: Trace, flowId: number) {
  const found = trace.find((entry) => entry.at === 'flow' && entry.flowId === flowId)
  return found?.at === 'flow' ? found.verdict : null
}

/** Among whom the dice fell, as text; `null`: they were not thrown. */
function drawIn(trace: Trace, of: DrawOf): string | null {
  const draw = trace.find((entry) => entry.at === 'draw' && entry.of === of)
  return draw?.at === 'draw' ? draw.candidates.join(' ') : null
}

function isBound(trace: Trace, of: DrawOf): boolean {
  return trace.some((entry) => entry.at === 'bound' && entry.of === of)
}
