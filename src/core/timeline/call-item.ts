/** A call from a network as the timeline shows it: raw, how it was let in, how each part was read. */
import { timestampIn } from '../../lib/time-text.ts'
import { storedClickId } from '../click-id.ts'
import { beside, CALL_NAMES, firstOf, type ParameterRead } from '../conversions/call.ts'
import { meaningText, parametersRead, parseReading, type Reading } from '../conversions/reading.ts'
import { formatMoney } from '../money.ts'
import type { CallRecord } from './records.ts'
import type { TimelineItem } from './told.ts'

export function callItem(call: CallRecord): TimelineItem {
  const why = call.cause === '' ? '' : ` (${call.cause})`
  const { at, clickId, fields, reading: json, ...facts } = call
  const pairs = JSON.parse(fields) as [name: string, value: string][]
  // Of a parameter that came twice the first one counts.
  const byName = new Map(pairs.toReversed())
  const reading = parseReading(json)
  return {
    at,
    kind: 'call',
    title: `The network called: ${call.verdict.replaceAll('_', ' ')}${why}`,
    detail: {
      ...facts,
      ...admissionOf(reading),
      fields: Object.fromEntries(byName),
      read: howRead(parametersRead(beside(holderOf(byName, clickId), byName)), reading),
    },
  }
}

/** The parameter inside of an object that names the click, where no usual one does; `''`: none. */
function holderOf(fields: ReadonlyMap<string, string>, clickId: string): string {
  if (firstOf(fields, CALL_NAMES.clickId) !== '') return ''
  const found = [...fields].find(
    ([name, value]) => name.includes('.') && storedClickId(value) === clickId,
  )
  return found?.[0] ?? ''
}

const KEYS: Readonly<Record<Reading['key'], string>> = {
  general: 'the general key',
  network: 'the key of a network',
  pixel: 'a pixel key: its payout does not count unless the network trusts browsers',
  none: 'no key: the click id stood in for it',
}
const ADDRESSES: Readonly<Record<Reading['address'], string>> = {
  any: 'allowed: the network has no list',
  listed: 'allowed: on the network’s list',
  refused: 'refused: not on the network’s list',
  test: 'not asked: the click is a test of our own',
}

function admissionOf({ key, address }: Partial<Reading>) {
  return {
    ...(key === undefined ? {} : { key: KEYS[key] }),
    ...(address === undefined ? {} : { address: ADDRESSES[address] }),
  }
}

/** By what was meant: the parameter it stood in, and what became of its value. */
function howRead(
  read: Readonly<Record<string, ParameterRead>>,
  { status, payout, kept }: Partial<Reading>,
): Readonly<Record<string, string>> {
  const sent = Object.entries(read).map(([field, { name, value }]) => [field, `${name}=${value}`])
  const plain: Record<string, string> = Object.fromEntries(sent)
  const word = plain['status'] ?? 'not sent, so sale'
  const meant = status === undefined ? '' : `: ${status === null ? 'unknown' : meaningText(status)}`
  return {
    ...plain,
    status: `${word}${meant}`,
    ...(payout
      ? { payout: `${plain['payout'] ?? 'not sent'}: ${payoutText(payout)}${keptText(kept)}` }
      : {}),
  }
}

const SOURCES = {
  sent: 'as sent',
  agreed: 'as agreed for the offer or the status',
  default: 'the offer’s own, where nothing is known yet',
} as const

function keptText(kept: Reading['kept']): string {
  if (kept === undefined) return ''
  const at = timestampIn('UTC', kept.at)
  return `; ${formatMoney(kept.micros)} ${kept.currency} was kept, set by hand at ${at} UTC`
}

function payoutText({ micros, currency, source }: NonNullable<Reading['payout']>): string {
  return `${formatMoney(micros)} ${currency}, ${SOURCES[source]}`
}
