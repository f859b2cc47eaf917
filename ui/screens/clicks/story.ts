/**
 * A click's story in the words of the user: what its facts are called, names in the place of ids, and
 * a sentence for each step of the decision. What is not known here stays as the server has it.
 */
import type { ToldEntry, VisitorFact } from '../../../src/core/trace/visitor-facts.ts'
import { countryName } from '../../api/choices.ts'
import { number } from '../../format/numbers.ts'
import { said } from '../../words/said.ts'
import { verdictWord } from '../../words/titles.ts'
import { botReasons, factLine, type Named, type NameOf, traceLines } from '../../words/trace.ts'
import { isKey, t, word } from '../../words/words.ts'
import type { ClickRow } from './click-row.ts'

const OF_ROW: { readonly [K in Named]: readonly [id: string, name: string] } = {
  campaign: ['campaign_id', 'campaign'],
  flow: ['rule_id', 'rule'],
  path: ['path_id', 'path'],
  landing: ['landing_id', 'landing'],
  offer: ['offer_id', 'offer'],
  network: ['aff_network_id', 'affiliate_network'],
  source: ['traffic_source_id', 'traffic_source'],
}

/** `flows`: those of the campaign by id, of which the click itself knows only one. */
export function namesOf(row: ClickRow | null, flows: ReadonlyMap<number, string>): NameOf {
  return (kind, id) => {
    const [idColumn, nameColumn] = OF_ROW[kind]
    const own = row?.[idColumn] === String(id) ? row[nameColumn] : undefined
    const name = own || (kind === 'flow' ? flows.get(id) : undefined)
    return name ? name : `#${id}`
  }
}

/** Facts under the names that people have for them; a `null` of the server is left out. */
export function factsOf(detail: unknown, nameOf: NameOf): unknown {
  if (typeof detail !== 'object' || detail === null) return detail
  return Object.fromEntries(
    Object.entries(withVisitor(withCuts(detail)))
      .filter(([name, value]) => !isNothing(name, value))
      .map(([name, value]) => [factTitle(name), factValue(name, value, nameOf)]),
  )
}

/** What was left out of what is stored, and the fact that it is missing from. */
const CUTS: ReadonlyMap<string, string> = new Map([
  ['addressShortened', 'ip'],
  ['addressLeftOut', 'ip'],
  ['agentLeftOut', 'userAgent'],
])

/** Said beside the fact, where nobody overlooks it, instead of among the marks. */
function withCuts(detail: object): object {
  const facts = detail as Readonly<Record<string, unknown>>
  const flags = facts['flags']
  if (!Array.isArray(flags)) return detail
  const told = flags.flatMap((flag: string): [string, string][] => {
    const fact = CUTS.get(flag)
    if (fact === undefined) return []
    const kept = typeof facts[fact] === 'string' ? facts[fact] : ''
    return [[fact, kept === '' ? word('flag', flag) : `${kept} (${word('flag', flag)})`]]
  })
  const marks = flags.filter((flag: string) => !CUTS.has(flag))
  return { ...facts, ...Object.fromEntries(told), flags: marks }
}

/** Facts that the list of the visitor's has, with where each came from. */
const WHO = new Set(['country', 'device', 'userAgent', 'externalId'])

/** Who came stands before how it was decided; of clicks without a trace in words of their own. */
function withVisitor(detail: object): object {
  const { trace } = detail as { readonly trace?: readonly ToldEntry[] }
  const visitor = trace?.find((entry) => entry.at === 'visitor')?.facts
  if (visitor === undefined) return detail
  const told = Object.entries(detail).flatMap(([name, value]): [string, unknown][] => {
    if (name === 'ip') return [['visitor', visitor]]
    if (name === 'trace') return [[name, trace?.filter(({ at }) => at !== 'visitor')]]
    return WHO.has(name) ? [] : [[name, value]]
  })
  return Object.fromEntries(told)
}

/**
 * Numbers that mean "none" where they are 0; our own numbers of rows, and
 * what the step's title says already.
 */
const NONE_IF_ZERO = /Id$|Micros$|^rateAt$/
const HIDDEN = new Set(['id', 'kind', 'rateAt', 'deliveryId'])
const OWN_RATE = 1_000_000_000

function isNothing(name: string, value: unknown): boolean {
  if (HIDDEN.has(name) || value === '' || value === null || value === false) return true
  if (name === 'rateNanos') return value === OWN_RATE
  return value === 0 && NONE_IF_ZERO.test(name)
}

function factTitle(name: string): string {
  const key = `fact.${name.replace(/(Micros|Nanos)$/, '')}`
  return isKey(key) ? t(key) : name
}

const KINDS: Readonly<Record<string, Named>> = {
  campaignId: 'campaign',
  flowId: 'flow',
  pathId: 'path',
  landingId: 'landing',
  offerId: 'offer',
  networkId: 'network',
  sourceId: 'source',
}
/** Sentences of the server. */
const SAID = new Set(['cap', 'key', 'address'])
/** Facts whose values are words of ours, and where these words stand. */
const WORDS: Readonly<Record<string, string>> = {
  cause: 'cause',
  costOrigin: 'origin',
  origin: 'origin',
  class: 'class',
  reason: 'why',
}

function factValue(name: string, value: unknown, nameOf: NameOf): unknown {
  const kind = KINDS[name]
  if (kind !== undefined && typeof value === 'number') return nameOf(kind, value)
  if (name.endsWith('Micros') && typeof value === 'number') return number(value / 1_000_000, 2)
  if (name === 'rateNanos' && typeof value === 'number') return number(value / OWN_RATE, 4)
  if (name === 'trace') {
    return (value as readonly ToldEntry[]).flatMap((entry) => traceLines(entry, nameOf))
  }
  if (name === 'visitor') return (value as readonly VisitorFact[]).map(factLine)
  if (name === 'flags')
    return (value as readonly string[]).map((flag) => word('flag', flag)).join(', ')
  if (name === 'before' || name === 'after') return factsOf(value, nameOf)
  if (name === 'read') return readValue(value)
  return typeof value === 'string' ? textValue(name, value) : value === true ? t('yes') : value
}

function textValue(name: string, value: string): string {
  if (name === 'country') return countryName(value)
  if (name === 'botReasons') return botReasons(value.split(','))
  if (name === 'verdict' || name === 'state') return verdictWord(value)
  if (SAID.has(name)) return said(value)
  const words = WORDS[name]
  return words === undefined ? value : word(words, value)
}

/** How a call was read: by what was meant, the parameter and what became of it. */
function readValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, text]) => [factTitle(name), said(String(text))]),
  )
}
