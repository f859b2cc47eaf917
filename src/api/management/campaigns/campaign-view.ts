/** A campaign as the dialect shows it: nested, with its link, its tokens and its flows. */
import type { Domain } from '../../../core/model.ts'
import type { CampaignRecord } from '../../../db/records.ts'
import type { ReadStores } from '../../../db/stores.ts'
import { accessTo } from '../../../manage/access.ts'
import { campaignLink } from '../../../manage/campaigns/campaign-link.ts'
import { flowsOf } from '../../../manage/campaigns/flow-owner.ts'
import { tagsOn } from '../../../manage/tags.ts'
import type { Call } from '../operation.ts'
import { timestamp, timestampOrNull } from '../wire.ts'
import { campaignFacts } from './campaigns.wire.ts'
import { planView } from './plan-view.ts'
import { tokenIdOf } from './tokens.wire.ts'

type Asking = Pick<Call, 'read' | 'caller' | 'origin' | 'certificates' | 'capUsed'>

export function campaignView(call: Asking, campaign: CampaignRecord) {
  const { read, caller } = call
  return {
    id: String(campaign.id),
    createdAt: timestamp(campaign.createdAt),
    deletedAt: timestampOrNull(campaign.deletedAt),
    link: linkOf(call, campaign),
    ownerId: campaign.ownerId,
    ...campaignFacts(campaign),
    customRotation: customRotation(call, campaign),
    tokens: tokensOf(read, campaign),
    isDomainBanned: isDomainBanned(read, campaign),
    tags: tagsOn(read, { kind: 'campaigns', id: String(campaign.id) }).map(({ id, name }) => ({
      id,
      name,
    })),
    accessLevel: accessTo(caller, 'campaigns', campaign),
  }
}

export function campaignTemplate(call: Asking, campaign: CampaignRecord) {
  return {
    ...campaignFacts(campaign),
    name: `${campaign.name} (clone)`,
    key: '',
    customRotation: customRotation(call, campaign),
  }
}

/** Null: the campaign uses a shared rotation. */
function customRotation(call: Asking, { id, rotationId }: CampaignRecord) {
  if (rotationId !== null) return null
  const plan = planView(call, flowsOf(call.read, { scope: 'campaign', id }))
  return { uuid: rotationUuid(id), ...plan }
}

/** Own flows have no identity but their campaign's; the dialect wants a UUID. */
function rotationUuid(campaignId: number): string {
  return `00000000-0000-4000-8000-${campaignId.toString(16).padStart(12, '0')}`
}

export function linkOf({ read, origin, certificates }: Asking, campaign: CampaignRecord): string {
  const source = campaign.sourceId === null ? null : read.traffic_sources.find(campaign.sourceId)
  const domain = domainOf(read, campaign)
  const sourceParameters = source?.parameters ?? []
  return campaignLink({ campaign, sourceParameters, domain, origin, certificates })
}

/** The same for many campaigns, with what they share looked up once. */
export function linkMaker({
  read,
  origin,
  certificates,
}: Asking): (campaign: CampaignRecord) => string {
  const sources = new Map(read.traffic_sources.list('all').map((source) => [source.id, source]))
  const domains = read.domains.list('all')
  const byId = new Map(domains.map((domain) => [domain.id, domain]))
  const fallback = domains.find((domain) => domain.isDefault) ?? null
  return (campaign) => {
    const sourceParameters = sources.get(campaign.sourceId ?? 0)?.parameters ?? []
    const domain = byId.get(campaign.domainId ?? '') ?? fallback
    return campaignLink({ campaign, sourceParameters, domain, origin, certificates })
  }
}

/** The campaign's domain, else the default one. */
export function domainOf({ domains }: ReadStores, { domainId }: CampaignRecord): Domain | null {
  const own = domainId === null ? null : domains.find(domainId)
  return own ?? domains.list('all').find((domain) => domain.isDefault) ?? null
}

export function isDomainBanned({ domains }: ReadStores, { domainId }: CampaignRecord): boolean {
  return domainId !== null && (domains.find(domainId)?.blocked ?? false)
}

/** As `isDomainBanned`, for lists. */
export function bannedDomains({ domains }: ReadStores): (campaign: CampaignRecord) => boolean {
  const banned = domains.list('all').filter(({ blocked }) => blocked)
  const ids = new Set<string | null>(banned.map(({ id }) => id))
  return ({ domainId }) => ids.has(domainId)
}

function tokensOf(read: ReadStores, { sourceId, parameters }: CampaignRecord) {
  const source = sourceId === null ? null : read.traffic_sources.find(sourceId)
  return [...(source?.parameters ?? []), ...parameters].flatMap(({ field, label }) => {
    const id = tokenIdOf(field)
    return id === null ? [] : [{ id, name: label }]
  })
}
