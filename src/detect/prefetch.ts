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

/**
 * Whether a site's word for it comes of `X-FB-HTTP-Engine` alone: KClient 3 takes every visitor in
 * Facebook's app for one who looks ahead. `header` is of the visitor.
 */
export function isOnlyInApp(header: (name: string) => string): boolean {
  return header('x-fb-http-engine') !== '' && !isLookingAhead('', header)
}

function saysSo(value: string): boolean {
  if (value === '') return false
  const text = value.toLowerCase()
  return text.includes('prefetch') || text.includes('preview') || text.includes('prerender')
}
