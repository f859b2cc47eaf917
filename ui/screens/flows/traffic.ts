/** What each flow of the editor brought today. */
import { createContext } from 'preact'

import { queryReport } from '../../api/measures.ts'
import type { Measures } from '../../api/types.ts'
import { useLoad } from '../../state/load.ts'
import { zone } from '../../state/period.ts'

export type TrafficByFlow = ReadonlyMap<number, Measures>

export const TrafficContext = createContext<TrafficByFlow>(new Map())

const NONE: TrafficByFlow = new Map()
const MAX_FLOWS = 1000

/** Of one campaign; null asks nothing. Without an answer the editor works all the same. */
export function useTraffic(campaignId: number | null): TrafficByFlow {
  const { data } = useLoad(
    (signal) => (campaignId === null ? Promise.resolve(NONE) : trafficOf(campaignId, signal)),
    [campaignId],
  )
  return data ?? NONE
}

async function trafficOf(campaignId: number, signal: AbortSignal): Promise<TrafficByFlow> {
  const query = {
    period: { preset: 'today' as const, timezone: zone.peek() },
    groupings: ['flow'],
    measures: ['clicks', 'cr'],
    filters: [{ field: 'campaign', op: 'in' as const, value: [String(campaignId)] }],
    limit: MAX_FLOWS,
  }
  const { rows } = await queryReport(query, signal)
  return new Map(rows.map(({ path, m }) => [Number(path[0]?.value), m]))
}
