/**
 * Decides of stored clicks anew whether they are robots', one period at a time. Open segments go by it
 * from its beginning; sealed ones are written anew, some of them in one transaction, so that a kill
 * leaves each as it was or done, and the next start does the rest. Doing it twice changes nothing.
 */
import type { Database } from 'bun:sqlite'

import { NO_CHANGES, sumOfChanges, type VerdictChanges } from '../../core/robot-verdicts.ts'
import { quietly } from '../../lib/quietly.ts'
import { inSlices } from '../../lib/steps.ts'
import { breathe, type Turns } from '../../lib/turns.ts'
import { encodeColumn } from '../columns/column-format.ts'
import { DamagedSegment, mayHold, type SegmentView } from '../columns/column.ts'
import type { SealedSegments } from '../segments/sealed-segments.ts'
import type { Rewrite, SealedInfo } from '../segments/segment-writer.ts'
import { type Judged, judgeRows, type Rule } from './judge-rows.ts'
import type { JudgedEvents } from './judged-events.ts'
import { verdictColumns } from './verdict-columns.ts'
import type {
  Reclassification,
  VerdictOutcome,
  VerdictStore,
  VerdictWork,
} from './verdict-store.ts'

export interface ReclassificationState extends Reclassification {
  readonly state: 'waiting' | 'running' | VerdictOutcome
  /** 0 to 1. */
  readonly progress: number
}

export interface Reclassifying {
  /** Noted at once; resolves when it is over. */
  apply(work: VerdictWork): Promise<void>
  /** Goes on with what the end of an earlier process has left; before anything newer. */
  resume(): Promise<void>
  of(uuid: string): ReclassificationState | null
  /** Newest first. */
  list(): readonly ReclassificationState[]
}

export interface ReclassifyParts {
  readonly db: Database
  readonly store: VerdictStore
  readonly judged: JudgedEvents
  readonly sealed: SealedSegments
  /** The segments that are not sealed yet, as they were recorded. */
  readonly open: () => readonly SegmentView[]
  readonly turns: Turns
  /** Bytes of new columns that are held until they are written. */
  readonly writtenAtOnce?: number
  /** Epoch milliseconds. */
  readonly clock: () => number
}

/** How often it is begun again: it may be what ends the process. */
const TRIES = 3
/** Shorter than reports take: every segment is looked at. */
const SLICE_MS = 8
/** Reports begin anew with each writing. */
const WRITTEN_AT_ONCE = 4 * 1024 * 1024

export function reclassifying(parts: ReclassifyParts): Reclassifying {
  const { store, turns, clock } = parts
  const pending = new Map<string, number>()
  /** What failed and could not be noted. */
  const failed = new Set<string>()

  async function follow(uuid: string): Promise<void> {
    pending.set(uuid, WAITING)
    try {
      await turns.take(() => carryOut(parts, store.find(uuid)!, (done) => pending.set(uuid, done)))
    } catch (error) {
      // What can't be noted is known until the process ends; the next one tries again.
      failed.add(uuid)
      quietly(() => store.giveUp(store.find(uuid)!.id, clock(), 'failed'))
      quietly(parts.judged.reset)
      throw error
    } finally {
      pending.delete(uuid)
    }
  }

  function stateOf(one: Reclassification): ReclassificationState {
    const progress = pending.get(one.uuid)
    if (one.outcome !== null) return { ...one, state: one.outcome, progress: 1 }
    if (progress !== undefined && progress !== WAITING)
      return { ...one, state: 'running', progress }
    return { ...one, state: failed.has(one.uuid) ? 'failed' : 'waiting', progress: 0 }
  }

  return {
    apply({ ...work }) {
      store.add(work, clock())
      return follow(work.uuid)
    },
    async resume() {
      const ended = await Promise.allSettled(leftIn(store, clock()).map(follow))
      const problem = ended.find(({ status }) => status === 'rejected')
      if (problem?.status === 'rejected') throw problem.reason
    },
    of(uuid) {
      const one = store.find(uuid)
      return one && stateOf(one)
    },
    list: () => store.list().map(stateOf),
  }
}

const WAITING = -1

/** Oldest first. What only counts is not worth going on with; what failed must not undo a newer one. */
function leftIn(store: VerdictStore, now: number): readonly string[] {
  const all = store.list()
  const newest = all.find(({ isDry, outcome }) => !isDry && outcome === 'done')?.id ?? 0
  return all
    .filter(({ outcome }) => outcome === null)
    .toReversed()
    .flatMap(({ id, uuid, isDry }) => {
      const isOver = isDry || id < newest || store.tryAgain(id) > TRIES
      if (isOver) store.giveUp(id, now, 'interrupted')
      return isOver ? [] : [uuid]
    })
}

async function carryOut(
  parts: ReclassifyParts,
  one: Reclassification,
  progress: (done: number) => void,
): Promise<void> {
  const { store, judged, sealed, clock } = parts
  const rule = { ...judged.ruleOf(one), until: Infinity }
  progress(0)
  const inOpen = await judgeOpen(parts, rule)
  const writing = one.isDry ? counting(store, one.id) : rewriting(parts, one.id)
  if (one.isDry) store.addChanges(one.id, inOpen.changes)
  else {
    store.start(one.id, clock(), inOpen.changes)
    judged.reset()
  }
  let [looked, unreadable] = [inOpen.clicks, 0]
  const touched = sealed.list().filter((info) => mayHold(info, rule.period))
  for (const [index, info] of touched.entries()) {
    progress(index / touched.length)
    const found = await unlessDamaged(() => judgeSealed(sealed, info, rule, one.isDry))
    if (found === null) unreadable++
    else {
      looked += found.clicks
      writing.add(found)
    }
    await breathe()
  }
  writing.write()
  store.finish(one.id, clock(), { looked, unreadable })
  judged.reset()
}

/** What is changed of the segments that are not sealed: as they are read now. */
async function judgeOpen(
  { open, judged }: ReclassifyParts,
  rule: Rule,
): Promise<Pick<Judged, 'clicks' | 'changes'>> {
  let [clicks, changes] = [0, NO_CHANGES]
  for (const view of open().filter((one) => mayHold(one, rule.period))) {
    const found = await inSlices(judgeRows(judged.overlay(view), [rule]), SLICE_MS)
    clicks += found.clicks
    changes = sumOfChanges(changes, found.changes)
  }
  return { clicks, changes }
}

/** What judging a sealed segment comes to. */
interface JudgedSegment extends Pick<Judged, 'clicks' | 'changes'> {
  readonly rewrites: readonly Rewrite[]
}

/** Throws `DamagedSegment`. */
async function judgeSealed(
  sealed: SealedSegments,
  { number }: SealedInfo,
  rule: Rule,
  isDry: boolean,
): Promise<JudgedSegment> {
  const view = sealed.view(number)!
  const { found, clicks, changes } = await inSlices(judgeRows(view, [rule]), SLICE_MS)
  if (isDry || found.rows.length === 0) return { clicks, changes, rewrites: [] }
  const rewrites: Rewrite[] = []
  const once = { ...view, column: view.once ?? view.column }
  for (const [name, column] of verdictColumns(once, found) ?? []) {
    await breathe()
    rewrites.push({ segment: number, name, bytes: encodeColumn(column, view.rows), base: null })
  }
  return { clicks, changes, rewrites }
}

/** Takes in what was judged, segment by segment. */
interface Writing {
  add(one: JudgedSegment): void
  /** What is not written yet. */
  write(): void
}

function counting(store: VerdictStore, id: number): Writing {
  let all: VerdictChanges = NO_CHANGES
  return {
    add: ({ changes }) => void (all = sumOfChanges(all, changes)),
    write: () => store.addChanges(id, all),
  }
}

function rewriting(
  { db, store, sealed, writtenAtOnce = WRITTEN_AT_ONCE }: ReclassifyParts,
  id: number,
): Writing {
  let rewrites: Rewrite[] = []
  let all: VerdictChanges = NO_CHANGES
  let bytes = 0

  function write(): void {
    if (rewrites.length === 0) return
    db.transaction(() => {
      sealed.rewrite(rewrites)
      store.addChanges(id, all)
    }).immediate()
    sealed.reread(new Set(rewrites.map(({ segment }) => segment)))
    ;[rewrites, all, bytes] = [[], NO_CHANGES, 0]
  }

  return {
    add(one) {
      rewrites.push(...one.rewrites)
      all = sumOfChanges(all, one.changes)
      bytes += one.rewrites.reduce((sum, each) => sum + each.bytes.length, 0)
      if (bytes >= writtenAtOnce) write()
    },
    write,
  }
}

/** `null`: it is left as it is, for repair. */
async function unlessDamaged<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof DamagedSegment) return null
    throw error
  }
}
