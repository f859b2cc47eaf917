/** Postbacks that came in and did not count. */
import { get } from '../../api/client.ts'

export interface UnmatchedCall {
  readonly id: number
  readonly at: string
  readonly url: string
  readonly method: string
  readonly fields: Readonly<Record<string, string>>
  readonly ip: string
  readonly cause: string
  readonly detail: string
  readonly clickId: string
  readonly payout: string
}

export interface UnmatchedGroup {
  readonly cause: string
  readonly networkId: number
  readonly network: string
  readonly count: number
  readonly firstAt: string
  readonly lastAt: string
  readonly sample: UnmatchedCall | null
  readonly hint: string
}

export interface Unmatched {
  readonly groups: readonly UnmatchedGroup[]
  readonly rows: readonly UnmatchedCall[]
}

export function loadUnmatched(): Promise<Unmatched> {
  return get<Unmatched>('/postbacks/unmatched?limit=200')
}
