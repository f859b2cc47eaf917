/**
 * Reads a visit's parameters into the fields of a click: names, aliases and limits of
 * `routing.md` 13. The names are compiled once per campaign; a click then walks over what it was
 * sent instead of asking for eighty names.
 */
import { EXTRA_PARAMS, SUB_IDS } from '../core/event.ts'
import type { Parameter } from '../core/model.ts'
import type { Parameters, SentFields } from '../core/visit.ts'
import { numbered } from '../lib/numbered.ts'
import { headerText } from '../lib/text.ts'
import { healQuery } from './heal.ts'
import { type FoundFields, plainQuery } from './plain-query.ts'
import { addField, cutQuery, parseQuery, queryOnDemand, readPairs } from './query.ts'
import { readSearch, type Search } from './referrer.ts'
import { cleanText, cutBytes, fits } from './text.ts'
import { isUnexpanded } from './unexpanded.ts'

const ID_BYTES = 2048
/** Of sub ids and most other fields. */
export const TEXT_BYTES = 1024
const MONEY_BYTES = 64

/** What a request brought along. */
export interface ParameterSource {
  readonly rawQuery: string
  /** An urlencoded body or fields read before, `''` without one; they win over the query's. */
  readonly form: string | ReadonlyMap<string, string>
  /** The `Referer` header, `''` without one. */
  readonly referrer: string
  /** The campaign's, by which its link may name it. */
  readonly key: string
}

export interface ReadParameters {
  readonly parameters: Parameters
  /** From the parameters, else the header. At most 2 KB. */
  readonly referrer: string
  readonly searchEngine: string
}

export type ParameterReader = (source: ParameterSource) => ReadParameters

/** One field and the names it is read from, best first. */
interface Field {
  readonly name: string
  readonly names: readonly string[]
  readonly maxBytes: number
  readonly placeholder: string
}

/** A name feeds a field with a rank; a lower rank wins. */
interface Feed {
  readonly slot: number
  readonly rank: number
}

/** Aliases of the campaign win over those of its source for the same field. */
export function parameterReader(
  campaign: readonly Parameter[],
  source: readonly Parameter[],
): ParameterReader {
  const fields = fieldsOf(new Map([...source, ...campaign].map((one) => [one.field, one])))
  const feeds = feedsOf(fields)
  const names = [...feeds.keys()]
  const feedsByName = names.map((name) => feeds.get(name)!)
  const referrers = names.flatMap((name, place) => (REFERRERS.has(name) ? [place] : []))
  const findPlain = plainQuery(names)
  const isKnown = (name: string) => feeds.has(name)
  const best: Best = {
    values: [],
    ranks: new Uint8Array(fields.length),
    odd: new Uint8Array(fields.length),
  }

  const readPlainly = (request: ParameterSource): ReadParameters | null => {
    const { rawQuery, form, referrer } = request
    if (form !== '' || cutQuery(rawQuery) !== rawQuery) return null
    const found = findPlain(rawQuery)
    if (found === null) return null
    bestOfFound(found, feedsByName, best)
    const isTold = hasOneOf(found, referrers)
    const around = { rawQuery, healed: false, isCut: false, referrer: isTold ? '' : referrer }
    return assemble(clean(fields, best), queryOnDemand(rawQuery), around)
  }

  const readAnything = (request: ParameterSource): ReadParameters => {
    const rawQuery = cutQuery(request.rawQuery)
    const { query, healed } = healQuery(rawQuery, isKnown, request.key)
    const pairs = new Map<string, string>()
    const isQueryCut = readPairs(query, pairs) || rawQuery !== request.rawQuery
    const isFormCut = readForm(request.form, pairs)
    bestOfPairs(pairs, feeds, best)
    const isTold = [...REFERRERS].some((name) => pairs.has(name))
    const referrer = isTold ? '' : request.referrer
    const around = { rawQuery, healed, isCut: isQueryCut || isFormCut, referrer }
    return assemble(clean(fields, best), pairs, around)
  }

  return (request) => readPlainly(request) ?? readAnything(request)
}

/** Whoever sends one of these, though empty, has the header not looked at. */
const REFERRERS: ReadonlySet<string> = new Set(['referrer', 'referer'])

/** Whether something was dropped. */
function readForm(form: ParameterSource['form'], into: Map<string, string>): boolean {
  if (typeof form === 'string') return readPairs(form, into)
  let dropped = false
  form.forEach((value, name) => {
    if (!addField(name, cleanText(value), into)) dropped = true
  })
  return dropped
}

function fieldsOf(parameters: ReadonlyMap<string, Parameter>): Field[] {
  const field = (name: string, maxBytes: number, ...others: readonly string[]): Field => {
    const own = parameters.get(name)
    const alias = own && own.alias !== '' ? [own.alias] : []
    return {
      name,
      names: [name, ...alias, ...others],
      maxBytes,
      placeholder: own?.placeholder ?? '',
    }
  }
  const unlessAliased = (name: string, other: string) =>
    (parameters.get(name)?.alias ?? '') === '' ? [other] : []
  return [
    ...numbered(SUB_IDS, (n) => field(`sub_id_${n}`, TEXT_BYTES, `sub${n}`, `t${n}`)),
    ...numbered(EXTRA_PARAMS, (n) => field(`extra_param_${n}`, TEXT_BYTES)),
    field('keyword', TEXT_BYTES, 'keywords', 'tds-key', 'utm_term'),
    field('source', TEXT_BYTES, 'utm_source'),
    field('external_id', ID_BYTES),
    field('ad_campaign_id', TEXT_BYTES, ...unlessAliased('ad_campaign_id', 'utm_campaign')),
    field('creative_id', TEXT_BYTES, ...unlessAliased('creative_id', 'utm_content')),
    field('cost', MONEY_BYTES),
    field('currency', MONEY_BYTES),
    field('referrer', ID_BYTES, 'referer'),
    field('se_referrer', ID_BYTES, 'seoref'),
    field('default_keyword', TEXT_BYTES),
    field('se', MONEY_BYTES),
  ]
}

/**
 * By field, the name in a stored query that its value was read from, for whoever explains a click: by the
 * campaign's names as they are now. Asked seldom, so it costs visits nothing.
 */
export function namesSent({
  campaign,
  source,
  rawQuery,
  key,
}: NamesQuestion): ReadonlyMap<string, string> {
  const fields = fieldsOf(new Map([...source, ...campaign].map((one) => [one.field, one])))
  const feeds = feedsOf(fields)
  const pairs = parseQuery(healQuery(rawQuery, (name) => feeds.has(name), key).query)
  const found = fields.flatMap(({ name, names }): [string, string][] => {
    const sent = names.find((each) => pairs.get(each))
    return sent === undefined ? [] : [[name, sent]]
  })
  return new Map(found)
}

export interface NamesQuestion extends Pick<ParameterSource, 'rawQuery' | 'key'> {
  readonly campaign: readonly Parameter[]
  readonly source: readonly Parameter[]
}

/** Where the fields after the numbered ones stand. */
const SLOT = {
  keyword: 40,
  source: 41,
  externalId: 42,
  adCampaignId: 43,
  creativeId: 44,
  cost: 45,
  currency: 46,
  referrer: 47,
  seReferrer: 48,
  defaultKeyword: 49,
  searchEngine: 50,
} as const

function feedsOf(fields: readonly Field[]): Map<string, Feed[]> {
  const feeds = new Map<string, Feed[]>()
  fields.forEach(({ names }, slot) => {
    names.forEach((name, rank) => feeds.set(name, [...(feeds.get(name) ?? []), { slot, rank }]))
  })
  return feeds
}

/** The best value for each slot and its rank; used again for every visit, nothing keeps it. */
interface Best {
  /** `''` for slots without one. */
  readonly values: string[]
  readonly ranks: Uint8Array
  /** 0 for values that are no macros for sure. */
  readonly odd: Uint8Array
}

const NO_RANK = 255

function noneYet({ values, ranks }: Best): void {
  ranks.fill(NO_RANK)
  for (let slot = 0; slot < ranks.length; slot++) values[slot] = ''
}

function bestOfPairs(
  pairs: ReadonlyMap<string, string>,
  feeds: ReadonlyMap<string, readonly Feed[]>,
  best: Best,
): void {
  noneYet(best)
  for (const [name, value] of pairs) offerTo(best, feeds.get(name) ?? NO_FEEDS, value, 1)
}

function bestOfFound(
  { count, names, values, odd }: FoundFields,
  feeds: readonly (readonly Feed[])[],
  best: Best,
): void {
  noneYet(best)
  for (let at = 0; at < count; at++) offerTo(best, feeds[names[at]!]!, values[at]!, odd[at]!)
}

/** An empty value counts as absent. */
function offerTo(best: Best, feeds: readonly Feed[], value: string, odd: number): void {
  if (value.length === 0) return
  for (const { slot, rank } of feeds) {
    if (rank >= best.ranks[slot]!) continue
    best.ranks[slot] = rank
    best.values[slot] = value
    best.odd[slot] = odd
  }
}

const NO_FEEDS: readonly Feed[] = []

function hasOneOf({ count, names }: FoundFields, wanted: readonly number[]): boolean {
  for (let at = 0; at < count; at++) if (wanted.includes(names[at]!)) return true
  return false
}

interface Clean {
  readonly values: readonly string[]
  readonly unexpanded: readonly string[]
  readonly truncated: readonly string[]
}

const NONE: readonly string[] = []

/**
 * Here and below texts are not compared but measured where that says as much: those of a plain query
 * are parts of it, and become texts of their own when somebody looks into them.
 */
function clean(fields: readonly Field[], { values, odd }: Best): Clean {
  let unexpanded: string[] | null = null
  let truncated: string[] | null = null
  for (let slot = 0; slot < values.length; slot++) {
    const value = values[slot]!
    if (value.length === 0) continue
    const { name, maxBytes, placeholder } = fields[slot]!
    const isDoubtful = odd[slot] === 1 || value.length === placeholder.length
    if (isDoubtful && isUnexpanded(name, value, placeholder)) {
      values[slot] = ''
      unexpanded = [...(unexpanded ?? []), name]
    } else if (!fits(value, maxBytes)) {
      values[slot] = cutBytes(value, maxBytes)
      truncated = [...(truncated ?? []), name]
    }
  }
  return { values, unexpanded: unexpanded ?? NONE, truncated: truncated ?? NONE }
}

interface Around {
  readonly rawQuery: string
  readonly healed: boolean
  /** Whether the query was cut or lost parameters. */
  readonly isCut: boolean
  /** The request's own header, unless it does not count. */
  readonly referrer: string
}

function assemble(
  { values, unexpanded, truncated }: Clean,
  query: SentFields,
  around: Around,
): ReadParameters {
  const header = cleanText(cutBytes(headerText(around.referrer), ID_BYTES))
  const referrer = values[SLOT.referrer] || header
  const search = searchOf(values[SLOT.seReferrer]!, referrer)
  const parameters: Parameters = {
    keyword: values[SLOT.keyword] || search.keyword || values[SLOT.defaultKeyword]!,
    source: values[SLOT.source]!,
    externalId: values[SLOT.externalId]!,
    adCampaignId: values[SLOT.adCampaignId]!,
    creativeId: values[SLOT.creativeId]!,
    cost: values[SLOT.cost]!,
    currency: values[SLOT.currency]!,
    subIds: withoutTail(values, 0, SUB_IDS),
    extraParams: withoutTail(values, SUB_IDS, SUB_IDS + EXTRA_PARAMS),
    query,
    rawQuery: around.rawQuery,
    unexpanded,
    truncated: around.isCut ? [...truncated, 'parameters'] : truncated,
    healed: around.healed,
  }
  return { parameters, referrer, searchEngine: values[SLOT.searchEngine] || search.engine }
}

/** Most engines do not tell the words: then those of the referrer are taken, which may be of another one. */
function searchOf(seReferrer: string, referrer: string): Search {
  const told = readSearch(seReferrer)
  if (told.keyword !== '') return told
  const own = readSearch(referrer)
  return told.engine === '' ? own : { engine: told.engine, keyword: own.keyword }
}

/** The texts from `start` to `end` without the empty ones at the end. */
function withoutTail(values: readonly string[], start: number, end: number): readonly string[] {
  let last = end
  while (last > start && values[last - 1]!.length === 0) last--
  return last === start ? NONE : values.slice(start, last)
}
