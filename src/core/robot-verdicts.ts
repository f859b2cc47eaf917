/** Whether stored clicks are robots, decided anew: by which lists, of which clicks, and what came of it. */
import { type Event, Flag } from './event.ts'
import { isCut } from './privacy.ts'
import type { Period } from './reports/period.ts'
import { settingLines } from './settings/settings.ts'

/** The owner's own, one item a line as in the settings. */
export interface RobotLists {
  readonly userAgents: readonly string[]
  readonly addresses: readonly string[]
  /** No list makes these robots. */
  readonly peopleUserAgents: readonly string[]
  readonly peopleAddresses: readonly string[]
}

export function robotLists(settings: ReadonlyMap<string, string>): RobotLists {
  return {
    userAgents: settingLines(settings, 'bots.user_agents'),
    addresses: settingLines(settings, 'bots.addresses'),
    peopleUserAgents: settingLines(settings, 'bots.people_user_agents'),
    peopleAddresses: settingLines(settings, 'bots.people_addresses'),
  }
}

/** What is stored of a click that a verdict goes by. */
export type JudgedFacts = Pick<Event, 'ip' | 'userAgent' | 'botReasons' | 'robot'>
export type RobotVerdict = Pick<Event, 'botReasons' | 'robot'>
/** The verdict of today. Reasons that are not seen in the facts stay. */
export type Judge = (facts: JudgedFacts) => RobotVerdict
export type JudgeBy = (lists: RobotLists) => Judge

/** Clicks to be judged anew. */
export interface JudgedClicks {
  /** When they were made. */
  readonly period: Period
  /** `null`: all, visits of short links among them. */
  readonly campaigns: readonly number[] | null
}

/**
 * Test clicks are nobody's visit, and of some nothing is stored that could be judged. Where a part was
 * left out on purpose, the visit knew more than what is stored.
 */
export function canBeJudged(event: Pick<Event, 'flags' | 'ip' | 'userAgent'>): boolean {
  const { flags, ip, userAgent } = event
  return (flags & Flag.test) === 0 && !isCut(event) && (userAgent !== '' || ip !== '')
}

export function flagsAfter(flags: number, botReasons: string): number {
  return botReasons === '' ? flags & ~Flag.bot : flags | Flag.bot
}

export interface ReasonCounts {
  readonly toRobots: number
  readonly toPeople: number
}

/** How many clicks changed. */
export interface VerdictChanges {
  /** Clicks of people that are robots' now, and the contrary, as reports count clicks. */
  readonly toRobots: number
  readonly toPeople: number
  /** Still robots', but for other reasons or under another name. */
  readonly otherReasons: number
  /** Visits that count as no click: prefetched, or for a preview. */
  readonly uncounted: number
  /** Of robots by the reasons that they have now, of people by those that they had. */
  readonly reasons: Readonly<Record<string, ReasonCounts>>
}

export const NO_CHANGES: VerdictChanges = {
  toRobots: 0,
  toPeople: 0,
  otherReasons: 0,
  uncounted: 0,
  reasons: {},
}

export function sumOfChanges(a: VerdictChanges, b: VerdictChanges): VerdictChanges {
  const reasons: Record<string, ReasonCounts> = { ...a.reasons }
  for (const [reason, { toRobots, toPeople }] of Object.entries(b.reasons)) {
    const before = reasons[reason] ?? { toRobots: 0, toPeople: 0 }
    reasons[reason] = {
      toRobots: before.toRobots + toRobots,
      toPeople: before.toPeople + toPeople,
    }
  }
  return {
    toRobots: a.toRobots + b.toRobots,
    toPeople: a.toPeople + b.toPeople,
    otherReasons: a.otherReasons + b.otherReasons,
    uncounted: a.uncounted + b.uncounted,
    reasons,
  }
}

/** One click's: what it was and what it is. */
export interface Judgement {
  readonly before: RobotVerdict
  readonly after: RobotVerdict
  /** Whether the event counts its click. */
  readonly isCounted: boolean
}

export interface ChangeTally {
  add(judgement: Judgement): void
  total(): VerdictChanges
}

export function changeTally(): ChangeTally {
  const counts = { toRobots: 0, toPeople: 0, otherReasons: 0, uncounted: 0 }
  const reasons = new Map<string, { toRobots: number; toPeople: number }>()
  const count = (texts: string, way: keyof ReasonCounts) => {
    for (const reason of texts.split(','))
      reasons.getOrInsertComputed(reason, () => ({ toRobots: 0, toPeople: 0 }))[way]++
  }
  return {
    add({ before, after, isCounted }) {
      const change = changeOf(before, after)
      if (!isCounted) counts.uncounted++
      else if (change === null) counts.otherReasons++
      else {
        counts[change]++
        count(change === 'toRobots' ? after.botReasons : before.botReasons, change)
      }
    },
    total: () => ({ ...counts, reasons: Object.fromEntries(reasons) }),
  }
}

function changeOf(before: RobotVerdict, after: RobotVerdict): keyof ReasonCounts | null {
  const [was, is] = [before.botReasons !== '', after.botReasons !== '']
  if (was === is) return null
  return is ? 'toRobots' : 'toPeople'
}
