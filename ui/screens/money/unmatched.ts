/** Postbacks that came in and did not count, and what can be done with them. */
import { ask, get, post, search } from '../../api/client.ts'
import { statusChanged } from '../../shell/status.ts'
import { isKey, type Key, plural, t } from '../../words/words.ts'

export interface UnmatchedCall {
  readonly id: number
  readonly at: string
  readonly url: string
  readonly method: string
  readonly fields: Readonly<Record<string, string>>
  readonly ip: string
  readonly cause: string
  /** The value that was the reason. */
  readonly detail: string
  readonly clickId: string
  /** Left out where it is kept from the user. */
  readonly payout?: string
}

export interface UnmatchedGroup {
  readonly cause: string
  /** 0: not known. */
  readonly networkId: number
  readonly network: string
  readonly count: number
  /** What its calls claim, by currency; likewise. */
  readonly money?: readonly { readonly currency: string; readonly amount: string }[]
  readonly firstAt: string
  readonly lastAt: string
  readonly sample: UnmatchedCall | null
  /** The server's sentence, for a cause this page does not know. */
  readonly hint: string
  /** The parameter that evidently holds our click id. */
  readonly mapping: string | null
}

/** Groups of calls that wait, or of those that somebody has put aside. */
export type Shelf = 'waiting' | 'aside'

/** Conversions whose currency has no rate yet. */
export interface PendingPayouts {
  readonly currency: string
  readonly count: number
  /** Left out where it is kept from the user. */
  readonly amount?: string
}

interface Unmatched {
  readonly groups: readonly UnmatchedGroup[]
  readonly pending: readonly PendingPayouts[]
}

/** What waits, and what somebody has put aside. */
export interface InboxShelves extends Unmatched {
  readonly aside: readonly UnmatchedGroup[]
}

export async function loadInbox(signal: AbortSignal): Promise<InboxShelves> {
  const [waiting, aside] = await Promise.all([
    loadShelf(signal, 'waiting'),
    loadShelf(signal, 'aside'),
  ])
  return { ...waiting, aside: aside.groups }
}

function loadShelf(signal: AbortSignal, shelf: Shelf): Promise<Unmatched> {
  return get<Unmatched>(`/postbacks/unmatched${search({ limit: 1, ...onShelf(shelf) })}`, signal)
}

const onShelf = (shelf: Shelf) => (shelf === 'aside' ? { dismissed: true } : {})

type GroupKey = Pick<UnmatchedGroup, 'cause' | 'networkId'>

/** How many calls of a group are shown or looked through at once. */
export const CALLS_SHOWN = 1000

export async function callsOf(
  { cause, networkId }: GroupKey,
  signal: AbortSignal,
  shelf: Shelf = 'waiting',
): Promise<readonly UnmatchedCall[]> {
  const asked = search({ cause, networkId, limit: CALLS_SHOWN, ...onShelf(shelf) })
  return (await get<{ rows: UnmatchedCall[] }>(`/postbacks/unmatched${asked}`, signal)).rows
}

export type Chosen = { readonly ids: readonly number[] } | { readonly filter: GroupKey }

/** What is put in the place of what came. */
export interface CallEdit {
  readonly clickId?: string
  readonly status?: string
  readonly payout?: string
  readonly currency?: string
}

interface Try {
  readonly chosen: Chosen
  readonly isDry: boolean
  readonly edit?: CallEdit
  /** Of clicks that are gone: booked without what the click said. */
  readonly isClickless?: boolean
}

export interface Outcome {
  readonly result: string
  readonly cause?: string | null
}

export async function tryAgain(wanted: Try): Promise<readonly Outcome[]> {
  const { chosen, isDry, edit, isClickless = false } = wanted
  const body = {
    ...chosen,
    dryRun: isDry,
    ...(edit === undefined ? {} : { edit }),
    ...(isClickless ? { withoutClick: true } : {}),
  }
  return outcomesOf('/postbacks/unmatched/reapply', body)
}

export async function mapClickId(parameter: string, isDry: boolean): Promise<readonly Outcome[]> {
  const body = { parameter, dryRun: isDry }
  return outcomesOf('/postbacks/unmatched/map', body)
}

async function outcomesOf(path: string, body: { readonly dryRun: boolean }) {
  const { results } = await post<{ results: Outcome[] }>(path, body)
  if (!body.dryRun) statusChanged()
  return results
}

/** For the network that sends the word, or for all where none is known; how many parked calls count by it. */
export async function mapStatus(networkId: number, word: string, meaning: string): Promise<number> {
  const address = networkId > 0 ? `/affiliate_network/${networkId}/status_map` : '/status_words'
  const { data: known, etag } = await ask<Record<string, string>>('GET', address)
  const body = { ...known, [word]: meaning }
  const { data } = await ask<{ reapplied?: number }>('PUT', address, { body, etag })
  statusChanged()
  return data.reapplied ?? 0
}

export async function dismissCalls(chosen: Chosen): Promise<void> {
  await post('/postbacks/unmatched/dismiss', chosen)
  statusChanged()
}

export function acceptedIn(outcomes: readonly Outcome[]): number {
  return outcomes.filter(({ result }) => result === 'accepted').length
}

/** `3 of 5 would count; the others: unknown click (2)`. */
export function wouldSentence(outcomes: readonly Outcome[]): string {
  return withReasons('inbox.would', outcomes)
}

/** Of what was booked. */
export function countedSentence(outcomes: readonly Outcome[]): string {
  return withReasons('upload.counted', outcomes)
}

function withReasons(key: Key, outcomes: readonly Outcome[]): string {
  const sentence = t(key, { accepted: acceptedIn(outcomes), all: outcomes.length })
  const reasons = reasonsOf(outcomes)
  return reasons === '' ? sentence : `${sentence}; ${t('inbox.wouldNot', { reasons })}`
}

/** `unknown click (2), counted already (1)`: of those that do not count. */
export function reasonsOf(outcomes: readonly Outcome[]): string {
  const reasons = new Map<string, number>()
  for (const outcome of outcomes) {
    if (outcome.result === 'accepted') continue
    const reason = reasonOf(outcome)
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  }
  return [...reasons].map(([reason, count]) => `${reason} (${count})`).join(', ')
}

/** Why, also where it waits: of all that are tried again, those that stay wait as they did. */
function reasonOf({ result, cause }: Outcome): string {
  return (cause ?? '') === '' ? t(outcomeKey(result)) : causeTitle(cause ?? '')
}

/** What becomes of one of them. */
export function resultText(outcome: Outcome): string {
  return outcome.result === 'parked' ? t('outcome.parked') : reasonOf(outcome)
}

export function reappliedSentence(outcomes: readonly Outcome[]): string {
  return plural('inbox.reapplied', acceptedIn(outcomes))
}

export function causeTitle(cause: string): string {
  const key = `cause.${cause}`
  return isKey(key) ? t(key) : cause.replaceAll('_', ' ')
}

/** What to do about an uploaded line that failed; empty where its cause says it all. */
export function lineAdvice({ result, cause }: Outcome): string {
  const key = `line.${cause ?? ''}`
  return result === 'failed' && isKey(key) ? t(key) : ''
}

/** What happened and what to do, with the value that was the reason. */
export function advice({ cause, network, hint, mapping, sample }: UnmatchedGroup): string {
  const key = mapping === null ? `todo.${cause}` : 'todo.mapping'
  if (!isKey(key)) return hint
  const names = Object.keys(sample?.fields ?? {}).join(', ')
  const seen = cause === 'missing_click_id' ? names : (sample?.detail ?? '')
  const value = mapping ?? (seen === '' ? '—' : seen)
  return t(key, { who: network === '' ? t('inbox.aNetwork') : network, value })
}

function outcomeKey(result: string): Key {
  const key = `outcome.${result}`
  return isKey(key) ? key : 'outcome.other'
}
