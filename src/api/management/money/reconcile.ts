/** A network's list of conversions beside ours: what is only here, only there, or differs; applied. */
import { type Static, Type } from '@sinclair/typebox'

import { firstOf, type IncomingCall, readCall } from '../../../core/conversions/call.ts'
import { HINTS } from '../../../core/conversions/causes.ts'
import type { Conversion } from '../../../core/conversions/conversion.ts'
import { readTable, type UploadLine } from '../../../core/conversions/lines.ts'
import { hasOtherSign } from '../../../core/conversions/rates.ts'
import { differences, meantBy, type Theirs } from '../../../core/conversions/reconcile.ts'
import { meaningOf } from '../../../core/conversions/statuses.ts'
import { currencyCode } from '../../../core/currencies.ts'
import { titleCurrency } from '../../../core/files/currencies.ts'
import { API_LINES_MAX } from '../../../core/files/upload-parts.ts'
import { formatMoney, parseMoney } from '../../../core/money.ts'
import { timestampIn } from '../../../lib/time-text.ts'
import { breathe } from '../../../lib/turns.ts'
import { lookUp } from '../../../manage/access.ts'
import { undecidedRefusal } from '../../../manage/file-dates.ts'
import { FORBIDDEN, isRefusal, type Refusal, wrong } from '../../../manage/refusal.ts'
import type { LineVerdict } from '../../../track/conversions/desk.ts'
import { moneySettings, ratesIn } from '../../../track/conversions/settings.ts'
import { calendarOf, scopeCheck, scopeOf } from '../campaigns/catalog.ts'
import { type Call, type Operation, operation } from '../operation.ts'
import { PERIOD, periodOf } from '../reports/period.wire.ts'
import { PAYLOAD_MAX, TABLE_FORM, uploaded } from './conversion-imports.ts'

const optional = Type.Optional
const COMPARED_AT_ONCE = 500
const ONLY_HERE_MAX = 10_000
const Column = optional(Type.String({ minLength: 1, maxLength: 100 }))

/** Our names by what a person maps. */
const NAMES = {
  clickId: 'clickid',
  transactionId: 'tid',
  status: 'status',
  payout: 'payout',
  currency: 'currency',
  time: 'time',
} as const
type Named = keyof typeof NAMES

const Reconcile = Type.Object({
  networkId: Type.Integer({ minimum: 1 }),
  payload: Type.String({ minLength: 1, maxLength: PAYLOAD_MAX }),
  /** Headings of the list by what they hold; those with our names need none. */
  columns: optional(
    Type.Object({
      clickId: Column,
      transactionId: Column,
      status: Column,
      payout: Column,
      currency: Column,
      time: Column,
    }),
  ),
  ...TABLE_FORM,
  /** Numbers of the lines that are to be booked as they stand. */
  apply: optional(Type.Array(Type.Integer({ minimum: 2 }), { maxItems: API_LINES_MAX })),
  /** Whether sources are told of what is applied. */
  send: optional(Type.Boolean()),
  ...PERIOD,
})
type ReconcileCall = Call<unknown, unknown, Static<typeof Reconcile>>

async function reconcile(call: ReconcileCall) {
  const { body, caller, read, clock } = call
  // Whoever may compare amounts can find them out.
  if (caller.hidesMoney) return FORBIDDEN
  const network = lookUp(read, caller, 'affiliate_networks', { id: body.networkId, need: 'read' })
  if (isRefusal(network)) return network
  const timed = periodOf(body, clock(), calendarOf(call))
  if (isRefusal(timed)) return timed
  const lines = linesOf(body)
  if (isRefusal(lines)) return lines
  const compared = await comparedLines(call, lines)
  const applied = await applyLines(call, compared, timed.zone)
  if (applied !== null && isRefusal(applied)) return applied
  const matched = new Set(compared.flatMap(({ ours }) => ours?.id ?? []))
  // Of a test its network knows nothing.
  const own = ownOf(call, timed.period).filter(({ id, isTest }) => !isTest && !matched.has(id))
  return { ...viewOf(compared, own, timed.zone), applied }
}

function linesOf({
  payload,
  columns = {},
  ...form
}: Static<typeof Reconcile>): readonly UploadLine[] | Refusal {
  const named = Object.entries(columns).map(
    ([field, heading]) => [heading.trim().toLowerCase(), NAMES[field as Named]] as const,
  )
  const { lines, undecided } = readTable(payload, new Map(named), form)
  const asked = undecidedRefusal(undecided, 'payload')
  if (asked !== null) return asked
  const has = (name: string) => lines.some(({ fields }) => fields.has(name))
  if (lines.length === 0) return wrong('payload', 'holds no line below its heading')
  if (lines.length > API_LINES_MAX)
    return wrong('payload', `holds more than ${API_LINES_MAX} lines`)
  const isNamed = ['clickid', 'subid', 'sub_id', 'click_id', 'cnv_id', 'tid', 'txid'].some(has)
  return isNamed ? lines : wrong('columns', 'no column holds the click id or the transaction id')
}

interface Compared {
  readonly line: UploadLine
  readonly theirs: Theirs
  /** `null`: there is none here. */
  readonly ours: Conversion | null
  readonly differs: readonly string[]
}

async function comparedLines(
  call: ReconcileCall,
  lines: readonly UploadLine[],
): Promise<Compared[]> {
  const compared: Compared[] = []
  const rateOf = ratesIn(call.tables())
  const isInScope = scopeCheck(call)
  for (const line of lines) {
    const theirs = theirsOf(call, line)
    const candidates = candidatesOf(call, theirs).filter(({ campaignId }) => isInScope(campaignId))
    const ours = meantBy(theirs, candidates)
    const differs = ours === null ? [] : differences(theirs, ours, rateOf)
    compared.push({ line, theirs, ours, differs })
    if (compared.length % COMPARED_AT_ONCE === 0) await breathe()
  }
  return compared
}

function theirsOf({ tables, body }: ReconcileCall, { number, fields }: UploadLine): Theirs {
  const said: IncomingCall = readCall(fields, 'keitaro', false)
  const { settings, network } = tables()
  const money = moneySettings(settings)
  const ofNetwork = network(body.networkId)?.statusMap ?? []
  const word = firstOf(fields, ['status', 'type', 'cnv_status'])
  const named = titleCurrency(body.columns?.payout ?? '')
  const usual = named || network(body.networkId)?.currency || money.currency
  const currency = currencyCode(said.currency) || usual
  return {
    line: number,
    clickId: said.clickId.toLowerCase(),
    transactionId: said.transactionId,
    word,
    class:
      meaningOf(word, { ofCall: [], ofNetwork, ofUser: money.words }, 'keitaro')?.class ?? null,
    payout: said.payout,
    payoutMicros: hasOtherSign(said.payout, currency) ? null : parseMoney(said.payout),
    currency,
  }
}

/** Of campaigns of everybody. */
function candidatesOf(call: ReconcileCall, { clickId, transactionId }: Theirs): Conversion[] {
  const { conversions } = call.read
  const found =
    clickId === '' ? conversions.ofTransaction(transactionId) : conversions.ofClickId(clickId)
  return found.filter(({ networkId }) => networkId === call.body.networkId || clickId !== '')
}

function ownOf(call: ReconcileCall, { from, to }: { readonly from: number; readonly to: number }) {
  return call.read.conversions.list({
    from,
    to,
    campaignIds: scopeOf(call),
    targets: null,
    networkIds: [call.body.networkId],
    anyIds: null,
    countries: null,
    classes: null,
    edge: null,
    toward: 'older',
    limit: ONLY_HERE_MAX,
  })
}

/** As one import, which can be taken back; `null`: nothing was to be applied. */
async function applyLines(call: ReconcileCall, compared: readonly Compared[], zone: string) {
  const { apply = [], send = true } = call.body
  if (apply.length === 0) return null
  const wanted = new Set(apply)
  const chosen = compared.filter(({ line }) => wanted.has(line.number))
  if (chosen.length < wanted.size) return wrong('apply', 'names a line that is not in the list')
  // A label that nobody has mapped would count as money, and may well say that there is none.
  const isOpen = ({ theirs }: Compared) => theirs.word !== '' && theirs.class === null
  const open = chosen.filter(isOpen)
  const lines = chosen.filter((each) => !isOpen(each)).map(asUpload)
  const how = {
    isDry: false,
    isSilent: !send,
    isUpsellOff: false,
    unknown: 'skip',
    zone,
    dialect: 'keitaro',
  } as const
  const results = lines.length === 0 ? [] : await uploaded(call, lines, how)
  const importId = results[0]?.importId ?? null
  const told = [
    ...results.map(({ importId: _number, unmapped: _word, ...rest }) => rest),
    ...open.map(({ theirs }) => notMapped(theirs)),
  ]
  return { importId, results: told.toSorted((a, b) => a.line - b.line) }
}

function notMapped({ line, clickId }: Theirs): Omit<LineVerdict, 'unmapped'> {
  const cause = 'unmapped_status'
  const hint = HINTS[cause]
  return { line, clickId, result: 'failed', cause, hint, conversionId: null, notes: [] }
}

/** A line without a click id is for the click of its conversion, and keeps to that conversion. */
function asUpload({ line, theirs, ours }: Compared): UploadLine {
  const fields = new Map(line.fields)
  // What it was compared in, be it by the title of the payouts.
  if (theirs.payout !== '') fields.set('currency', theirs.currency)
  if (ours === null) return { ...line, fields }
  fields.set('clickid', ours.clickId)
  fields.set('tid', theirs.transactionId || ours.transactionId)
  if (theirs.word !== '') return { ...line, fields }
  // It says nothing of what became of it; without a status it would be a sale.
  fields.set('status', ours.word)
  fields.set(`${ours.class}_status`, ours.word)
  return { ...line, fields, isStatusBlank: false }
}

function viewOf(compared: readonly Compared[], own: readonly Conversion[], zone: string) {
  const there = compared.filter(({ ours }) => ours === null)
  const differing = compared.filter(({ differs }) => differs.length > 0)
  return {
    lines: compared.length,
    equal: compared.length - there.length - differing.length,
    onlyThere: there.map(({ theirs }) => thereView(theirs)),
    onlyHere: own.map((conversion) => hereView(conversion, zone)),
    differing: differing.map(({ theirs, ours, differs }) => ({
      line: theirs.line,
      differs,
      there: thereView(theirs),
      here: hereView(ours!, zone),
    })),
  }
}

function thereView({ line, clickId, transactionId, word, payout, currency }: Theirs) {
  return { line, clickId, transactionId, status: word, payout, currency }
}

function hereView(conversion: Conversion, zone: string) {
  const { id, clickId, transactionId, word, payoutMicros, payoutCurrency, time } = conversion
  return {
    conversionId: id,
    clickId,
    transactionId,
    status: word,
    class: conversion.class,
    payout: formatMoney(payoutMicros),
    currency: payoutCurrency,
    at: timestampIn(zone, time),
  }
}

export const reconcileOperations: readonly Operation[] = [
  operation({
    method: 'POST',
    path: '/conversions/reconcile',
    id: 'reconcileConversions',
    summary: 'A network’s list beside ours; lines of it booked as they stand',
    tag: 'Conversions',
    own: true,
    body: Reconcile,
    run: reconcile,
  }),
]
