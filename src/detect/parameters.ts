/**
 * Reads a visit's parameters into the fields of a click: names, aliases and limits of
 * `routing.md` 13. The names are compiled once per campaign; a click then walks over what it was
 * sent instead of asking for eighty names.
 */
import { EXTRA_PARAMS, SUB_IDS } from '../core/event.ts'
import type { Parameter } from '../core/model.ts'
import type { Parameters } from '../core/visit.ts'
import { healQuery } from './heal.ts'
import { addField, cutQuery, readPairs } from './query.ts'
import { readSearch, type Search } from './referrer.ts'
import { cleanText, cutBytes } from './text.ts'
import { isUnexpanded } from './unexpanded.ts'

const ID_BYTES = 2048
const TEXT_BYTES = 1024
const MONEY_BYTES = 64

/** What a request brought along. */
export interface ParameterSource {
  readonly rawQuery: string
  /** An urlencoded body or fields read before, `''` without one; they win over the query's. */
  readonly form: string | ReadonlyMap<string, string>
  /** The `Referer` header, `''` without one. */
  readonly referrer: string
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
  const isKnown = (name: string) => feeds.has(name)
  const best: Best = { values: [], ranks: new Uint8Array(fields.length) }
  return (request) => {
    const rawQuery = cutQuery(request.rawQuery)
    const { query, healed } = healQuery(rawQuery, isKnown)
    const pairs = new Map<string, string>()
    const isQueryCut = readPairs(query, pairs) || rawQuery !== request.rawQuery
    const isFormCut = readForm(request.form, pairs)
    findBest(pairs, feeds, best)
    const values = clean(fields, best.values)
    const isCut = isQueryCut || isFormCut
    return assemble(values, pairs, { rawQuery, healed, isCut, referrer: request.referrer })
  }
}

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

function numbered<T>(count: number, make: (n: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index + 1))
}

function feedsOf(fields: readonly Field[]): Map<string, Feed[]> {
  const feeds = new Map<string, Feed[]>()
  fields.forEach(({ names }, slot) => {
    names.forEach((name, rank) => feeds.set(name, [...(feeds.get(name) ?? []), { slot, rank }]))
  })
  return feeds
}

/** The best value for each slot and its rank; used again for every visit, nothing keeps it. */
interface Best {
  readonly values: string[]
  readonly ranks: Uint8Array
}

/** Slots without a value get `''`. An empty value counts as absent. */
function findBest(
  pairs: ReadonlyMap<string, string>,
  feeds: ReadonlyMap<string, readonly Feed[]>,
  best: Best,
): void {
  const { values, ranks } = best
  ranks.fill(NO_RANK)
  for (let slot = 0; slot < ranks.length; slot++) values[slot] = ''
  for (const [name, value] of pairs) {
    const targets = value === '' ? undefined : feeds.get(name)
    if (targets === undefined) continue
    for (const { slot, rank } of targets) {
      if (rank >= ranks[slot]!) continue
      ranks[slot] = rank
      values[slot] = value
    }
  }
}

const NO_RANK = 255

interface Clean {
  readonly values: readonly string[]
  readonly unexpanded: readonly string[]
  readonly truncated: readonly string[]
}

const NONE: readonly string[] = []

function clean(fields: readonly Field[], values: string[]): Clean {
  let unexpanded: string[] | null = null
  let truncated: string[] | null = null
  for (let slot = 0; slot < values.length; slot++) {
    const value = values[slot]!
    if (value === '') continue
    const { name, maxBytes, placeholder } = fields[slot]!
    if (isUnexpanded(name, value, placeholder)) {
      values[slot] = ''
      unexpanded = [...(unexpanded ?? []), name]
      continue
    }
    const cut = cutBytes(value, maxBytes)
    if (cut === value) continue
    values[slot] = cut
    truncated = [...(truncated ?? []), name]
  }
  return { values, unexpanded: unexpanded ?? NONE, truncated: truncated ?? NONE }
}

interface Around {
  readonly rawQuery: string
  readonly healed: boolean
  /** Whether the query was cut or lost parameters. */
  readonly isCut: boolean
  /** The request's own header. */
  readonly referrer: string
}

function assemble(
  { values, unexpanded, truncated }: Clean,
  query: ReadonlyMap<string, string>,
  around: Around,
): ReadParameters {
  const isTold = query.has('referrer') || query.has('referer')
  const header = isTold ? '' : cleanText(cutBytes(around.referrer, ID_BYTES))
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

function searchOf(seReferrer: string, referrer: string): Search {
  const told = readSearch(seReferrer)
  return told.engine === '' ? readSearch(referrer) : told
}

/** The texts from `start` to `end` without the empty ones at the end. */
function withoutTail(values: readonly string[], start: number, end: number): readonly string[] {
  let last = end
  while (last > start && values[last - 1] === '') last--
  return last === start ? NONE : values.slice(start, last)
}
