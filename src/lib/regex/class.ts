/** Reads classes such as `[a-z\d]` and what a backslash makes of the character behind it. */
import { type CodePoints, complementOf, type Range, unionOf, withLowerCase } from './code-points.ts'
import type { Node, Place } from './node.ts'
import { fail, peek, type Reader, startsWith, take } from './reader.ts'

const DIGITS: CodePoints = [{ from: 0x30, to: 0x39 }]

/** `\w`; as in JavaScript and in PCRE without further options, it knows only ASCII. */
export const WORD: CodePoints = [
  ...DIGITS,
  { from: 0x41, to: 0x5a },
  { from: 0x5f, to: 0x5f },
  { from: 0x61, to: 0x7a },
]

const SPACES: CodePoints = unionOf([
  { from: 0x09, to: 0x0d },
  { from: 0x2000, to: 0x200a },
  ...[0x20, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000, 0xfeff].map(single),
])

const SETS: ReadonlyMap<string, CodePoints> = new Map([
  ['d', DIGITS],
  ['D', complementOf(DIGITS)],
  ['w', WORD],
  ['W', complementOf(WORD)],
  ['s', SPACES],
  ['S', complementOf(SPACES)],
])

const CONTROLS: ReadonlyMap<string, string> = new Map([
  ['t', '\t'],
  ['n', '\n'],
  ['r', '\r'],
  ['f', '\f'],
  ['v', '\v'],
  ['0', '\0'],
])

const PLACES: ReadonlyMap<string, Place> = new Map([
  ['b', 'edge'],
  ['B', 'no_edge'],
  ['A', 'start'],
  ['z', 'end'],
  ['Z', 'end'],
])

const HEXADECIMAL =
  /x([\da-fA-F]{2})|x\{([\da-fA-F]{1,6})\}|u([\da-fA-F]{4})|u\{([\da-fA-F]{1,6})\}/y
const LETTER = /^[A-Za-z0-9]$/

/** The backslash has been read. `null`: it is not about a place, and nothing was read. */
export function escapedPlace(reader: Reader): Place | null {
  const place = PLACES.get(peek(reader)) ?? null
  if (place !== null) take(reader)
  return place
}

/** The backslash has been read: a set, or the one character that is meant. */
export function escapedSet(reader: Reader): CodePoints | string {
  const hexadecimal = escapedNumber(reader)
  if (hexadecimal !== null) return hexadecimal
  const char = take(reader)
  const known = SETS.get(char) ?? CONTROLS.get(char)
  if (known !== undefined) return known
  if (char === '') fail(reader, 'a \\ stands at the end')
  else if (char === 'p' || char === 'P')
    fail(reader, `\\${char} is not supported; write the letters as a class such as [а-яё]`)
  else if (LETTER.test(char)) fail(reader, `\\${char} is not supported`)
  return char
}

function escapedNumber(reader: Reader): string | null {
  HEXADECIMAL.lastIndex = reader.at
  const found = HEXADECIMAL.exec(reader.text)
  if (found === null) return null
  const point = parseInt(found.slice(1).find((digits) => digits !== undefined) ?? '', 16)
  if (point > 0x10ffff) return fail(reader, `\\${found[0]} is no character`)
  reader.at += found[0].length
  return String.fromCodePoint(point)
}

/** The `[` has been read. */
export function readClass(reader: Reader): Node {
  const isNegated = peek(reader) === '^'
  if (isNegated) take(reader)
  if (peek(reader) === ']') fail(reader, 'a class begins with ]; write \\] in it')
  const ranges: Range[] = []
  while (peek(reader) !== ']' && peek(reader) !== '') ranges.push(...readItem(reader))
  if (take(reader) !== ']') fail(reader, 'a [ has no ]')
  const points = withLowerCase(unionOf(ranges))
  return isNegated ? anyBut(points) : { is: 'set', points }
}

export function anyBut(points: CodePoints): Node {
  return { is: 'set', points: complementOf(points) }
}

/** One character, a range of them, or a set such as `\d`. */
function readItem(reader: Reader): readonly Range[] {
  if (/^\[[:.=]/.test(reader.text.slice(reader.at, reader.at + 2)))
    fail(reader, 'named classes such as [:alpha:] are not supported')
  const first = readMember(reader)
  if (typeof first !== 'string') return first
  if (!isRange(reader)) return [single(first.codePointAt(0) ?? 0)]
  take(reader)
  const last = readMember(reader)
  const from = first.codePointAt(0) ?? 0
  if (typeof last !== 'string') return [single(from), single(0x2d), ...last]
  const to = last.codePointAt(0) ?? 0
  if (to < from) fail(reader, `the range ${first}-${last} ends before it begins`)
  return [{ from, to }]
}

/** A hyphen at the end of a class is only a hyphen. */
function isRange(reader: Reader): boolean {
  return peek(reader) === '-' && !startsWith(reader, '-]')
}

function readMember(reader: Reader): CodePoints | string {
  const char = take(reader)
  if (char !== '\\') return char
  if (peek(reader) !== 'b') return escapedSet(reader)
  take(reader)
  return '\b'
}

function single(point: number): Range {
  return { from: point, to: point }
}
