/** Reads all of a Keitaro through its Admin API (`/admin_api/v1`, key in `Api-Key`). */
import { idIn, listOf, objectOf } from './foreign.ts'
import { GROUP_TYPES, type KeitaroAnswers } from './keitaro-rows.ts'
import { pagesOf, unlessClosed } from './reading.ts'
import type { Remarks } from './remarks.ts'
import type { TrackerReader } from './tracker-reader.ts'

export const KEITARO = { api: '/admin_api/v1', header: 'Api-Key' }

export async function readKeitaro(reader: TrackerReader, told: Remarks): Promise<KeitaroAnswers> {
  const { list } = reader
  // They alone come in pages.
  const campaigns = await pagesOf(reader, '/campaigns')
  const networks = await list('/affiliate_networks')
  const sources = await list('/traffic_sources')
  const landings = await list('/landing_pages')
  const offers = await list('/offers')
  const domains = await unlessClosed(told, 'domains', () => list('/domains'))
  const groups = await reader.each(GROUP_TYPES, (type) =>
    unlessClosed(told, 'groups', () => list(`/groups?type=${type}`)),
  )
  const [ofCampaigns = [], ofOffers = [], ofLandings = []] = groups
  const ids = campaigns.flatMap((row) => idIn(objectOf(row)['id']) ?? [])
  const flows = await reader.each(ids, async (id) => {
    return [id, listOf(await list(`/campaigns/${id}/streams`))] as const
  })
  return {
    groups: { campaigns: ofCampaigns, offers: ofOffers, landings: ofLandings },
    networks,
    offers,
    landings,
    sources,
    domains,
    campaigns,
    flows: new Map(flows),
  }
}
