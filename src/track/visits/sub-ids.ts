/**
 * Sub ids that become known after the click: they replace those of the click in reports, nothing
 * else. Each update holds all sub ids of the click, so that the newest one alone says what holds.
 */
import { updateEvent } from '../../core/click.ts'
import type { Event } from '../../core/event.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import { boundedCache } from '../../lib/lru.ts'

/** New values by number, from 1; `''` takes a value away. */
export type SubIdChanges = ReadonlyMap<number, string>

export interface SubIds {
  /** Resolves when the update is with the operating system, or will not be. Never rejects. */
  update(click: Event, changes: SubIdChanges, time: number): Promise<void>
  /** A postback has changed those of the click, whose sub ids stood as it says. */
  note(click: Pick<Event, 'clickSeq' | 'subIds'>, changes: SubIdChanges): void
  /** All of a click as the newest update left them; `null`: not held. */
  of(clickSeq: number): readonly string[] | null
  /** The same, asking the ledger about clicks from before a restart; `null`: there was none. */
  latest(click: Event): Promise<readonly string[] | null>
}

/** Clicks whose earlier updates are known. Of others an update begins with the click itself. */
const REMEMBERED_CLICKS = 50_000

/** `since`: updates of clicks that are younger were all made here. */
export function subIdUpdates(ledger: Pick<Ledger, 'append' | 'followUps'>, since: number): SubIds {
  const newest = boundedCache<number, readonly string[]>(REMEMBERED_CLICKS)
  const note: SubIds['note'] = ({ clickSeq, subIds }, changes) =>
    newest.set(clickSeq, withChanges(newest.get(clickSeq) ?? subIds, changes))
  return {
    update(click, changes, time) {
      note(click, changes)
      return ledger.append(updateEvent(click, { row: 0, time }, newest.get(click.clickSeq)!))
    },
    note,
    of: (clickSeq) => newest.get(clickSeq) ?? null,
    async latest(click) {
      const held = newest.get(click.clickSeq)
      if (held !== undefined || click.clickTime >= since) return held ?? null
      return (await ledger.followUps(click)).subIds
    },
  }
}

export function withChanges(before: readonly string[], changes: SubIdChanges): readonly string[] {
  const length = Math.max(before.length, ...changes.keys())
  const after = Array.from({ length }, (_, at) => changes.get(at + 1) ?? before[at] ?? '')
  return after.slice(0, after.findLastIndex((value) => value !== '') + 1)
}
