/** A call from a network, read: which parameter says what (`conversions.md` 2). */
import { DAY_MS, MINUTE_MS } from '../../lib/spans.ts'
import { localToUtc } from '../../lib/zoned-time.ts'
import { hasMacroShape } from '../macro-shape.ts'
import { parseMoney } from '../money.ts'
import type { StatusClass, StatusWord } from './classes.ts'
import { type Dialect, saysLoss } from './statuses.ts'

/** The names of what is said of a conversion, the strongest first. */
export const CALL_NAMES = {
  clickId: ['subid', 'sub_id', 'clickid', 'click_id', 'cnv_id'],
  status: ['status', 'type', 'cnv_status'],
  status2: ['cnv_status2'],
  payout: ['payout', 'revenue', 'profit'],
  currency: ['currency', 'cnv_currency'],
  transactionId: ['tid', 'txid', 'transaction_id'],
  cost: ['cost'],
  time: ['time'],
  offer: ['to_offer'],
} as const
const WORD_LISTS: readonly (readonly [string, StatusClass])[] = [
  ['ignore_status', 'ignore'],
  ['rejected_status', 'rejected'],
  ['rebill_status', 'rebill'],
  ['sale_status', 'sale'],
  ['lead_status', 'lead'],
]

const OTHER_NAMES: readonly string[] = [
  ...WORD_LISTS.map(([name]) => name),
  'external_id',
  'disable_postback',
  'disable_upsell',
  'return',
  'from',
]
const KNOWN_NAMES: ReadonlySet<string> = new Set([
  ...Object.values(CALL_NAMES).flat(),
  ...OTHER_NAMES,
])

/** Whether anything is made of a parameter of the name. */
export function isCallName(name: string): boolean {
  return KNOWN_NAMES.has(name) || EVENT.test(name) || SUB_ID.test(name)
}

/** Of a parameter that stood inside of objects: `click.ua` is one called `ua`. */
export function innermostName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1)
}

const WORD_MAX = 64
const TRANSACTION_MAX = 255
const RETURN_MAX = 256
const SENDER_MAX = 255
const FIELD_MAX = 1024
const EVENT = /^(add_)?event([1-9]|[12]\d|30)$/
const SUB_ID = /^(?:sub_id_|t)([1-9]|[12]\d|30)$/
const EVENT_VALUE = /^[-+]?\d{1,10}(?:\.\d{1,2})?$/
const EVENT_MAX_MICROS = 1_000_000_000_000_000
/** Texts that senders leave where a value should stand. */
const ABSENT: ReadonlySet<string> = new Set(['', 'OPTIONAL', 'REPLACE', 'null', 'undefined'])

export type CallNote =
  | 'repeated'
  | 'macro_not_replaced'
  | 'event_unreadable'
  | 'cost_unreadable'
  | 'time_ignored'
  | 'pixel_payout_ignored'
  | 'to_offer_unknown'

/** Texts are `''` where nothing was sent. */
export interface IncomingCall {
  readonly dialect: Dialect
  readonly clickId: string
  readonly word: string
  readonly word2: string
  readonly payout: string
  readonly currency: string
  readonly transactionId: string
  /** Micro-units; `null`: none that can be read. */
  readonly costMicros: number | null
  /** What the network's words mean, for this call. */
  readonly words: readonly StatusWord[]
  readonly update: ClickUpdate
  /** Place of the offer in its path, from 1; 0: not said. */
  readonly toOffer: number
  readonly isSilent: boolean
  readonly isUpsellOff: boolean
  readonly returns: string
  readonly sender: string
  /** Epoch milliseconds; `null`: not said, or not readable. */
  readonly time: number | null
  /** How long what was sent is: a day, a minute, a second or a millisecond. */
  readonly timeSpanMs: number
  readonly notes: readonly CallNote[]
  /** A status or transaction id that is too long to be one. */
  readonly isMalformed: boolean
}

/** What a call says of the click itself. */
export interface ClickUpdate {
  /** New values by number; `''` takes a value away. */
  readonly subIds: ReadonlyMap<number, string>
  /** `null`: not said. */
  readonly externalId: string | null
  readonly values: readonly ValueChange[]
}

export interface ValueChange {
  readonly number: number
  readonly how: 'set' | 'add'
  readonly micros: number
}

/** `isRepeated`: a parameter came more than once. The first one of `fields` counts. */
export function readCall(
  fields: ReadonlyMap<string, string>,
  dialect: Dialect,
  isRepeated: boolean,
): IncomingCall {
  const others = otherCase(fields)
  const first = (names: readonly string[]) => firstOf(fields, names) || firstOf(others, names)
  const word = first(CALL_NAMES.status) || (lossElsewhere(fields)?.value ?? '')
  const labels = [CALL_NAMES.transactionId, CALL_NAMES.status2, ['from']].map(first)
  const [transactionId = '', word2 = '', sender = ''] = labels.map(unlessMacro)
  const cost = first(CALL_NAMES.cost)
  const time = first(CALL_NAMES.time)
  const values = valuesIn(fields)
  const noted: readonly (readonly [CallNote, boolean])[] = [
    ['repeated', isRepeated],
    ['macro_not_replaced', labels.some(hasMacroShape)],
    ['event_unreadable', values.unreadable !== null],
    ['cost_unreadable', cost !== '' && parseMoney(cost) === null],
    ['time_ignored', time !== '' && parseTime(time) === null],
  ]
  return {
    dialect,
    // One of another case may be an id of theirs, and a call without one is kept and told.
    clickId: firstOf(fields, CALL_NAMES.clickId),
    word: word === '' ? 'sale' : word,
    word2,
    payout: first(CALL_NAMES.payout),
    currency: first(CALL_NAMES.currency),
    transactionId,
    costMicros: cost === '' ? null : parseMoney(cost),
    words: WORD_LISTS.flatMap(([name, of]) => wordsIn(first([name]), of)),
    update: {
      subIds: saidSubIds(fields),
      externalId: externalIdIn(fields),
      values: values.changes,
    },
    toOffer: Number(/^\d{1,3}$/.exec(first(CALL_NAMES.offer))?.[0] ?? 0),
    isSilent: first(['disable_postback']) === '1',
    isUpsellOff: first(['disable_upsell']) === '1',
    returns: first(['return']).slice(0, RETURN_MAX),
    sender: sender.slice(0, SENDER_MAX),
    time: parseTime(time),
    timeSpanMs: timeSpan(time),
    notes: noted.flatMap(([note, is]) => (is ? [note] : [])),
    isMalformed:
      word.length > WORD_MAX || word2.length > WORD_MAX || transactionId.length > TRANSACTION_MAX,
  }
}

/** Names by which networks say what has happened, where nobody can say how theirs are called. */
const HAPPENED =
  /(?:^|[._-])(?:status|state|event|type|action|STATUS|STATE|EVENT|TYPE|ACTION)$|(?:^|[a-z._-])(?:Status|State|Event|Type|Action)$/

/** A refund that is told under a name that is none of ours would be a sale. */
export function lossElsewhere(fields: ReadonlyMap<string, string>): ParameterRead | null {
  for (const [name, value] of fields) {
    const isOurs = isCallName(name) || isCallName(innermostName(name).toLowerCase())
    if (!isOurs && HAPPENED.test(name) && saysLoss(value.trim()))
      return { name, value: value.trim() }
  }
  return null
}

export interface ParameterRead {
  /** The name it was sent by. */
  readonly name: string
  readonly value: string
}

/** The update of a call that only changes its click; a text says which value can't be read. */
export function readUpdate(fields: ReadonlyMap<string, string>): ClickUpdate | string {
  const { changes, unreadable } = valuesIn(fields)
  if (unreadable !== null) return `${unreadable}: not a number`
  return { subIds: subIdsIn(fields), externalId: externalIdIn(fields), values: changes }
}

/** Whether it sets an event of a click, or adds to one. */
export function tellsEvent(fields: ReadonlyMap<string, string>): boolean {
  return [...fields.keys()].some((name) => EVENT.test(name))
}

/** Whether it says of the click anything that replaces what holds of it. */
export function changesDetails({ subIds, externalId }: ClickUpdate): boolean {
  return subIds.size > 0 || externalId !== null
}

export function isEmptyUpdate(update: ClickUpdate): boolean {
  return !changesDetails(update) && update.values.length === 0
}

/**
 * What names with capitals say, by the names in small letters: without `Status=rejected` the call
 * would be a sale.
 */
export function otherCase(fields: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const capital = [...fields].filter(([name]) => name !== name.toLowerCase())
  return capital.length === 0
    ? NO_FIELDS
    : new Map(capital.toReversed().map(([name, value]) => [name.toLowerCase(), value]))
}

const NO_FIELDS: ReadonlyMap<string, string> = new Map()

/**
 * What stands beside the parameter, in the same object, under its plain name; what the call says
 * outside of objects comes before. `name` is that of both, `data.subid`.
 */
export function beside(
  name: string,
  fields: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const outer = name.slice(0, name.lastIndexOf('.') + 1)
  if (outer === '') return fields
  const inner = [...fields].flatMap(([each, value]) =>
    each.startsWith(outer) ? [[each.slice(outer.length), value] as const] : [],
  )
  const said = [...fields].filter(([, value]) => !ABSENT.has(value.trim()))
  return new Map([...inner, ...said])
}

/** The first of the names that holds anything; `''`: none does. */
export function firstOf(fields: ReadonlyMap<string, string>, names: readonly string[]): string {
  return firstNamed(fields, names)?.value ?? ''
}

/** The same with the name that held it. */
export function firstNamed(
  fields: ReadonlyMap<string, string>,
  names: readonly string[],
): { readonly name: string; readonly value: string } | null {
  for (const name of names) {
    const value = fields.get(name)?.trim() ?? ''
    if (!ABSENT.has(value)) return { name, value }
  }
  return null
}

function wordsIn(list: string, of: StatusClass): StatusWord[] {
  return list.split(',').flatMap((word) => (word.trim() === '' ? [] : [{ word, class: of }]))
}

/** Set before add, whatever their order in the call. */
function valuesIn(fields: ReadonlyMap<string, string>) {
  const changes: ValueChange[] = []
  let unreadable: string | null = null
  for (const [name, value] of fields) {
    const [, adds, number] = EVENT.exec(name) ?? []
    if (number === undefined || ABSENT.has(value.trim())) continue
    const micros = eventMicros(value.trim())
    if (micros === null) unreadable ??= name
    else changes.push({ number: Number(number), how: adds ? 'add' : 'set', micros })
  }
  const order = { set: 0, add: 1 }
  return { changes: changes.toSorted((a, b) => order[a.how] - order[b.how]), unreadable }
}

function eventMicros(text: string): number | null {
  if (!EVENT_VALUE.test(text)) return null
  const micros = Math.round(Number(text) * 1_000_000)
  return Math.abs(micros) > EVENT_MAX_MICROS ? null : micros
}

function subIdsIn(fields: ReadonlyMap<string, string>): Map<number, string> {
  const subIds = new Map<number, string>()
  for (const [name, value] of fields) {
    const number = SUB_ID.exec(name)?.[1]
    if (number !== undefined) subIds.set(Number(number), value.slice(0, FIELD_MAX))
  }
  return subIds
}

/** What a network left empty, or did not replace, takes nothing away. */
function saidSubIds(fields: ReadonlyMap<string, string>): Map<number, string> {
  return new Map([...subIdsIn(fields)].filter(([, value]) => isSaid(value)))
}

/** Sources are told by it. */
function externalIdIn(fields: ReadonlyMap<string, string>): string | null {
  const value = fields.get('external_id') ?? ''
  return isSaid(value) ? value.slice(0, FIELD_MAX * 2) : null
}

/** As an id it would make one transaction of all that the network reports. */
function unlessMacro(value: string): string {
  return hasMacroShape(value) ? '' : value
}

function isSaid(value: string): boolean {
  return !ABSENT.has(value.trim()) && !hasMacroShape(value.trim())
}

const SECONDS = /^\d{9,10}$/
const MILLISECONDS = /^\d{13}$/
const DATE =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,6})?)?(Z|[-+]\d\d:?\d\d)?)?$/

function timeSpan(text: string): number {
  if (SECONDS.test(text)) return 1000
  const [, , , , hour, , second] = DATE.exec(text) ?? []
  if (hour === undefined) return DATE.test(text) ? DAY_MS : 1
  return second === undefined ? MINUTE_MS : 1000
}

/**
 * When it happened; `null`: the call does not say, or it can't be. Lists of networks often have days
 * only, and the day of a click begins before it: then it is the time of the click.
 */
export function timeOf(
  { time, timeSpanMs }: Pick<IncomingCall, 'time' | 'timeSpanMs'>,
  clickTime: number,
  arrivedAt: number,
): number | null {
  if (time === null || time > arrivedAt || time + timeSpanMs <= clickTime) return null
  return Math.max(time, clickTime)
}

/** Unix seconds or milliseconds, or ISO 8601; in the zone unless it says otherwise. */
export function parseTime(text: string, zone: string = 'UTC'): number | null {
  if (SECONDS.test(text)) return Number(text) * 1000
  if (MILLISECONDS.test(text)) return Number(text)
  const found = DATE.exec(text)
  if (found === null) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1, 7)
    .map((digits) => Number(digits ?? 0))
  const isReal = month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour <= 24 && minute < 60
  if (!isReal || second > 60) return null
  const clock = { year, month, day, hour, minute, second }
  const offset = found[7]
  return offset === undefined
    ? localToUtc(zone, clock)
    : localToUtc('UTC', clock) - offsetMs(offset)
}

function offsetMs(text: string): number {
  if (text === 'Z') return 0
  const [hours, minutes] = [text.slice(1, 3), text.slice(-2)].map(Number)
  return (text.startsWith('-') ? -1 : 1) * (hours! * 60 + minutes!) * MINUTE_MS
}
