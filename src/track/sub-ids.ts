/**
 * Sub ids that become known after the click: they replace those of the click in reports, nothing
 * else. Each update holds all sub ids of the click, so that the newest one alone says what holds.
 */
import { updateEvent } from '../core/click.ts'
import type { Event } from '../core/event.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { boundedCache } from '../lib/lru.ts'

/** New values by number, from 1; `''` takes a value away. */
export type SubIdChanges = ReadonlyMap<number, string>

/** Resolves when the update is with the operating system, or will not be. Never rejects. */
export type UpdateSubIds = (click: Event, changes: SubIdChanges, time: number) => Promise<void>

/** Clicks whose earlier updates are known. Of others an update begins with the click itself. */
const REMEMBERED_CLICKS = 50_000

export function subIdUpdates(ledger: Pick<Ledger, 'append'>): UpdateSubIds {
  const newest = boundedCache<number, readonly string[]>(REMEMBERED_CLICKS)
  return (click, changes, time) => {
    const subIds = changed(newest.get(click.clickSeq) ?? click.subIds, changes)
    newest.set(click.clickSeq, subIds)
    return ledger.append(updateEvent(click, { row: 0, time }, subIds))
  }
}

function changed(before: readonly string[], changes: SubIdChanges): readonly string[] {
  const length = Math.max(before.length, ...changes.keys())
  const after = Array.from({ length }, (_, at) => changes.get(at + 1) ?? before[at] ?? '')
  return after.slice(0, after.findLastIndex((value) => value !== '') + 1)
}
