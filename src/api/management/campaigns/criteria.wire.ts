/**
 * Criteria of the dialect ↔ filters. A criterion we have no filter for is stored under its own word
 * and evaluates to unknown; a filter that has no criterion makes its flow a hidden one.
 */
import { COUNTRIES, countryName } from '../../../core/countries.ts'
import type { FilterSpec } from '../../../core/model.ts'

export interface Criterion {
  readonly type: string
  readonly enabled: boolean
  readonly operator: 'is' | 'is_not'
  readonly values: readonly string[]
  readonly exactMatch: boolean
  readonly allowEmpty: boolean
}

/** How values become a payload: whole words, country names, patterns, scopes, or no payload. */
type Form = 'words' | 'countries' | 'patterns' | 'scopes' | 'flag' | 'kept'

interface Translation {
  readonly key: string
  readonly form: Form
}

const as = (key: string, form: Form): Translation => ({ key, form })

const TRANSLATIONS: ReadonlyMap<string, Translation> = new Map([
  ['brand_and_model', as('device', 'patterns')],
  ['browser_and_version', as('browser_version', 'words')],
  ['os_and_version', as('os_version', 'words')],
  ['device_type', as('device_type', 'words')],
  ['device_resolution', as('screen', 'patterns')],
  ['continent', as('continent', 'words')],
  ['country', as('country', 'countries')],
  ['region', as('region', 'words')],
  ['state', as('region', 'words')],
  ['city', as('city', 'words')],
  ['referer', as('referrer', 'patterns')],
  ['ip', as('ip', 'words')],
  ['reverse_dns', as('reverse_dns', 'patterns')],
  ['user_agent', as('user_agent', 'patterns')],
  ['url', as('url', 'patterns')],
  ['language', as('language', 'words')],
  ['unique', as('uniqueness', 'scopes')],
  ['crawler', as('bot', 'flag')],
  ['bot', as('bot', 'flag')],
  ['proxy_vpn', as('proxy', 'flag')],
  ['datacenter', as('datacenter', 'flag')],
  ['traffic_source', as('traffic_source', 'words')],
  ['isp', as('isp', 'patterns')],
  ['organization', as('organization', 'patterns')],
  ['connection', as('connection_type', 'words')],
  ...['day_of_week', 'part_of_day', 'ip_version', 'query_value', 'headers', 'company']
    .concat(['conversion', 'conversion_status_one', 'conversion_status_two', 'binom_protect'])
    .map((word): [string, Translation] => [word, as(`dialect:${word}`, 'kept')]),
  ...Array.from({ length: 30 }, (_, at): [string, Translation] => [
    `token_${at + 1}`,
    as(`sub_id_${at + 1}`, 'patterns'),
  ]),
])

export const CRITERION_TYPES: readonly string[] = [...TRANSLATIONS.keys()]

/** The dialect's word for a filter key: the first that leads to it. */
const WORDS: ReadonlyMap<string, string> = new Map(
  [...TRANSLATIONS].toReversed().map(([word, { key }]) => [key, word]),
)

/** Null: the dialect has no word for it. */
export function criterionOf(filter: FilterSpec): Criterion | null {
  const type = WORDS.get(filter.key)
  const form = type === undefined ? null : TRANSLATIONS.get(type)?.form
  const read = form ? valuesOf(form, filter.payload) : null
  if (type === undefined || read === null) return null
  const operator = filter.mode === 'accept' ? 'is' : 'is_not'
  return { type, enabled: filter.enabled, operator, ...read }
}

type Values = Pick<Criterion, 'values' | 'exactMatch' | 'allowEmpty'>

function valuesOf(form: Form, payload: unknown): Values | null {
  if (form === 'kept') return isKept(payload) ? payload : null
  if (form === 'flag') {
    const isPlain = payload === null || payload === undefined || isEmptyList(payload)
    return isPlain ? { values: [], exactMatch: true, allowEmpty: false } : null
  }
  if (!isTextList(payload)) return null
  const plain = payload.filter((value) => value !== '@empty')
  const allowEmpty = plain.length < payload.length
  if (form === 'countries') {
    return { values: plain.map((code) => countryName(code) || code), exactMatch: true, allowEmpty }
  }
  const inside = form === 'patterns' && plain.length > 0 && plain.every(isWrapped)
  const values = inside ? plain.map((pattern) => pattern.slice(1, -1)) : plain
  return { values, exactMatch: !inside, allowEmpty }
}

/** A new filter for a criterion; `onUnknown` is what a filter has when nobody chose. */
export function filterOf(criterion: Criterion): FilterSpec {
  const { type, enabled, operator } = criterion
  const { key, form } = TRANSLATIONS.get(type) ?? as(`dialect:${type}`, 'kept')
  const mode = operator === 'is' ? 'accept' : 'reject'
  return { key, mode, payload: payloadOf(form, criterion), onUnknown: 'defer', enabled }
}

function payloadOf(form: Form, { values, exactMatch, allowEmpty }: Criterion): unknown {
  const empty = allowEmpty ? ['@empty'] : []
  switch (form) {
    case 'kept':
      return { values, exactMatch, allowEmpty }
    case 'flag':
      return null
    case 'countries':
      return [...values.map(countryCode), ...empty]
    case 'patterns':
      return [...(exactMatch ? values : values.map((value) => `*${value}*`)), ...empty]
    case 'scopes':
      return values.length > 0 ? values.map((value) => value.toLowerCase()) : ['campaign']
    case 'words':
      return [...values, ...empty]
  }
}

/** Clients send English names or codes; what is neither stays and is refused by the filter. */
function countryCode(value: string): string {
  if (COUNTRIES.has(value.toUpperCase())) return value.toUpperCase()
  const name = value.toLowerCase()
  for (const country of COUNTRIES.values())
    if (country.name.toLowerCase() === name) return country.code
  return value
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0
}

/** `*text*` without a further pattern inside. */
function isWrapped(pattern: string): boolean {
  return pattern.length > 2 && /^\*[^*@/][^*]*\*$/.test(pattern)
}

function isKept(value: unknown): value is Values {
  return (
    typeof value === 'object' && value !== null && 'values' in value && isTextList(value.values)
  )
}
