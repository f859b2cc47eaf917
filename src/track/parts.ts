/** What handling traffic needs, made once at start and handed down. */
import type { RoutingTables } from '../core/tables.ts'
import type { AddressReader } from '../detect/address.ts'
import type { Detectors } from '../detect/visitor.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { LinkTable } from '../routing/links.ts'
import type { Bookings } from './conversions/bookings.ts'
import type { WrongKeys } from './conversions/wrong-keys.ts'
import type { CookieNames } from './cookies.ts'
import type { VisitorHistory } from './history.ts'
import type { LandingChoices } from './landing-choices.ts'
import type { LineFiles } from './line-files.ts'
import type { LinkGates } from './link-gates.ts'
import type { LocalLandings } from './local-landings.ts'
import type { Orphans } from './orphans.ts'
import type { UpdateSubIds } from './sub-ids.ts'
import type { VisitorKey } from './visitor-key.ts'

/** One key per purpose, 32 bytes each. */
export interface VisitKeys {
  readonly uniqueness: Uint8Array
  readonly binding: Uint8Array
  readonly offerToken: Uint8Array
  readonly relay: Uint8Array
}

export interface TrackParts {
  /** Asked once per visit, so that a visit ends with the tables it began with. */
  readonly tables: () => RoutingTables
  readonly detectors: Detectors
  readonly addresses: AddressReader
  readonly history: VisitorHistory
  readonly ledger: Ledger
  readonly orphans: Orphans
  readonly links: LinkTable
  readonly linkGates: LinkGates
  readonly landings: LocalLandings
  readonly lineFiles: LineFiles
  readonly updateSubIds: UpdateSubIds
  readonly choices: LandingChoices
  readonly bookings: Bookings
  readonly wrongKeys: WrongKeys
  readonly keys: VisitKeys
  readonly cookieNames: CookieNames
  readonly isFlood: (address: VisitorKey, now: number) => boolean
  /** Lower case; `''` when no country header is trusted. */
  readonly countryHeader: string
  /** Epoch milliseconds. */
  readonly clock: () => number
}
