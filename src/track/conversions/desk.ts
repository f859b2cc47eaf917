/** What people do with conversions: upload lines, delete, take an import back, try parked calls. */
import { parseTime, readCall, timeOf } from '../../core/conversions/call.ts'
import { type Cause, HINTS } from '../../core/conversions/causes.ts'
import type { UploadLine } from '../../core/conversions/lines.ts'
import type { Dialect } from '../../core/conversions/statuses.ts'
import type { ReadConversions } from '../../db/money/conversions.ts'
import type { StoredCall } from '../../db/money/incoming-calls.ts'
import { type Again, type AgainParts, applyAgain } from './again.ts'
import { bookChange, bookUndo, momentOf } from './book-change.ts'
import { findClick, unlessDamaged } from './find-click.ts'
import { CHANGED_SINCE, type ClickFinding, type FoundClick, type Verdict } from './jobs.ts'
import { isClickless, lossBy, rememberedClick } from './lost-click.ts'

/** An upload of ten thousand lines takes a second; nobody waits for a disk longer than this. */
const DEADLINE_MS = 60_000

const LINES_AT_ONCE = 250
const UNDONE_AT_ONCE = 250

/** Of what was sent in place of a click id. */
const ECHO_MAX = 128

export interface UploadOptions {
  readonly isDry: boolean
  readonly isSilent: boolean
  readonly isUpsellOff: boolean
  /** IANA zone of the times in it. */
  readonly zone: string
  readonly userId: number | null
  readonly importId: number | null
  /** A reason was said: amounts stand also against those that networks send. */
  readonly isCorrection: boolean
  /** Whether the person may change conversions of the campaign. */
  readonly mayChange: (campaignId: number) => boolean
  /** What becomes of lines for clicks that are not here: an entry of the inbox, or nothing. */
  readonly unknown: 'unmatched' | 'skip'
  /** Whether a word that nobody has mapped is a label that counts (`binom`), or refused. */
  readonly dialect: Dialect
}

export interface LineVerdict {
  readonly line: number
  readonly clickId: string
  /** A verdict's result; `failed` with why. */
  readonly result: Verdict['result'] | 'failed'
  readonly cause: string
  /** What to do about the cause; `''`: nothing. */
  readonly hint: string
  readonly conversionId: number | null
  /** What of a line that counts did not: cost_unreadable, time_ignored. */
  readonly notes: readonly string[]
  /** The status that nobody has mapped, and the network of its click; `null`: that is not its cause. */
  readonly unmapped: Unmapped | null
}

export interface Unmapped {
  readonly word: string
  /** 0: none. */
  readonly networkId: number
}

export interface ConversionDesk {
  /** In their order; one bad line never stops the rest. */
  upload(lines: readonly UploadLine[], options: UploadOptions): Promise<LineVerdict[]>
  /** Removes the conversions of a click; the click stays. */
  remove(clickId: string, options: RemoveOptions): Promise<Removal>
  /** `null`: nothing could be looked up or stored now. */
  undo(clickIds: readonly string[], options: UndoOptions): Promise<Undone | null>
  again(stored: StoredCall, again: Again): Promise<Verdict | null>
}

/** `gone`: its click is, and perhaps the events that would have to be taken back. */
export type Removal = 'done' | 'unknown' | 'forbidden' | 'unavailable' | 'gone'

export interface Undone {
  /** Clicks that had something taken back. */
  readonly clicks: number
  /** Clicks of which something stays, because it was changed again since. */
  readonly kept: number
  /** Clicks of which all stays. */
  readonly failed: readonly NotUndone[]
}

export interface NotUndone {
  readonly clickId: string
  readonly cause: Cause | 'unavailable'
  /** What to do about the cause. */
  readonly hint: string
}

export type RemoveOptions = Pick<UploadOptions, 'userId' | 'mayChange'>
export type UndoOptions = { readonly importId: number; readonly userId: number | null }

export interface DeskParts extends AgainParts {
  readonly conversions: Pick<ReadConversions, 'ofClickId'>
}

export function conversionDesk(parts: DeskParts): ConversionDesk {
  return {
    upload: (lines, options) => upload(parts, lines, options),
    remove: (clickId, options) => remove(parts, clickId, options),
    undo: (clickIds, options) => undo(parts, clickIds, options),
    again: (stored, again) => applyAgain(parts, stored, again),
  }
}

/** Some lines at a time, so that visitors get their turn. */
async function upload(
  parts: AgainParts,
  lines: readonly UploadLine[],
  options: UploadOptions,
): Promise<LineVerdict[]> {
  const verdicts: LineVerdict[] = []
  for (let at = 0; at < lines.length; at += LINES_AT_ONCE) {
    verdicts.push(...(await uploadSome(parts, lines.slice(at, at + LINES_AT_ONCE), options)))
  }
  return verdicts
}

/** The clicks first, all at once; then the lines in their order. */
async function uploadSome(
  parts: AgainParts,
  lines: readonly UploadLine[],
  options: UploadOptions,
): Promise<LineVerdict[]> {
  const read = lines.map(({ number, fields, isStatusBlank }) => ({
    number,
    fields,
    isStatusBlank,
    call: withTime(
      readCall(fields, options.dialect, false),
      fields.get('time') ?? '',
      options.zone,
    ),
  }))
  const ids = [...new Set(read.map(({ call }) => call.clickId))]
  const found = await Promise.all(ids.map((id) => findSafely(parts, id)))
  const clicks = new Map(ids.map((id, at) => [id, found[at] ?? 'unavailable'] as const))
  return Promise.all(
    read.map(({ number, ...about }) =>
      line(parts, number, { ...about, click: clicks.get(about.call.clickId)!, options }),
    ),
  )
}

type Call = ReturnType<typeof readCall>

function withTime(call: Call, text: string, zone: string): Call {
  return text === '' ? call : { ...call, time: parseTime(text, zone) }
}

async function findSafely(
  { track }: AgainParts,
  id: string,
): Promise<ClickFinding | 'unavailable'> {
  try {
    return await findClick(track, id).catch(unlessDamaged)
  } catch {
    return 'unavailable'
  }
}

interface Line extends Pick<UploadLine, 'fields' | 'isStatusBlank'> {
  readonly call: Call
  readonly click: ClickFinding | 'unavailable'
  readonly options: UploadOptions
}

async function line({ track }: AgainParts, number: number, sent: Line): Promise<LineVerdict> {
  const { call, click, options, isStatusBlank } = sent
  const about = { line: number, clickId: call.clickId.slice(0, ECHO_MAX) }
  if (typeof click === 'string') {
    const isParked = options.unknown === 'unmatched' && (await park(track, number, sent))
    if (!isParked || click === 'unavailable') return failed(about, click)
    return { ...failed(about, click), result: 'parked', hint: HINTS[click] }
  }
  // In the words of a click that does not exist: ids of others can't be told apart.
  if (!options.mayChange(click.event.campaignId)) return failed(about, 'unknown_click')
  if (call.notes.includes('event_unreadable')) return failed(about, 'bad_event')
  // In a column that says what others are it hardly means a sale; the other dialect has free labels.
  if (isStatusBlank && options.dialect === 'keitaro') return failed(about, 'blank_status')
  const verdict = await bookLine(track, call, click, options)
  if (verdict === null) return failed(about, 'unavailable')
  const { result, conversionId, cause } = verdict
  if (cause === 'unmapped_status') {
    const unmapped = { word: call.word, networkId: click.event.networkId }
    return { ...failed(about, cause), unmapped }
  }
  if (cause !== null) return failed(about, cause)
  const notes = lineNotes(call, click, track.clock())
  return { ...about, result, cause: '', hint: '', conversionId, notes, unmapped: null }
}

/** Without its time a conversion counts at that of the upload. */
function lineNotes({ notes, ...call }: Call, { event }: FoundClick, now: number): string[] {
  const isUntimely = call.time !== null && timeOf(call, event.time, now) === null
  return [...notes, ...(isUntimely ? ['time_ignored'] : [])]
}

function failed(about: Pick<LineVerdict, 'line' | 'clickId'>, cause: FailedCause): LineVerdict {
  return {
    ...about,
    result: 'failed',
    cause,
    hint: LINE_HINTS[cause],
    conversionId: null,
    notes: [],
    unmapped: null,
  }
}

/** `null`: not stored, or not in time. */
function bookLine(
  track: AgainParts['track'],
  call: Call,
  click: FoundClick,
  { isDry, isSilent, isUpsellOff, userId, importId, isCorrection }: UploadOptions,
): Promise<Verdict | null> {
  const wanted = {
    ...call,
    isSilent: call.isSilent || isSilent,
    isUpsellOff: call.isUpsellOff || isUpsellOff,
  }
  const asked = { call: wanted, click, userId, importId, isCorrection, isDry }
  const job = { do: 'line', ...asked, ...momentOf(track) } as const
  return bookChange(track, job, DEADLINE_MS).catch(() => null)
}

type FailedCause = Cause | 'unavailable' | 'bad_event' | 'blank_status'

/** Of lines that nobody keeps. */
const LINE_HINTS: Readonly<Record<FailedCause, string>> = {
  ...HINTS,
  unreadable_click:
    'Its click is one of ours, in a part of the ledger that can’t be read: `sluice ledger check` names it. Send the line again with `unknown` set to `unmatched`, and it waits in the inbox, where it can be booked without the details of its click.',
  unmapped_status:
    'Nobody has said what this status means: map it, or correct it, and send the line again.',
  unknown_tid:
    'The click has conversions, but none with this transaction id: correct it, or send the line again after the conversion itself.',
  unknown_currency: 'The currency is no code of ISO 4217: correct it and send the line again.',
  bad_payout:
    'The payout is not an amount, or bears the sign of another currency: correct it and send the line again.',
  unavailable: 'It could not be looked up or stored now: send the line again.',
  blank_status:
    'Its table has a column of statuses, and the line says none: fill it in, or upload it with `blankStatus`, which says what it means.',
  bad_event: 'The value of an event is not a number: correct it and send the line again.',
}

/** As if its network had called, so that it can be edited and tried again. */
async function park(
  track: AgainParts['track'],
  number: number,
  { call, click, fields, options }: Line,
): Promise<boolean> {
  if (typeof click !== 'string' || click === 'unavailable' || options.isDry) return false
  const { at, afterSeq } = momentOf(track)
  const url = `/upload/${options.importId ?? 0}/line/${number}`
  const about = { ip: '', userAgent: '', isVisitors: false, origin: '' }
  const raw = { at, method: 'UPLOAD', url, fields: [...fields], ...about }
  const key = { id: 0, kind: 'general', networkId: null, endsAt: null } as const
  const isFresh = { signedBy: null, stored: null, isDry: false } as const
  const job = { do: 'call', raw, call, key, click, ...isFresh, now: at, afterSeq } as const
  return (await track.bookings.book(job, DEADLINE_MS)) !== null
}

async function remove(
  parts: DeskParts,
  clickId: string,
  { userId, mayChange }: RemoveOptions,
): Promise<Removal> {
  const { track } = parts
  const found = await findSafely(parts, clickId)
  if (found === 'unavailable' || found === 'unreadable_click') return 'unavailable'
  const click = typeof found === 'string' ? lostOne(parts, clickId, found) : found
  if (typeof click === 'string') return click
  if (!mayChange(click.event.campaignId)) return 'forbidden'
  const job = { do: 'delete', click, userId, ...momentOf(track) } as const
  const verdict = await track.bookings.book(job, DEADLINE_MS)
  return verdict === null ? 'unavailable' : 'done'
}

/** Conversions outlive their click, and can be removed without it where nothing of them is left in reports. */
function lostOne(
  { conversions }: DeskParts,
  clickId: string,
  cause: Cause,
): FoundClick | 'unknown' | 'gone' {
  const booked = conversions.ofClickId(clickId).filter(({ isDeleted }) => !isDeleted)
  const [first] = booked
  const loss = lossBy(cause)
  if (first === undefined || loss === null) return 'unknown'
  const isSettled = loss === 'removed' || booked.every(isClickless)
  return isSettled ? rememberedClick(first, 'removed') : 'gone'
}

/** What can't be taken back never keeps the rest from it. */
async function undo(
  parts: AgainParts,
  clickIds: readonly string[],
  options: UndoOptions,
): Promise<Undone | null> {
  const undone = { clicks: 0, kept: 0 }
  const failed: NotUndone[] = []
  for (let at = 0; at < clickIds.length; at += UNDONE_AT_ONCE) {
    const some = clickIds.slice(at, at + UNDONE_AT_ONCE)
    const found = await Promise.all(some.map((id) => undoClick(parts, id, options)))
    for (const one of found) {
      if ('clickId' in one) failed.push(one)
      else if (one.result === 'accepted') undone.clicks++
      if ('detail' in one && one.detail === CHANGED_SINCE) undone.kept++
    }
    if (!found.every(isUnavailable)) continue
    if (at === 0) return null
    // Each would wait for the disk as long as these did.
    const rest = clickIds.slice(at + UNDONE_AT_ONCE)
    return { ...undone, failed: [...failed, ...rest.map((id) => notUndone(id, 'unavailable'))] }
  }
  return { ...undone, failed }
}

const isUnavailable = (one: Verdict | NotUndone) => one.cause === 'unavailable'

async function undoClick(
  parts: AgainParts,
  clickId: string,
  { importId, userId }: UndoOptions,
): Promise<Verdict | NotUndone> {
  const { track } = parts
  const click = await findSafely(parts, clickId)
  if (typeof click === 'string') return notUndone(clickId, click)
  const job = { do: 'undo', click, importId, userId, ...momentOf(track) } as const
  const verdict = await bookUndo(track, job, DEADLINE_MS).catch(() => null)
  return verdict ?? notUndone(clickId, 'unavailable')
}

function notUndone(clickId: string, cause: NotUndone['cause']): NotUndone {
  return { clickId, cause, hint: UNDO_HINTS.get(cause) ?? CLICK_GONE }
}

const CLICK_GONE = 'Its click is gone: its conversions stay as they are.'
const UNDO_HINTS: ReadonlyMap<NotUndone['cause'], string> = new Map([
  [
    'unreadable_click',
    'Its click is in a part of the ledger that can’t be read: `sluice ledger check` names it. Take the import back again once it can be read.',
  ],
  ['unavailable', 'It could not be looked up or stored now: take the import back again.'],
])
