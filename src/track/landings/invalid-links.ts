/**
 * Offer links that lead nowhere, counted by what is wrong with them; a template without its macro shows
 * as `missing`, a page older than a month as `expired`.
 */

/**
 * `unknown_click`: a well-formed click id, or a token of a campaign, that is not ours any more;
 * `unreadable_click`: nobody can say now, because the events are damaged or their keeper is down.
 */
export type LinkFault = 'missing' | 'forged' | 'expired' | 'unknown_click' | 'unreadable_click'

export interface InvalidLinks {
  note(fault: LinkFault): void
  counts(): Readonly<Record<LinkFault, number>>
}

export function invalidLinks(): InvalidLinks {
  const counts = { missing: 0, forged: 0, expired: 0, unknown_click: 0, unreadable_click: 0 }
  return {
    note(fault) {
      counts[fault]++
    },
    counts: () => ({ ...counts }),
  }
}
