/**
 * What Keitaro's Admin API answers (`admin-api.docs.keitaro.io`), as objects of ours. Pure: what is asked of
 * it stands in `keitaro-read.ts`. Old ids stay, because pages name offers and landings by them.
 */
import type { Kind } from '../../../db/records.ts'
import { idIn } from './foreign.ts'
import { campaignsOf } from './keitaro-campaigns.ts'
import { macroFields } from './keitaro-macros.ts'
import { landingsOf, offersOf } from './keitaro-pages.ts'
import { domainsOf, groupsOf, networksOf, sourcesOf } from './keitaro-partners.ts'
import type { KeitaroAnswers, Translating } from './keitaro-rows.ts'
import type { Moved } from './moved.ts'
import { type MoveTo, wholeRows } from './rows.ts'

export function translateKeitaro(answers: KeitaroAnswers, to: MoveTo): Moved {
  const { told, newId } = to
  const rowsOf = (kind: Kind, rows: readonly unknown[]) => wholeRows(told, kind, rows)
  const sources = rowsOf('traffic_sources', answers.sources)
  const campaigns = rowsOf('campaigns', answers.campaigns)
  const groups = groupsOf(answers.groups, newId)
  const domains = rowsOf('domains', answers.domains).map((row) => ({ row, id: newId() }))
  const domainIds = new Map(domains.map(({ row, id }) => [row.id, id]))
  const move: Translating = {
    ...to,
    groupOf: (type, id) => groups.ids.get(`${type} ${idIn(id)}`) ?? null,
    domainOf: (id) => domainIds.get(idIn(id) ?? 0) ?? null,
    fields: macroFields([...sources, ...campaigns].map(({ row }) => row)),
  }
  const moved = campaignsOf(move, campaigns, answers.flows)
  return {
    groups: groups.moved,
    domains: domainsOf(move, domains),
    traffic_sources: sourcesOf(move, sources),
    affiliate_networks: networksOf(move, rowsOf('affiliate_networks', answers.networks)),
    landings: landingsOf(move, rowsOf('landings', answers.landings)),
    offers: offersOf(move, rowsOf('offers', answers.offers)),
    rotations: [],
    campaigns: moved,
  }
}
