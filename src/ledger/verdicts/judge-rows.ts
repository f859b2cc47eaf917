/** Judges the events of a segment anew, in steps: one that follows a click has its click's facts. */
import { EventKind } from '../../core/event.ts'
import {
  canBeJudged,
  changeTally,
  flagsAfter,
  type Judge,
  type JudgedClicks,
  type RobotVerdict,
  type VerdictChanges,
} from '../../core/robot-verdicts.ts'
import type { Steps } from '../../lib/steps.ts'
import { numberReader, textReader } from '../columns/cells.ts'
import type { Column, SegmentView } from '../columns/column.ts'
import { countsClick } from '../costs/cost-cover.ts'
import { type NewVerdicts, noVerdicts } from './verdict-columns.ts'

/** How clicks are judged. */
export interface Rule extends JudgedClicks {
  readonly judge: Judge
  /** Events that happened from then on are made of clicks that are judged already. */
  readonly until: number
}

/** What a rule goes by to take an event. */
export interface Placed {
  readonly clickTime: number
  readonly time: number
  readonly campaignId: number
}

/** Whether the rule judges such an event. */
export function taker({ period, campaigns, until }: Omit<Rule, 'judge'>) {
  const own = campaigns && new Set(campaigns)
  return ({ clickTime, time, campaignId }: Placed) =>
    clickTime >= period.from &&
    clickTime < period.to &&
    time < until &&
    own?.has(campaignId) !== false
}

/** A step: a list may have thousands of lines that each row is compared with. */
const ROWS_AT_ONCE = 64

export interface Judged {
  readonly found: NewVerdicts
  /** Clicks that were looked at, as reports count them. */
  readonly clicks: number
  readonly changes: VerdictChanges
}

/** The verdicts on rows from `from` on that are not as they stand; of several rules the last one decides. */
export function* judgeRows(view: SegmentView, rules: readonly Rule[], from = 0): Steps<Judged> {
  const found = noVerdicts()
  const tally = changeTally()
  let clicks = 0
  const takers = rules.map((rule) => ({ takes: taker(rule), judge: rule.judge })).toReversed()
  const cells = cursorOn(view)
  for (let row = from; row < view.rows; row++) {
    if (row % ROWS_AT_ONCE === 0) yield
    cells.at = row
    const judge = takers.find(({ takes }) => takes(cells))?.judge
    if (judge === undefined || !canBeJudged(cells)) continue
    const isCounted = countsClick(cells.kind, cells.flags)
    if (isCounted) clicks++
    const after = judge(cells)
    if (isAsBefore(cells, after)) continue
    found.rows.push(row)
    found.verdicts.push(after)
    const before = { botReasons: cells.botReasons, robot: cells.robot }
    if (isCounted || cells.kind === EventKind.click) tally.add({ before, after, isCounted })
  }
  return { found, clicks, changes: tally.total() }
}

function isAsBefore(
  event: RobotVerdict & { readonly flags: number },
  { botReasons, robot }: RobotVerdict,
): boolean {
  const { flags } = event
  return (
    event.botReasons === botReasons &&
    event.robot === robot &&
    flagsAfter(flags, botReasons) === flags
  )
}

/** Columns are read when a row is asked for them: mostly nobody asks for addresses. */
function cursorOn(view: SegmentView) {
  const column = (name: string): Column => view.once?.(name) ?? view.column(name)
  const number = (name: string) => numberReader(column(name))
  const text = (name: string) => textReader(column(name))
  const [clickTime, time, campaignId] = [number('clickTime'), number('time'), number('campaignId')]
  let others: ReturnType<typeof othersOf> | null = null
  let ip: ((row: number) => string) | null = null
  const othersOf = () => ({
    kind: number('kind'),
    flags: number('flags'),
    userAgent: text('userAgent'),
    botReasons: text('botReasons'),
    robot: text('robot'),
  })
  const cells = () => (others ??= othersOf())
  const cursor = {
    at: 0,
    get clickTime() {
      return clickTime(cursor.at)
    },
    get time() {
      return time(cursor.at)
    },
    get campaignId() {
      return campaignId(cursor.at)
    },
    get kind() {
      return cells().kind(cursor.at)
    },
    get flags() {
      return cells().flags(cursor.at)
    },
    get userAgent() {
      return cells().userAgent(cursor.at)
    },
    get botReasons() {
      return cells().botReasons(cursor.at)
    },
    get robot() {
      return cells().robot(cursor.at)
    },
    get ip() {
      return (ip ??= text('ip'))(cursor.at)
    },
  }
  return cursor
}
