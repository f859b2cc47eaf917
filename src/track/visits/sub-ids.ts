/**
 * Sub ids and external ids that become known after the click: they replace those of the click in
 * reports, nothing else. Each update holds all of them, so that the newest one alone says what holds.
 */
import { type ClickDetails, updateEvent } from '../../core/click.ts'
import type { Event } from '../../core/event.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import { boundedCache } from '../../lib/lru.ts'
import { turnsByKey } from '../../lib/turns.ts'

/** New values by number, from 1; `''` takes a value away. */
export type SubIdChanges = ReadonlyMap<number, string>

export interface DetailChanges {
  readonly subIds: SubIdChanges
  /** `null`: not said. */
  readonly externalId: string | null
}

export interface SubIds {
  /**
   * Resolves when the update is with the operating system, or will not be: whether there was anything to
   * store. Never rejects.
   */
  update(click: Event, changes: SubIdChanges, time: number): Promise<boolean>
  /**
   * For changes that somebody else stores: `store` hears what holds (`null`: what the click says),
   * and calls `stored` if they hold from now on, or with what holds instead. Changes of a click are
   * made one after the other. Rejects as `store` does, and when nobody can say what holds.
   */
  change<T>(
    click: Event,
    changes: DetailChanges,
    store: (newest: ClickDetails | null, stored: (now?: ClickDetails) => void) => Promise<T>,
  ): Promise<T>
  /** As the newest update left them; `null`: not held. */
  of(clickSeq: number): ClickDetails | null
  /** As `of`, asking the ledger about what is not held; `null`: there was no update. */
  latest(click: Event): Promise<ClickDetails | null>
}

/** Clicks whose newest update is known. Of others the ledger is asked. */
const REMEMBERED_CLICKS = 50_000
/** Changes on their way. */
const CHANGES_MAX = 20_000

/** `since`: updates of clicks that are younger were all made here. */
export function subIdUpdates(
  ledger: Pick<Ledger, 'append' | 'followUps'>,
  since: number,
  remembered: number = REMEMBERED_CLICKS,
): SubIds {
  let youngest = 0
  let knownSince = since
  const held = boundedCache<number, ClickDetails>(remembered, () => {
    knownSince = Math.max(knownSince, youngest + 1)
  })
  const inTurn = turnsByKey<number>(CHANGES_MAX)

  function remember({ clickSeq, clickTime }: Event, details: ClickDetails): void {
    youngest = Math.max(youngest, clickTime)
    held.set(clickSeq, details)
  }

  async function newestOf(click: Event): Promise<ClickDetails | null> {
    const known = held.get(click.clickSeq)
    if (known !== undefined || click.clickTime >= knownSince) return known ?? null
    const { details } = await ledger.followUps(click)
    // Another change may have come while the ledger was asked.
    const newer = held.get(click.clickSeq)
    if (newer === undefined && details !== null) remember(click, details)
    return newer ?? details
  }

  const change: SubIds['change'] = (click, changes, store) =>
    inTurn(click.clickSeq, async () => {
      const newest = await newestOf(click)
      return store(newest, (now) => remember(click, now ?? withChanges(newest ?? click, changes)))
    })

  return {
    change,
    update: (click, subIds, time) =>
      change(click, { subIds, externalId: null }, async (newest, stored) => {
        stored()
        const event = updateOf(click, newest, { subIds, externalId: null }, time)
        if (isSame(event, newest ?? click)) return false
        await ledger.append(event)
        return true
      }).catch(() => false),
    of: (clickSeq) => held.get(clickSeq) ?? null,
    latest: newestOf,
  }
}

/** A click as its newest update left it; `null`: there was none. */
export function withDetails(click: Event, newest: ClickDetails | null): Event {
  return newest === null
    ? click
    : { ...click, subIds: newest.subIds, externalId: newest.externalId }
}

/** Pages say again and again what they said before. */
export function isSame(one: ClickDetails, other: ClickDetails): boolean {
  return one.externalId === other.externalId && Bun.deepEquals(one.subIds, other.subIds)
}

/** The event of an update: by a page, a link, a call or a line of an upload. */
export function updateOf(
  click: Event,
  newest: ClickDetails | null,
  changes: DetailChanges,
  time: number,
): Event {
  return updateEvent(click, time, withChanges(newest ?? click, changes))
}

function withChanges(before: ClickDetails, changes: DetailChanges): ClickDetails {
  const length = Math.max(before.subIds.length, ...changes.subIds.keys())
  const subIds = Array.from(
    { length },
    (_, at) => changes.subIds.get(at + 1) ?? before.subIds[at] ?? '',
  )
  return {
    subIds: subIds.slice(0, subIds.findLastIndex((value) => value !== '') + 1),
    externalId: changes.externalId ?? before.externalId,
  }
}
