/** How an object of each kind stands in a configuration file. */
import type { TObject } from '@sinclair/typebox'

import type { FlowSet } from '../../../core/model.ts'
import type { Kind, Records } from '../../../db/records.ts'
import { campaignForm } from '../campaigns/campaign-full.ts'
import { DomainFull, domainFullView } from '../objects/domain-full.ts'
import { type FullForm, writtenForm } from '../objects/full-form.ts'
import { landingForm } from '../objects/landing-full.ts'
import { networkForm } from '../objects/network-full.ts'
import { offerForm } from '../objects/offer-full.ts'
import { sourceForm } from '../objects/source-full.ts'

type Item = Record<string, unknown>

/** `flows` is of campaigns and rotations, null of the others. */
export const FILE_ITEMS: {
  readonly [K in Kind]: (record: Records[K], flows: FlowSet | null) => Item
} = {
  groups: ({ id, subject, name }) => ({ id, subject, name }),
  domains: domainItem,
  traffic_sources: (source) => formed(sourceForm, source),
  affiliate_networks: (network) => ({
    ...formed(networkForm, network),
    statusMap: network.statusMap,
  }),
  landings: (landing) => formed(landingForm, landing),
  offers: (offer) => formed(offerForm, offer),
  rotations: (rotation, flows) => ({
    ...identity(rotation),
    name: rotation.name,
    groupId: rotation.groupId,
    flows,
  }),
  campaigns: (campaign, flows) => ({
    ...formed(campaignForm, campaign),
    token: campaign.token,
    distribution: campaign.distribution,
    eventWeight: campaign.eventWeight,
    blocked: campaign.blocked,
    blockReason: campaign.blockReason,
    flows,
  }),
}

interface Identified {
  readonly id: number | string
  readonly deletedAt: number | null
}

function identity({ id, deletedAt }: Identified) {
  return deletedAt === null ? { id } : { id, archived: true }
}

function formed<K extends Kind, S extends TObject>(form: FullForm<K, S>, record: Records[K]): Item {
  return { ...identity(record as Identified), ...writtenForm(form, record) }
}

function domainItem(domain: Records['domains']): Item {
  const shown: Record<string, unknown> = domainFullView(domain)
  const { id, isDefault, blocked, blockReason } = domain
  const written = Object.keys(DomainFull.properties).map((name) => [name, shown[name]])
  return { id, ...Object.fromEntries(written), isDefault, blocked, blockReason }
}
