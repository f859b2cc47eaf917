/**
 * Reads the configuration into holdings: all of it at start, a changed object later. Documents stay
 * text until they are needed, so that start-up does not wait for ten thousand campaigns.
 */
import type { Database } from 'bun:sqlite'

import type {
  AffiliateNetwork,
  Campaign,
  FlowSet,
  Landing,
  Offer,
  TrafficSource,
} from '../core/model.ts'
import type {
  CompiledCampaign,
  CompiledFlows,
  CompiledLanding,
  CompiledOffer,
} from '../core/tables.ts'
import { type DocumentRow, recordOf, rowsOf } from '../db/documents.ts'
import { flowSetStore } from '../db/flow-sets.ts'
import { postbackKeyStore } from '../db/money/postback-keys.ts'
import {
  type CampaignRecord,
  emptyFlowSet,
  type FormerToken,
  type Kind,
  type Records,
} from '../db/records.ts'
import { settingStore } from '../db/settings.ts'
import {
  type CampaignEntry,
  type Holdings,
  type Names,
  type OfferEntry,
  wordsOf,
} from './holdings.ts'
import { type Once, once } from './once.ts'

/** Each may throw; the object then does not exist for visitors. */
export interface Compilers {
  flows(set: FlowSet): CompiledFlows
  campaign(spec: Campaign, flows: CompiledFlows, source: TrafficSource | null): CompiledCampaign
  offer(offer: Offer, network: AffiliateNetwork | null): CompiledOffer
  landing(landing: Landing): CompiledLanding
}

/** `report` is told of every object that can't be compiled. */
export interface Loading {
  readonly db: Database
  readonly compilers: Compilers
  readonly report: (kind: Kind, id: number, error: unknown) => void
}

export type Surroundings = Pick<Holdings, 'rotations' | 'sources' | 'networks'>

export function loadAll(loading: Loading): Holdings {
  const { db } = loading
  const around: Surroundings = {
    rotations: loadRotations(loading),
    sources: records(db, 'traffic_sources'),
    networks: records(db, 'affiliate_networks'),
  }
  const campaigns = loadCampaigns(loading, around)
  return {
    ...around,
    campaigns,
    ...wordsOf(campaigns),
    offers: loadOffers(loading, around),
    landings: new Map(
      rowsOf(db, 'landings', 'all').map((row) => [Number(row.id), landingEntry(loading, row)]),
    ),
    postbackKeys: postbackKeyStore(db).byHash(),
    domains: loadDomains(db),
    settings: settingStore(db).all(),
    names: loadNames(db),
  }
}

export interface CampaignRow extends DocumentRow {
  readonly alias: string
  readonly key: string
  readonly token: string
  readonly source_id: number | null
  readonly rotation_id: number | null
}

const ALL_CAMPAIGNS = `SELECT id, created_at, changed_at, deleted_at, spec, alias, "key", token,
  source_id, rotation_id
  FROM campaigns`
const CAMPAIGNS = `${ALL_CAMPAIGNS} WHERE deleted_at IS NULL`
const ARCHIVED = `${ALL_CAMPAIGNS} WHERE deleted_at IS NOT NULL`

function loadCampaigns(loading: Loading, around: Surroundings): Map<number, CampaignEntry> {
  const texts = flowSetStore(loading.db).texts('campaign')
  const compile = flowsCompiler(loading)
  const entries = new Map<number, CampaignEntry>()
  for (const row of loading.db.query<CampaignRow, []>(CAMPAIGNS).all()) {
    const id = Number(row.id)
    entries.set(id, campaignEntry(loading, around, row, once(texts.get(id) ?? null, compile)))
  }
  return entries
}

/** Null for unknown and archived campaigns. */
export function loadCampaign(loading: Loading, around: Surroundings, id: number) {
  return loadOneOf(loading, around, CAMPAIGNS, id)
}

/** Null for all but archived ones. */
export function loadArchivedCampaign(loading: Loading, around: Surroundings, id: number) {
  return loadOneOf(loading, around, ARCHIVED, id)
}

/** The texts are constants. */
function loadOneOf(
  loading: Loading,
  around: Surroundings,
  campaigns: typeof CAMPAIGNS | typeof ARCHIVED,
  id: number,
) {
  const row = loading.db.query<CampaignRow, [number]>(`${campaigns} AND id = ?`).get(id)
  const text = flowSetStore(loading.db).text('campaign', id)
  const flows = once(text, flowsCompiler(loading))
  return row === null ? null : campaignEntry(loading, around, row, flows)
}

function campaignEntry(
  loading: Loading,
  around: Surroundings,
  row: CampaignRow,
  ownFlows: Once<CompiledFlows>,
): CampaignEntry {
  const id = Number(row.id)
  const entry = {
    id,
    alias: row.alias,
    key: row.key,
    token: row.token,
    formerToken: formerTokenIn(row.spec),
    sourceId: row.source_id,
    rotationId: row.rotation_id,
    record: once(row, campaignOf),
    ownFlows,
  }
  return recompiled(loading, around, entry)
}

/** Few campaigns have one: the others' documents stay text. */
function formerTokenIn(spec: string): FormerToken | null {
  if (!spec.includes('"formerToken":{')) return null
  return (JSON.parse(spec) as Pick<CampaignRecord, 'formerToken'>).formerToken
}

function campaignOf(row: CampaignRow) {
  return recordOf('campaigns', row)
}

/**
 * What a campaign is compiled from, by itself: whoever held what surrounds it would keep all the
 * campaigns of that time until the first visit.
 */
interface Uncompiled extends Pick<CampaignEntry, 'id' | 'record'> {
  readonly loading: Loading
  /** Null: its rotation does not exist. */
  readonly flows: Once<CompiledFlows> | null
  readonly source: TrafficSource | null
}

/** The entry as it compiles with what surrounds it now. */
export function recompiled(
  loading: Loading,
  { rotations, sources }: Surroundings,
  entry: Omit<CampaignEntry, 'compiled'>,
): CampaignEntry {
  const { id, record, ownFlows, sourceId, rotationId } = entry
  const flows = rotationId === null ? ownFlows : (rotations.get(rotationId) ?? null)
  const source = sourceId === null ? null : (sources.get(sourceId) ?? null)
  const parts: Uncompiled = { loading, id, record, flows, source }
  return { ...entry, compiled: once(parts, compiledCampaign) }
}

function compiledCampaign({ loading, id, record, flows, source }: Uncompiled) {
  const { compilers, report } = loading
  return guarded(
    () => {
      const set = flows?.get() ?? compilers.flows(emptyFlowSet(0))
      return compilers.campaign(record.get(), set, source)
    },
    (error) => report('campaigns', id, error),
  )
}

interface OfferRow extends DocumentRow {
  readonly network_id: number | null
}

const OFFERS = 'SELECT id, created_at, changed_at, deleted_at, spec, network_id FROM offers'

function loadOffers(loading: Loading, { networks }: Surroundings): Map<number, OfferEntry> {
  const rows = loading.db.query<OfferRow, []>(OFFERS).all()
  return new Map(rows.map((row) => [Number(row.id), offerEntry(loading, networks, row)]))
}

export function loadOffer(loading: Loading, { networks }: Surroundings, id: number) {
  const row = loading.db.query<OfferRow, [number]>(`${OFFERS} WHERE id = ?`).get(id)
  return row === null ? null : offerEntry(loading, networks, row)
}

function offerEntry(loading: Loading, networks: Holdings['networks'], row: OfferRow): OfferEntry {
  const record = once(row, (stored) => recordOf('offers', stored))
  const entry = { id: Number(row.id), networkId: row.network_id, record }
  return recompiledOffer(loading, networks, entry)
}

/** The entry as it compiles with its network of now. */
export function recompiledOffer(
  { compilers, report }: Omit<Loading, 'db'>,
  networks: Holdings['networks'],
  { id, networkId, record }: Omit<OfferEntry, 'compiled'>,
): OfferEntry {
  const network = networks.get(networkId ?? 0) ?? null
  const compiled = once(record, (stored) =>
    guarded(
      () => compilers.offer(stored.get(), network),
      (error) => report('offers', id, error),
    ),
  )
  return { id, networkId, record, compiled }
}

export function landingEntry({ compilers, report }: Loading, row: DocumentRow) {
  return once(row, (stored) =>
    guarded(
      () => compilers.landing(recordOf('landings', stored)),
      (error) => report('landings', Number(stored.id), error),
    ),
  )
}

function guarded<T>(build: () => T, failed: (error: unknown) => void): T | null {
  try {
    return build()
  } catch (error) {
    failed(error)
    return null
  }
}

export function loadRotations(loading: Loading): Holdings['rotations'] {
  const texts = flowSetStore(loading.db).texts('rotation')
  const compile = flowsCompiler(loading)
  return new Map([...texts].map(([id, text]) => [id, once(text, compile)]))
}

/** One for all sets that are loaded together: ten thousand would be as many closures. */
function flowsCompiler({ compilers }: Loading) {
  return (stored: string | null) =>
    compilers.flows(stored === null ? emptyFlowSet(0) : (JSON.parse(stored) as FlowSet))
}

export function loadDomains(db: Database): Holdings['domains'] {
  const all = rowsOf(db, 'domains', 'active').map((row) => recordOf('domains', row))
  return new Map(all.map((domain) => [domain.host, domain]))
}

/** The texts are constants. */
export function loadNames(db: Database): Names {
  return {
    group: namesBy(db, 'SELECT id, name FROM groups'),
    owner: namesBy(db, 'SELECT id, login AS name FROM users'),
    rotation: namesBy(db, 'SELECT id, name FROM rotations'),
    domain: namesBy(db, 'SELECT id, name FROM domains'),
  }
}

function namesBy(db: Database, sql: string): ReadonlyMap<string, string> {
  const rows = db.query<{ id: number | string; name: string }, []>(sql).all()
  return new Map(rows.map(({ id, name }) => [String(id), name]))
}

/** All of a kind, archived ones included, by id. */
export function records<K extends Kind>(db: Database, kind: K): Map<number, Records[K]> {
  return new Map(rowsOf(db, kind, 'all').map((row) => [Number(row.id), recordOf(kind, row)]))
}
