/**
 * The parameters of a call: names with brackets are members of arrays, the last of equal names wins,
 * and what comes later (the body) wins over what came before (the query).
 */
import { eachPair } from '../../detect/query.ts'
import { cleanText, decodeText, partDecoder } from '../../detect/text.ts'
import { type Place, placeIn, placeNamed } from './names.ts'

const MAX_NAMES = 1000
const MAX_DEPTH = 4

export interface CallFields {
  /** Words for the API and facts about the visitor, by name. */
  readonly facts: ReadonlyMap<string, string>
  /** All others; members of arrays that mean nothing to us under their full name, `a[b][c]`. */
  readonly parameters: ReadonlyMap<string, string>
  /** `parameters` as they were sent; `null` when there is no such text. */
  readonly query: string | null
  /** The visitor's headers, names in lower case; `null` if none were forwarded. */
  readonly originalHeaders: Members | null
  readonly headers: Members | null
  readonly server: Members | null
  /** What the visitor sent to the page that calls, of callers that keep it apart (v4). */
  readonly page: Members | null
  /** Keywords as they were sent, in an encoding that only the caller knows. */
  readonly escaped: ReadonlyMap<string, string>
}

/** Percent-encoded as they were sent, because few of many forwarded headers are ever looked at. */
export type Members = ReadonlyMap<string, string>

/** `undefined` for what was not sent. */
export function memberOf(members: Members | null, name: string): string | undefined {
  const encoded = members?.get(name)
  return encoded === undefined ? undefined : decodeText(encoded)
}

/** Fields while they are being read. */
export interface Reading extends CallFields {
  readonly facts: Map<string, string>
  readonly parameters: Map<string, string>
  readonly escaped: Map<string, string>
  query: string
  originalHeaders: Map<string, string> | null
  headers: Map<string, string> | null
  server: Map<string, string> | null
  page: Map<string, string> | null
  /** How many were read; those beyond the limit are ignored. */
  names: number
}

export function newReading(): Reading {
  return {
    facts: new Map(),
    parameters: new Map(),
    escaped: new Map(),
    query: '',
    originalHeaders: null,
    headers: null,
    server: null,
    page: null,
    names: 0,
  }
}

/** A query string or a form. */
export function takeUrlencoded(into: Reading, text: string): void {
  const decoded = partDecoder(text)
  eachPair(text, (from, equals, stop) => {
    if (into.names >= MAX_NAMES) return
    into.names++
    const place = placeIn(text, from, equals)
    if (place === null) return
    const value = text.slice(equals + 1, stop)
    if (place.isKeyword) into.escaped.set(place.name, value)
    if (place.array !== null) return putMember(into, place, value)
    put(into, place, decoded(equals + 1, stop))
    if (!place.isFact) noteQuery(into, text.slice(from, stop))
  })
}

/** An object's scalars as text, its members as bracket names; too deep ones are left out. */
export function takeObject(into: Reading, object: object): void {
  for (const [name, value] of Object.entries(object)) takeJson(into, name, value, 0)
}

function takeJson(into: Reading, name: string, value: unknown, depth: number): void {
  if (value === null || into.names >= MAX_NAMES) return
  if (typeof value !== 'object') {
    takeText(into, cleanText(name), scalarText(value))
  } else if (depth < MAX_DEPTH) {
    for (const [key, member] of Object.entries(value)) {
      takeJson(into, `${name}[${key}]`, member, depth + 1)
    }
  }
}

function takeText(into: Reading, name: string, value: string): void {
  into.names++
  const place = placeNamed(name)
  if (place === null) return
  if (place.isKeyword) into.escaped.delete(name)
  const sent = encodeURIComponent(value)
  if (place.array !== null) return putMember(into, place, sent)
  put(into, place, value)
  if (!place.isFact) noteQuery(into, `${encodeURIComponent(name)}=${sent}`)
}

function scalarText(value: unknown): string {
  if (typeof value === 'boolean') return value ? '1' : '0'
  return typeof value === 'string' ? cleanText(value) : String(value as number)
}

function put(into: Reading, { name, parent, isFact }: Place, value: string): void {
  if (parent !== '') forget(into, parent)
  if (isFact) into.facts.set(name, value)
  else into.parameters.set(name, value)
}

function putMember(into: Reading, { name, array, parent }: Place, sent: string): void {
  if (array === null) return
  forget(into, parent)
  into[array] = (into[array] ?? new Map<string, string>()).set(name, sent)
}

/** A name that comes as an array is no plain value any more. */
function forget({ facts, parameters }: Reading, name: string): void {
  facts.delete(name)
  parameters.delete(name)
}

function noteQuery(into: Reading, pair: string): void {
  into.query += into.query === '' ? pair : `&${pair}`
}
