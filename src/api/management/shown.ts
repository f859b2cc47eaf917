/**
 * The last look at an answer before it leaves: what tells revenue is taken out for users from whom
 * it is kept. Reports refuse such columns by name; this holds for every other answer too.
 */
import { tellsRevenue } from '../../core/reports/revenue.ts'
import type { Caller } from '../../manage/access.ts'

/** Properties of objects, lists and logs; measures of reports are known by themselves. */
const TELLING: ReadonlySet<string> = new Set([
  'payout',
  'payout_original',
  'payoutMicros',
  'payoutCurrency',
  'payoutAuto',
  'payoutPercent',
  'statusPayoutRelations',
  'statusPayouts',
  'uncounted',
  'profit_last_hour',
  'revenueMicros',
  'money',
])
/** Of a cost, which is not kept from anybody. */
const COSTS: ReadonlySet<string> = new Set(['cost'])

/** JSON values only. The same value when there is nothing to hide. */
export function shownTo({ hidesMoney }: Pick<Caller, 'hidesMoney'>, body: unknown): unknown {
  return hidesMoney ? without(body) : body
}

/**
 * What became of a call or line, by the name that whoever asks may hear: to be told of a repetition is
 * to be told that the amount was right, and a dry run tries thousands.
 */
export function resultTo<R extends string>(
  { hidesMoney }: Pick<Caller, 'hidesMoney'>,
  result: R,
): R | 'accepted' {
  return hidesMoney && result === 'duplicate' ? 'accepted' : result
}

function without(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(without)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([key]) => !TELLING.has(key) && !tellsRevenue(key))
  return Object.fromEntries(kept.map(([key, item]) => [key, COSTS.has(key) ? item : without(item)]))
}
