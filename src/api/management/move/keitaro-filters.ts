/**
 * Filters of Keitaro's flows as ours. Names and lists are mostly the same; where theirs says a value in other
 * words, or looks at a part of a text, the payload is written as ours wants it. A filter that can't be read
 * is none: its flow must not take visitors whom it would have turned away.
 */
import { COUNTRIES } from '../../../core/countries.ts'
import { checkFilter, filterTypes } from '../../../core/filters/index.ts'
import type { FilterSpec } from '../../../core/model.ts'
import { quote } from '../../../core/text-pattern.ts'
import { type Foreign, nameIn, numberOf, objectOf, textOf, textsOf } from './foreign.ts'
import type { Remarks, Subject } from './remarks.ts'

/** What theirs are called, where ours have another name. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['ipv_6', 'ipv6'],
  ['referer', 'referrer'],
  ['empty_referer', 'empty_referrer'],
  ['using_proxy', 'proxy'],
  ['is_bot', 'bot'],
  ['unique_click', 'uniqueness'],
  ['unique', 'uniqueness'],
  ['date_interval', 'interval'],
  ['geo', 'country'],
])

type ReadPayload = (given: unknown) => unknown

const nothing: ReadPayload = () => null
/** Of a text that is looked for anywhere in the value, not compared with all of it. */
const anywhere: ReadPayload = (given) =>
  listIn(given).map((one) => (/[*@]|^\/.*\/$/.test(one) ? one : `*${one}*`))
const inWords =
  (words: ReadonlyMap<string, readonly string[]>): ReadPayload =>
  (given) =>
    listIn(given).flatMap((one) => words.get(one.toLowerCase()) ?? [one])

const CONNECTIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ['mobile', ['cellular']],
  ['cable/dsl', ['cable']],
  ['wifi', ['cable', 'corporate', 'dialup', 'satellite']],
])
const DEVICES: ReadonlyMap<string, readonly string[]> = new Map([
  ['smartphone', ['mobile']],
  ['feature phone', ['mobile']],
  ['phablet', ['mobile']],
  ['game console', ['console']],
  ['smart tv', ['tv']],
  ['smart display', ['smart_display']],
  ['car browser', ['car']],
  ['portable media player', ['player']],
  ['unknown', ['other', '@empty']],
])
const SCOPES: ReadonlyMap<string, readonly string[]> = new Map([['stream', ['flow']]])

const PAYLOADS: ReadonlyMap<string, ReadPayload> = new Map([
  ['bot', nothing],
  ['proxy', nothing],
  ['ipv6', nothing],
  ['empty_referrer', nothing],
  ['search_engine', (given) => orElse(listIn(given), ['@any'])],
  ['device_model', anywhere],
  ['connection_type', inWords(CONNECTIONS)],
  ['device_type', inWords(DEVICES)],
  ['region', (given) => listIn(given).map((one) => one.replace(/^([A-Za-z]{2})_/, '$1-'))],
  ['uniqueness', (given) => orElse([inWords(SCOPES)(given)].flat() as string[], ['campaign'])],
  ['limit', limitOf],
  ['interval', intervalOf],
  ['schedule', scheduleOf],
  ['parameter', namedOf],
])

/** Null: it is nothing that we could test, and why was told. */
export function filterOf(told: Remarks, of: Subject, given: unknown): FilterSpec | null {
  const row = objectOf(given)
  const theirs = nameIn(row['name'])
  const key = NAMES.get(theirs) ?? theirs
  const mode = nameIn(row['mode'])
  if (!filterTypes.has(key)) {
    told.paused(of, `its filter ${quote(theirs)} is not known here`)
    return null
  }
  const read = PAYLOADS.get(key) ?? listIn
  const payload = key === 'country' ? countriesOf(told, of, row) : read(row['payload'])
  const filter = { key, mode: mode === 'reject' ? mode : 'accept', payload } as const
  const whole: FilterSpec = { ...filter, onUnknown: 'defer', enabled: true }
  const isMode = mode === 'accept' || mode === 'reject'
  const [problem] = isMode ? checkFilter(whole) : [`there is no mode ${quote(mode)}`]
  if (problem === undefined) return whole
  told.paused(of, `its filter ${quote(theirs)} can't be read: ${problem}`)
  return null
}

/** A code that is no country matches nobody there: without it the filter does the same. */
function countriesOf(told: Remarks, of: Subject, row: Foreign): string[] {
  const codes = listIn(row['payload']).map((code) => code.toUpperCase())
  const known = codes.filter((code) => COUNTRIES.has(code) || code.startsWith('@'))
  const others = codes.filter((code) => !known.includes(code))
  if (known.length > 0 && others.length > 0) {
    told.leftOut(of, `is no country in its filter: ${quote(others.join(', '))}`)
  }
  return known.length > 0 ? known : codes
}

const orElse = (list: readonly string[], fallback: readonly string[]) =>
  list.length === 0 ? fallback : list

/** A list as such, or as the text of one; an expression between slashes stays whole. */
function listIn(given: unknown): string[] {
  if (typeof given === 'string' && /^\/.+\/$/.test(given.trim())) return [given.trim()]
  return [...textsOf(given)]
}

/** Bounds that are set; 0 and nothing are none. */
function limitOf(given: unknown): unknown {
  const row = objectOf(given)
  const bounds = (['total', 'per_day', 'per_hour'] as const).flatMap((name) => {
    const clicks = numberOf(row[name])
    return clicks !== null && clicks > 0 ? [[name, Math.floor(clicks)] as const] : []
  })
  return Array.isArray(given) ? listIn(given) : Object.fromEntries(bounds)
}

function intervalOf(given: unknown): unknown {
  const row = objectOf(given)
  if (Array.isArray(given)) return listIn(given)
  const part = (name: string) => {
    const text = textOf(row[name], 64).trim()
    return text === '' ? {} : { [name]: text }
  }
  return { ...part('from'), ...part('to'), timezone: zoneOf(row) }
}

/** Spans of a week: days from 1, or from one day to another. */
function scheduleOf(given: unknown): unknown {
  const row = objectOf(given)
  if (Array.isArray(given) && given.every((one) => typeof one === 'string')) return listIn(given)
  const spans = [row['slots'], row['intervals'], row['items'], given].find(Array.isArray) ?? []
  const slots = (spans as readonly unknown[]).map((one) => {
    const span = objectOf(one)
    const days = [span['days'], span['day']].flat().flatMap((day) => numberOf(day) ?? [])
    return { days, from: textOf(span['from'], 5), to: textOf(span['to'], 5) }
  })
  return { timezone: zoneOf(row), slots }
}

const zoneOf = (row: Foreign) => nameIn(row['timezone']) || 'UTC'

function namedOf(given: unknown): unknown {
  const row = objectOf(given)
  if (Array.isArray(given)) return listIn(given)
  const values = [row['values'], row['value']].map(listIn).find((list) => list.length > 0) ?? []
  return { name: nameIn(row['name']), values }
}
