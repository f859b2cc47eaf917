/**
 * Reads records of MMDB files in the shapes that exist: flat (DB-IP: `country_code`, IPinfo:
 * `country`) and nested (MaxMind: `country.iso_code`). A field a record lacks is *empty*.
 */
import { continentOf } from '../core/countries.ts'
import type { Geo } from '../core/visit.ts'

/** A group of facts that a kind of file has or lacks as a whole. */
export type GeoField =
  'country' | 'region' | 'city' | 'asn' | 'isp' | 'operator' | 'connection' | 'proxy' | 'datacenter'

export type GeoRecord = Readonly<Record<string, unknown>>

/** For codes that stand for "unknown", "anonymous proxy" and the like. */
const NO_COUNTRY: ReadonlySet<string> = new Set(['XX', 'ZZ', 'T1', 'A1', 'A2', 'O1'])
const COUNTRY = /^[A-Z]{2}$/

/** ISO 3166 alpha-2 in upper case; `''` for anything else. */
export function countryCode(text: string): string {
  const code = text.trim().toUpperCase()
  return COUNTRY.test(code) && !NO_COUNTRY.has(code) ? code : ''
}

/** What a record says of each field. */
export const GEO_READERS: Readonly<Record<GeoField, (record: GeoRecord) => Partial<Geo>>> = {
  country(record) {
    const country = countryOf(record)
    const told = textAt(record, 'continent_code', 'continent.code', 'continent')
    return { country, continent: continentOf(country) || continentCode(told) }
  },
  region(record) {
    const country = countryOf(record)
    const code = textAt(record, 'state_code', 'region_code', 'subdivisions.0.iso_code')
    const region = country === '' || code === '' ? '' : `${country}-${code.toUpperCase()}`
    const name = textAt(record, 'state1', 'region', 'subdivisions.0.names.en')
    return { region, regionName: name }
  },
  city: (record) => ({
    city: textAt(record, 'city.names.en', 'city'),
    cityId: textAt(record, 'city.geoname_id', 'geoname_id'),
  }),
  asn: (record) => ({
    asn: numberIn(textAt(record, ...inTraits('autonomous_system_number'), 'asn')),
  }),
  isp: (record) => ({
    isp: textAt(record, ...inTraits('isp')),
    organization: textAt(record, ...inTraits('organization')),
  }),
  operator: (record) => ({ operator: textAt(record, 'mobile_operator', 'operator', 'carrier') }),
  connection: (record) => ({
    connectionType: connectionOf(textAt(record, ...inTraits('connection_type'))),
  }),
  proxy: (record) => ({ isProxy: PROXY_FLAGS.some((flag) => isSet(record, flag)) }),
  datacenter: (record) => ({ isDatacenter: DATACENTER_FLAGS.some((flag) => isSet(record, flag)) }),
}

/** The city's name in a language such as `ru` or `pt`, if the record has that city; else `''`. */
export function cityNameIn(record: GeoRecord, city: string, language: string): string {
  const wanted = language.trim().toLowerCase()
  const names = valueAt(record, 'city.names')
  if (textAt(record, 'city.names.en') !== city || typeof names !== 'object' || names === null)
    return ''
  const found = Object.entries(names).find(([code]) => {
    const known = code.toLowerCase()
    return known === wanted || known.startsWith(`${wanted}-`)
  })
  return typeof found?.[1] === 'string' ? found[1] : ''
}

const PROXY_FLAGS = ['is_anonymous', 'is_anonymous_proxy', 'is_public_proxy', 'vpn', 'proxy', 'tor']
const DATACENTER_FLAGS = ['is_hosting_provider', 'hosting', 'is_datacenter']

/** Records with one of these show that their file knows the field. */
const SIGNS: readonly (readonly [GeoField, readonly string[]])[] = [
  ['country', ['country_code', 'country.iso_code', 'country']],
  ['region', ['state1', 'state_code', 'region', 'region_code', 'subdivisions.0.iso_code']],
  ['city', ['city.names.en', 'city']],
  ['asn', [...inTraits('autonomous_system_number'), 'asn']],
  ['isp', inTraits('isp')],
  ['operator', ['mobile_operator', 'operator', 'carrier']],
  ['connection', inTraits('connection_type')],
]

/** The fields that this record has a value for. */
export function fieldsIn(record: GeoRecord): GeoField[] {
  return SIGNS.filter(([, paths]) => textAt(record, ...paths) !== '').map(([field]) => field)
}

const KINDS: readonly (readonly [RegExp, readonly GeoField[]])[] = [
  [/enterprise/, ['country', 'region', 'city', 'asn', 'isp', 'connection']],
  [/city|location/, ['country', 'region', 'city']],
  [/country/, ['country']],
  [/isp/, ['isp', 'asn']],
  [/asn/, ['asn']],
  [/connection/, ['connection']],
  [/anonym|proxy|privacy/, ['proxy', 'datacenter']],
  [/hosting|datacenter/, ['datacenter']],
]

/** What a file of this type knows: `GeoLite2-City`, `DBIP-ISP (…)`, `country ipvAll` … */
export function fieldsOfType(databaseType: string): GeoField[] {
  const type = databaseType.toLowerCase()
  return KINDS.flatMap(([kind, fields]) => (kind.test(type) ? fields : []))
}

function countryOf(record: GeoRecord): string {
  return countryCode(textAt(record, 'country_code', 'country.iso_code', 'country'))
}

function continentCode(text: string): string {
  return /^[A-Z]{2}$/.test(text) ? text : ''
}

function numberIn(text: string): number {
  const digits = /^(?:AS)?(\d{1,10})$/i.exec(text)
  return digits ? Number(digits[1]) : 0
}

const CONNECTIONS: ReadonlyMap<string, string> = new Map([
  ['dialup', 'dialup'],
  ['cable/dsl', 'cable'],
  ['cable', 'cable'],
  ['corporate', 'corporate'],
  ['cellular', 'cellular'],
  ['satellite', 'satellite'],
])

function connectionOf(text: string): string {
  return CONNECTIONS.get(text.toLowerCase()) ?? ''
}

function isSet(record: GeoRecord, flag: string): boolean {
  return inTraits(flag).some((path) => {
    const value = valueAt(record, path)
    return value === true || value === 1 || value === 'true' || value === '1'
  })
}

/** Enterprise files keep facts of the network one level down. */
function inTraits(name: string): [string, string] {
  return [name, `traits.${name}`]
}

/** The first text or number at one of the paths, `''` if there is none. */
function textAt(record: GeoRecord, ...paths: readonly string[]): string {
  for (const path of paths) {
    const value = valueAt(record, path)
    if (typeof value === 'string' && value !== '') return value
    if (typeof value === 'number') return String(value)
  }
  return ''
}

function valueAt(record: GeoRecord, path: string): unknown {
  let value: unknown = record
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as GeoRecord)[key]
  }
  return value
}
