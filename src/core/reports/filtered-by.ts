/**
 * Which filter of a flow looks at what a dimension of reports holds, and how it takes its values. The
 * others have none: times, what came after the decision, versions without the name that they are of.
 */
import { numbered } from '../../lib/numbered.ts'
import { SUB_IDS } from '../event.ts'
import type { Privacy } from '../privacy.ts'
import type { ValueForm } from '../words/filter-values.ts'

/** A filter by its key. */
export interface FilteredBy {
  readonly key: string
  readonly form: ValueForm
}

const pattern = (dimension: string, key = dimension) => [dimension, key, 'pattern'] as const
const word = (dimension: string, key: string) => [dimension, key, 'word'] as const
const address = (dimension: string) => [dimension, 'ip', 'address'] as const

/** Of several dimensions for a filter, the first has the values that people choose from. */
const FILTERED: readonly (readonly [dimension: string, key: string, form: ValueForm])[] = [
  word('geoCountry', 'country'),
  word('geoContinent', 'continent'),
  word('geoRegion', 'region'),
  word('geoState', 'region'),
  word('geoCity', 'city'),
  pattern('ispName', 'isp'),
  pattern('organizationName', 'organization'),
  word('asn', 'asn'),
  pattern('mobileOperator', 'operator'),
  word('connectionType', 'connection_type'),
  address('ip'),
  ...['ipRange1', 'ipRange2', 'ipV6Range64', 'ipV6Range56', 'ipV6Range48', 'ipV6Range32'].map(
    address,
  ),
  word('deviceType', 'device_type'),
  pattern('deviceBrand', 'device_brand'),
  pattern('deviceModel', 'device_model'),
  pattern('deviceName', 'device'),
  word('osName', 'os'),
  word('browserName', 'browser'),
  pattern('userAgent', 'user_agent'),
  ['languageCode', 'language', 'language'],
  ['refererDomain', 'referrer', 'host'],
  pattern('refererUrl', 'referrer'),
  pattern('domain', 'host'),
  word('trafficSource', 'traffic_source'),
  pattern('keyword'),
  pattern('source'),
  pattern('adCampaignId', 'ad_campaign_id'),
  pattern('creativeId', 'creative_id'),
  pattern('externalId', 'external_id'),
  ...numbered(SUB_IDS, (n) => pattern(`token_${n}`, `sub_id_${n}`)),
]

const BY_DIMENSION: ReadonlyMap<string, FilteredBy> = new Map(
  FILTERED.map(([dimension, key, form]) => [dimension, { key, form }]),
)

/** `null`: no filter takes its values. An address that was stored shortened is that of another visitor. */
export function filteredBy(dimension: string, privacy: Privacy | null): FilteredBy | null {
  const isWhole = privacy === null || privacy.address === 'whole'
  return dimension === 'ip' && !isWhole ? null : (BY_DIMENSION.get(dimension) ?? null)
}

/** The dimension that holds what a filter looks at. */
export function dimensionFor(filter: string): string | null {
  return FILTERED.find(([, key]) => key === filter)?.[0] ?? null
}
