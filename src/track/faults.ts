/** What of a visitor’s requests led nowhere or changed nothing: he is told little of it, so it is counted. */

/**
 * Why an offer link leads nowhere. A template without its macro shows as `missing`, a page older than a
 * month as `expired`. `unknown_click`: a well-formed click id, or a token of a campaign, that is not ours
 * any more; `unreadable_click`: nobody can say now, because the events are damaged or their keeper is down.
 */
export const LINK_FAULTS = [
  'missing',
  'forged',
  'expired',
  'unknown_click',
  'unreadable_click',
] as const

export type LinkFault = (typeof LINK_FAULTS)[number]

/**
 * Why an update of a click changes nothing. Nobody looks at what an image in a page is answered, and a
 * page whose macro is left as it stands sends one for every visitor.
 */
export const UPDATE_FAULTS = ['unknown_click', 'unreadable', 'wrong_key', 'too_many'] as const

export type UpdateFault = (typeof UPDATE_FAULTS)[number]

/** Since the start. */
export interface FaultCounts<Fault extends string> {
  note(fault: Fault): void
  counts(): Readonly<Record<Fault, number>>
}

export function faultCounts<Fault extends string>(faults: readonly Fault[]): FaultCounts<Fault> {
  const counts = Object.fromEntries(faults.map((fault) => [fault, 0])) as Record<Fault, number>
  return {
    note(fault) {
      counts[fault]++
    },
    counts: () => ({ ...counts }),
  }
}
