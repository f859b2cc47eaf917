/**
 * Holds the routing tables and swaps them whole. Promises: a visit reads one state from beginning
 * to end; a change that can't be read leaves the old state; changes by another process show within
 * one interval of `poll`.
 */
import type { Domain } from '../core/model.ts'
import { privacyOf } from '../core/privacy.ts'
import { settingNumber } from '../core/settings/settings.ts'
import type { CompiledCampaign, RoutingTables } from '../core/tables.ts'
import { type Change, changeStore } from '../db/changes.ts'
import { lately } from '../lib/lru.ts'
import { pragma } from '../lib/pragma.ts'
import type { Holdings } from './holdings.ts'
import { type LinkTable, linkTable } from './links.ts'
import { loadAll, loadArchivedCampaign, type Loading } from './load.ts'
import { applyChanges } from './reload.ts'

export interface Routing {
  /** Short links are looked up one by one: there may be millions. */
  readonly links: LinkTable
  /** Take it once per visit: the next call may answer a newer state. */
  current(): RoutingTables
  /** Takes in everything committed since; call it after a write, before answering. */
  publish(): void
  /** `publish` if another connection has committed; cheap enough for every second. */
  poll(): void
}

export function openRouting(loading: Loading): Routing {
  const changes = changeStore(loading.db, () => 0)
  const links = linkTable(loading.db)
  let version = pragma(loading.db, 'data_version')
  let seq = changes.last()
  let holdings = loadAll(loading)
  let tables = tablesOf(loading, holdings)
  const publish = () => {
    const last = changes.last() // before the changes: one that comes between is read twice
    if (last === seq) return
    const made = changes.after(seq)
    forgetLinks(links, made)
    const others = made.filter(({ kind }) => kind !== 'links')
    if (others.length > 0) {
      holdings = applyChanges(loading, holdings, others)
      tables = tablesOf(loading, holdings)
    }
    seq = last
  }
  return {
    links,
    current: () => tables,
    publish,
    poll: () => {
      const now = pragma(loading.db, 'data_version')
      if (now === version) return
      publish() // what throws here is tried again
      version = now
    },
  }
}

/** How words are looked up depends on their domain. */
function forgetLinks(links: LinkTable, made: readonly Change[]): void {
  for (const { kind, objectId } of made) {
    if (kind === 'links') links.forget(objectId)
    else if (kind === 'domains') links.forgetAll()
  }
}

/** Archived campaigns whose clicks are asked for at a time. */
const ARCHIVED_KEPT = 100

function tablesOf(loading: Loading, holdings: Holdings): RoutingTables {
  const live = liveTables(holdings)
  const archived = lately(ARCHIVED_KEPT, (id: number) => archivedCampaign(loading, holdings, id))
  const ofPast: RoutingTables = {
    ...live,
    campaign: (id) => live.campaign(id) ?? archived(id),
    get ofPast() {
      return ofPast
    },
  }
  return { ...live, ofPast }
}

function archivedCampaign(
  loading: Loading,
  holdings: Holdings,
  id: number,
): CompiledCampaign | null {
  return loadArchivedCampaign(loading, holdings, id)?.compiled.get() ?? null
}

function liveTables(holdings: Holdings): Omit<RoutingTables, 'ofPast'> {
  const campaign = (id: number | null | undefined) =>
    id === null || id === undefined ? null : (holdings.campaigns.get(id)?.compiled.get() ?? null)
  return {
    campaign,
    byAlias: (alias) => campaign(holdings.aliases.get(alias)),
    byAliasInAnyCase: (alias) => campaign(holdings.foldedAliases.get(alias.toLowerCase())),
    byKey: (key) => campaign(holdings.keys.get(key)),
    byToken: (token, now) => {
      const holder = holdings.tokens.get(token)
      return holder === undefined || holder.until <= now ? null : campaign(holder.id)
    },
    landing: (id) => holdings.landings.get(id)?.get() ?? null,
    offer: (id) => holdings.offers.get(id)?.compiled.get() ?? null,
    network: (id) => holdings.networks.get(id) ?? null,
    source: (id) => holdings.sources.get(id) ?? null,
    signingNetworks: [...holdings.networks.values()].filter(({ signature }) => signature !== null),
    postbackKey: (hash) => holdings.postbackKeys.get(hash) ?? null,
    domain: (host) => holdings.domains.get(host) ?? null,
    defaultDomain: defaultOf(holdings.domains),
    settings: holdings.settings,
    floodClicks: settingNumber(holdings.settings, 'flood_clicks'),
    privacy: privacyOf(holdings.settings),
    nameOf: (thing, id) => holdings.names[thing].get(id) ?? '',
  }
}

function defaultOf(domains: ReadonlyMap<string, Domain>): Domain | null {
  for (const domain of domains.values()) if (domain.isDefault) return domain
  return null
}
