/** Which sources of facts filters can count on, told by the geo files that are there. */
import type { FilterNeed } from '../core/filters/define.ts'
import type { GeoField } from './geo-record.ts'

const FIELDS: Readonly<Record<FilterNeed, GeoField | null>> = {
  geo_country: 'country',
  geo_region: 'region',
  geo_city: 'city',
  geo_isp: 'isp',
  geo_asn: 'asn',
  geo_operator: 'operator',
  geo_connection: 'connection',
  proxy_list: 'proxy',
  datacenter_list: 'datacenter',
  page_script: null,
  conversion_history: null,
  dns: null,
}

/** `null` needs nothing. What nothing collects yet is never there. */
export function isAvailable(need: FilterNeed | null, fields: ReadonlySet<GeoField>): boolean {
  if (need === null) return true
  const field = FIELDS[need]
  return field !== null && fields.has(field)
}
