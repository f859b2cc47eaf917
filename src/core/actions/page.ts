/** The small pages of actions. Whatever is put into them can't leave its place. */
import { escapeHtml, escapeScript } from '../macros/escape.ts'

const NO_REFERRER = '<meta name="referrer" content="no-referrer">'

/** A page around its parts, which must be HTML already. */
export function page(head: string, body: string): string {
  return `<!doctype html><html><head><meta charset="utf-8">${head}</head><body>${body}</body></html>`
}

/** Goes on by `<meta>` after 0 seconds, with a plain link for whoever has that switched off. */
export function refreshPage(target: string): string {
  return page(refresh(target), link(target))
}

/** As `refreshPage`, telling the target nothing about where the visitor comes from. */
export function refreshPageWithoutReferrer(target: string): string {
  return page(NO_REFERRER + refresh(target), link(target))
}

export function scriptPage(target: string): string {
  return page('', replaceLocation(target))
}

export function scriptPageWithoutReferrer(target: string): string {
  return page(NO_REFERRER, replaceLocation(target))
}

/** A string for JavaScript, quotes included. */
export function scriptString(value: string): string {
  return `"${escapeScript(value)}"`
}

/** A value as JSON that can't end the script around it, nor a line of it. */
export function scriptLiteral(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function replaceLocation(target: string): string {
  const withoutScript = `<noscript>${refresh(target)}</noscript>`
  return `<script>location.replace(${scriptString(target)})</script>${withoutScript}`
}

function refresh(target: string): string {
  return `<meta http-equiv="refresh" content="0;url=${escapeHtml(target)}">`
}

function link(target: string): string {
  return `<a href="${escapeHtml(target)}">${escapeHtml(target)}</a>`
}

/**
 * In front of the first of these nothing may stand, or the page is laid out in quirks mode. No pattern
 * reads past a further `<`: hostile pages would take quadratic time.
 */
const BASE_BELONGS_AFTER = [/<head(?:\s[^<>]*)?>/i, /<html(?:\s[^<>]*)?>/i, /<!doctype[^<>]*>/i]

/** The HTML with a `<base>` that comes first, so that its relative links lead to where it came from. */
export function withBase(html: string, address: string): string {
  const base = `<base href="${escapeHtml(address)}">`
  const tag = BASE_BELONGS_AFTER.map((pattern) => pattern.exec(html)).find(
    (found) => found !== null,
  )
  const at = tag ? tag.index + tag[0].length : 0
  return html.slice(0, at) + base + html.slice(at)
}

/** A page with our `withBase`, for a site of another host: its base says whose files they are. */
export function withBaseAt(origin: string, html: string): string {
  return html.replace('<base href="/', () => `<base href="${escapeHtml(origin)}/`)
}

/** The same for pages of either scheme: ours is that of the page. */
export function withEitherBase(origin: string, html: string): string {
  const either = escapeHtml(origin.slice(origin.indexOf('//')))
  return html.replace(`<base href="${escapeHtml(origin)}/`, () => `<base href="${either}/`)
}

/** The other way round: for a site that passes our files on as its own, under the paths they have here. */
export function withOwnBase(origin: string, html: string): string {
  return html.replace(`<base href="${escapeHtml(origin)}/`, () => '<base href="/')
}
