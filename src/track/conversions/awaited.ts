/**
 * What calls and payouts waited for: a status map, an offer whose payout is known, a rate. Looked
 * for in the log of changes, so that what may count by now is tried again by itself.
 */
import type { Conversion } from '../../core/conversions/conversion.ts'
import type { Change, ReadChanges } from '../../db/changes.ts'
import type { ReadConversions } from '../../db/money/conversions.ts'
import type { Wake } from '../../db/money/incoming-calls.ts'
import { type AgainParts, dueCalls } from './again.ts'
import { momentOf } from './book-change.ts'
import { findClick } from './find-click.ts'
import type { FoundClick } from './jobs.ts'
import { lossBy, rememberedClick } from './lost-click.ts'
import { ratesIn } from './settings.ts'

/** Payouts at a time, so that new calls don't wait. */
const SETTLED_AT_ONCE = 500

const OF_PAYOUT = ['bad_payout', 'unknown_currency']
const OF_WORDS = ['unmapped_status']
const EVERYTHING: Wake = {
  causes: [...OF_PAYOUT, ...OF_WORDS, 'unknown_tid', 'unreadable_click'],
  networkId: null,
}

export interface AwaitedParts extends AgainParts {
  readonly changes: ReadChanges
  readonly conversions: Pick<ReadConversions, 'pending' | 'waitingFor'>
}

/**
 * The job that looks. Its first run tries everything once: settings may have changed while the
 * server was down, the ledger been repaired, and a newer program knows more rates.
 */
export function awaited(parts: AwaitedParts): () => Promise<void> {
  let seen: number | null = null
  const settleSome = payoutSettler(parts)
  const applyDue = dueCalls(parts)
  return async () => {
    const last = parts.changes.last()
    const wakes = seen === null ? [EVERYTHING] : wakesOf(parts.changes.after(seen))
    if (await wake(parts, wakes)) seen = last
    try {
      await settleSome()
    } finally {
      await applyDue()
    }
  }
}

function wakesOf(changes: readonly Change[]): Wake[] {
  return changes.flatMap(({ kind, objectId }): Wake[] => {
    if (kind === 'affiliate_networks') {
      return [{ causes: [...OF_PAYOUT, ...OF_WORDS], networkId: Number(objectId) }]
    }
    if (kind === 'offers') return [{ causes: OF_PAYOUT, networkId: null }]
    const isOfWords = kind === 'settings' && objectId.includes('conversions.status_words')
    return isOfWords ? [{ causes: OF_WORDS, networkId: null }] : []
  })
}

/** Whether all of it is stored. */
async function wake({ track, calls }: AwaitedParts, wakes: readonly Wake[]): Promise<boolean> {
  const needed = wakes.filter((each) => calls.hasParked(each))
  const now = track.clock()
  const done = await Promise.all(
    needed.map((each) => track.bookings.book({ do: 'wake', wake: each, now })),
  )
  return !done.includes(null)
}

/** A page of them at a time, from the first on again after the last: none stays in the way of others. */
function payoutSettler({ track, conversions }: AwaitedParts): () => Promise<void> {
  let lastId = 0
  return async () => {
    const rateOf = ratesIn(track.tables())
    const rated = conversions.pending().filter(({ currency }) => rateOf(currency) !== null)
    if (rated.length === 0) return
    const currencies = rated.map(({ currency }) => currency)
    const waiting = conversions.waitingFor(currencies, lastId, SETTLED_AT_ONCE)
    await Promise.all(waiting.map((conversion) => settlePayout({ track }, conversion)))
    lastId = waiting.length < SETTLED_AT_ONCE ? 0 : waiting.at(-1)!.id
  }
}

async function settlePayout(
  { track }: Pick<AwaitedParts, 'track'>,
  conversion: Conversion,
): Promise<void> {
  // Waits on if nobody can read its click: its segment is damaged, or the keeper is down.
  const click = await clickOf({ track }, conversion).catch(() => null)
  if (click === null) return
  await track.bookings.book({
    do: 'settle',
    click,
    conversionId: conversion.id,
    ...momentOf(track),
  })
}

/** Rejects while nobody can say. Of a click that is gone the conversion tells what it knows. */
async function clickOf(
  { track }: Pick<AwaitedParts, 'track'>,
  conversion: Conversion,
): Promise<FoundClick> {
  const found = await findClick(track, conversion.clickId)
  return typeof found === 'string' ? rememberedClick(conversion, lossBy(found) ?? 'unread') : found
}
