/**
 * The same change of many objects: each succeeds or fails alone, a part of them is written in one
 * transaction, and between two parts visitors are answered. All are made live together, which costs
 * less than one by one.
 */
import { breathe } from '../lib/turns.ts'
import type { Desk, Done } from './desk.ts'
import { isRefusal, type Refusal } from './refusal.ts'

/** Objects in one transaction. */
const AT_ONCE = 50

/** Whose writes become live with those around them. */
function withoutPublishing(desk: Desk): Desk {
  return { ...desk, publish: () => undefined }
}

/** The work on each part, one after the other; live at the end, also when a part throws. */
export async function inParts<T>(
  desk: Desk,
  items: readonly T[],
  work: (desk: Desk, part: readonly T[]) => void,
): Promise<void> {
  const inside = withoutPublishing(desk)
  try {
    for (let from = 0; from < items.length; from += AT_ONCE) {
      if (from > 0) await breathe()
      const part = items.slice(from, from + AT_ONCE)
      desk.db.transaction(() => work(inside, part)).immediate()
    }
  } finally {
    desk.publish()
  }
}

/** One transaction and one publication; a refusal takes everything back that was written. */
export function allOrNothing<T>(desk: Desk, work: (desk: Desk) => T | Refusal): T | Refusal {
  const inside = withoutPublishing(desk)
  const isKept = (result: T | Refusal) => !isRefusal(result)
  const result = keptIf(desk.db, () => work(inside), isKept)
  if (!isRefusal(result)) desk.publish()
  return result
}

const TAKEN_BACK = new Error('what was written is taken back')

/** What `work` gives; what it writes stays only if `isKept` says so of that. */
export function keptIf<T>(db: Desk['db'], work: () => T, isKept: (result: T) => boolean): T {
  const results: T[] = []
  const attempt = db.transaction(() => {
    const result = work()
    results.push(result)
    if (!isKept(result)) throw TAKEN_BACK
  })
  try {
    attempt.immediate()
  } catch (error) {
    if (error !== TAKEN_BACK) throw error
  }
  return results[0]!
}

/** The ids that were not changed: unknown, not permitted or refused. */
export async function changeMany(
  desk: Desk,
  ids: readonly number[],
  change: (desk: Desk, id: number) => Done | Refusal,
): Promise<number[]> {
  const failed: number[] = []
  await inParts(desk, ids, (inside, part) => {
    failed.push(...part.filter((id) => isRefusal(change(inside, id))))
  })
  return failed
}
