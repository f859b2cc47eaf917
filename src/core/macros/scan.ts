/** Finds the macros in a text: `{name}`, `{_name}`, `{name:args}` (`routing.md` 15). */

export interface Mention {
  /** As it stands in the text. */
  readonly text: string
  readonly name: string
  readonly args: string
  /** Written with the underscore: the value goes in as it is. */
  readonly raw: boolean
}

const MENTION = /\{(_?)([A-Za-z][A-Za-z0-9_]*)(?::([^{}]*))?\}/g

/** Literals and mentions in their order. `{{name}}` is a literal: sources write theirs like that. */
export function scan(text: string): (string | Mention)[] {
  const parts: (string | Mention)[] = []
  let from = 0
  for (const match of text.matchAll(MENTION)) {
    const [whole, underscore, name = '', args = ''] = match
    const end = match.index + whole.length
    if (text[match.index - 1] === '{' && text[end] === '}') continue
    if (match.index > from) parts.push(text.slice(from, match.index))
    parts.push({ text: whole, name, args, raw: underscore === '_' })
    from = end
  }
  if (from < text.length) parts.push(text.slice(from))
  return parts
}
