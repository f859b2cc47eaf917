/** Lists of objects that many screens choose from. */
import { readableHost } from '../format/host-names.ts'
import { shared } from '../state/load.ts'
import { get } from './client.ts'
import type {
  CampaignRow,
  DomainRow,
  FlowCatalog,
  GroupRow,
  LandingRow,
  NamedRow,
  NetworkRow,
  OfferRow,
  ReportCatalog,
} from './types.ts'

export const listCampaigns = () =>
  shared('campaigns', () => get<CampaignRow[]>('/campaign/list/filtered'))
export const listOffers = () => shared('offers', () => get<OfferRow[]>('/offer/alternative/all'))
export const listLandings = () =>
  shared('landings', () => get<LandingRow[]>('/landing/list/filtered'))
export const listNetworks = () =>
  shared('networks', () => get<NetworkRow[]>('/affiliate_network/list/all'))
export const listSources = () =>
  shared('sources', () => get<NamedRow[]>('/traffic_source/list/filtered'))
export const listRotations = () =>
  shared('rotations', () => get<NamedRow[]>('/rotation/list/filtered'))
export const listDomains = () =>
  shared('domains', async () => {
    const rows = await get<(Omit<DomainRow, 'host'> & { readonly domain: string })[]>('/domains')
    return rows.map(({ domain, ...row }): DomainRow => ({
      ...row,
      host: domain,
      name: readableHost(domain),
    }))
  })
export const flowCatalog = () => shared('flow catalog', () => get<FlowCatalog>('/flow/catalog'))
export const reportCatalog = () =>
  shared('report catalog', () => get<ReportCatalog>('/report/catalog'))

export type GroupSubject = 'campaigns' | 'landings' | 'offers' | 'rotations'

export const listGroups = (subject: GroupSubject) =>
  shared(`groups ${subject}`, () => get<GroupRow[]>(`/groups/${subject}`))
