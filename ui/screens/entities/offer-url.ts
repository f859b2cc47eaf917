/** What can be wrong with an offer's address before a single visitor has seen it. */

export type OfferProblem = 'notUrl' | 'noClickId' | 'placeholder'

const CLICK_ID = /\{(subid|clickid|click_id|sub_id|uclick)[}:]/i
/** Words that templates of networks leave for people to fill in. */
const LEFT_OVER = /REPLACE_|__[A-Z]+__|YOUR[_-]|\[(your|insert)/i

export function offerProblems(url: string): readonly OfferProblem[] {
  const problems: OfferProblem[] = []
  if (!isWebAddress(url)) problems.push('notUrl')
  if (!CLICK_ID.test(url)) problems.push('noClickId')
  if (LEFT_OVER.test(url)) problems.push('placeholder')
  return problems
}

function isWebAddress(url: string): boolean {
  // Macros are no part of a valid address yet; what matters is that scheme and host are.
  const plain = url.trim().replace(/\{[^}]*\}/g, 'x')
  return /^https?:\/\//i.test(plain) && URL.canParse(plain)
}

/** By the network's rule (`sub1={clickid}` after its `{offer_url}`), else as `subid`. */
export function withClickId(url: string, networkTemplate: string): string {
  const rule = networkTemplate.split('{offer_url}')[1]?.replace(/^[?&]/, '') ?? ''
  const parameter = CLICK_ID.test(rule) ? rule : 'subid={subid}'
  const [before = '', fragment] = url.split('#')
  const joined = `${before}${before.includes('?') ? '&' : '?'}${parameter}`
  return fragment === undefined ? joined : `${joined}#${fragment}`
}
