/** Applies changes to holdings: each changed object is read again, with everything built on it. */
import type { Change } from '../db/changes.ts'
import { type DocumentRow } from '../db/documents.ts'
import { postbackKeyStore } from '../db/money/postback-keys.ts'
import type { Kind } from '../db/records.ts'
import { settingStore } from '../db/settings.ts'
import { type CampaignEntry, type Holdings, withEntry, wordsOf } from './holdings.ts'
import {
  landingEntry,
  loadAll,
  loadCampaign,
  loadDomains,
  type Loading,
  loadNames,
  loadOffer,
  loadRotations,
  recompiled,
  recompiledOffer,
  records,
} from './load.ts'

/** More changes than this at once are a bulk edit or an import: reading everything is cheaper. */
const RELOAD_ALL_ABOVE = 100

export function applyChanges(
  loading: Loading,
  now: Holdings,
  changes: readonly Change[],
): Holdings {
  if (changes.length > RELOAD_ALL_ABOVE) return loadAll(loading)
  return changes.reduce((holdings, change) => applyChange(loading, holdings, change), now)
}

function applyChange(loading: Loading, now: Holdings, { kind, objectId }: Change): Holdings {
  const id = Number(objectId)
  switch (kind) {
    case 'campaigns':
      return withCampaign(now, id, loadCampaign(loading, now, id))
    case 'rotations':
      return withNames(loading, withRotations(loading, now, id))
    case 'traffic_sources':
      return withSources(loading, now, id)
    case 'affiliate_networks':
      return withNetworks(loading, now, id)
    case 'offers':
      return { ...now, offers: withEntry(now.offers, id, loadOffer(loading, now, id)) }
    case 'landings': {
      const row = rowOf(loading, 'landings', id)
      const entry = row === null ? null : landingEntry(loading, row)
      return { ...now, landings: withEntry(now.landings, id, entry) }
    }
    case 'domains':
      return withNames(loading, { ...now, domains: loadDomains(loading.db) })
    case 'settings':
      return { ...now, settings: settingStore(loading.db).all() }
    case 'postback_keys':
      return { ...now, postbackKeys: postbackKeyStore(loading.db).byHash() }
    case 'groups':
    case 'users':
      return withNames(loading, now)
    case 'links':
      return now
  }
}

function withNames({ db }: Loading, now: Holdings): Holdings {
  return { ...now, names: loadNames(db) }
}

/** The word lookups are rebuilt only when a word came, went or changed. */
function withCampaign(now: Holdings, id: number, entry: CampaignEntry | null): Holdings {
  const before = now.campaigns.get(id) ?? null
  const campaigns = withEntry(now.campaigns, id, entry)
  const sameWords =
    before?.alias === entry?.alias &&
    before?.key === entry?.key &&
    before?.token === entry?.token &&
    before?.formerToken?.token === entry?.formerToken?.token &&
    before?.formerToken?.until === entry?.formerToken?.until
  return sameWords ? { ...now, campaigns } : { ...now, campaigns, ...wordsOf(campaigns) }
}

function withRotations(loading: Loading, now: Holdings, id: number): Holdings {
  const next = { ...now, rotations: loadRotations(loading) }
  return recompiledWhere(loading, next, (entry) => entry.rotationId === id)
}

function withSources(loading: Loading, now: Holdings, id: number): Holdings {
  const next = { ...now, sources: records(loading.db, 'traffic_sources') }
  return recompiledWhere(loading, next, (entry) => entry.sourceId === id)
}

function recompiledWhere(
  loading: Loading,
  now: Holdings,
  affected: (entry: CampaignEntry) => boolean,
): Holdings {
  const campaigns = new Map(now.campaigns)
  for (const [id, entry] of campaigns) {
    if (affected(entry)) campaigns.set(id, recompiled(loading, now, entry))
  }
  return { ...now, campaigns }
}

function withNetworks(loading: Loading, now: Holdings, id: number): Holdings {
  const networks = records(loading.db, 'affiliate_networks')
  const offers = new Map(now.offers)
  for (const [offerId, entry] of offers) {
    if (entry.networkId === id) offers.set(offerId, recompiledOffer(loading, networks, entry))
  }
  return { ...now, networks, offers }
}

function rowOf({ db }: Loading, kind: Kind, id: number): DocumentRow | null {
  const sql = `SELECT id, created_at, changed_at, deleted_at, spec FROM ${kind} WHERE id = ?`
  return db.query<DocumentRow, [number]>(sql).get(id)
}
