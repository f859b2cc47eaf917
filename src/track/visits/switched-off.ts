/** Campaigns on a domain that is switched off: whoever comes is stored, and led nowhere. */
import type { CompiledCampaign, RoutingTables } from '../../core/tables.ts'
import { whileAlive } from '../../lib/lru.ts'

/** As if it were blocked itself. */
export const switchedOff = whileAlive((campaign: CompiledCampaign): CompiledCampaign => ({
  ...campaign,
  spec: { ...campaign.spec, blocked: true },
}))

/** The campaign as it is for calls to this host of ours. */
export function asOn(
  host: string,
  campaign: CompiledCampaign,
  tables: RoutingTables,
): CompiledCampaign {
  return tables.domain(host)?.blocked === true ? switchedOff(campaign) : campaign
}
