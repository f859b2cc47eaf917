/**
 * Writes changes of past costs: batches, their clicks, and the cost columns of every sealed segment
 * they touch, each segment once for all changes together. It is prepared in parts, between which
 * others get their turn, and written as one transaction. Killed before that, nothing has changed;
 * after it, everything.
 */
import type { Database } from 'bun:sqlite'

import { lately } from '../../lib/lru.ts'
import { breathe } from '../../lib/turns.ts'
import { encodeColumn } from '../columns/column-format.ts'
import { ifReadable, mayHold, type SegmentView } from '../columns/column.ts'
import type { SealedSegments } from '../segments/sealed-segments.ts'
import type { Rewrite, SealedInfo } from '../segments/segment-writer.ts'
import {
  clicksByBatch,
  correctedCosts,
  COST_COLUMNS,
  type Cover,
  type CoverPage,
  coverPage,
  isSameColumn,
} from './cost-cover.ts'
import type { CostReader } from './cost-reader.ts'
import type { CostBatch, CostPart, CostStore } from './cost-store.ts'

/** A batch as it will be, with its clicks by segment; `null`: those it has. */
export interface Change {
  readonly batch: CostBatch
  readonly parts: ReadonlyMap<number, CostPart> | null
}

/** Conversions come days after their clicks, so a segment refers to many others. Up to 48 MB. */
const PAGES_KEPT = 32

export interface CommitParts {
  readonly db: Database
  readonly store: CostStore
  readonly reader: CostReader
  readonly sealed: SealedSegments
}

export interface CommitWatch {
  /** Hears how much is prepared, 0 to 1. */
  readonly progress: (done: number) => void
  /** Writes what belongs to the changes, in their transaction. */
  readonly also: () => void
}

export async function commitChanges(
  { db, store, reader, sealed }: CommitParts,
  changes: readonly Change[],
  { progress, also }: CommitWatch,
): Promise<void> {
  const touched = touchedBy(store, changes)
  const after = costsAfter(store, changes, touched)
  const rewrites: Rewrite[] = []
  let placed: CostBatch | null = null
  try {
    // A batch that finds no click, and had none, is in no column.
    const segments = touched.size === 0 ? [] : concerned(sealed.list(), changes)
    for (const [index, { number }] of segments.entries()) {
      progress(index / segments.length)
      rewrites.push(...rewritesFor(sealed, number, after.cover))
      await breathe()
    }
    const inForce = new Map<number, ReadonlyMap<number, number>>()
    for (const segment of touched) {
      inForce.set(segment, after.inForce(segment))
      await breathe()
    }
    db.transaction(() => {
      writeBatches(store, changes)
      for (const [segment, counts] of inForce)
        for (const [batch, clicks] of counts) store.setInForce(segment, batch, clicks)
      sealed.rewrite(rewrites)
      also()
    }).immediate()
    placed = onlyPlaced(changes)
  } finally {
    reader.reset(placed)
    sealed.reread(new Set(rewrites.map(({ segment }) => segment)))
  }
}

/** The batch of which no more than its clicks has changed; `null`: more has. */
function onlyPlaced(changes: readonly Change[]): CostBatch | null {
  const [change] = changes
  return changes.length === 1 && change!.parts !== null ? change!.batch : null
}

/** The segments of the clicks that the changes are about. */
function touchedBy(store: CostStore, changes: readonly Change[]): Set<number> {
  const firstNew = store.nextId()
  return new Set(
    changes.flatMap(({ batch: { id }, parts }) => [
      ...(id < firstNew ? store.segmentsOf(id) : []),
      ...(parts?.keys() ?? []),
    ]),
  )
}

/** The segments that can have events of such clicks. */
function concerned(all: readonly SealedInfo[], changes: readonly Change[]): readonly SealedInfo[] {
  return all.filter((info) => changes.some(({ batch }) => mayHold(info, batch.order.period)))
}

/** What clicks will cost. */
interface CostsAfter {
  readonly cover: Cover
  /** By batch, how many clicks of the segment it will decide. */
  inForce(segment: number): ReadonlyMap<number, number>
}

function costsAfter(
  store: CostStore,
  changes: readonly Change[],
  touched: ReadonlySet<number>,
): CostsAfter {
  const partsIn = partsAfter(store, changes)
  const all = new Set(store.segments()).union(touched)
  const counts = new Map<number, ReadonlyMap<number, number>>()
  const pages = lately(PAGES_KEPT, (segment: number) => {
    const parts = partsIn(segment)
    const page = coverPage(parts)
    // Pages are large and soon forgotten; what is counted on them is not made again.
    if (touched.has(segment) && !counts.has(segment)) counts.set(segment, countsOf(parts, page))
    return page
  })
  const cover: Cover = (segment) => (all.has(segment) ? pages(segment) : null)
  return {
    cover,
    inForce(segment) {
      if (!counts.has(segment)) cover(segment)
      return counts.get(segment)!
    },
  }
}

/** The parts in force as they will be, oldest first. */
function partsAfter(
  store: CostStore,
  changes: readonly Change[],
): (segment: number) => readonly CostPart[] {
  const changed = new Set(changes.map(({ batch }) => batch.id))
  const planned = new Map<number, CostPart[]>()
  const redone: number[] = []
  for (const { batch, parts } of changes) {
    if (batch.undone) continue
    if (parts === null) redone.push(batch.id)
    for (const [segment, part] of parts ?? [])
      planned.getOrInsertComputed(segment, () => []).push(part)
  }
  return (segment) => {
    const others = store.partsIn(segment).filter(({ batch }) => !changed.has(batch))
    const own = [...store.partsOf(segment, redone), ...(planned.get(segment) ?? [])]
    return [...others, ...own].toSorted((a, b) => a.batch - b.batch)
  }
}

function countsOf(parts: readonly CostPart[], page: CoverPage | null): ReadonlyMap<number, number> {
  const counts = new Map(parts.map(({ batch }) => [batch, 0]))
  if (page !== null) for (const [batch, clicks] of clicksByBatch(page)) counts.set(batch, clicks)
  return counts
}

/** A segment that can't be read keeps what it has; reports name it. */
function rewritesFor(sealed: SealedSegments, number: number, cover: Cover): Rewrite[] {
  const [base, now] = [sealed.baseView(number), sealed.view(number)]
  if (base === null || now === null) return []
  return ifReadable(() => changedColumns(base, now, cover), [])
}

function changedColumns(base: SegmentView, now: SegmentView, cover: Cover): Rewrite[] {
  const corrected = correctedCosts(base, cover)
  return COST_COLUMNS.flatMap((name) => {
    const column = corrected?.get(name) ?? base.column(name)
    if (isSameColumn(column, now.column(name), base.rows)) return []
    const bytes = encodeColumn(column, base.rows)
    const recorded = corrected === null ? null : encodeColumn(base.column(name), base.rows)
    return [{ segment: base.number, name, bytes, base: recorded }]
  })
}

function writeBatches(store: CostStore, changes: readonly Change[]): void {
  for (const { batch, parts } of changes) {
    store.put(batch)
    if (parts !== null) store.clearParts(batch.id)
    for (const [segment, part] of parts ?? []) store.addPart(segment, part)
  }
}
