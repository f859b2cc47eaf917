/** Filters on where the visitor is and who provides the line, as the geo databases know it. */
import { type NumberRange, type NumberSet, numberSet } from '../../lib/number-ranges.ts'
import { CONTINENTS, COUNTRIES } from '../countries.ts'
import type { CompiledTest } from '../tables.ts'
import type { Geo, Visit } from '../visit.ts'
import { CONNECTION_TYPES } from '../words/closed-lists.ts'
import { defineFilter, NumberList, type Say, TextList } from './define.ts'
import { lowerCase, readList, textFilter, type ValueList, wordFilter } from './lists.ts'

const CONNECTIONS: ReadonlySet<string> = new Set(CONNECTION_TYPES)
const REGION_CODE = /^[A-Z]{2}-[A-Z0-9]{1,3}$/i
const GEONAME_ID = /^\d{1,10}$/
const ASN_RANGE = /^(?:AS)?(\d{1,10})(?: ?- ?(?:AS)?(\d{1,10}))?$/i
const HIGHEST_ASN = 0xffffffff

export const country = wordFilter({
  key: 'country',
  title: 'Country',
  group: 'geo',
  needs: 'geo_country',
  expected: 'ISO 3166 country codes such as DE',
  word: (value) => (COUNTRIES.has(value.toUpperCase()) ? value.toUpperCase() : null),
  see: ({ visitor }) => visitor.geo.country,
  why: missing('country'),
})

export const continent = wordFilter({
  key: 'continent',
  title: 'Continent',
  group: 'geo',
  needs: 'geo_country',
  expected: `continents: ${[...CONTINENTS.keys()].join(', ')}`,
  word: (value) => (CONTINENTS.has(value.toUpperCase()) ? value.toUpperCase() : null),
  see: ({ visitor }) => visitor.geo.continent,
  why: missing('country'),
})

export const region = defineFilter({
  key: 'region',
  title: 'Region',
  group: 'geo',
  needs: 'geo_region',
  payload: TextList('regions: ISO 3166-2 codes such as US-CA, or names'),
  read: (payload, complain) => readList(payload, lowerCase, complain),
  test: testRegion,
})

export const city = defineFilter({
  key: 'city',
  title: 'City',
  group: 'geo',
  needs: 'geo_city',
  payload: TextList('cities: names, DE:Berlin, or Geonames ids'),
  read: (payload, complain) => readList(payload, lowerCase, complain),
  test: testCity,
})

export const isp = textFilter({
  key: 'isp',
  title: 'Internet provider',
  group: 'network',
  needs: 'geo_isp',
  see: ({ visitor }) => visitor.geo.isp,
  why: missing('provider'),
})

export const organization = textFilter({
  key: 'organization',
  title: 'Organization',
  group: 'network',
  needs: 'geo_isp',
  see: ({ visitor }) => visitor.geo.organization,
  why: missing('provider'),
})

export const operator = textFilter({
  key: 'operator',
  title: 'Mobile operator',
  group: 'network',
  needs: 'geo_operator',
  see: ({ visitor }) => visitor.geo.operator,
  why: missing('operator'),
})

export const connectionType = wordFilter({
  key: 'connection_type',
  title: 'Connection type',
  group: 'network',
  needs: 'geo_connection',
  expected: `connection types: ${CONNECTION_TYPES.join(', ')}`,
  word: (value) => (CONNECTIONS.has(value.toLowerCase()) ? value.toLowerCase() : null),
  see: ({ visitor }) => visitor.geo.connectionType,
  why: missing('connection'),
})

/** An address that no network announces has number 0, which is empty. */
export const asn = defineFilter({
  key: 'asn',
  title: 'Autonomous system',
  group: 'network',
  needs: 'geo_asn',
  payload: NumberList('network numbers: 64500, AS64500 or 64500-64510'),
  read(payload, complain) {
    const list = readList(payload, readAsnRange, complain)
    return { ...list, numbers: numberSet(list.values) }
  },
  test: testAsn,
})

/** A code can only be compared where the database has codes, a name where it has names. */
function testRegion(list: ValueList<string>, say: Say): CompiledTest {
  const wanted = new Set(list.values)
  const codes = list.values.some((value) => REGION_CODE.test(value))
  const names = list.values.some((value) => !REGION_CODE.test(value))
  return ({ visitor: { ip, geo } }) => {
    const { region: code, regionName: name } = geo
    if (code === null && name === null) return say.unknown(missingFor(ip, 'region'))
    const seen = code || name || ''
    if (seen === '') return say.is(list.empty, '')
    if (list.any || isIn(wanted, code) || isIn(wanted, name)) return say.is(true, seen)
    if (code === null && codes) return say.unknown('no region codes')
    if (name === null && names) return say.unknown('no region names')
    return say.is(false, seen)
  }
}

/** A database of cities need not have Geonames ids; then a list of ids can't be judged. */
function testCity(list: ValueList<string>, say: Say): CompiledTest {
  const wanted = new Set(list.values)
  const ids = list.values.some((value) => GEONAME_ID.test(value))
  return ({ visitor: { ip, geo } }) => {
    if (geo.city === null) return say.unknown(missingFor(ip, 'city'))
    if (geo.city === '') return say.is(list.empty, '')
    if (list.any || isCityIn(wanted, geo)) return say.is(true, geo.city)
    return ids && !geo.cityId ? say.unknown('no city ids') : say.is(false, geo.city)
  }
}

function testAsn(list: ValueList<NumberRange> & { numbers: NumberSet }, say: Say): CompiledTest {
  return ({ visitor: { ip, geo } }) => {
    if (geo.asn === null) return say.unknown(missingFor(ip, 'network number'))
    if (geo.asn === 0) return say.is(list.empty, '')
    return say.is(list.any || list.numbers.contains(geo.asn), String(geo.asn))
  }
}

function isCityIn(wanted: ReadonlySet<string>, geo: Geo): boolean {
  const name = (geo.city ?? '').toLowerCase()
  const inCountry = `${(geo.country ?? '').toLowerCase()}:${name}`
  return wanted.has(name) || wanted.has(inCountry) || isIn(wanted, geo.cityId)
}

function isIn(wanted: ReadonlySet<string>, value: string | null): boolean {
  return value !== null && value !== '' && wanted.has(value.toLowerCase())
}

function readAsnRange(text: string): NumberRange | null {
  const [, first, last = first] = ASN_RANGE.exec(text) ?? []
  const range = { from: Number(first), to: Number(last) }
  return range.from <= range.to && range.to <= HIGHEST_ASN ? range : null
}

function missing(database: string): (visit: Visit) => string {
  return ({ visitor }) => missingFor(visitor.ip, database)
}

function missingFor(ip: unknown, database: string): string {
  return ip === null ? 'no address' : `no ${database} database`
}
