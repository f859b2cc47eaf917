/**
 * Requests that only look ahead. They are answered like visits, but their click is provisional:
 * it counts when the visitor really comes. `X-FB-HTTP-Engine` alone is no sign.
 */
const HEADERS = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz']

/** HEAD, or a header that says prefetch, prerender or preview. */
export function isLookingAhead(method: string, header: (name: string) => string): boolean {
  if (method === 'HEAD') return true
  for (const name of HEADERS) if (saysSo(header(name))) return true
  return false
}

function saysSo(value: string): boolean {
  if (value === '') return false
  const text = value.toLowerCase()
  return text.includes('prefetch') || text.includes('preview') || text.includes('prerender')
}
