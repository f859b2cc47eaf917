/** Which campaigns are named as the best and the worst: none as both. */

export const LISTED = 5

/**
 * `rows` from the best down. Of fewer than ten the better half is at the top,
 * the rest the worst, from below.
 */
export function ranked<Row>(rows: readonly Row[], side: 'top' | 'bottom'): readonly Row[] {
  const top = Math.min(LISTED, Math.ceil(rows.length / 2))
  if (side === 'top') return rows.slice(0, top)
  return rows.slice(Math.max(top, rows.length - LISTED)).toReversed()
}
