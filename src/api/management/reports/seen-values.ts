/** Values that visits brought lately, for people to choose from. */
import { isRefusal } from '../../../manage/refusal.ts'
import { busyUnless, type Call } from '../operation.ts'
import { queryOf } from './reports.ts'

/** What is looked at. */
const PERIOD = 'last_30_days'

export interface Wanted {
  /** Of reports. */
  readonly dimension: string
  /** A part of the value, any letter case; `''`: every value. */
  readonly q: string
  readonly limit: number
}

/** The usual ones, for a tracker that nobody has visited yet. */
export const USUAL: Readonly<Record<string, readonly string[]>> = {
  os: ['Android', 'iOS', 'Windows', 'Mac OS', 'Linux', 'Chromium OS'],
  browser: ['Chrome', 'Mobile Safari', 'Safari', 'Firefox', 'Edge', 'Opera', 'Samsung Internet'],
  device_brand: ['Apple', 'Samsung', 'Xiaomi', 'Huawei', 'Google', 'OPPO', 'Vivo', 'Motorola'],
}

/** The most frequent first, of the campaigns that the caller may see; else why there is no answer. */
export async function seenValues(
  call: Call,
  { dimension, q, limit }: Wanted,
): Promise<string[] | object> {
  const text = q.trim()
  const query = queryOf(call, {
    period: { preset: PERIOD },
    groupings: [dimension],
    measures: ['clicks'],
    sort: [{ field: 'clicks', dir: 'desc' }],
    filters: text === '' ? [] : [{ field: dimension, op: 'contains', value: text }],
    limit,
  })
  if (isRefusal(query)) return query
  const answer = await call.reports.query(query, call.request.signal)
  if ('refused' in answer) return busyUnless(answer)
  return answer.rows.flatMap(({ path }) => path.at(-1)?.value ?? [])
}
