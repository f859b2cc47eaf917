/**
 * The quick way through a query: known names that come once, nothing to repair. That is nearly every
 * visit's, and no text is made but the values. Anything else is left to the general way (`query.ts`),
 * with which this one agrees.
 */
import { knownNames } from './known-names.ts'
import { MAX_NAME_BYTES, MAX_PARAMETERS } from './query.ts'
import { decodeText } from './text.ts'
import { beginsLikeUnexpanded } from './unexpanded.ts'

/** What a walk found, in order; gone with the next one. */
export interface FoundFields {
  count: number
  /** Places of the names in the list. */
  readonly names: Int16Array
  readonly values: string[]
  /** 1 for a value that may be a macro; never one without escapes that begins otherwise. */
  readonly odd: Uint8Array
}

/** `null`: this query takes the general way. */
export type PlainQuery = (query: string) => FoundFields | null

const [PERCENT, AMPERSAND, PLUS, SEMICOLON, EQUALS, QUESTION] = [37, 38, 43, 59, 61, 63]
/** Of no character but these is there anything to say. */
const MARK = { escape: 1, question: 2, semicolon: 4, odd: 8 } as const
const LAST_PLAIN = 126

const marks = Uint8Array.from({ length: LAST_PLAIN + 1 }, (_, code) => (code < 32 ? MARK.odd : 0))
marks[PERCENT] = MARK.escape
marks[PLUS] = MARK.escape
marks[QUESTION] = MARK.question
marks[SEMICOLON] = MARK.semicolon

/** A semicolon in a name may be the end of `&amp;`, a question mark may be one too many. */
const TAKES_READING = { name: ~0, value: MARK.question | MARK.odd } as const

/** Of the one walk that goes on at a time. */
const found: FoundFields = {
  count: 0,
  names: new Int16Array(MAX_PARAMETERS),
  values: [],
  odd: new Uint8Array(MAX_PARAMETERS),
}

/** `names` may not come twice. */
export function plainQuery(names: readonly string[]): PlainQuery {
  const known = knownNames(names.length)
  names.forEach(known.add)
  // Counts every walk there will ever be, which 32 bits do not.
  const lastSeen = new Float64Array(names.length)
  const place = { at: 0, marks: 0 }
  let walk = 0

  /** Whether the general way would say the same. */
  const take = (query: string, from: number, end: number, value: number): boolean => {
    const name = known.find(query, from, end)
    if (name < 0) return true
    if (lastSeen[name] === walk) return false
    lastSeen[name] = walk
    const hasEscapes = (place.marks & MARK.escape) !== 0
    const text = query.slice(value, place.at)
    found.names[found.count] = name
    found.values[found.count] = hasEscapes ? decodeText(text) : text
    found.odd[found.count] = hasEscapes || beginsLikeUnexpanded(query.charCodeAt(value)) ? 1 : 0
    found.count++
    return true
  }

  return (query) => {
    walk++
    found.count = 0
    place.at = 0
    for (let pairs = 0; place.at < query.length; place.at++) {
      const from = place.at
      pass(query, EQUALS, place)
      const end = place.at
      if ((place.marks & TAKES_READING.name) !== 0) return null
      if (query.charCodeAt(end) === EQUALS) place.at++
      const value = place.at
      pass(query, AMPERSAND, place)
      if ((place.marks & TAKES_READING.value) !== 0) return null
      if (end - from > MAX_NAME_BYTES || ++pairs > MAX_PARAMETERS) return null
      if (!take(query, from, end, value)) return null
    }
    return found
  }
}

/** On to the next ampersand, the next `also`, or the end; with the marks of what was passed. */
function pass(query: string, also: number, place: { at: number; marks: number }): void {
  let { at } = place
  let passed = 0
  for (; at < query.length; at++) {
    const code = query.charCodeAt(at)
    if (code === AMPERSAND || code === also) break
    passed |= code > LAST_PLAIN ? MARK.odd : marks[code]!
  }
  place.at = at
  place.marks = passed
}
