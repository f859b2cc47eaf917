/** The shapes in which sources and networks write macros, for values that arrive as they were typed. */
import { unescaped } from '../lib/text.ts'

/** Numbers alone are none: orders are written as `#1234#`, too. */
const NAME = /^(?=.*[A-Za-z])[A-Za-z0-9_.:()-]+$/
/** In braces it is an id, as some systems write theirs. */
const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Opening and closing marks by first character, the longer ones first. */
const FRAMES: ReadonlyMap<string, readonly (readonly [string, string])[]> = new Map([
  ['{', [frame('{{', '}}'), frame('{', '}')]],
  ['$', [frame('${', '}')]],
  ['[', [frame('[', ']')]],
  ['%', [frame('%%', '%%'), frame('%', '%')]],
  ['#', [frame('##', '##'), frame('#', '#')]],
  ['_', [frame('__', '__')]],
  ['<', [frame('<', '>')]],
])

/** The characters that a text of such a shape may begin with. */
export const MACRO_BEGINNINGS: readonly string[] = [...FRAMES.keys()]

/**
 * Whether the whole text is one macro: `{x}` `{{x}}` `${x}` `[x]` `%x%` `#x#` `__x__` `<x>` …, or one that was
 * percent-encoded twice on its way, as `%257Bx%257D`.
 */
export function hasMacroShape(text: string): boolean {
  return isMacro(text) || (text.includes('%') && isMacro(unescaped(text) ?? ''))
}

function isMacro(text: string): boolean {
  const frames = FRAMES.get(text.charAt(0))
  return frames !== undefined && frames.some(([open, close]) => isFramed(text, open, close))
}

/** `%adid%`: a `%` at the end can't begin an escape, so `%ad` at the start is none either. */
export function isPercentMacro(text: string): boolean {
  return text.startsWith('%') && text.endsWith('%') && isMacro(text)
}

function isFramed(text: string, open: string, close: string): boolean {
  if (!text.startsWith(open) || !text.endsWith(close)) return false
  const name = text.slice(open.length, -close.length)
  return NAME.test(name) && !GUID.test(name)
}

function frame(open: string, close: string): readonly [string, string] {
  return [open, close]
}
