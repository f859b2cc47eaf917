/**
 * Where an address is, from MMDB files. Several files are merged: the first one that has a value
 * wins. Without a usable file that has a field it is *unknown* (`null`); an address that the files
 * do not list is *empty* (`''`, 0, `false`). IPv4-only files are never asked about IPv6, because
 * they answer with a wrong country and no error.
 */
import { Reader, type Response } from 'maxmind'

import { continentOf, COUNTRIES } from '../core/countries.ts'
import type { Geo } from '../core/visit.ts'
import { messageOf } from '../lib/errors.ts'
import { formatIp, type Ip } from '../lib/ip.ts'
import { boundedCache } from '../lib/lru.ts'
import {
  cityNameIn,
  countryCode,
  fieldsIn,
  fieldsOfType,
  GEO_READERS,
  type GeoField,
  type GeoRecord,
} from './geo-record.ts'
import { type RecordFinder, recordFinder } from './geo-tree.ts'

/** Records, or combinations of the records of several files. */
const CACHED_PLACES = 20_000
/** Enough to see what a file's records hold, and whether its tree is whole. */
const SAMPLES = 256

export interface GeoFile {
  readonly name: string
  readonly bytes: Uint8Array
}

export interface GeoFileStatus {
  readonly name: string
  /** e.g. `DBIP-City-Lite`; `''` when the file can't be read. */
  readonly type: string
  /** When it was made, epoch milliseconds; 0 when it can't be read. */
  readonly builtAt: number
  /** Why it is not used, or `null`. */
  readonly problem: string | null
}

export interface GeoDatabase {
  /** Shared and frozen. Never throws. */
  lookup(ip: Ip): Geo
  /** The name in a language of that city (its English one), if the address is there; else `''`. */
  cityName(ip: Ip, city: string, language: string): string
  /** The fields that any usable file has: the sources that filters need. */
  readonly fields: ReadonlySet<GeoField>
  readonly files: readonly GeoFileStatus[]
}

export const UNKNOWN_GEO: Geo = Object.freeze({
  country: null,
  continent: null,
  region: null,
  regionName: null,
  city: null,
  cityId: null,
  isp: null,
  organization: null,
  asn: null,
  operator: null,
  connectionType: null,
  isProxy: null,
  isDatacenter: null,
})

interface OpenFile {
  readonly reader: Reader<Response>
  readonly recordAt: RecordFinder
  readonly fields: readonly GeoField[]
  readonly isV4Only: boolean
}

/** `files` in order of preference. */
export function openGeo(files: readonly GeoFile[]): GeoDatabase {
  const opened = files.map(openFile)
  const usable = opened.flatMap(({ file }) => (file ? [file] : []))
  const places = boundedCache<string | number, Geo>(CACHED_PLACES)
  return {
    fields: new Set(usable.flatMap(({ fields }) => fields)),
    files: opened.map(({ status }) => status),
    lookup(ip) {
      if (usable.length === 0) return UNKNOWN_GEO
      const key = recordsOf(usable, ip)
      const known = places.get(key)
      if (known) return known
      const geo = readAll(usable, ip)
      places.set(key, geo)
      return geo
    },
    cityName: (ip, city, language) => cityNameAt(usable, ip, { city, language }),
  }
}

/** Equal keys are equal places. */
function recordsOf(files: readonly OpenFile[], ip: Ip): string | number {
  if (files.length === 1) return recordIn(files[0]!, ip)
  let key = ''
  for (const file of files) key += `${recordIn(file, ip)},`
  return key
}

/** Negative for addresses that the file must not be asked about. */
function recordIn(file: OpenFile, ip: Ip): number {
  return mayAsk(file, ip) ? file.recordAt(ip) : -1
}

function mayAsk({ isV4Only }: OpenFile, { version }: Ip): boolean {
  return version === 4 || !isV4Only
}

/**
 * The same place with the country that a trusted proxy tells. If the files say another country,
 * their region and city are wrong too and become empty. What is no country (`EU`, `AP`) tells none.
 */
export function withCountry(geo: Geo, told: string): Geo {
  const country = countryCode(told)
  if (country === geo.country || !COUNTRIES.has(country)) return geo
  const place = { country, continent: continentOf(country) }
  if (geo.country === null || geo.country === '') return { ...geo, ...place }
  const emptied = (text: string | null) => (text === null ? null : '')
  return {
    ...geo,
    ...place,
    region: emptied(geo.region),
    regionName: emptied(geo.regionName),
    city: emptied(geo.city),
    cityId: emptied(geo.cityId),
  }
}

function openFile({ name, bytes }: GeoFile): { file: OpenFile | null; status: GeoFileStatus } {
  try {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const reader = new Reader<Response>(buffer)
    const { databaseType, ipVersion, buildEpoch } = reader.metadata
    const fields = new Set([...fieldsOfType(databaseType), ...sampleFields(reader, ipVersion)])
    if (fields.size === 0) return unusable(name, `unknown kind of file: ${databaseType}`)
    const status = { name, type: databaseType, builtAt: buildEpoch.getTime(), problem: null }
    const recordAt = recordFinder(buffer, reader.metadata)
    return { file: { reader, recordAt, fields: [...fields], isV4Only: ipVersion === 4 }, status }
  } catch (error) {
    return unusable(name, messageOf(error))
  }
}

function unusable(name: string, problem: string) {
  return { file: null, status: { name, type: '', builtAt: 0, problem } }
}

/** What records spread over all addresses hold. Throws if one of them can't be read. */
function sampleFields(reader: Reader<Response>, ipVersion: number): Set<GeoField> {
  const found = new Set<GeoField>()
  for (let sample = 0; sample < SAMPLES; sample++) {
    const spread = (sample * 40_503) % 65_536
    const v4 = `${sample}.${spread >> 8}.${spread & 255}.1`
    const v6 = `2${(sample & 63).toString(16).padStart(3, '0')}:${spread.toString(16)}::1`
    const record = reader.get(ipVersion === 6 && sample % 2 === 1 ? v6 : v4)
    for (const field of fieldsIn((record ?? {}) as GeoRecord)) found.add(field)
  }
  return found
}

const NOWHERE: GeoRecord = {}
const PLACE_FIELDS: ReadonlySet<GeoField> = new Set(['country', 'region', 'city'])

function readAll(files: readonly OpenFile[], ip: Ip): Geo {
  const geo: Record<string, unknown> = { ...UNKNOWN_GEO }
  for (const file of files) {
    const record = recordOf(file, ip)
    if (record === null) continue
    const place = isElsewhere(record, geo['country']) ? NOWHERE : record
    for (const field of file.fields) {
      fill(geo, GEO_READERS[field](PLACE_FIELDS.has(field) ? place : record))
    }
  }
  return Object.freeze(geo) as unknown as Geo
}

function cityNameAt(
  files: readonly OpenFile[],
  ip: Ip,
  { city, language }: { readonly city: string; readonly language: string },
): string {
  for (const file of files) {
    const record = recordOf(file, ip)
    const name = record === null ? '' : cityNameIn(record, city, language)
    if (name !== '') return name
  }
  return ''
}

/** `null` when the file must not be asked, or turns out to be broken here: then it says nothing. */
function recordOf(file: OpenFile, ip: Ip): GeoRecord | null {
  if (!mayAsk(file, ip)) return null
  try {
    return (file.reader.get(formatIp(ip)) ?? {}) as GeoRecord
  } catch {
    return null
  }
}

/** A file that contradicts the country found before must not add its city to it. */
function isElsewhere(record: GeoRecord, country: unknown): boolean {
  const own = GEO_READERS.country(record).country
  return !!own && !!country && own !== country
}

/** Takes what `geo` does not know yet, or knows only as empty. */
function fill(geo: Record<string, unknown>, found: Partial<Geo>): void {
  for (const [key, value] of Object.entries(found)) geo[key] = geo[key] || value
}
