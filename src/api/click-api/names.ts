/**
 * The names of a call's parameters, read as PHP reads them: where a value goes, by its name. Sites
 * send the same names with every call, so what was read once is remembered.
 */
import { knownNames } from '../../detect/known-names.ts'
import { decodeText } from '../../detect/text.ts'
import { ownText } from '../../lib/text.ts'

const MAX_NAME = 256
const REMEMBERED_NAMES = 1000
const BRACKETS = /^(?:\[[^[\]]*\]){1,4}$/

export type ArrayName = 'originalHeaders' | 'headers' | 'server' | 'page'

export interface Place {
  /** Of a member of an array we know: the member's name. */
  readonly name: string
  readonly array: ArrayName | null
  /** The name that a member takes away from a plain value; `''` for plain names. */
  readonly parent: string
  /** A word for the API or a fact about the visitor; whatever else there is belongs to the visit. */
  readonly isFact: boolean
  /** Whether `charset` speaks of its value. */
  readonly isKeyword: boolean
}

/** By the name that stands in urlencoded text; `null` for what is to be ignored. */
export function placeIn(text: string, from: number, to: number): Place | null {
  if (to - from > 3 * MAX_NAME) return null
  const known = names.find(text, from, to)
  return known < 0 ? remembered(text.slice(from, to)) : places[known]!
}

let names = knownNames(REMEMBERED_NAMES)
let places: (Place | null)[] = []

function remembered(encoded: string): Place | null {
  if (places.length === REMEMBERED_NAMES) {
    names = knownNames(REMEMBERED_NAMES)
    places = []
  }
  const own = ownText(encoded)
  const place = placeNamed(decodeText(own))
  names.add(own)
  places.push(place)
  return place
}

/** By the name itself. */
export function placeNamed(name: string): Place | null {
  if (name === '' || name.length > MAX_NAME) return null
  const bracket = name.indexOf('[')
  if (bracket > 0) return BRACKETS.test(name.slice(bracket)) ? memberPlace(name, bracket) : null
  const isKeyword = KEYWORDS.has(name)
  return { name, array: null, parent: '', isFact: FACTS.has(name), isKeyword }
}

function memberPlace(name: string, bracket: number): Place {
  const parent = name.slice(0, bracket)
  const array = ARRAYS.get(parent) ?? null
  const member = memberName(name.slice(bracket + 1, -1))
  // Only headers and PHP's own names are the same in every letter case.
  const known = array === 'page' ? member : member.toLowerCase()
  return {
    name: array === null ? name : known,
    array,
    parent,
    isFact: false,
    isKeyword: false,
  }
}

/** `a` of `a`, `a[b][c]` of `a][b][c`. */
function memberName(inside: string): string {
  const end = inside.indexOf('][')
  return end < 0 ? inside : `${inside.slice(0, end)}[${inside.slice(end + 2)}]`
}

const ARRAYS: ReadonlyMap<string, ArrayName> = new Map([
  ['original_headers', 'originalHeaders'],
  ['headers', 'headers'],
  ['server', 'server'],
  ['get_params', 'page'],
  ['post_params', 'page'],
])

const KEYWORDS: ReadonlySet<string> = new Set([
  'keyword',
  'keywords',
  'tds-key',
  'utm_term',
  'default_keyword',
])

const FACTS: ReadonlySet<string> = new Set([
  'token',
  'version',
  'info',
  'log',
  'ip',
  'ua',
  'user_agent',
  'language',
  'x_requested_with',
  'uniqueness_cookie',
  'force_redirect_offer',
  'self_static_serving',
  'prefetch',
  'landing_id',
  'original_host',
  'original_method',
  'method',
  'kversion',
  'charset',
])
