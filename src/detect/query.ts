/** Query strings and urlencoded forms, read into a `Map`: the last of equal names wins. */
import type { SentFields } from '../core/visit.ts'
import { indexOrEnd } from '../lib/text.ts'
import { cutBytes, fits, partDecoder } from './text.ts'

const MAX_QUERY_BYTES = 8 * 1024
export const MAX_PARAMETERS = 200
export const MAX_NAME_BYTES = 64

/** The first 8 KB of a raw query. */
export function cutQuery(rawQuery: string): string {
  return cutBytes(rawQuery, MAX_QUERY_BYTES)
}

/** Names to values of an urlencoded text, and of a form sent with it; a name without `=` has the value `''`. */
export function parseQuery(text: string, form: string = ''): Map<string, string> {
  const pairs = new Map<string, string>()
  readPairs(text, pairs)
  readPairs(form, pairs)
  return pairs
}

/** As `parseQuery`, but read when somebody asks: hardly anybody does. */
export function queryOnDemand(text: string): SentFields {
  return new QueryOnDemand(text)
}

/** A class, because it is made for every click. */
class QueryOnDemand implements SentFields {
  readonly #text: string
  #pairs: ReadonlyMap<string, string> | null = null

  constructor(text: string) {
    this.#text = text
  }

  get(name: string): string | undefined {
    this.#pairs ??= parseQuery(this.#text)
    return this.#pairs.get(name)
  }
}

/**
 * Adds the parameters of an urlencoded text to `into`. Parameters beyond 200 and names over 64 bytes
 * are dropped; the answer says whether that happened.
 */
export function readPairs(text: string, into: Map<string, string>): boolean {
  const decoded = partDecoder(text)
  let dropped = false
  eachPair(text, (from, equals, stop) => {
    if (!addField(decoded(from, equals), decoded(equals + 1, stop), into)) dropped = true
  })
  return dropped
}

/**
 * The pairs of an urlencoded text that have a name: where each begins, where its name ends, which is
 * `stop` where no `=` follows, and where it stops.
 */
export function eachPair(
  text: string,
  take: (from: number, equals: number, stop: number) => void,
): void {
  let equals = indexOrEnd(text, '=')
  for (let from = 0; from < text.length;) {
    const stop = indexOrEnd(text, '&', from)
    // Looked for again only when it was passed, so that pairs without one cost nothing.
    if (equals < from) equals = indexOrEnd(text, '=', from)
    if (stop > from && equals > from) take(from, Math.min(equals, stop), stop)
    from = stop + 1
  }
}

/** Sets one field unless a limit forbids it; the answer says whether it was kept. */
export function addField(name: string, value: string, into: Map<string, string>): boolean {
  if (!fits(name, MAX_NAME_BYTES)) return false
  if (into.size >= MAX_PARAMETERS && !into.has(name)) return false
  into.set(name, value)
  return true
}
