/**
 * Regular expressions as people write them, `/re/i`, searched for in time linear in the text, whatever
 * they are and whatever the text. Case is ignored: texts are given in lower case.
 */
import { searchFor } from './automaton.ts'
import { type Node, sizeOf } from './node.ts'
import { parse, type Parsed } from './parse.ts'
import { programOf } from './program.ts'
import { isIn, wordsOf } from './words.ts'

/**
 * What the expressions of one list may come to in instructions. At this size the worst text of a
 * kilobyte takes 2 ms (`/[ab]*a[ab]{295}x/` on random letters); the usual ones take a few µs.
 */
export const INSTRUCTION_LIMIT = 300
/** What their words may come to in letters, where they are nothing but words. */
export const LETTER_LIMIT = 10_000

const LITERAL = /^\/(.+)\/([a-z]{0,3})$/is
/** Case is ignored and characters are whole ones anyway; `s` lets `.` be a line end. */
const FLAGS = /^[isu]*$/

/** `null`: a text that is no regular expression. */
export function readRegex(text: string): Parsed | null {
  const [, body, flags] = LITERAL.exec(text) ?? []
  if (body === undefined || flags === undefined) return null
  if (!FLAGS.test(flags)) return { problem: `of the flags only i, s and u are supported` }
  return parse(body, { dotAll: flags.includes('s') })
}

/** A test for whether any of them matches somewhere; `null` if they are too large together. */
export function searchForAny(nodes: readonly Node[]): ((text: string) => boolean) | null {
  const words = nodes.flatMap((node) => wordsOf(node) ?? [])
  const others = nodes.filter((node) => wordsOf(node) === null)
  const choice: Node = { is: 'choice', options: others }
  const letters = words.reduce((sum, { text }) => sum + text.length + 1, 0)
  if (letters > LETTER_LIMIT || sizeOf(choice) > INSTRUCTION_LIMIT) return null
  const hasWord = (text: string) => words.some((word) => isIn(text, word))
  if (others.length === 0) return hasWord
  const search = searchFor(programOf(choice))
  return words.length === 0 ? search : (text) => hasWord(text) || search(text)
}
