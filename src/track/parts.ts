/** What handling traffic needs, made once at start and handed down. */
import type { RoutingTables } from '../core/tables.ts'
import type { AddressReader } from '../detect/address.ts'
import type { Detectors } from '../detect/visitor.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { LinkTable } from '../routing/links.ts'
import type { Bookings } from './conversions/bookings.ts'
import type { WrongKeys } from './conversions/wrong-keys.ts'
import type { CookieNames } from './cookies/cookies.ts'
import type { FaultCounts, LinkFault, UpdateFault } from './faults.ts'
import type { FloodDetector } from './history/flood.ts'
import type { VisitorHistory } from './history/history.ts'
import type { LandingChoices } from './history/landing-choices.ts'
import type { LocalLandings } from './landings/local-landings.ts'
import type { LineFiles } from './line-files.ts'
import type { LinkGates } from './links/link-gates.ts'
import type { Noticed } from './noticed.ts'
import type { Orphans } from './orphans.ts'
import type { ClickPace } from './visits/click-pace.ts'
import type { SubIds } from './visits/sub-ids.ts'

/** The keys of one purpose, 32 bytes each: the first one signs, the others only verify. */
export type KeyRing = readonly [newest: Uint8Array, ...older: Uint8Array[]]

export interface VisitKeys {
  readonly uniqueness: KeyRing
  readonly binding: KeyRing
  readonly offerToken: KeyRing
  readonly relay: KeyRing
}

export interface TrackParts {
  /** Asked once per visit, so that a visit ends with the tables it began with. */
  readonly tables: () => RoutingTables
  readonly detectors: Detectors
  readonly addresses: AddressReader
  readonly history: VisitorHistory
  readonly ledger: Ledger
  readonly orphans: Orphans
  readonly noticed: Noticed
  readonly invalidLinks: FaultCounts<LinkFault>
  readonly refusedUpdates: FaultCounts<UpdateFault>
  readonly links: LinkTable
  readonly linkGates: LinkGates
  readonly landings: LocalLandings
  readonly lineFiles: LineFiles
  readonly subIds: SubIds
  readonly clickPace: ClickPace
  readonly choices: LandingChoices
  readonly bookings: Bookings
  readonly wrongKeys: WrongKeys
  readonly keys: VisitKeys
  readonly cookieNames: CookieNames
  readonly isFlood: FloodDetector
  /** Lower case; `''` when no country header is trusted. */
  readonly countryHeader: string
  /** Epoch milliseconds. */
  readonly clock: () => number
}
