/** Does one job inside the transaction of its batch. */
import type { Conversion, ConversionStep, StepKind } from '../../core/conversions/conversion.ts'
import { takenBack } from '../../core/conversions/import-effects.ts'
import type { Reading } from '../../core/conversions/reading.ts'
import { atOffer } from '../../core/conversions/to-offer.ts'
import { Flag } from '../../core/event.ts'
import type { RoutingTables } from '../../core/tables.ts'
import type { StoredStep } from '../../db/money/conversions.ts'
import type { Trimmed } from '../../db/money/incoming-calls.ts'
import { ipRangeSet, parseIp, parseIpRange } from '../../lib/ip.ts'
import { DAY_MS } from '../../lib/spans.ts'
import { book } from './book.ts'
import {
  type CallJob,
  CHANGED_SINCE,
  type DeleteJob,
  type FoundClick,
  type Job,
  type LineJob,
  type UndoJob,
  type UpdateJob,
  type Verdict,
} from './jobs.ts'
import { type Clerk, enqueue, keep, NO_CALL, standOf, updateEvents } from './keep.ts'
import { logCall } from './log-call.ts'
import { asRemembered } from './lost-click.ts'
import { moneySettings } from './settings.ts'
import { settle } from './settle.ts'
import { accepted, asLogged, nothing, parked } from './verdicts.ts'

/** A job that was only to be tried: its verdict comes as an error, so that all it did is undone. */
export class DryRun extends Error {
  readonly verdict: Verdict
  constructor(verdict: Verdict) {
    super('nothing of a dry run is kept')
    this.verdict = verdict
  }
}

export function work(clerk: Clerk, job: Job): Verdict {
  switch (job.do) {
    case 'call':
      return settled(job, callVerdict(clerk, job))
    case 'line':
      return settled(job, line(clerk, job))
    case 'update':
      return update(clerk, job)
    case 'delete':
      return remove(clerk, job)
    case 'undo':
      return undo(clerk, job)
    case 'moved':
      clerk.queue.remove(job.ids)
      return nothing('nothing', null, '')
    case 'tidy':
      return tidied(clerk.calls.trim(job.now))
    case 'settle':
      return settle(clerk, job)
    case 'wake':
      clerk.calls.wake(job.wake, job.now)
      return nothing('nothing', null, '')
  }
}

/** `detail` holds how many parked calls were lost; `ignored`: there is more to do. */
function tidied({ lost, isDone }: Trimmed): Verdict {
  return nothing(isDone ? 'nothing' : 'ignored', null, String(lost))
}

function settled({ isDry }: { readonly isDry: boolean }, verdict: Verdict): Verdict {
  if (isDry) throw new DryRun({ ...verdict, events: [], caps: [], isConfirmed: false })
  return verdict
}

/** The call is logged first, so that its steps can name it. */
function callVerdict(clerk: Clerk, sent: CallJob): Verdict {
  const known = sent.stored && clerk.calls.find(sent.stored.id)
  // It was tried again by itself, or by somebody else, while this job was on its way.
  if (known && known.verdict !== 'parked') return asLogged(known)
  const job = toOffer(clerk, withKnown(clerk, sent))
  const log = logCall(clerk, job, networkOf(job))
  const { address, refusal } = admission(job, clerk.tables())
  const verdict = refusal ?? bookedCall(clerk, job, log.id)
  const key = job.key?.kind ?? 'none'
  const admitted = { key, address, ...(job.signedBy && { signedBy: job.signedBy }) } as const
  return log({ ...verdict, reading: { ...admitted, ...verdict.reading } })
}

function bookedCall(clerk: Clerk, job: CallJob, callId: number): Verdict {
  const { call, click, key, raw, stored, afterSeq } = job
  if (typeof click === 'string') return parked(click, call.clickId)
  return book(clerk, {
    call,
    click,
    arrivedAt: raw.at,
    origin: stored === null ? 'postback' : 'reapply',
    isPersons: false,
    isCorrection: false,
    isPixel: key?.kind === 'pixel',
    callId,
    importId: null,
    userId: null,
    afterSeq,
    calledOrigin: raw.origin,
  })
}

/** Conversions outlive their click: whose offer it was, and whose network. */
function withKnown({ conversions }: Clerk, job: CallJob): CallJob {
  const { click } = job
  if (typeof click === 'string' || click.lost === undefined) return job
  const [first] = conversions.ofClick(click.event.clickSeq)
  return first === undefined ? job : { ...job, click: asRemembered(click, first) }
}

/** The conversion belongs to another offer of the click's path, if the call says so. */
function toOffer({ tables }: Clerk, job: CallJob): CallJob {
  const { call, click } = job
  if (call.toOffer === 0 || typeof click === 'string') return job
  const event = atOffer(click.event, call.toOffer, tables())
  if (event !== null) return { ...job, click: { ...click, event } }
  return { ...job, call: { ...call, notes: [...call.notes, 'to_offer_unknown'] } }
}

function networkOf({ click, key }: CallJob): number {
  const ofClick = typeof click === 'string' ? 0 : click.event.networkId
  return ofClick > 0 ? ofClick : (key?.networkId ?? 0)
}

interface Admission {
  readonly address: Reading['address']
  /** Why the call may not touch this click, if it may not. */
  readonly refusal: Verdict | null
}

/** An unknown click has no network; then that of the key is asked. */
function admission(job: CallJob, tables: RoutingTables): Admission {
  const { click, key, raw } = job
  const isKnown = typeof click !== 'string'
  const ofClick = isKnown ? tables.network(click.event.networkId) : null
  const asked = ofClick ?? (key?.networkId ? tables.network(key.networkId) : null)
  const isTest = isKnown && (click.event.flags & Flag.test) !== 0
  // It is called from this machine, and shall show all the rest.
  const address = isTest ? 'test' : addressVerdict(asked?.allowedAddresses ?? [], raw.ip)
  const refusal =
    (isKnown ? refusedKey(job, click, tables) : null) ??
    (address === 'refused' ? parked('ip_not_allowed', raw.ip) : null) ??
    (isKnown ? refusedCall(job, click, tables) : null)
  return { address, refusal }
}

function refusedKey(
  { key, signedBy }: CallJob,
  { event }: FoundClick,
  tables: RoutingTables,
): Verdict | null {
  const network = tables.network(event.networkId)
  if (key?.networkId && event.networkId > 0 && key.networkId !== event.networkId) {
    return parked('other_network', network?.name ?? '')
  }
  const { isKeylessAllowed } = moneySettings(tables.settings)
  const isNeeded = key === null && !(isKeylessAllowed && (network?.allowsKeyless ?? true))
  if (isNeeded) return parked('key_required', network?.name ?? '')
  // A call that was looked at when it came is not among these.
  const isOpen = network?.signature && signedBy !== null && !signedBy.includes(network.id)
  return isOpen ? parked('unsigned', network.name) : null
}

function refusedCall(
  { call, raw }: CallJob,
  { event }: FoundClick,
  tables: RoutingTables,
): Verdict | null {
  if (call.isMalformed) return parked('malformed', 'status or transaction id')
  return raw.at - event.time > moneySettings(tables.settings).windowDays * DAY_MS
    ? parked('too_old', new Date(event.time).toISOString())
    : null
}

function addressVerdict(ranges: readonly string[], text: string): Reading['address'] {
  if (ranges.length === 0) return 'any'
  return isAllowed(ranges, text) ? 'listed' : 'refused'
}

function isAllowed(ranges: readonly string[], text: string): boolean {
  const ip = parseIp(text)
  return ip !== null && ipRangeSet(ranges.flatMap((each) => parseIpRange(each) ?? [])).contains(ip)
}

function line(clerk: Clerk, job: LineJob): Verdict {
  const { call, click, at, importId, userId, isCorrection, afterSeq } = job
  if (call.isMalformed) return parked('malformed', 'status or transaction id')
  return book(clerk, {
    call,
    click,
    arrivedAt: at,
    origin: importId === null ? 'person' : 'upload',
    isPersons: true,
    isCorrection,
    isPixel: false,
    callId: null,
    importId,
    userId,
    afterSeq,
    calledOrigin: '',
  })
}

function update(clerk: Clerk, { click, update: change, at, afterSeq }: UpdateJob): Verdict {
  const events = updateEvents(clerk, click, change, at)
  const queued = enqueue(clerk, events, afterSeq)
  return accepted(null, { events: queued, isConfirmed: false, caps: [] })
}

function remove(clerk: Clerk, job: DeleteJob): Verdict {
  const { conversions } = clerk
  const ofClick = conversions.ofClick(job.click.event.clickSeq)
  const counted = ofClick.filter(({ isDeleted }) => !isDeleted)
  // The first one last, so that none of the others becomes the first on the way.
  const verdicts = counted.toReversed().map((conversion) => {
    const after = { ...conversion, isDeleted: true, changedAt: job.at }
    return personsStep(clerk, job, { kind: 'deleted', conversion, after, importId: null })
  })
  return joined(verdicts)
}

/**
 * The newest first; what was taken back before stays as it is, and so does what was changed again
 * since the import: the verdict's detail is `CHANGED_SINCE` if there is such a thing.
 */
function undo(clerk: Clerk, job: UndoJob): Verdict {
  const { conversions } = clerk
  const { clickSeq } = job.click.event
  const steps = conversions.stepsOfClick(clickSeq).toReversed()
  const undone: StoredStep[] = []
  const verdicts: Verdict[] = []
  const done = new Set<number>()
  const changedSince = new Set<number>()
  let isKept = false
  for (const step of steps) {
    const { importId, kind, conversionId, origin } = step
    // A rate that came for the import's amount is no change of it; the amount of before gets its own.
    if (origin === 'rate') continue
    const isDone = done.has(conversionId) || changedSince.has(conversionId)
    if (importId !== job.importId) changedSince.add(conversionId)
    else if (kind === 'undone') done.add(conversionId)
    else if (!isDone) {
      undone.push(step)
      verdicts.push(undoStep(clerk, job, step))
    } else isKept ||= !done.has(conversionId)
  }
  const verdict = joined(verdicts)
  const events = [...verdict.events, ...undoEffects(clerk, job, undone)]
  return { ...verdict, events, detail: isKept ? CHANGED_SINCE : '' }
}

/** What the steps' lines said of the click; the newest come first. */
function undoEffects(clerk: Clerk, { click, at, afterSeq }: UndoJob, steps: readonly StoredStep[]) {
  const effects = steps.flatMap(({ effect }) => effect ?? [])
  if (effects.length === 0) return []
  const update = takenBack(effects, standOf(clerk.clicks, click))
  return enqueue(clerk, updateEvents(clerk, click, update, at), afterSeq)
}

function undoStep(clerk: Clerk, job: UndoJob, step: StoredStep): Verdict {
  const conversion = clerk.conversions.find(step.conversionId)
  if (conversion === null) return nothing('nothing', step.conversionId, '')
  const state = step.before ?? { isDeleted: true }
  const after = { ...conversion, changedAt: job.at, ...state }
  return personsStep(clerk, job, { kind: 'undone', conversion, after, importId: job.importId })
}

interface PersonsChange {
  readonly kind: StepKind
  readonly conversion: Conversion
  readonly after: Conversion
  readonly importId: number | null
}

function personsStep(
  clerk: Clerk,
  { click, at, userId, afterSeq }: DeleteJob | UndoJob,
  { kind, conversion, after, importId }: PersonsChange,
): Verdict {
  const step: ConversionStep = {
    id: 0,
    kind,
    before: conversion,
    conversion: after,
    time: at,
    arrivedAt: at,
    origin: 'person',
    isSilent: true,
  }
  const stored = clerk.conversions.ofClick(click.event.clickSeq)
  const keeping = { ...NO_CALL, click, arrivedAt: at, importId, userId, afterSeq, stored }
  return keep(clerk, step, keeping)
}

function joined(verdicts: readonly Verdict[]): Verdict {
  const [first] = verdicts
  if (first === undefined) return nothing('nothing', null, '')
  return {
    ...first,
    events: verdicts.flatMap(({ events }) => events),
    caps: verdicts.flatMap(({ caps }) => caps),
  }
}
