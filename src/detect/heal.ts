/**
 * Repairs queries that were glued together: a further `?` instead of `&`, and `&amp;` from HTML.
 * Only what stands before a known parameter, or the key of the link itself, is touched, so URLs inside
 * values stay whole.
 */

type IsKnown = (name: string) => boolean

const LEADING_MARKS = /^\?+/
const HTML_AMPERSAND = /&amp;([^=&?#]{1,64})(?=[=&]|$)/g
const MAX_NAME = 64
/** Glued URLs have two or three; more is noise, and searching it would cost time. */
const MAX_MARKS = 20

export interface Healed {
  readonly query: string
  /** Whether anything was repaired. */
  readonly healed: boolean
}

/**
 * `raw` has no leading `?` of its own: one that is still there is one too many. `key`: that of the link, where
 * sources have put what they append in front; `''` for none.
 */
export function healQuery(raw: string, isKnown: IsKnown, key: string = ''): Healed {
  const marked = raw.includes('?') ? healMarks(raw.replace(LEADING_MARKS, ''), isKnown, key) : raw
  const query = marked.includes('&amp;') ? healAmpersands(marked, isKnown) : marked
  return { query, healed: query !== raw }
}

function healAmpersands(query: string, isKnown: IsKnown): string {
  return query.replace(HTML_AMPERSAND, (whole, name: string) =>
    isKnown(name) ? `&${name}` : whole,
  )
}

function healMarks(query: string, isKnown: IsKnown, key: string): string {
  let healed = query
  let mark = healed.indexOf('?')
  for (let count = 0; mark >= 0 && count < MAX_MARKS; count++) {
    const isPair =
      isKnown(nameAt(healed, mark + 1)) || (key !== '' && isKeyAt(healed, mark + 1, key))
    if (isPair && !isInsideUrl(healed, mark)) {
      healed = `${healed.slice(0, mark)}&${healed.slice(mark + 1)}`
    }
    mark = healed.indexOf('?', mark + 1)
  }
  return healed
}

/** What stands between `from` and the next `=`; `''` if that is no parameter. */
function nameAt(query: string, from: number): string {
  const near = query.slice(from, from + MAX_NAME + 1)
  return near.slice(0, Math.max(near.indexOf('='), 0))
}

function isKeyAt(query: string, from: number, key: string): boolean {
  const pair = `key=${key}`
  const next = query.charAt(from + pair.length)
  return query.startsWith(pair, from) && (next === '' || next === '&' || next === '?')
}

/** Whether the parameter that the mark stands in holds a URL: then the mark is that URL's own. */
function isInsideUrl(query: string, mark: number): boolean {
  const start = query.lastIndexOf('&', mark) + 1
  return query.slice(start, mark).includes('://')
}
