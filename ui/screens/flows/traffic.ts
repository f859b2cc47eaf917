/** What each flow of the editor brought today. */
import { createContext } from 'preact'

import { queryReport } from '../../api/measures.ts'
import type { Measures } from '../../api/types.ts'
import { useLoad } from '../../state/load.ts'
import { zone } from '../../state/period.ts'

/** `waiting`: it is asked for, so that there is room for it; null: it is not asked for. */
export type FlowTraffic = ReadonlyMap<number, Measures> | 'waiting' | null

export const TrafficContext = createContext<FlowTraffic>(null)

const MAX_FLOWS = 1000

/** Of one campaign; null asks nothing. Without an answer the editor works all the same. */
export function useTraffic(campaignId: number | null): FlowTraffic {
  const { data } = useLoad(
    (signal) => (campaignId === null ? Promise.resolve(null) : trafficOf(campaignId, signal)),
    [campaignId],
  )
  return campaignId === null ? null : (data ?? 'waiting')
}

async function trafficOf(
  campaignId: number,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, Measures>> {
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
