/**
 * Patterns for texts, as filters and lists use them: whole values, `*` for any run, `/re/` for a
 * regular expression, `@empty` and `@any`; case is ignored. Matching takes time linear in the subject
 * for each pattern: none is ever made a `RegExp`.
 */
import type { Node } from '../lib/regex/node.ts'
import { readRegex, searchForAny } from '../lib/regex/regex.ts'
import { ENTRY_LIMIT } from './words/filter-values.ts'

/** Longer subjects are cut before they are compared. */
export const SUBJECT_LIMIT = 1_024

export type TextTest = (subject: string) => boolean

const SEPARATORS = /[,;]+/
const LINES = /[\r\n]+/

/**
 * A test that says whether any pattern matches. An empty subject matches `@empty` and nothing else.
 * What is wrong with patterns is told in words for the person who wrote them.
 */
export function readTextPatterns(
  patterns: readonly string[],
  complain: (problem: string) => void,
): TextTest {
  const plain: string[] = []
  const expressions: Node[] = []
  for (const pattern of patterns) {
    const problem = problemOf(pattern)
    const read = problem === null ? readRegex(pattern) : { problem }
    if (read === null) plain.push(pattern.toLowerCase())
    else if ('node' in read) expressions.push(read.node)
    else complain(`${quote(pattern)}: ${read.problem}`)
  }
  return testFor(plain, searchIn(expressions, complain))
}

function problemOf(pattern: string): string | null {
  if (pattern.trim() === '') return 'a pattern is blank; write @empty to match an empty value'
  return pattern.length > ENTRY_LIMIT ? `is longer than ${ENTRY_LIMIT} characters` : null
}

function searchIn(expressions: readonly Node[], complain: (problem: string) => void): TextTest {
  if (expressions.length === 0) return () => false
  const search = searchForAny(expressions)
  if (search === null) complain(TOO_LARGE)
  return search ?? (() => false)
}

const TOO_LARGE =
  'the regular expressions of the list are too large together; counts such as {1,50} make them so'

function testFor(plain: readonly string[], isFound: TextTest): TextTest {
  const exact = new Set(plain.filter((pattern) => !pattern.includes('*')))
  const globs = plain.filter((pattern) => pattern.includes('*')).map(maskTest)
  const empty = exact.delete('@empty')
  const any = exact.delete('@any')
  return (subject) => {
    if (subject === '') return empty
    if (any) return true
    const text = subject.slice(0, SUBJECT_LIMIT).toLowerCase()
    return exact.has(text) || globs.some((glob) => glob(text)) || isFound(text)
  }
}

/**
 * The items of a list pasted with commas, semicolons or new lines; blank ones are left out. A line
 * that is one regular expression stays whole, after `name=` or `host:` too.
 */
export function splitList(text: string): string[] {
  return text
    .split(LINES)
    .flatMap((line) => (WHOLE_LINE.test(line) ? [line] : line.split(SEPARATORS)))
    .map((item) => item.trim())
    .filter((item) => item !== '')
}

/** Up to the first slash that is neither escaped nor in a class, and flags behind it. */
const WHOLE_LINE =
  /^\s*(?:host:|[^\s/=,;]{1,64}=)?\s*\/(?:[^\\/[]|\\.|\[(?:[^\\\]]|\\.)*\])+\/[isu]{0,3}\s*$/i

/** A value as a message shows it: quoted and short. */
export function quote(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)
}

/** A pattern in which `*` stands for anything; letter case counts. Without one it is the text itself. */
export function maskTest(mask: string): TextTest {
  const pieces = mask.split('*')
  if (pieces.length === 1) return (text) => text === mask
  const first = pieces.shift() ?? ''
  const last = pieces.pop() ?? ''
  const middle = pieces.filter((piece) => piece !== '')
  return (text) => {
    const end = text.length - last.length
    if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false
    let at = first.length
    for (const piece of middle) {
      at = text.indexOf(piece, at)
      if (at < 0 || at + piece.length > end) return false
      at += piece.length
    }
    return true
  }
}
