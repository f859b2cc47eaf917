/** Joining addresses as texts, before or after their macros are filled in. */

/** Adds parameters to a URL's query, in front of its fragment. `extra` may be `''`. */
export function joinUrl(url: string, extra: string): string {
  if (extra === '') return url
  const hash = url.indexOf('#')
  const base = hash < 0 ? url : url.slice(0, hash)
  const fragment = hash < 0 ? '' : url.slice(hash)
  return base + joint(base) + extra + fragment
}

function joint(base: string): string {
  if (!base.includes('?')) return '?'
  return base.endsWith('?') || base.endsWith('&') ? '' : '&'
}
