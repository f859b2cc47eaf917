/** All stores over one handle. Over the reader only the reading half is handed out. */
import type { Database } from 'bun:sqlite'

import { type Changes, changeStore, type ReadChanges } from './changes.ts'
import { type Documents, documents, type ReadDocuments } from './documents.ts'
import { type DomainNumbers, domainNumberStore } from './domain-numbers.ts'
import { type FlowSets, flowSetStore, type ReadFlowSets } from './flow-sets.ts'
import {
  type BlocklistExceptions,
  blocklistExceptionStore,
  type ReadBlocklistExceptions,
} from './links/blocklist-exceptions.ts'
import {
  type LinkListings,
  linkListingStore,
  type ReadLinkListings,
} from './links/link-listings.ts'
import { type LinkTokenStore, linkTokenStore, type ReadLinkTokens } from './links/link-tokens.ts'
import { type LinkStore, linkStore, type ReadLinks } from './links/links.ts'
import { type PixelStore, pixelStore, type ReadPixels } from './links/pixels.ts'
import { withKeptLists } from './lists.ts'
import { type ImportStore, importStore, type ReadImports } from './money/conversion-imports.ts'
import { conversionStore, type ReadConversions } from './money/conversions.ts'
import {
  type IncomingCalls,
  incomingCallStore,
  type ReadIncomingCalls,
} from './money/incoming-calls.ts'
import {
  type PostbackKeys,
  postbackKeyStore,
  type ReadPostbackKeys,
} from './money/postback-keys.ts'
import { type AccessKeyStore, accessKeyStore, type ReadAccessKeys } from './people/access-keys.ts'
import { auditReader, type ReadAudit } from './people/audit.ts'
import {
  type ReadSecondFactors,
  type SecondFactorStore,
  secondFactorStore,
} from './people/second-factors.ts'
import { type ReadSessions, type SessionStore, sessionStore } from './people/sessions.ts'
import { type ReadUsers, type UserStore, userStore } from './people/users.ts'
import { type Kind, KINDS } from './records.ts'
import { type CsvTasks, csvTaskStore, type ReadCsvTasks } from './reports/csv-tasks.ts'
import { type ReadReportMarks, type ReportMarks, reportMarkStore } from './reports/report-marks.ts'
import { type ReadSavedObjects, type SavedObjects, savedObjectStore } from './saved-objects.ts'
import { type ReadSettings, type Settings, settingStore } from './settings.ts'
import {
  type NoteStore,
  noteStore,
  type ReadNotes,
  type ReadTags,
  type TagStore,
  tagStore,
} from './tags.ts'

type AllReadDocuments = { readonly [K in Kind]: ReadDocuments<K> }
type AllDocuments = { readonly [K in Kind]: Documents<K> }

export type ReadStores = AllReadDocuments & {
  readonly audit: ReadAudit
  readonly flowSets: ReadFlowSets
  readonly users: ReadUsers
  readonly sessions: ReadSessions
  readonly secondFactors: ReadSecondFactors
  readonly accessKeys: ReadAccessKeys
  readonly tags: ReadTags
  readonly notes: ReadNotes
  readonly settings: ReadSettings
  readonly changes: ReadChanges
  readonly links: ReadLinks
  readonly linkListings: ReadLinkListings
  readonly blocklistExceptions: ReadBlocklistExceptions
  readonly pixels: ReadPixels
  readonly linkTokens: ReadLinkTokens
  readonly domainNumbers: DomainNumbers
  readonly postbackKeys: ReadPostbackKeys
  readonly conversions: ReadConversions
  readonly imports: ReadImports
  readonly incomingCalls: ReadIncomingCalls
  readonly saved: ReadSavedObjects
  readonly csvTasks: ReadCsvTasks
  readonly reportMarks: ReadReportMarks
}

export type Stores = AllDocuments & {
  readonly audit: ReadAudit
  readonly flowSets: FlowSets
  readonly users: UserStore
  readonly sessions: SessionStore
  readonly secondFactors: SecondFactorStore
  readonly accessKeys: AccessKeyStore
  readonly tags: TagStore
  readonly notes: NoteStore
  readonly settings: Settings
  readonly changes: Changes
  readonly links: LinkStore
  readonly linkListings: LinkListings
  readonly blocklistExceptions: BlocklistExceptions
  readonly pixels: PixelStore
  readonly linkTokens: LinkTokenStore
  readonly domainNumbers: DomainNumbers
  readonly postbackKeys: PostbackKeys
  readonly conversions: ReadConversions
  readonly imports: ImportStore
  readonly incomingCalls: IncomingCalls
  readonly saved: SavedObjects
  readonly csvTasks: CsvTasks
  readonly reportMarks: ReportMarks
}

/** `clock` gives epoch milliseconds. */
export function storesOn(db: Database, clock: () => number): Stores {
  return {
    audit: auditReader(db),
    ...byKind<AllDocuments>((kind) => documents(db, kind, clock)),
    flowSets: flowSetStore(db),
    users: userStore(db, clock),
    sessions: sessionStore(db, clock),
    secondFactors: secondFactorStore(db),
    accessKeys: accessKeyStore(db, clock),
    tags: tagStore(db, clock),
    notes: noteStore(db, clock),
    settings: settingStore(db),
    changes: changeStore(db, clock),
    links: linkStore(db, clock),
    linkListings: linkListingStore(db, clock),
    blocklistExceptions: blocklistExceptionStore(db, clock),
    pixels: pixelStore(db, clock),
    linkTokens: linkTokenStore(db, clock),
    domainNumbers: domainNumberStore(db),
    postbackKeys: postbackKeyStore(db),
    conversions: conversionStore(db),
    imports: importStore(db),
    incomingCalls: incomingCallStore(db),
    saved: savedObjectStore(db, clock),
    csvTasks: csvTaskStore(db, clock),
    reportMarks: reportMarkStore(db),
  }
}

/** Lists of documents are kept parsed, so that whoever reads often keeps these stores. */
export function readStoresOn(reader: Database): ReadStores {
  const stores = storesOn(reader, () => 0)
  const kept = byKind<AllReadDocuments>((kind) =>
    withKeptLists(kind, readDocumentsOf(stores, kind), stores.changes),
  )
  return { ...stores, ...kept }
}

/** TypeScript can't see that each has the type of its kind. */
function byKind<D extends AllReadDocuments>(make: <K extends Kind>(kind: K) => unknown): D {
  return Object.fromEntries(KINDS.map((kind) => [kind, make(kind)])) as unknown as D
}

/** `stores[kind]` with the type of its kind, which TypeScript can't see for a generic one. */
export function documentsOf<K extends Kind>(stores: Stores, kind: K): Documents<K> {
  return stores[kind] as unknown as Documents<K>
}

export function readDocumentsOf<K extends Kind>(stores: ReadStores, kind: K): ReadDocuments<K> {
  return stores[kind] as unknown as ReadDocuments<K>
}
