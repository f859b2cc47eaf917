/**
 * The parameters of a call as PHP would see them: names with brackets are members of arrays, the
 * last of equal names wins, and what comes later (the body) wins over what came before (the query).
 */
import { cleanText, decodeText } from '../../detect/text.ts'

const MAX_NAMES = 1000
const MAX_DEPTH = 4
const MAX_NAME = 256
const BRACKETS = /^(?:\[[^[\]]*\]){1,4}$/

export interface CallFields {
  /** By name; members of arrays that mean nothing to us under their full name, `a[b][c]`. */
  readonly scalars: ReadonlyMap<string, string>
  /** The visitor's headers, names in lower case; `null` if none were forwarded. */
  readonly originalHeaders: ReadonlyMap<string, string> | null
  readonly headers: ReadonlyMap<string, string> | null
  readonly server: ReadonlyMap<string, string> | null
  /** What the visitor sent to the page that calls, of callers that keep it apart (v4). */
  readonly page: ReadonlyMap<string, string> | null
  /** Parameters that may be in another encoding than UTF-8, as they were sent. */
  readonly escaped: ReadonlyMap<string, string>
}

/** `null` for what is told in an encoding we know, which is all but urlencoded text. */
type Escaped = string | null

/** Takes one parameter. `false` once there were too many. */
export type Take = (name: string, value: string, escaped: Escaped) => boolean

/** Names of the keyword, which `charset` speaks of. */
const KEYWORDS: ReadonlySet<string> = new Set([
  'keyword',
  'keywords',
  'tds-key',
  'utm_term',
  'default_keyword',
])

export function fieldCollector(): { readonly take: Take; readonly fields: CallFields } {
  const scalars = new Map<string, string>()
  const escaped = new Map<string, string>()
  const arrays: Arrays = { originalHeaders: null, headers: null, server: null, page: null }
  let names = 0
  const take: Take = (name, value, asSent) => {
    if (++names > MAX_NAMES) return false
    if (name === '' || name.length > MAX_NAME) return true
    if (KEYWORDS.has(name)) noteEscaped(escaped, name, asSent)
    const bracket = name.indexOf('[')
    if (bracket <= 0) {
      scalars.set(name, value)
    } else if (BRACKETS.test(name.slice(bracket))) {
      scalars.delete(name.slice(0, bracket))
      takeMember(arrays, scalars, name, value)
    }
    return true
  }
  return { take, fields: Object.assign(arrays, { scalars, escaped }) }
}

function noteEscaped(escaped: Map<string, string>, name: string, asSent: Escaped): void {
  if (asSent === null) escaped.delete(name)
  else escaped.set(name, asSent)
}

interface Arrays {
  originalHeaders: Map<string, string> | null
  headers: Map<string, string> | null
  server: Map<string, string> | null
  page: Map<string, string> | null
}

const ARRAYS: ReadonlyMap<string, keyof Arrays> = new Map([
  ['original_headers', 'originalHeaders'],
  ['headers', 'headers'],
  ['server', 'server'],
  ['get_params', 'page'],
  ['post_params', 'page'],
])

function takeMember(
  arrays: Arrays,
  scalars: Map<string, string>,
  name: string,
  value: string,
): void {
  const bracket = name.indexOf('[')
  const array = ARRAYS.get(name.slice(0, bracket))
  if (array === undefined) {
    scalars.set(name, value)
    return
  }
  const member = memberName(name.slice(bracket + 1, -1))
  const key = array === 'page' ? member : member.toLowerCase()
  arrays[array] = (arrays[array] ?? new Map<string, string>()).set(key, value)
}

/** `a` of `a`, `a[b][c]` of `a][b][c`. */
function memberName(inside: string): string {
  const end = inside.indexOf('][')
  return end < 0 ? inside : `${inside.slice(0, end)}[${inside.slice(end + 2)}]`
}

/** A query string or a form. */
export function takeUrlencoded(text: string, take: Take): void {
  for (let from = 0; from < text.length;) {
    const end = text.indexOf('&', from)
    const stop = end < 0 ? text.length : end
    const pair = text.slice(from, stop)
    const equals = pair.indexOf('=')
    const name = decodeText(equals < 0 ? pair : pair.slice(0, equals))
    const value = equals < 0 ? '' : pair.slice(equals + 1)
    if (!take(name, decodeText(value), value)) return
    from = stop + 1
  }
}

/** An object's scalars as text, its members as bracket names; too deep ones are left out. */
export function takeObject(object: object, take: Take): void {
  for (const [name, value] of Object.entries(object)) takeJson(name, value, take, 0)
}

function takeJson(name: string, value: unknown, take: Take, depth: number): void {
  if (value === null) return
  if (typeof value === 'object') {
    if (depth >= MAX_DEPTH) return
    for (const [key, member] of Object.entries(value))
      takeJson(`${name}[${key}]`, member, take, depth + 1)
    return
  }
  take(cleanText(name), scalarText(value), null)
}

function scalarText(value: unknown): string {
  if (typeof value === 'boolean') return value ? '1' : '0'
  return typeof value === 'string' ? cleanText(value) : String(value as number)
}
