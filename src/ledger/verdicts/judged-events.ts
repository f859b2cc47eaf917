/**
 * Events of open segments as they were judged anew: readers see them so, and so they are sealed.
 * Those of sealed segments are written anew (`reclassify.ts`).
 */
import type { Event } from '../../core/event.ts'
import { canBeJudged, flagsAfter, type Judge, type JudgeBy } from '../../core/robot-verdicts.ts'
import { boundedCache, lately } from '../../lib/lru.ts'
import { HOUR_MS } from '../../lib/spans.ts'
import { atOnce } from '../../lib/steps.ts'
import { mayHold, type SegmentView, withColumns } from '../columns/column.ts'
import type { Sealable } from '../segments/segment-builder.ts'
import { judgeRows, type Rule, taker } from './judge-rows.ts'
import { type NewVerdicts, noVerdicts, VERDICT_COLUMNS, verdictColumns } from './verdict-columns.ts'
import type { Reclassification, VerdictStore } from './verdict-store.ts'

export interface JudgedEvents {
  /** An open segment with its verdicts, made when they are asked for. */
  overlay(view: SegmentView): SegmentView
  /** What is sealed of an open segment. */
  judged(segment: Sealable): Sealable
  /** The event with its verdict. */
  judgedEvent(event: Event): Event
  /** Of a reclassification that may not have begun. */
  ruleOf(reclassification: Reclassification): Rule
  /** Takes in what has begun or ended. */
  reset(): void
  /** How often that was. */
  revision(): number
}

/**
 * So long after the end an event may still be on its way that was made of a click as it was before.
 * Later ones are not judged: another version may know other robots than their clicks were judged by.
 */
const LATE_MS = HOUR_MS
/** Each may hold megabytes of lists. */
const JUDGES_KEPT = 4
/** More segments are open only for moments, after a start. */
const LOOKED_AT = 8

/** What was found in a growing segment, by these rules. */
interface Looked {
  readonly rules: string
  readonly rows: number
  readonly found: NewVerdicts
}

type Dated = Reclassification & { readonly until: number }

export function judgedEvents(
  store: Pick<VerdictStore, 'list' | 'listsOf'>,
  judgeBy: JudgeBy,
): JudgedEvents {
  let begun = begunOf(store)
  let revision = 0
  const judgeOf = lately(JUDGES_KEPT, (id: number): Judge => judgeBy(store.listsOf(id)))
  /** By open segment: every request asks for all of them. */
  const looked = boundedCache<number, Looked>(LOOKED_AT)

  function ruleOf({ id, clicks, ...times }: Reclassification): Rule {
    // What is judged by no list is not asked for.
    return { ...clicks, until: untilOf(times), judge: (facts) => judgeOf(id)(facts) }
  }

  function verdictsOn(view: SegmentView, own: readonly Dated[]): NewVerdicts {
    const rules = own.map(({ id }) => id).join()
    const known = looked.get(view.number)
    const before = known?.rules === rules ? known : { rules, rows: 0, found: noVerdicts() }
    if (before.rows < view.rows) {
      const { rows, verdicts } = atOnce(judgeRows(view, own.map(ruleOf), before.rows)).found
      const found = {
        rows: [...before.found.rows, ...rows],
        verdicts: [...before.found.verdicts, ...verdicts],
      }
      looked.set(view.number, { rules, rows: view.rows, found })
      return found
    }
    return upTo(before.found, view.rows)
  }

  function overlay(view: SegmentView): SegmentView {
    const own = begun.filter((one) => touches(one, view))
    if (own.length === 0) return view
    return withColumns(view, VERDICT_COLUMNS, () => verdictColumns(view, verdictsOn(view, own)))
  }

  return {
    overlay,
    judged: (segment) => ({ ...sealable(segment), view: () => overlay(segment.view()) }),
    judgedEvent(event) {
      const own = begun.findLast((one) => taker({ ...one.clicks, until: one.until })(event))
      if (own === undefined || !canBeJudged(event)) return event
      const verdict = judgeOf(own.id)(event)
      return { ...event, ...verdict, flags: flagsAfter(event.flags, verdict.botReasons) }
    },
    ruleOf,
    reset() {
      begun = begunOf(store)
      looked.clear()
      revision++
    },
    revision: () => revision,
  }
}

const sealable = (segment: Sealable) => ({ rows: segment.rows, names: () => segment.names() })

/** Those of the rows that a view has: others were looked at since it was made. */
function upTo(all: NewVerdicts, rows: number): NewVerdicts {
  const end = all.rows.findLastIndex((row) => row < rows) + 1
  if (end === all.rows.length) return all
  return { rows: all.rows.slice(0, end), verdicts: all.verdicts.slice(0, end) }
}

/** Oldest first. */
function begunOf(store: Pick<VerdictStore, 'list'>): readonly Dated[] {
  return store
    .list()
    .filter(({ isDry, startedAt }) => !isDry && startedAt !== null)
    .map((one) => ({ ...one, until: untilOf(one) }))
    .toReversed()
}

function untilOf({ endedAt }: Pick<Reclassification, 'endedAt'>): number {
  return endedAt === null ? Infinity : endedAt + LATE_MS
}

function touches({ clicks: { period }, until }: Dated, view: SegmentView): boolean {
  return mayHold(view, period) && view.minTime < until
}
