/**
 * Which clicks that are still held in memory may have gone with their campaign since this process
 * began: those are looked up where they are stored, if they are.
 */
import type { Event } from '../../core/event.ts'
import type { Period } from '../../core/reports/period.ts'

export interface ClearedClicks {
  /** Events of the campaign's clicks of this time are removed. */
  add(campaignId: number, period: Period): void
  has(click: Pick<Event, 'campaignId' | 'clickTime'>): boolean
}

export function clearedClicks(): ClearedClicks {
  /** By campaign, from the first to the last time that was cleared of it. */
  const spans = new Map<number, Period>()
  return {
    add(campaignId, { from, to }) {
      const known = spans.get(campaignId)
      const span = { from: Math.min(from, known?.from ?? from), to: Math.max(to, known?.to ?? to) }
      spans.set(campaignId, span)
    },
    has({ campaignId, clickTime }) {
      const span = spans.get(campaignId)
      return span !== undefined && clickTime >= span.from && clickTime < span.to
    },
  }
}
