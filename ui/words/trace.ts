/** The steps of a decision as sentences: what each filter saw, what was drawn, why there was no choice. */
import type { TraceEntry } from '../../src/core/trace/trace.ts'
import type { ToldEntry, VisitorFact } from '../../src/core/trace/visitor-facts.ts'
import { valueWord } from '../../src/core/words/values.ts'
import { isKey, language, t, term, word } from './words.ts'

export type Named = 'campaign' | 'flow' | 'path' | 'landing' | 'offer' | 'network' | 'source'

/** The name of an object, or `#7` where it is not known. */
export type NameOf = (kind: Named, id: number) => string

/** A step of the decision: one line, and of the visitor's facts one for each. */
export function traceLines(entry: ToldEntry, nameOf: NameOf): readonly string[] {
  return entry.at === 'visitor' ? entry.facts.map(factLine) : [traceLine(entry, nameOf)]
}

/** What is known of the visitor, and from where. */
export function factLine({ fact, value, origin, name, why }: VisitorFact): string {
  const key = `seen.${fact}`
  const title = isKey(key) ? t(key) : fact
  const reason = `factWhy.${why}`
  const more = isKey(reason) ? t(reason, { name }) : why
  // What was not stored came from somewhere, too.
  if (origin === 'none' || (value === '' && more !== '')) {
    return t('trace.noFact', { fact: title, why: more })
  }
  const shown = fact === 'country' || fact === 'language' ? seenText(fact, value) : value
  const from = [t(`factOrigin.${origin}`, { name }), more].filter((text) => text !== '').join(', ')
  return t('trace.fact', { fact: title, value: shown, from })
}

/** One that is told in one line. */
export function traceLine(entry: Exclude<ToldEntry, { at: 'visitor' }>, nameOf: NameOf): string {
  switch (entry.at) {
    case 'campaign':
      return t('trace.campaign', { name: nameOf('campaign', entry.id) })
    case 'unexpanded':
    case 'truncated':
      return t(`trace.${entry.at}`, { field: entry.field })
    case 'invalid':
      return t('trace.invalid', { field: entry.field, value: entry.value })
    case 'unique':
      return uniqueLine(entry)
    case 'bot':
      return t('trace.bot', { why: botReasons(entry.reasons) })
    case 'filter':
      return withText(filterLine(entry, nameOf), filterSeen(entry))
    case 'flow':
      return t(`trace.${entry.verdict}`, { flow: nameOf('flow', entry.flowId) })
    case 'passed_over':
      return withWhy(t('trace.passed_over', { flow: nameOf('flow', entry.flowId) }), entry.why)
    case 'deferred_taken':
    case 'chosen':
      return t(`trace.${entry.at}`, { flow: nameOf('flow', entry.flowId) })
    case 'hop':
      return t('trace.hop', { name: nameOf('campaign', entry.campaignId) })
    case 'action':
      return withText(term('action', entry.key), entry.after)
    case 'pick_refused':
    case 'fallback':
      return withWhy(t(`trace.${entry.at}`), entry.why)
    case 'healed':
    case 'trace_cut':
      return t(`trace.${entry.at}`)
    case 'bound':
    case 'draw':
    case 'cap':
    case 'cap_ignored':
    case 'path':
    case 'landing':
    case 'offer':
      return choiceLine(entry, nameOf)
  }
}

type Entry<At extends TraceEntry['at']> = Extract<TraceEntry, { readonly at: At }>
type Choice = Entry<'bound' | 'draw' | 'cap' | 'cap_ignored' | 'path' | 'landing' | 'offer'>

/** What was taken of several. */
function choiceLine(entry: Choice, nameOf: NameOf): string {
  switch (entry.at) {
    case 'bound':
      return t('trace.bound', { what: t(`of.${entry.of}`), name: nameOf(entry.of, entry.id) })
    case 'draw': {
      const count = entry.candidates.length / 2
      const name = nameOf(entry.of, entry.pick)
      return t('trace.draw', { what: t(`of.${entry.of}`), count, name })
    }
    case 'cap': {
      const name = nameOf('offer', entry.offerId)
      if (entry.to === null) return t('trace.cap', { name })
      return t('trace.capTo', { name, other: nameOf('offer', entry.to) })
    }
    case 'cap_ignored':
      return t('trace.cap_ignored', { name: nameOf('offer', entry.offerId) })
    case 'path':
    case 'landing':
    case 'offer':
      return t('trace.picked', { what: t(`of.${entry.at}`), name: nameOf(entry.at, entry.id) })
  }
}

function uniqueLine({ campaign, global, guessed }: Entry<'unique'>): string {
  const text = t(campaign ? (global ? 'trace.new' : 'trace.newHere') : 'trace.seen')
  return guessed ? t('trace.guessed', { text }) : text
}

function filterLine({ verdict, key, flowId }: Entry<'filter'>, nameOf: NameOf): string {
  return t(`trace.${verdict}`, {
    flow: nameOf('flow', flowId),
    filter: term('filter', key),
  })
}

const withWhy = (text: string, why: string) => withText(text, word('why', why))

function withText(text: string, more: string): string {
  return more === '' ? text : `${text}: ${more}`
}

/** What a filter saw, or why it does not know. */
export function filterSeen({ key, seen, why }: Entry<'filter'>): string {
  if (seen === null) return why === null ? '' : term('unknownWhy', why, why)
  return seen === '' ? t('value.notSet') : seenText(key, seen)
}

/** The dimension of reports whose values have the same words. */
const DIMENSIONS: Readonly<Record<string, string>> = {
  country: 'geoCountry',
  continent: 'geoContinent',
  language: 'languageCode',
  device_type: 'deviceType',
  connection_type: 'connectionType',
}

function seenText(key: string, seen: string): string {
  const dimension = DIMENSIONS[key]
  if (dimension !== undefined) return valueWord(language.peek(), dimension, seen) ?? seen
  switch (key) {
    case 'bot':
      return botReasons(seen.split(','))
    case 'proxy':
    case 'datacenter':
      return t(seen === 'yes' ? 'value.flag.true' : 'value.flag.false')
    case 'uniqueness':
      return seen === 'seen before' ? t('value.uniqueness.none') : word('scope', seen)
    case 'limit':
      return seen.replace(' of ', ` ${t('trace.of')} `)
    case 'schedule':
      return seen.replace(/^\w{3}/, dayName)
    default:
      return seen
  }
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

function dayName(day: string): string {
  return valueWord(language.peek(), 'dayOfWeek', String(DAYS.indexOf(day) + 1)) ?? day
}

/** A newer server may know others. */
export function botReasons(reasons: readonly string[]): string {
  return reasons.map((reason) => word('robots.reason', reason)).join(', ')
}
