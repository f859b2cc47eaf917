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

/** Whoever gives a signal is no reason to go on asking once he has left. */
type List<T> = (signal?: AbortSignal) => Promise<T>

const list =
  <T>(name: string, path: string): List<T> =>
  (signal) =>
    shared(name, (wanted) => get<T>(path, wanted), signal)

export const listCampaigns = list<CampaignRow[]>('campaigns', '/campaign/list/filtered')
export const listOffers = list<OfferRow[]>('offers', '/offer/alternative/all')
export const listLandings = list<LandingRow[]>('landings', '/landing/list/filtered')
export const listNetworks = list<NetworkRow[]>('networks', '/affiliate_network/list/all')
export const listSources = list<NamedRow[]>('sources', '/traffic_source/list/filtered')
export const listRotations = list<NamedRow[]>('rotations', '/rotation/list/filtered')
export const flowCatalog = list<FlowCatalog>('flow catalog', '/flow/catalog')
export const reportCatalog = list<ReportCatalog>('report catalog', '/report/catalog')

export const listDomains: List<readonly DomainRow[]> = (signal) =>
  shared(
    'domains',
    async (wanted) => {
      const rows = await get<(Omit<DomainRow, 'host'> & { readonly domain: string })[]>(
        '/domains',
        wanted,
      )
      return rows.map(({ domain, ...row }): DomainRow => ({
        ...row,
        host: domain,
        name: readableHost(domain),
      }))
    },
    signal,
  )

export type GroupSubject = 'campaigns' | 'landings' | 'offers' | 'rotations'

export const listGroups = (subject: GroupSubject, signal?: AbortSignal) =>
  list<GroupRow[]>(`groups ${subject}`, `/groups/${subject}`)(signal)
