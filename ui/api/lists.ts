/** Lists that many screens choose from, each of what there are few; what may be thousands is in `found.ts`. */
import { readableHost } from '../format/host-names.ts'
import { shared } from '../state/load.ts'
import { get } from './client.ts'
import type {
  DomainRow,
  FlowCatalog,
  GroupRow,
  NamedRow,
  NetworkRow,
  ReportCatalog,
} from './types.ts'

/** Whoever gives a signal is no reason to go on asking once he has left. */
type List<T> = (signal?: AbortSignal) => Promise<T>

const list =
  <T>(name: string, path: string): List<T> =>
  (signal) =>
    shared(name, (wanted) => get<T>(path, wanted), signal)

export const listNetworks = list<NetworkRow[]>('networks', '/affiliate_network/list/all')
export const listSources = list<NamedRow[]>('sources', '/traffic_source/list/filtered')
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
