/** What an endpoint of the links API works with. */
import type { Certificates } from '../../certify/facts.ts'
import { settingOf } from '../../core/settings/settings.ts'
import type { RoutingTables } from '../../core/tables.ts'
import type { ReadStores } from '../../db/stores.ts'
import type { AddressReader } from '../../detect/address.ts'
import type { Caller } from '../../manage/access.ts'
import type { Desk } from '../../manage/desk.ts'
import type { TokenHolder } from '../../manage/links/link-tokens.ts'
import { preferencesOf } from '../../manage/people/preferences.ts'
import type { Reports } from '../../report/reports.ts'
import { type Failure, json } from './answers.ts'
import type { ReadBody } from './body.ts'

export interface LinksApiParts {
  /** For reading only; every write goes through `desk`. */
  readonly read: ReadStores
  readonly desk: Desk
  readonly tables: () => RoutingTables
  readonly reports: Pick<Reports, 'link'>
  readonly addresses: AddressReader
  /** Of https without a proxy in front. */
  readonly certificates: Pick<Certificates, 'of' | 'isOwn'>
  /** Whether a large change is being made: writes would wait for it, with the visitors. */
  readonly alone: { readonly isRunning: () => boolean }
  /** Epoch milliseconds. */
  readonly clock: () => number
  /** Told of everything that should not have happened. */
  readonly report: (error: unknown, requestId: string) => void
}

export interface LinksCall extends LinksApiParts {
  readonly caller: Caller
  readonly holder: TokenHolder
  /** Segments behind `/api/v1/`, as they came. */
  readonly segments: readonly string[]
  readonly path: string
  readonly query: URLSearchParams
  /** Scheme, host and port of our own side. */
  readonly origin: string
  /** Reads the body; for writes only. */
  readonly body: () => Promise<ReadBody>
}

/** The zone that the token's owner chose, else the tracker's. */
export function zoneOf({ holder, tables }: LinksCall): string {
  return preferencesOf(holder.user.preferences).timezone ?? settingOf(tables().settings, 'timezone')
}

export type Answer = Response | Failure

export function isFailure(value: object): value is Failure {
  return 'error' in value
}

export interface Endpoint {
  readonly verbs: Readonly<Record<string, (call: LinksCall) => Answer | Promise<Answer>>>
}

export const health: Endpoint = {
  verbs: { GET: ({ clock }) => json(JSON.stringify({ time: clock() })) },
}
