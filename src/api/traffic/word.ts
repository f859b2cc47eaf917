/** The word in a visitor's path, of a campaign or a short link. */
import { ALIAS } from '../../core/paths.ts'
import { unescaped } from '../../lib/text.ts'

// oxlint-disable-next-line no-control-regex -- these are what no word is looked up with
const CONTROL = /[\u0000-\u001f\u007f]/

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
  if (text === null || CONTROL.test(text)) return 'broken'
  return ALIAS.test(text) ? { text } : null
}
