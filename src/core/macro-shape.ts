/** The shapes in which traffic sources write macros, for values that arrive as they were typed. */

const NAME = /^[A-Za-z0-9_.:()-]+$/

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

/** Whether the whole text is one macro: `{x}` `{{x}}` `${x}` `[x]` `%x%` `#x#` `__x__` `<x>` … */
export function hasMacroShape(text: string): boolean {
  const frames = FRAMES.get(text.charAt(0))
  return frames !== undefined && frames.some(([open, close]) => isFramed(text, open, close))
}

/** `%adid%`: a `%` at the end can't begin an escape, so `%ad` at the start is none either. */
export function isPercentMacro(text: string): boolean {
  return text.startsWith('%') && text.endsWith('%') && hasMacroShape(text)
}

function isFramed(text: string, open: string, close: string): boolean {
  if (!text.startsWith(open) || !text.endsWith(close)) return false
  return NAME.test(text.slice(open.length, -close.length))
}

function frame(open: string, close: string): readonly [string, string] {
  return [open, close]
}
