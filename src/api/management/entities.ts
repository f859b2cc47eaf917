/**
 * The six kinds of objects that have statistics: where each is stored, what it is called in reports,
 * and which properties its rows have besides the measures.
 */
import { countryName } from '../../core/countries.ts'
import type { CampaignRecord, LandingRecord, OfferRecord } from '../../db/records.ts'
import type { ReadStores } from '../../db/stores.ts'
import { readDocumentsOf } from '../../db/stores.ts'
import type { TagLink } from '../../db/tags.ts'
import { readable } from '../../manage/access.ts'
import { taggedWith } from '../../manage/tags.ts'
import { linkMaker } from './campaigns/campaign-view.ts'
import { payoutView } from './objects/offers.wire.ts'
import type { Call } from './operation.ts'
import { hasText, storedStatus } from './query.ts'
import { countryOf } from './wire.ts'

export const ENTITIES = [
  'campaign',
  'landing',
  'offer',
  'rotation',
  'affiliate_network',
  'traffic_source',
] as const
export type Entity = (typeof ENTITIES)[number]

export const DIMENSIONS: Readonly<Record<Entity, string>> = {
  campaign: 'campaign',
  landing: 'landing',
  offer: 'offer',
  rotation: 'rotation',
  affiliate_network: 'affiliateNetwork',
  traffic_source: 'trafficSource',
}

export const STORES = {
  campaign: 'campaigns',
  landing: 'landings',
  offer: 'offers',
  rotation: 'rotations',
  affiliate_network: 'affiliate_networks',
  traffic_source: 'traffic_sources',
} as const

/** Ids, as text, of the objects that have a note. */
export function notedIds({ read }: Call, entity: Entity): ReadonlySet<string> {
  return read.notes.noted(STORES[entity])
}

export interface EntityFilters {
  readonly name?: string
  readonly userId?: number
  readonly status?: string
  readonly groupUuids?: readonly string[]
  readonly trafficSourceIds?: readonly number[]
  readonly affiliateNetworkIds?: readonly number[]
  readonly geo?: readonly string[]
  readonly languages?: readonly string[]
  readonly searchId?: number
  /** Ids of tags; an object passes that has one of them. */
  readonly tags?: readonly string[]
  readonly searchCampaignKey?: string
  readonly searchName?: string
  readonly searchDomain?: string
}

/** What of a stored object the filters look at, whatever its kind; the rest of it is there too. */
export interface Thing {
  readonly id: number
  readonly name: string
  readonly deletedAt: number | null
  readonly groupId: string | null
  readonly ownerId?: number | null
  readonly sourceId?: number | null
  readonly networkId?: number | null
  readonly country?: string
  readonly language?: string
  readonly key?: string
  readonly domainId?: string | null
  readonly url?: string
}

/** The objects of a kind that the caller may read and that pass the filters, in id order. */
export function thingsOf(call: Call, entity: Entity, filters: EntityFilters): readonly Thing[] {
  const { read, caller } = call
  const kind = STORES[entity]
  const stored = readDocumentsOf(read, kind).list(storedStatus(filters.status))
  const passes = passing(read, kind, applying(kind, filters))
  return (readable(caller, kind, stored) as Thing[]).filter(passes)
}

/** What is there to filter by in some kinds only. */
const OF_KINDS: ReadonlyMap<string, readonly TagLink['kind'][]> = new Map([
  ['groupUuids', ['campaigns', 'landings', 'offers', 'rotations']],
  ['trafficSourceIds', ['campaigns']],
  ['affiliateNetworkIds', ['offers']],
  ['geo', ['offers']],
  ['languages', ['landings']],
  ['searchCampaignKey', ['campaigns']],
  ['searchDomain', ['campaigns', 'landings', 'offers']],
])

/** Programs send the filters of all lists to each: those that its objects know nothing of are skipped. */
function applying(kind: TagLink['kind'], filters: EntityFilters): EntityFilters {
  const kept = Object.entries(filters).filter(
    ([name]) => OF_KINDS.get(name)?.includes(kind) ?? true,
  )
  return Object.fromEntries(kept)
}

/** Whether a thing of a kind passes the filters. */
export function passing(
  read: ReadStores,
  kind: TagLink['kind'],
  filters: EntityFilters,
): (thing: Thing) => boolean {
  const tagged =
    filters.tags === undefined ? null : taggedWith(read.tags.links(), kind, filters.tags)
  const groups = setOf(filters.groupUuids)
  const sources = setOf(filters.trafficSourceIds)
  const networks = setOf(filters.affiliateNetworkIds)
  const languages = setOf(filters.languages?.map((code) => code.toUpperCase()))
  const geo = setOf(filters.geo?.map(countryOf))
  const { name, searchName, userId, searchId, searchCampaignKey, searchDomain } = filters
  return (thing) =>
    hasText(thing.name, name) &&
    hasText(thing.name, searchName) &&
    (userId === undefined || thing.ownerId === userId) &&
    (searchId === undefined || thing.id === searchId) &&
    (tagged === null || tagged.has(String(thing.id))) &&
    (groups === null || groups.has(thing.groupId ?? '')) &&
    (sources === null || sources.has(thing.sourceId ?? 0)) &&
    (networks === null || networks.has(thing.networkId ?? 0)) &&
    (geo === null || geo.has(thing.country ?? '')) &&
    (languages === null || languages.has(thing.language ?? '')) &&
    (searchCampaignKey === undefined || hasText(thing.key ?? '', searchCampaignKey)) &&
    (searchDomain === undefined || hasText(hostOf(read, thing), searchDomain))
}

function setOf<T>(values: readonly T[] | undefined): ReadonlySet<T> | null {
  return values === undefined ? null : new Set(values)
}

function hostOf(read: ReadStores, { domainId, url }: Thing): string {
  const domain = domainId === undefined || domainId === null ? null : read.domains.find(domainId)
  return domain?.host ?? URL.parse(url ?? '')?.host ?? ''
}

/** What a row tells of the object itself. `for` the full list with measures, or the light one. */
export type Describe = (thing: Thing) => Record<string, unknown>

export function describing(call: Call, entity: Entity): Describe {
  const { read, caller } = call
  const own = <K extends 'campaigns' | 'offers'>(kind: K) =>
    readable(caller, kind, readDocumentsOf(read, kind).list('active'))
  const groups = read.groups.names()
  const groupName = ({ groupId }: Thing) => groups.get(groupId ?? '') ?? null
  switch (entity) {
    case 'campaign':
      return describeCampaign(call, groupName)
    case 'landing':
      return (thing) => ({
        group_name: groupName(thing),
        language: thing.language ?? '',
        url: thing.url ?? '',
        location: thing.url ?? '',
        is_integrated: (thing as unknown as LandingRecord).kind === 'local',
        is_domain_banned: false,
      })
    case 'offer':
      return describeOffer(call, groupName)
    case 'rotation': {
      const counts = countBy(own('campaigns').map(({ rotationId }) => rotationId))
      return (thing) => ({
        group_name: groupName(thing),
        campaigns: String(counts.get(thing.id) ?? 0),
      })
    }
    case 'affiliate_network': {
      const counts = countBy(own('offers').map(({ networkId }) => networkId))
      return ({ id }) => ({ offers: String(counts.get(id) ?? 0) })
    }
    case 'traffic_source': {
      const counts = countBy(own('campaigns').map(({ sourceId }) => sourceId))
      return ({ id }) => ({ campaigns: String(counts.get(id) ?? 0) })
    }
  }
}

type GroupName = (thing: Thing) => string | null

function describeCampaign(call: Call, groupName: GroupName): Describe {
  const { read } = call
  const sources = read.traffic_sources.names()
  const link = linkMaker(call)
  const banned = new Set(
    read.domains.list('all').flatMap(({ id, blocked }) => (blocked ? [id] : [])),
  )
  return (thing) => {
    const campaign = thing as unknown as CampaignRecord
    return {
      group_name: groupName(thing),
      traffic_source: sources.get(campaign.sourceId ?? 0) ?? '',
      current_cpc: campaign.cost.amountMicros / 1_000_000,
      link: link(campaign),
      is_domain_banned: banned.has(campaign.domainId ?? ''),
    }
  }
}

function describeOffer({ read }: Call, groupName: GroupName): Describe {
  const networks = read.affiliate_networks.names()
  return (thing) => {
    return {
      group_name: groupName(thing),
      country: countryName(thing.country ?? '') || (thing.country ?? ''),
      url: thing.url ?? '',
      affiliate_network: networks.get(thing.networkId ?? 0) ?? null,
      payout: payoutView(thing as unknown as OfferRecord),
    }
  }
}

function countBy(ids: readonly (number | null)[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>()
  for (const id of ids) if (id !== null) counts.set(id, (counts.get(id) ?? 0) + 1)
  return counts
}
