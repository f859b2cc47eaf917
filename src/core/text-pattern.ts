/**
 * Patterns for texts, as filters and lists use them: whole values, `*` for any run, `@empty` and
 * `@any`; case is ignored. Matching takes time linear in the subject for each pattern: no regular
 * expression is ever built from what somebody typed.
 */

/** Longer subjects are cut before they are compared. */
export const SUBJECT_LIMIT = 1_024
export const PATTERN_LIMIT = 1_024

export type TextTest = (subject: string) => boolean

/** `/re/`, with or without flags. */
const REGULAR_EXPRESSION = /^\/.+\/[a-z]{0,3}$/is
const SEPARATORS = /[,;\r\n]+/

/**
 * A test that says whether any pattern matches. An empty subject matches `@empty` and nothing
 * else. `null` if a pattern is a regular expression, which only an engine with linear running time
 * could judge.
 */
export function compileTextPattern(patterns: readonly string[]): TextTest | null {
  if (patterns.some(isRegularExpression)) return null
  const wanted = patterns.map((pattern) => pattern.toLowerCase())
  const exact = new Set(wanted.filter((pattern) => !pattern.includes('*')))
  const globs = wanted.filter((pattern) => pattern.includes('*')).map(compileGlob)
  const empty = exact.delete('@empty')
  const any = exact.delete('@any')
  return (subject) => {
    if (subject === '') return empty
    if (any) return true
    const text = subject.slice(0, SUBJECT_LIMIT).toLowerCase()
    return exact.has(text) || globs.some((glob) => glob(text))
  }
}

/** What is wrong with the patterns, in words for the person who wrote them. */
export function validateTextPatterns(patterns: readonly string[]): readonly string[] {
  return patterns.flatMap((pattern) => {
    if (isRegularExpression(pattern))
      return [`${quote(pattern)}: regular expressions are not supported`]
    if (pattern.trim() === '') return ['a pattern is blank; write @empty to match an empty value']
    if (pattern.length > PATTERN_LIMIT)
      return [`${quote(pattern)} is longer than ${PATTERN_LIMIT} characters`]
    return []
  })
}

/** The items of a list pasted with commas, semicolons or new lines; blank ones are left out. */
export function splitList(text: string): string[] {
  return text
    .split(SEPARATORS)
    .map((item) => item.trim())
    .filter((item) => item !== '')
}

/** A value as a message shows it: quoted and short. */
export function quote(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)
}

function isRegularExpression(pattern: string): boolean {
  return REGULAR_EXPRESSION.test(pattern)
}

/** The pieces between stars must stand in order; the first and the last one at the ends. */
function compileGlob(pattern: string): TextTest {
  const pieces = pattern.split('*')
  const first = pieces.shift() ?? ''
  const last = pieces.pop() ?? ''
  const middle = pieces.filter((piece) => piece !== '')
  return (text) => {
    const end = text.length - last.length
    if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false
    const at = middle.reduce((from, piece) => after(text, piece, from), first.length)
    return at <= end
  }
}

/** Where the piece ends when it is looked for from `from`; infinity once something was missing. */
function after(text: string, piece: string, from: number): number {
  const at = from === Infinity ? -1 : text.indexOf(piece, from)
  return at < 0 ? Infinity : at + piece.length
}
