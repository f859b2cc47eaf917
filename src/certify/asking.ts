/**
 * Sees to it that every host has a certificate: asks for those that are missing or due, one after the
 * other. Authorities shut out whoever asks in vain too often, so each failure makes the next try later,
 * across restarts, too.
 */
import { readFileSync } from 'node:fs'

import { messageOf } from '../lib/errors.ts'
import type { Log } from '../lib/log.ts'
import { replacePrivate } from '../lib/private-file.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../lib/spans.ts'
import type { Authority } from './authority.ts'
import { dueAt } from './certificate.ts'
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
  /** Who is to have one, in order. */
  readonly hosts: () => readonly string[]
  readonly store: Pick<CertificateStore, 'find' | 'keep'>
  readonly authority: Pick<Authority, 'ask' | 'directory'>
  /** Where failed tries are kept. */
  readonly file: string
  readonly clock: () => number
  readonly log: Log
}

export interface Asking {
  /** The last try, if it failed and another one is to be made. */
  failureOf(host: string): FailedTry | null
  /** It leads here now: the next try need not wait, unless the last one is only minutes ago. */
  hurry(host: string): void
  /** Asks for what is due now. Resolves when all have been asked; never rejects. */
  tend(): Promise<void>
}

const FIRST_WAIT_MS = 10 * MINUTE_MS
const LONGEST_WAIT_MS = DAY_MS
/** Whoever may add domains could otherwise use up what the authority grants the installation. */
const FAILED_AN_HOUR = 30
const SAID_LENGTH = 500

export function certificateAsking(parts: AskingParts): Asking {
  const { hosts, store, authority, clock, log } = parts
  const failed = new Map(readTries(parts.file))
  const isHeld = (host: string) => {
    const held = store.find(host, clock())
    if (held === null || clock() >= dueAt(held)) return false
    // Another authority's was a trial, or is not wanted any more.
    return held.giver === '' || held.giver === authority.directory
  }
  const isDue = (host: string) => {
    if (isHeld(host)) return false
    const now = clock()
    const last = failed.get(host)
    // One from the time ahead is of a clock that was wrong.
    return last === undefined || now >= last.at + waitAfter(last.count) || last.at > now
  }
  const note = (host: string, failure: FailedTry | null) => {
    if (failure !== null) failed.set(host, failure)
    else if (!failed.delete(host)) return
    try {
      replacePrivate(parts.file, JSON.stringify(Object.fromEntries(failed), null, 1))
    } catch (error) {
      log('Certificates', `failed tries can’t be kept: ${messageOf(error)}`)
    }
  }
  const askFor = async (host: string) => {
    try {
      store.keep(host, await authority.ask(host))
      if (!isHeld(host)) throw new Error('what was given is not in force by this machine’s clock')
      note(host, null)
      log(`Certificate of ${host}`, 'there is a new one')
    } catch (error) {
      const said = messageOf(error).slice(0, SAID_LENGTH)
      const count = (failed.get(host)?.count ?? 0) + 1
      note(host, { at: clock(), count, said })
      const minutes = Math.round(waitAfter(count) / MINUTE_MS)
      log(`Certificate of ${host}`, `not given, the next try is in ${minutes} minutes: ${said}`)
    }
  }
  const isOfThisHour = ({ at }: FailedTry) => at > clock() - HOUR_MS && at <= clock()
  const mayAsk = () => [...failed.values()].filter(isOfThisHour).length < FAILED_AN_HOUR
  const nextDue = () => (mayAsk() ? hosts().find(isDue) : undefined)
  return {
    failureOf: (host) => (isHeld(host) ? null : (failed.get(host) ?? null)),
    hurry(host) {
      const last = failed.get(host)
      if (last !== undefined) failed.set(host, { ...last, count: 1 })
    },
    async tend() {
      const wanted = new Set(hosts())
      for (const [host, last] of failed) {
        // Whoever takes a domain away and adds it again waits all the same.
        if (!wanted.has(host) && !isOfThisHour(last)) note(host, null)
      }
      // Each time anew: domains come and go while others are asked for.
      for (let host = nextDue(); host !== undefined; host = nextDue()) await askFor(host)
    },
  }
}

/** Milliseconds: five in vain within an hour would make Let's Encrypt refuse the host. */
function waitAfter(count: number): number {
  return Math.min(FIRST_WAIT_MS * 2 ** (count - 1), LONGEST_WAIT_MS)
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
