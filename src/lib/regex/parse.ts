/**
 * Reads regular expressions as JavaScript and PCRE agree on them. What one of the two would read in
 * another way, and what no finite automaton can do (references, look-around), is refused by name.
 */
import { anyBut, escapedPlace, escapedSet, readClass } from './class.ts'
import { unionOf } from './code-points.ts'
import type { Node } from './node.ts'
import { fail, peek, type Reader, startsWith, take } from './reader.ts'

export type Parsed = { readonly node: Node } | { readonly problem: string }

const COUNT = /\{(\d{1,4})(,(\d{0,4}))?\}/y
const LINE_ENDS = [0x0a, 0x0d, 0x2028, 0x2029].map((point) => ({ from: point, to: point }))
const NOTHING: Node = { is: 'sequence', parts: [] }
const GROUP_NAME = /\?P?<[A-Za-z_]\w*>/y

/** `dotAll` lets `.` stand for line ends, too. Case is ignored. */
export function parse(text: string, { dotAll }: { readonly dotAll: boolean }): Parsed {
  const reader: Reader = { text, at: 0, dotAll, problem: null }
  if (startsWith(reader, '(?i)')) reader.at = 4
  const node = readChoice(reader)
  if (peek(reader) === ')') fail(reader, 'a ) has no (')
  return reader.problem === null ? { node } : { problem: reader.problem }
}

function readChoice(reader: Reader): Node {
  const options = [readSequence(reader)]
  while (peek(reader) === '|') {
    take(reader)
    options.push(readSequence(reader))
  }
  return options.length === 1 ? options[0]! : { is: 'choice', options }
}

function readSequence(reader: Reader): Node {
  const parts: Node[] = []
  for (let next = peek(reader); next !== '' && next !== '|' && next !== ')'; next = peek(reader)) {
    parts.push(readRepeats(reader, readAtom(reader)))
  }
  return parts.length === 1 ? parts[0]! : { is: 'sequence', parts }
}

function readAtom(reader: Reader): Node {
  const char = take(reader)
  switch (char) {
    case '(':
      return readGroup(reader)
    case '[':
      return readClass(reader)
    case '.':
      return reader.dotAll ? anyBut([]) : anyBut(LINE_ENDS)
    case '^':
      return { is: 'at', place: 'start' }
    case '$':
      return { is: 'at', place: 'end' }
    case '\\':
      return readEscape(reader)
    case '/':
      return fail(reader, 'a / inside is written \\/') ?? NOTHING
    case '*':
    case '+':
    case '?':
      return fail(reader, `there is nothing before ${char} to repeat`) ?? NOTHING
    default:
      return literal(char)
  }
}

function readGroup(reader: Reader): Node {
  if (peek(reader) === '?') skipGroupKind(reader)
  const node = readChoice(reader)
  if (take(reader) !== ')') fail(reader, 'a ( has no )')
  return node
}

function skipGroupKind(reader: Reader): void {
  GROUP_NAME.lastIndex = reader.at
  const name = GROUP_NAME.exec(reader.text)?.[0]
  if (startsWith(reader, '?:')) reader.at += 2
  else if (name !== undefined) reader.at += name.length
  else if (/^\?<?[=!]/.test(reader.text.slice(reader.at, reader.at + 3)))
    fail(reader, 'look-ahead and look-behind are not supported')
  else fail(reader, 'of the groups that begin with (? only (?: and (?<name> are supported')
}

function readEscape(reader: Reader): Node {
  const place = escapedPlace(reader)
  if (place !== null) return { is: 'at', place }
  if (/[1-9k]/.test(peek(reader)))
    return fail(reader, 'references to groups are not supported') ?? NOTHING
  const set = escapedSet(reader)
  return typeof set === 'string' ? literal(set) : { is: 'set', points: set }
}

/** In lower case, as subjects are; some letters are two there. */
function literal(char: string): Node {
  const parts = Array.from(char.toLowerCase(), (lower): Node => {
    const point = lower.codePointAt(0)!
    return { is: 'set', points: unionOf([{ from: point, to: point }]) }
  })
  return parts.length === 1 ? parts[0]! : { is: 'sequence', parts }
}

/** Braces that hold no count are ordinary characters. */
function readRepeats(reader: Reader, part: Node): Node {
  const bounds = readBounds(reader)
  if (bounds === null) return part
  if (peek(reader) === '?') take(reader)
  const [min, max] = bounds
  if (max < min) fail(reader, `a count ends before it begins: {${min},${max}}`)
  if (peek(reader) === '+') fail(reader, 'a + behind another repeat is not supported')
  else if (peek(reader) === '*' || readBounds({ ...reader }) !== null)
    fail(reader, 'a repeat stands behind another one')
  return { is: 'repeat', part, min, max }
}

function readBounds(reader: Reader): readonly [min: number, max: number] | null {
  const simple = SIMPLE_BOUNDS.get(peek(reader))
  if (simple !== undefined) {
    take(reader)
    return simple
  }
  COUNT.lastIndex = reader.at
  const [all = '', min = '', comma, max = ''] = COUNT.exec(reader.text) ?? []
  if (all === '') return null
  reader.at += all.length
  if (comma === undefined) return [Number(min), Number(min)]
  return [Number(min), max === '' ? Infinity : Number(max)]
}

const SIMPLE_BOUNDS: ReadonlyMap<string, readonly [min: number, max: number]> = new Map([
  ['*', [0, Infinity]],
  ['+', [1, Infinity]],
  ['?', [0, 1]],
])
