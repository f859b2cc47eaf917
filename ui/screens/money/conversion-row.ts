/**
 * A conversion of the list. Times stand in the zone that was asked for,
 * amounts in the tracker's currency.
 */
export interface ConversionRow {
  /** Of the click. */
  readonly id: string
  readonly conversion_id: string
  readonly campaign: string
  readonly traffic_source: string
  readonly clicked_at: string
  readonly conversed_at: string
  /** Absent for those from whom money is kept. */
  readonly payout?: string
  /** As it was sent, with its currency. */
  readonly payout_original?: string
  readonly status: string
  readonly class: string
  readonly transaction_id: string
  readonly offer: string
  /** The country's English name. */
  readonly geo: string
  readonly is_pending: boolean
  readonly affiliate_network: string
  /** What was odd about it, e.g. `review`, `payout_unreadable`. */
  readonly notes: readonly string[]
}

const ID = / \(id:(\d+)\)$/

/** Of `name (id:3)` of the API. */
export function withoutId(name: string): string {
  return name.replace(ID, '')
}

/** `''` of none. */
export function idIn(name: string): string {
  return ID.exec(name)?.[1] ?? ''
}
