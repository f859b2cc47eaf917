/**
 * Finds the macros in a URL: those of `scan`, and `$name` as older trackers wrote it. That is one only
 * where the whole word is a macro's name; any other dollar is an ordinary sign.
 */
import { findMacro } from './index.ts'
import { type Mention, scan } from './scan.ts'

const OLD_MENTION = /\$([A-Za-z][A-Za-z0-9_]*)/g

export function scanUrl(text: string): (string | Mention)[] {
  if (!text.includes('$')) return scan(text)
  return scan(text).flatMap((part) => (typeof part === 'string' ? oldMentions(part) : [part]))
}

function oldMentions(text: string): (string | Mention)[] {
  const parts: (string | Mention)[] = []
  let from = 0
  for (const match of text.matchAll(OLD_MENTION)) {
    const [whole, name = ''] = match
    if (findMacro(name) === null) continue
    if (match.index > from) parts.push(text.slice(from, match.index))
    parts.push({ text: whole, name, args: '', raw: false })
    from = match.index + whole.length
  }
  if (from < text.length) parts.push(text.slice(from))
  return parts
}
