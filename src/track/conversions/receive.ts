/** A call from a network: its key, its parameters, its click; then it is booked. */
import { parseClickId, rowOf, storedClickId } from '../../core/click-id.ts'
import {
  beside,
  firstNamed,
  type IncomingCall,
  innermostName,
  isEmptyUpdate,
  readCall,
  readUpdate,
} from '../../core/conversions/call.ts'
import { parseReading } from '../../core/conversions/reading.ts'
import type { Dialect } from '../../core/conversions/statuses.ts'
import { atOffer } from '../../core/conversions/to-offer.ts'
import { EventKind, rowToEvent } from '../../core/event.ts'
import { KEYS_WITHIN } from '../../core/key-shape.ts'
import type { AffiliateNetwork } from '../../core/model.ts'
import { settingLines, settingOf } from '../../core/settings/settings.ts'
import type { PostbackKey, RoutingTables } from '../../core/tables.ts'
import type { VisitorKey } from '../../core/visitor-key.ts'
import type { StoredCall } from '../../db/money/incoming-calls.ts'
import { hashOfKey } from '../../db/money/postback-keys.ts'
import { lastSeq } from '../../ledger/ledger.ts'
import type { TrackParts } from '../parts.ts'
import { confirmByPage } from '../visits/confirm.ts'
import type { TrafficRequest } from '../visits/request.ts'
import { bookChange, momentOf } from './book-change.ts'
import { findClick, unlessDamaged } from './find-click.ts'
import type { ClickFinding, RawCall, Verdict } from './jobs.ts'
import { lossBy } from './lost-click.ts'
import { isSigned, type SignedText } from './signature.ts'

/** A call as the surface read it. */
export interface PostbackCall {
  readonly raw: RawCall
  /** The first of equal names. */
  readonly fields: ReadonlyMap<string, string>
  readonly isRepeated: boolean
  readonly dialect: Dialect
  /** `null`: the call needs none. */
  readonly key: string | null
  /** What a page knows of its visitor's click; `''` for nothing. */
  readonly pageClickId: string
  /** For throttling; `null`: no address. */
  readonly address: VisitorKey | null
  readonly signed: SignedText
}

interface WrongKey {
  readonly kind: 'wrong_key'
  readonly pace: 'noted' | 'too_many'
}

export type Received =
  | { readonly kind: 'booked'; readonly verdict: Verdict; readonly call: IncomingCall }
  | WrongKey
  /** Not stored: the network shall come back. */
  | { readonly kind: 'unavailable' }

/** What stands in place of a key. */
export const BLACKED = '****'

/** Besides ours, what a key of the APIs is sent by: a query is the wrong place for one, not one where it is kept. */
const SECRET_FIELDS: ReadonlySet<string> = new Set([
  'postback_key',
  'upd_key',
  'api-key',
  'api_key',
  'x-auth-token',
  'authorization',
])

export async function receivePostback(parts: TrackParts, sent: PostbackCall): Promise<Received> {
  const key = keyOf(parts, sent)
  if (key === 'wrong') return wrongKey(parts, sent)
  const read = readMapped(parts.tables(), sent)
  const call = { ...read, clickId: read.clickId || sent.pageClickId }
  const { raw, signed } = sent
  const booked = await bookCall(parts, { raw, call, key, signed, stored: null, isDry: false })
  return booked.kind === 'unsigned' ? wrongKey(parts, sent) : booked
}

/** For a call that wants nothing stored: how its key would be judged. */
export function judgeKey(parts: TrackParts, sent: PostbackCall): WrongKey | { kind: 'right_key' } {
  return keyOf(parts, sent) === 'wrong' ? wrongKey(parts, sent) : { kind: 'right_key' }
}

function wrongKey({ wrongKeys }: TrackParts, { raw, address }: PostbackCall): WrongKey {
  return { kind: 'wrong_key', pace: wrongKeys.note(raw, address) }
}

/**
 * A call whose click id may stand in a parameter that the owner has said to hold it. In an object the
 * rest of the call stands beside it: what is rejected there would be a sale.
 */
export function readMapped(
  { settings }: Pick<RoutingTables, 'settings'>,
  { fields, dialect, isRepeated }: Pick<PostbackCall, 'fields' | 'dialect' | 'isRepeated'>,
): IncomingCall {
  const read = readCall(fields, dialect, isRepeated)
  if (read.clickId !== '') return read
  const mapped = firstNamed(fields, settingLines(settings, 'conversions.click_id_names'))
  if (mapped === null) return read
  const around = beside(mapped.name, fields)
  const whole = around === fields ? read : readCall(around, dialect, isRepeated)
  return { ...whole, clickId: mapped.value }
}

function keyOf({ tables, clock }: TrackParts, { key }: PostbackCall): PostbackKey | null | 'wrong' {
  if (key === null) return null
  const found = tables().postbackKey(hashOfKey(key))
  const isOver = found !== null && found.endsAt !== null && found.endsAt <= clock()
  return found === null || isOver ? 'wrong' : found
}

export interface Readied {
  readonly raw: RawCall
  readonly call: IncomingCall
  readonly key: PostbackKey | null
  readonly stored: StoredCall | null
  readonly isDry: boolean
  /** The click is gone: book without what is no longer known of it. */
  readonly isClickless?: boolean
  /** What its network's signature is over; left out for what is tried again. */
  readonly signed?: SignedText
}

/** `unsigned`: its network signs its calls, and this one is not signed. */
export async function bookCall(
  parts: TrackParts,
  readied: Readied,
): Promise<Exclude<Received, { kind: 'wrong_key' }> | { readonly kind: 'unsigned' }> {
  const { clock } = parts
  const { call } = readied
  try {
    const afterSeq = lastSeq(parts.ledger)
    const { isClickless, signed: _, ...rest } = readied
    const click = isClickless
      ? lostClick(readied)
      : await findClick(parts, call.clickId).catch(unlessDamaged)
    const signedBy = signersOf(parts, click, readied)
    if (signedBy === 'missing') return { kind: 'unsigned' }
    const job = { do: 'call', ...rest, signedBy, click, now: clock(), afterSeq } as const
    const verdict = await bookChange(parts, job)
    return verdict === null ? { kind: 'unavailable' } : { kind: 'booked', verdict, call }
  } catch {
    // The keeper is down or busy: without the click the call must not be judged.
    return { kind: 'unavailable' }
  }
}

/**
 * `missing`: its network signs, and this call is not signed. Whose signature it bears is kept with a
 * call whose network shows later; `null`: there is nothing to keep.
 */
function signersOf(
  { tables }: TrackParts,
  click: ClickFinding,
  { call, key, signed, stored }: Readied,
): readonly number[] | 'missing' | null {
  if (stored !== null) return parseReading(stored.reading).signedBy ?? null
  if (signed === undefined) return null
  const isBy = ({ signature }: Signer) => signature === null || isSigned(signed, signature)
  const event = typeof click === 'string' ? null : click.event
  const meant =
    event && call.toOffer > 0 ? (atOffer(event, call.toOffer, tables()) ?? event) : event
  const network = tables().network(meant?.networkId || (key?.networkId ?? 0))
  if (network !== null) return isBy(network) ? null : 'missing'
  const { signingNetworks } = tables()
  return signingNetworks.length === 0 ? null : signingNetworks.filter(isBy).map(({ id }) => id)
}

type Signer = Pick<AffiliateNetwork, 'signature'>

/** What a call says itself, and the time it came. */
function lostClick({ call, raw, stored }: Readied): ClickFinding {
  const clickId = storedClickId(call.clickId)
  const clickSeq = parseClickId(clickId)?.seq ?? null
  if (clickSeq === null) return 'unknown_click'
  const place = { clickSeq, row: rowOf(clickSeq), time: raw.at, clickTime: raw.at }
  const event = { ...rowToEvent([EventKind.click]), ...place, networkId: stored?.networkId ?? 0 }
  const lost = lossBy(stored?.cause ?? '') ?? 'unread'
  return { clickId, event, isUnconfirmed: false, newest: null, lost }
}

export type Updated =
  | { readonly kind: 'updated' | 'unknown_click' | 'wrong_key' | 'too_many' | 'unavailable' }
  | { readonly kind: 'unreadable'; readonly message: string }

/** Sets events and fields of a click, which was somebody's visit from now on; what sets nothing is counted. */
export async function receiveUpdate(
  parts: TrackParts,
  clickId: string,
  fields: ReadonlyMap<string, string>,
  request: Pick<TrafficRequest, 'method' | 'header'>,
): Promise<Updated> {
  const result = await updated(parts, clickId, fields, request)
  const { kind } = result
  if (kind !== 'updated' && kind !== 'unavailable') parts.refusedUpdates.note(kind)
  return result
}

async function updated(
  parts: TrackParts,
  clickId: string,
  fields: ReadonlyMap<string, string>,
  request: Pick<TrafficRequest, 'method' | 'header'>,
): Promise<Updated> {
  const needed = settingOf(parts.tables().settings, 'conversions.update_key')
  if (needed !== '' && hashOfKey(fields.get('upd_key') ?? '') !== hashOfKey(needed)) {
    return { kind: 'wrong_key' }
  }
  const update = readUpdate(fields)
  if (typeof update === 'string') return { kind: 'unreadable', message: update }
  try {
    const click = await findClick(parts, clickId)
    if (typeof click === 'string') return { kind: 'unknown_click' }
    if (click.isUnconfirmed) await confirmByPage(parts, click.event, request)
    if (isEmptyUpdate(update)) return { kind: 'updated' }
    const moment = momentOf(parts)
    const isFree = needed === ''
    if (isFree && !parts.clickPace.isOpen(click.clickId, moment.at)) return { kind: 'too_many' }
    const verdict = await bookChange(parts, { do: 'update', click, update, ...moment })
    if (verdict === null) return { kind: 'unavailable' }
    if (isFree) parts.clickPace.note(click.clickId, moment.at, verdict.events.length)
    return { kind: 'updated' }
  } catch {
    return { kind: 'unavailable' }
  }
}

/** What may be kept of a parameter, by its plain name; keys of our APIs are none of it wherever they stand. */
export function withoutSecret(name: string, value: string): string {
  const plain = innermostName(name).toLowerCase()
  return SECRET_FIELDS.has(plain) ? BLACKED : value.replaceAll(KEYS_WITHIN, BLACKED)
}
