/** The word in a visitor's path, of a campaign or a short link. */
import { ALIAS } from '../../core/paths.ts'
import { holdsControl, unescaped } from '../../lib/text.ts'

/**
 * `/word` or `/word/`, percent-encoded once or not at all; `null` for paths of another shape,
 * `broken` for escapes that are none and for control characters.
 */
export function wordOf(path: string): { readonly text: string } | 'broken' | null {
  const end = path.length > 1 && path.endsWith('/') ? path.length - 1 : path.length
  const segment = path.slice(1, end)
  if (ALIAS.test(segment)) return { text: segment }
  if (!segment.includes('%')) return null
  const text = unescaped(segment)
  if (text === null || holdsControl(text)) return 'broken'
  return ALIAS.test(text) ? { text } : null
}
