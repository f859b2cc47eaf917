/**
 * Criteria of the dialect ↔ filters. A criterion we have no filter for is stored under its own word
 * and evaluates to unknown; a filter that has no criterion makes its flow a hidden one.
 */
import { SUB_IDS } from '../../../core/event.ts'
import type { FilterSpec } from '../../../core/model.ts'
import { numbered } from '../../../lib/numbered.ts'
import { type Form, FORMS, type Values } from './criterion-forms.wire.ts'

export interface Criterion extends Values {
  readonly type: string
  readonly enabled: boolean
  readonly operator: 'is' | 'is_not'
}

interface Translation {
  readonly key: string
  readonly form: Form
}

const as = (key: string, form: keyof typeof FORMS): Translation => ({ key, form: FORMS[form] })

/** Of several words for a filter, the first that can say its payload is shown. */
const TRANSLATIONS: ReadonlyMap<string, Translation> = new Map([
  ['brand_and_model', as('device', 'patterns')],
  ['browser_and_version', as('browser_version', 'words')],
  ['os_and_version', as('os_version', 'words')],
  ['device_type', as('device_type', 'devices')],
  ['device_resolution', as('screen', 'patterns')],
  ['continent', as('continent', 'continents')],
  ['country', as('country', 'countries')],
  ['region', as('region', 'words')],
  ['state', as('region', 'words')],
  ['city', as('city', 'words')],
  ['referer', as('referrer', 'patterns')],
  ['ip', as('ip', 'words')],
  ['ip_version', as('ipv6', 'ipVersion')],
  ['reverse_dns', as('reverse_dns', 'patterns')],
  ['user_agent', as('user_agent', 'patterns')],
  ['url', as('url', 'patterns')],
  ['query_value', as('parameter', 'parameters')],
  ['headers', as('header', 'headers')],
  ['language', as('language', 'languages')],
  ['day_of_week', as('schedule', 'days')],
  ['part_of_day', as('schedule', 'hours')],
  ['unique', as('uniqueness', 'scopes')],
  ['crawler', as('bot', 'flag')],
  ['bot', as('bot', 'flag')],
  ['proxy_vpn', as('proxy', 'flag')],
  ['datacenter', as('datacenter', 'flag')],
  ['traffic_source', as('traffic_source', 'words')],
  ['isp', as('isp', 'patterns')],
  ['organization', as('organization', 'patterns')],
  ['connection', as('connection_type', 'words')],
  ['company', as('connection_type', 'corporate')],
  ...['conversion', 'conversion_status_one', 'conversion_status_two', 'binom_protect'].map(
    (word): [string, Translation] => [word, as(`dialect:${word}`, 'kept')],
  ),
  ...numbered(SUB_IDS, (n): [string, Translation] => [`token_${n}`, as(`sub_id_${n}`, 'patterns')]),
])

export const CRITERION_TYPES: readonly string[] = [...TRANSLATIONS.keys()]

const WORDS: ReadonlyMap<string, readonly string[]> = Map.groupBy(
  CRITERION_TYPES,
  (word) => TRANSLATIONS.get(word)?.key ?? '',
)

/** Null: the dialect has no word for it. */
export function criterionOf(filter: FilterSpec): Criterion | null {
  for (const type of WORDS.get(filter.key) ?? []) {
    const read = TRANSLATIONS.get(type)?.form.values(filter.payload) ?? null
    const operator = filter.mode === 'accept' ? 'is' : 'is_not'
    if (read !== null) return { type, enabled: filter.enabled, operator, ...read }
  }
  return null
}

/**
 * A new filter for a criterion; `onUnknown` is what a filter has when nobody chose, `zone` what its
 * times are of.
 */
export function filterOf(criterion: Criterion, zone: string): FilterSpec {
  const { type, enabled, operator, values } = criterion
  const { key, form } = TRANSLATIONS.get(type) ?? as(`dialect:${type}`, 'kept')
  const isContrary = form.isContrary?.(values) ?? false
  const mode = (operator === 'is') === isContrary ? 'reject' : 'accept'
  return { key, mode, payload: form.payload(criterion, zone), onUnknown: 'defer', enabled }
}
