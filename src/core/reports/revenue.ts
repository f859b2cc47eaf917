/**
 * Which columns tell what a campaign earned: those made of revenue, however far removed. For users
 * from whom that is kept they do not exist, neither to see nor to sort or filter by.
 */
import { type Formula, formulaMeasures } from './formula.ts'
import { measures } from './measures.ts'
import type { MeasureTest, TextTest } from './predicate.ts'
import type { Query } from './query.ts'

const REVENUE = new Set(
  measures
    .filter(({ needs }) => needs.some((sum) => sum.startsWith('revenue')))
    .map(({ key }) => key),
)

export function tellsRevenue(measure: string): boolean {
  return REVENUE.has(measure)
}

/** Measures that may be shown to such a user. */
export function withoutRevenue(keys: readonly string[]): string[] {
  return keys.filter((key) => !REVENUE.has(key))
}

/** The first column of a query that tells it; null when none does. */
export function revenueIn({ columns, sort, having }: Query): string | null {
  const found = [...columns, ...sort.flatMap(({ column }) => column ?? [])].find(
    ({ key, formula }) => REVENUE.has(key) || (formula !== null && formulaTells(formula)),
  )
  if (found !== undefined) return found.key
  const tests = having.flatMap(({ any }) => any)
  return tests.find(testTells)?.field ?? null
}

function testTells(test: MeasureTest | TextTest): boolean {
  if ('formula' in test && test.formula !== undefined) return formulaTells(test.formula)
  return REVENUE.has(test.field)
}

/** Whether a custom column is made of revenue. */
export function formulaTells(formula: Formula): boolean {
  return formulaMeasures(formula).some(tellsRevenue)
}
