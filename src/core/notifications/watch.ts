/**
 * Which warnings somebody is told of who is not looking: those that stay, once, and that they are
 * over. What comes and goes within a minute is told to nobody.
 */
import { isYoung } from '../../lib/age.ts'
import { MINUTE_MS } from '../../lib/spans.ts'
import type { Warning, WarningCode } from '../words/warnings.ts'

const STAYS_MS = MINUTE_MS
/** What comes back sooner was not over. */
const OVER_MS = 5 * MINUTE_MS

/** That they end says nothing: what was lost is lost, and a restart counts anew. */
const NEVER_OVER: ReadonlySet<WarningCode> = new Set(['dropped'])

/** A warning that stands, or stood a moment ago. Times in epoch milliseconds. */
export interface Watched {
  /** As it was seen last. */
  readonly warning: Warning
  readonly since: number
  /** Null: it stands. */
  readonly goneSince: number | null
  readonly isTold: boolean
}

export interface Look {
  readonly watched: readonly Watched[]
  /** To be told now. */
  readonly fresh: readonly Warning[]
  /** Told before, and to be told now that they are over. */
  readonly over: readonly Warning[]
}

/** What was told before a restart. */
export function toldBefore(warnings: readonly Warning[], now: number): readonly Watched[] {
  return warnings.map((warning) => ({ warning, since: now, goneSince: null, isTold: true }))
}

export function toldOf(watched: readonly Watched[]): readonly Warning[] {
  return warningsOf(watched.filter(({ isTold }) => isTold))
}

/** `standing`: the warnings there are now. */
export function look(before: readonly Watched[], standing: readonly Warning[], now: number): Look {
  const known = new Map(before.map((one) => [one.warning.code, one]))
  const stand = standing.map((warning) => {
    const { since = now, isTold = false } = known.get(warning.code) ?? {}
    const isStaying = isTold || !isYoung(since, STAYS_MS, now)
    return { warning, since, goneSince: null, isTold: isStaying }
  })
  const codes = new Set(standing.map(({ code }) => code))
  const gone = before
    .filter(({ warning, isTold }) => isTold && !codes.has(warning.code))
    .map((one) => ({ ...one, goneSince: one.goneSince ?? now }))
  const isOver = ({ goneSince }: { goneSince: number }) =>
    goneSince !== now && !isYoung(goneSince, OVER_MS, now)
  const isNew = ({ warning, isTold }: Watched) => isTold && known.get(warning.code)?.isTold !== true
  return {
    watched: [...stand, ...gone.filter((one) => !isOver(one))],
    fresh: warningsOf(stand.filter(isNew)),
    over: warningsOf(gone.filter(isOver)).filter(({ code }) => !NEVER_OVER.has(code)),
  }
}

const warningsOf = (watched: readonly Watched[]) => watched.map(({ warning }) => warning)
