/** Reads all of a Keitaro through its Admin API (`/admin_api/v1`, key in `Api-Key`). */
import { idIn, listOf, objectOf } from './foreign.ts'
import { GROUP_TYPES, type KeitaroAnswers } from './keitaro-rows.ts'
import type { Remarks } from './remarks.ts'
import { ROWS_MAX, type TrackerReader, Unreadable } from './tracker-reader.ts'

export const KEITARO = { api: '/admin_api/v1', header: 'Api-Key' }

/** Campaigns alone come in pages. */
const PAGE = 500

export async function readKeitaro(reader: TrackerReader, told: Remarks): Promise<KeitaroAnswers> {
  const { list } = reader
  const campaigns = await pagesOf(reader)
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

/** Until a page tells nothing new: one that does not know pages tells all of them each time. */
async function pagesOf({ list }: TrackerReader): Promise<readonly unknown[]> {
  const rows: unknown[] = []
  const seen = new Set<number>()
  for (let offset = 0; offset < ROWS_MAX; offset += PAGE) {
    const page = await list(`/campaigns?limit=${PAGE}&offset=${offset}`)
    const fresh = page.filter((row) => {
      const id = idIn(objectOf(row)['id'])
      return id === null || !seen.has(id)
    })
    for (const row of fresh) seen.add(idIn(objectOf(row)['id']) ?? 0)
    rows.push(...fresh)
    if (fresh.length === 0 || page.length !== PAGE) return rows
  }
  throw new Unreadable(`it has more than ${ROWS_MAX} campaigns`)
}

/** What a limited key may not see, and nothing depends on. */
async function unlessClosed(
  told: Remarks,
  kind: 'domains' | 'groups',
  read: () => Promise<readonly unknown[]>,
): Promise<readonly unknown[]> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof Unreadable && error.status === 403)) throw error
    told.leftOut(
      { kind, name: '', part: '' },
      'are not shown to this key (403): none of them comes',
    )
    return []
  }
}
