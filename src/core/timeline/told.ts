/** What a timeline tells: a list of entries, and one sentence with its code. */

export type ItemKind =
  | 'click'
  | 'confirmed'
  | 'landing_view'
  | 'landing_click'
  | 'offer_sent'
  | 'update'
  | 'event'
  | 'call'
  | 'step'
  | 'delivery'
  | 'try'
  | 'cost'
  /** What follows of a long list is not told, or only its newest part. */
  | 'cut'

/** Of one click, of those that its visitor can send any number of. */
export const EVENTS_TOLD_MAX = 1000

export interface TimelineItem {
  readonly at: number
  readonly kind: ItemKind
  readonly title: string
  /** Raw data, by name. */
  readonly detail: Readonly<Record<string, unknown>>
}

export type TimelineCode =
  | 'unknown_click'
  | 'click_removed'
  | 'test'
  | 'provisional'
  | 'bot'
  | 'campaign_paused'
  | 'blocked'
  | 'offer_not_reached'
  | 'no_click_id_sent'
  | 'no_postback'
  | 'parked'
  | 'not_first'
  | 'deleted'
  | 'no_entry'
  | 'not_sent'
  | 'held'
  | 'waiting'
  | 'failed'
  | 'other_day'
  | 'fine'

export interface TimelineVerdict {
  readonly code: TimelineCode
  readonly sentence: string
}
