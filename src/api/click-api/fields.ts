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
}

/** Takes one parameter. `false` once there were too many. */
type Take = (name: string, value: string) => boolean

export function fieldCollector(): { readonly take: Take; readonly fields: CallFields } {
  const scalars = new Map<string, string>()
  const arrays = { originalHeaders: null, headers: null, server: null } as Arrays
  let names = 0
  const take: Take = (name, value) => {
    if (++names > MAX_NAMES) return false
    if (name === '' || name.length > MAX_NAME) return true
    const bracket = name.indexOf('[')
    if (bracket <= 0) {
      scalars.set(name, value)
    } else if (BRACKETS.test(name.slice(bracket))) {
      scalars.delete(name.slice(0, bracket))
      takeMember(arrays, scalars, name, value)
    }
    return true
  }
  return { take, fields: Object.assign(arrays, { scalars }) }
}

interface Arrays {
  originalHeaders: Map<string, string> | null
  headers: Map<string, string> | null
  server: Map<string, string> | null
}

const ARRAYS: ReadonlyMap<string, keyof Arrays> = new Map([
  ['original_headers', 'originalHeaders'],
  ['headers', 'headers'],
  ['server', 'server'],
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
  const member = name.slice(bracket + 1, -1).toLowerCase()
  arrays[array] = (arrays[array] ?? new Map<string, string>()).set(member, value)
}

/** A query string or a form. */
export function takeUrlencoded(text: string, take: Take): void {
  for (let from = 0; from < text.length;) {
    const end = text.indexOf('&', from)
    const stop = end < 0 ? text.length : end
    const pair = text.slice(from, stop)
    const equals = pair.indexOf('=')
    const name = decodeText(equals < 0 ? pair : pair.slice(0, equals))
    const value = equals < 0 ? '' : decodeText(pair.slice(equals + 1))
    if (!take(name, value)) return
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
  take(cleanText(name), scalarText(value))
}

function scalarText(value: unknown): string {
  if (typeof value === 'boolean') return value ? '1' : '0'
  return typeof value === 'string' ? cleanText(value) : String(value as number)
}
