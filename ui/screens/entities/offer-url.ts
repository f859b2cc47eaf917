/** What can be wrong with an offer's address before a single visitor has seen it. */

export type OfferProblem = 'notUrl' | 'noClickId' | 'placeholder' | 'questionMarks'

const CLICK_ID = /\{_?(subid|clickid|click_id|sub_id|uclick)\}/i
/** Words that templates of networks leave for people to fill in. */
const LEFT_OVER = /REPLACE_|__[A-Z]+__|YOUR[_-]|\[(your|insert)/i

/** `sent`: what becomes of it with its network's rule, which may add the click id. */
export function offerProblems(url: string, sent = url): readonly OfferProblem[] {
  const problems: OfferProblem[] = []
  if (!isWebAddress(url)) problems.push('notUrl')
  if (!CLICK_ID.test(sent)) problems.push('noClickId')
  if (LEFT_OVER.test(sent)) problems.push('placeholder')
  if (withoutMacros(sent).split('#')[0]!.split('?').length > 2) problems.push('questionMarks')
  return problems
}

/** As the server finds macros: `{name}`, `{_name}`, `{name:…}`; `{{name}}` is text. */
const MACRO = /(?<!\{)\{_?([A-Za-z][A-Za-z0-9_]*)(?::[^{}]*)?\}(?!\})/g

/** `{t1_md5}`: what is made of the value of another. */
const MADE_OF = /_(lower|md5|sha256)$/

/** Names in braces that no macro has: nothing stands in their place when a visitor goes there. */
export function foreignMacros(sent: string, known: readonly string[]): readonly string[] {
  const names = [...sent.matchAll(MACRO)].map(([, name]) => name ?? '')
  const isKnown = (name: string) =>
    known.includes(name) || known.includes(name.replace(MADE_OF, ''))
  return [...new Set(names)].filter((name) => !isKnown(name))
}

const withoutMacros = (url: string) => url.replace(/\{[^}]*\}/g, 'x')

function isWebAddress(url: string): boolean {
  // Macros are no part of a valid address yet; what matters is that scheme and host are.
  const plain = withoutMacros(url.trim())
  return /^https?:\/\//i.test(plain) && URL.canParse(plain)
}

/**
 * Where visitors are sent: the offer's address in its network's rule (`{offer_url}&sub1={clickid}`),
 * as the server joins them. A rule that begins otherwise stays as it is, the macro in it.
 */
export function sentUrl(url: string, rule: string): string {
  if (url === '') return ''
  const rest = /^\{_?offer_url\}(.*)$/s.exec(rule.trim())?.[1]
  if (rest === undefined) return /\{_?offer_url\}/.test(rule) ? rule : url
  return /^[?&]/.test(rest) ? withQuery(url, rest.slice(1)) : url + rest
}

export function withClickId(url: string): string {
  return withQuery(url, 'subid={subid}')
}

/** In front of a fragment, behind what is asked already. */
function withQuery(url: string, added: string): string {
  if (added === '') return url
  const [before = '', ...fragment] = url.split('#')
  const joint = !before.includes('?') ? '?' : /[?&]$/.test(before) ? '' : '&'
  return [before + joint + added, ...fragment].join('#')
}
