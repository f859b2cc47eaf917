/** What makes a report take long, in words: said to whoever waited for it in vain. */
import { DAY_MS } from '../../lib/spans.ts'
import { dimensionOf } from './dimensions.ts'
import type { Query } from './query.ts'

/** From so many levels on it is them. */
const DEEP = 3

/** As a sentence. */
export function whatCosts(query: Query): string {
  return `What costs most is ${costlyPart(query)}`
}

/** Values without end, then texts that are compared, then levels, else all the clicks there are. */
function costlyPart({ groupings, where, period }: Query): string {
  const wide = groupings.filter(isUnbounded)
  if (wide.length > 0) return `the grouping by ${wide.join(', ')}`
  const fields = where.flatMap(({ any }) => any.map(({ field }) => field)).filter(isUnbounded)
  if (fields.length > 0) return `the filter on ${[...new Set(fields)].join(', ')}`
  if (groupings.length >= DEEP) return `that it has ${groupings.length} levels`
  const days = Math.ceil((period.to - period.from) / DAY_MS)
  return period.from === 0 ? 'the period of all time' : `the period of ${days} days`
}

const isUnbounded = (key: string) => dimensionOf(key)?.unbounded === true
