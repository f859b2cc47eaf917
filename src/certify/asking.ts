/**
 * Sees to it that every host has a certificate: asks for those that are missing or due, one after the
 * other. Authorities shut out whoever asks too often, so each failure makes the next try later, and
 * what was asked for in a time has bounds, across restarts, too.
 */
import { readFileSync } from 'node:fs'

import { messageOf } from '../lib/errors.ts'
import type { Log } from '../lib/log.ts'
import { replacePrivate } from '../lib/private-file.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../lib/spans.ts'
import type { Authority } from './authority.ts'
import { dueAt } from './certificate.ts'
import type { Orders, Wanted } from './orders.ts'
import type { CertificateStore } from './store.ts'

/** A try that failed. */
export interface FailedTry {
  /** Epoch milliseconds. */
  readonly at: number
  /** In a row. */
  readonly count: number
  /** What the authority said. */
  readonly said: string
}

export interface AskingParts {
  /** Who is to have one, in order, and whether a user who is no administrator added it. */
  readonly hosts: () => ReadonlyMap<string, { readonly isOfLimitedUser: boolean }>
  readonly store: Pick<CertificateStore, 'find' | 'keep' | 'given'>
  readonly authority: Pick<Authority, 'ask' | 'directory'>
  readonly orders: Orders
  /** Where failed tries are kept. */
  readonly file: string
  readonly clock: () => number
  readonly log: Log
}

export interface Asking {
  /** The last try, if it failed and another one is to be made. */
  failureOf(host: string): FailedTry | null
  /** Until when others had their turn, in epoch milliseconds; null: it has its own as soon as it is due. */
  turnOf(host: string): number | null
  /** It leads here now: the next try need not wait, unless the last one is only minutes ago. */
  hurry(host: string): void
  /** Asks for what is due now. Resolves when all have been asked; never rejects. */
  tend(): Promise<void>
}

const FIRST_WAIT_MS = 10 * MINUTE_MS
const LONGEST_WAIT_MS = DAY_MS
const SAID_LENGTH = 500
const NAMED = 3
const WEEK_MS = 7 * DAY_MS

export function certificateAsking(parts: AskingParts): Asking {
  const { hosts, store, authority, orders, clock, log } = parts
  const failed = failedTries(parts.file, log)
  const isHeld = (host: string) => {
    const held = store.find(host, clock())
    if (held === null || clock() >= dueAt(held)) return false
    // Another authority's was a trial, or is not wanted any more.
    return held.giver === '' || held.giver === authority.directory
  }
  const isDue = (host: string) => !isHeld(host) && isOver(failed.get(host), clock())
  const queue = openQueue(parts, { isDue, hasFailed: failed.has })
  const askFor = async (wanted: Wanted) => {
    const { host } = wanted
    let isGiven = false
    try {
      const pem = await authority.ask(host)
      isGiven = true
      store.keep(host, pem)
      if (!isHeld(host)) throw new Error('what was given is not in force by this machine’s clock')
      failed.note(host, null)
      log(`Certificate of ${host}`, 'there is a new one')
    } catch (error) {
      const said = messageOf(error).slice(0, SAID_LENGTH)
      const failure = { at: clock(), count: (failed.get(host)?.count ?? 0) + 1, said }
      failed.note(host, failure)
      const minutes = Math.round((nextTry(failure) - clock()) / MINUTE_MS)
      log(`Certificate of ${host}`, `not given, the next try is in ${minutes} minutes: ${said}`)
    }
    orders.note({ ...wanted, at: clock(), isGiven })
  }
  return {
    failureOf: (host) => (isHeld(host) ? null : (failed.get(host) ?? null)),
    turnOf: queue.turnOf,
    hurry(host) {
      const last = failed.get(host)
      if (last !== undefined) failed.hurry(host, { ...last, count: 1 })
    },
    async tend() {
      // Whoever takes a domain away and adds it again waits all the same.
      failed.forget((host, { at }) => !hosts().has(host) && !isOfThisHour(at, clock()))
      // Each time anew: domains come and go while others are asked for.
      for (let one = queue.next(); one !== undefined; one = queue.next()) await askFor(one)
      queue.tell()
    },
  }
}

interface Queue {
  /** Who is asked for now. */
  next(): Wanted | undefined
  /** As in `Asking`. */
  turnOf(host: string): number | null
  /** Says in the log that some wait: once for all, because it takes days. */
  tell(): void
}

interface Standing {
  isDue(host: string): boolean
  hasFailed(host: string): boolean
}

function openQueue(
  { hosts, store, authority, orders, clock, log }: AskingParts,
  { isDue, hasFailed }: Standing,
): Queue {
  const wantedOf = (host: string, isOfLimitedUser: boolean): Wanted => ({
    host,
    isOfLimitedUser,
    isRenewal: store.given(host)?.giver === authority.directory,
  })
  const due = () =>
    [...hosts()].flatMap(([host, { isOfLimitedUser }]) =>
      isDue(host) ? [wantedOf(host, isOfLimitedUser)] : [],
    )
  /** Who goes on having one comes first, then the owner's own, then who was not asked for in vain. */
  const rankOf = ({ host, isOfLimitedUser }: Wanted) => {
    if (store.find(host, clock()) !== null) return 0
    return (isOfLimitedUser ? 3 : 1) + (hasFailed(host) ? 1 : 0)
  }
  /** Limited users with a name under which every word leads here take turns with the others. */
  const turnAmong = ({ host, isOfLimitedUser }: Wanted) =>
    isOfLimitedUser ? orders.countOf(host) : 0
  let waiting: readonly Wanted[] = []
  let waitedBefore = false
  return {
    next() {
      waiting = due()
      return waiting
        .filter((wanted) => orders.openAt(wanted) <= clock())
        .map((wanted) => ({ wanted, rank: rankOf(wanted), turn: turnAmong(wanted) }))
        .toSorted((one, other) => one.rank - other.rank || one.turn - other.turn)[0]?.wanted
    },
    turnOf(host) {
      const known = hosts().get(host)
      if (known === undefined || !isDue(host)) return null
      const at = orders.openAt(wantedOf(host, known.isOfLimitedUser))
      return at > clock() ? at : null
    },
    tell() {
      if (waiting.length > 0 && !waitedBefore) {
        const named = waiting.slice(0, NAMED).map(({ host }) => host)
        log(
          'Certificates',
          `so many were asked for that ${waiting.length} wait: ${named.join(', ')}`,
        )
      }
      waitedBefore = waiting.length > 0
    },
  }
}

const isOfThisHour = (at: number, now: number) => at > now - HOUR_MS && at <= now

/** Whether the next try may be made. One from the time ahead is of a clock that was wrong. */
function isOver(last: FailedTry | undefined, now: number): boolean {
  if (last === undefined || last.at > now) return true
  return now >= last.at + waitAfter(last.count) && now >= nextTry(last)
}

/** Epoch milliseconds: as late as the authority says, if it says so. */
function nextTry({ at, count, said }: FailedTry): number {
  return Math.max(at + waitAfter(count), Math.min(toldIn(said), at + WEEK_MS))
}

/** As Let's Encrypt ends what it says of a limit; 0: it does not. */
function toldIn(said: string): number {
  const [, day, time] = /\bretry after (\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)/.exec(said) ?? []
  return day === undefined ? 0 : Date.parse(`${day}T${time}Z`) || 0
}

/** Milliseconds: five in vain within an hour would make Let's Encrypt refuse the host. */
function waitAfter(count: number): number {
  return Math.min(FIRST_WAIT_MS * 2 ** (count - 1), LONGEST_WAIT_MS)
}

/** Tries that failed, kept in a file. */
function failedTries(file: string, log: Log) {
  const tries = new Map(readTries(file))
  const save = () => {
    try {
      replacePrivate(file, JSON.stringify(Object.fromEntries(tries), null, 1))
    } catch (error) {
      log('Certificates', `failed tries can’t be kept: ${messageOf(error)}`)
    }
  }
  return {
    get: (host: string) => tries.get(host),
    has: (host: string) => tries.has(host),
    /** Null: it has succeeded. */
    note(host: string, failure: FailedTry | null) {
      if (failure !== null) tries.set(host, failure)
      else if (!tries.delete(host)) return
      save()
    },
    /** In memory only: a restart may well wait. */
    hurry: (host: string, failure: FailedTry) => void tries.set(host, failure),
    forget(isGone: (host: string, failure: FailedTry) => boolean) {
      const gone = [...tries].filter(([host, failure]) => isGone(host, failure))
      for (const [host] of gone) tries.delete(host)
      if (gone.length > 0) save()
    },
  }
}

/** A file that is lost or damaged only makes the next try earlier. */
function readTries(file: string): [string, FailedTry][] {
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as Record<string, FailedTry>
    return Object.entries(kept).filter(([, { at, count }]) => at > 0 && count > 0)
  } catch {
    return []
  }
}
