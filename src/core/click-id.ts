/**
 * Click ids: 20 characters of `[0-9a-v]` = 100 bits = 42 bits sequence, 10 bits node, 48 bits check.
 *
 * The sequence number is an address (segment × 65,536 + row), so a click is found without an index
 * and ids of one node sort by creation. The check part comes from the segment's random key stream
 * (`ledger/columns/check-stream.ts`), so ids can't be guessed and a restored backup does not repeat them.
 */

export const SEGMENT_ROWS = 65_536
const DIGITS = '0123456789abcdefghijklmnopqrstuv'
const VALID = /^[0-9a-v]{20}$/

export interface ClickIdParts {
  /** segment × 65,536 + row; up to 2^42. */
  readonly seq: number
  /** 0 to 1,023. */
  readonly node: number
  /** 48 bits. */
  readonly check: number
}

/** The segment that holds the event with this number. */
export function segmentOf(seq: number): number {
  return Math.floor(seq / SEGMENT_ROWS)
}

/** The row of the event with this number in its segment. */
export function rowOf(seq: number): number {
  return seq % SEGMENT_ROWS
}

/** The number of a segment's first event. */
export function firstSeq(segment: number): number {
  return segment * SEGMENT_ROWS
}

/** The id's text. Parts outside their range are a bug and give a wrong id. */
export function formatClickId({ seq, node, check }: ClickIdParts): string {
  // 100 bits as five groups of 20: seq holds 42, node 10, check 48.
  const a = Math.floor(seq / 4_194_304) // upper 20 of 42
  const low = seq % 4_194_304 // lower 22
  const b = Math.floor(low / 4)
  const c = (low % 4) * 262_144 + node * 256 + Math.floor(check / 1_099_511_627_776)
  const rest = check % 1_099_511_627_776
  const d = Math.floor(rest / 1_048_576)
  const e = rest % 1_048_576
  // One text of all, because texts of texts cost an object each.
  // prettier-ignore
  return `${head(a)}${tail(a)}${head(b)}${tail(b)}${head(c)}${tail(c)}${head(d)}${tail(d)}${head(e)}${tail(e)}`
}

/** An id as it is stored, of how people and networks write it. */
export function storedClickId(text: string): string {
  return text.trim().toLowerCase()
}

/** The parts of an id, blanks trimmed and case ignored; `null` if it is not of our shape. */
export function parseClickId(text: string): ClickIdParts | null {
  const id = storedClickId(text)
  if (!VALID.test(id)) return null
  const [a, b, c, d, e] = [0, 4, 8, 12, 16].map((at) => Number.parseInt(id.slice(at, at + 4), 32))
  const low = b! * 4 + Math.floor(c! / 262_144)
  return {
    seq: a! * 4_194_304 + low,
    node: Math.floor(c! / 256) % 1024,
    check: (c! % 256) * 1_099_511_627_776 + d! * 1_048_576 + e!,
  }
}

/** The first two digits of a group. */
function head(twentyBits: number): string {
  return PAIRS[twentyBits >>> 10]!
}

function tail(twentyBits: number): string {
  return PAIRS[twentyBits & 1023]!
}

/** All texts of two digits by their ten bits: an id is put together from ten of them. */
const PAIRS: readonly string[] = Array.from(DIGITS).flatMap((high) =>
  Array.from(DIGITS, (low) => high + low),
)
