/** Macros about the click and what was chosen for it: ids, parameters, names, addresses. */
import { numbered } from '../../lib/numbered.ts'
import { flowOf, pathOf } from '../click-place.ts'
import { directUrlOf } from '../conversions/direct-url.ts'
import { EVENT_VALUES, EXTRA_PARAMS, SUB_IDS } from '../event.ts'
import { formatMoney } from '../money.ts'
import type { CompiledFlow, CompiledOfferEntry, CompiledPath, NamedThing } from '../tables.ts'
import { charsetEncoder } from './charset.ts'
import { idText, macro, type MacroContext, WORD } from './context.ts'

export const clickMacros = [
  macro('subid sub_id click_id clickid uclick', ({ clickId }) => clickId),
  macro('token', ({ outside, click, clickId }) => outside.token(click, clickId)),
  macro('external_id externalid', ({ click }) => click.externalId),
  macro('keyword', ({ click }) => click.keyword, { encoder: charsetEncoder, takes: WORD }),
  macro('source', ({ click }) => click.source),
  macro('creative_id', ({ click }) => click.creativeId),
  macro('ad_campaign_id', ({ click }) => click.adCampaignId),
  ...numbered(SUB_IDS, (n) => {
    return macro(`sub_id_${n} t${n} sub${n}`, ({ click }) => click.subIds[n - 1] ?? '')
  }),
  ...numbered(EXTRA_PARAMS, (n) => {
    return macro(`extra_param_${n}`, ({ click }) => click.extraParams[n - 1] ?? '')
  }),
  ...numbered(EVENT_VALUES, (n) => {
    return macro(`event${n} event_${n}`, ({ click }) => click.eventValues[n - 1] ?? '')
  }),
  macro('cost clickcost', ({ click }) => formatMoney(click.costMicros)),
  macro('currency', ({ click }) => click.costCurrency),
  macro('campaign_id', ({ click }) => idText(click.campaignId)),
  macro('campaign_name', (context) => campaignOf(context)?.name ?? ''),
  macro('campaign_alias campaign_key', (context) => campaignOf(context)?.alias ?? ''),
  macro('campaign_group_id', (context) => campaignOf(context)?.groupId ?? ''),
  macro('campaign_group_name', (context) => named(context, 'group', campaignOf(context)?.groupId)),
  macro('parent_campaign_id', ({ click }) => idText(click.parentCampaignId)),
  macro('owner_id', (context) => idText(campaignOf(context)?.ownerId ?? 0)),
  macro('owner_name', (context) => named(context, 'owner', campaignOf(context)?.ownerId)),
  macro('campaign_domain', campaignDomain, { inHost: true }),
  macro('current_domain host', ({ click }) => click.host, { inHost: true }),
  macro('flow_id stream_id', ({ click }) => idText(click.flowId)),
  macro('flow_name rule_name', (context) => flowIn(context)?.name ?? ''),
  macro('path_id', ({ click }) => idText(click.pathId)),
  macro('path_name', (context) => pathIn(context)?.spec.name ?? ''),
  macro('path_num', (context) => idText(pathIn(context)?.position ?? 0)),
  macro('rotation_id', ({ click }) => idText(click.rotationId)),
  macro('rotation_name', (context) => named(context, 'rotation', context.click.rotationId)),
  macro('landing_id', ({ click }) => idText(click.landingId)),
  macro('landing_name', ({ click, tables }) => tables.landing(click.landingId)?.spec.name ?? ''),
  macro('landing_num', landingNumber),
  macro('offer_id', ({ click }) => idText(click.offerId)),
  macro('offer_name', ({ click, tables }) => tables.offer(click.offerId)?.spec.name ?? ''),
  macro('offer_num', offerNumber),
  macro('offer_link', (context) => context.offerUrl(context, 'final'), { isUrl: true }),
  macro('offer_url', (context) => context.offerUrl(context, 'own'), { isUrl: true }),
  macro('offer', trackedOffer, { isUrl: true, takes: (args) => /^\d{0,15}$/.test(args) }),
  macro('affiliate_network_id', ({ click }) => idText(click.networkId)),
  macro('affiliate_network_name', ({ click, tables }) => {
    return tables.offer(click.offerId)?.network?.name ?? ''
  }),
  macro('traffic_source_id', ({ click }) => idText(click.sourceId)),
  macro('traffic_source_name', ({ click, tables }) => {
    const source = tables.source(click.sourceId) ?? tables.campaign(click.campaignId)?.source
    return source?.name ?? ''
  }),
  // `{}` stands for the click's own id in stored destinations.
  macro('destination', ({ click, clickId }) => click.destination.replaceAll('{}', clickId), {
    isUrl: true,
  }),
]

function campaignOf({ tables, click }: MacroContext) {
  return tables.campaign(click.campaignId)?.spec ?? null
}

function named(
  { tables }: MacroContext,
  thing: NamedThing,
  id: string | number | null | undefined,
): string {
  return id === null || id === undefined || id === 0 ? '' : tables.nameOf(thing, String(id))
}

function campaignDomain(context: MacroContext): string {
  const own = named(context, 'domain', campaignOf(context)?.domainId)
  return own || context.tables.defaultDomain?.host || context.click.host
}

function flowIn({ click, tables }: MacroContext): CompiledFlow | null {
  const campaign = tables.campaign(click.campaignId)
  return campaign === null ? null : flowOf(click, campaign)
}

function pathIn({ click, tables }: MacroContext): CompiledPath | null {
  return pathOf(click, tables.campaign(click.campaignId))
}

/** From 1 in the path's order. */
function landingNumber(context: MacroContext): string {
  const { landingId } = context.click
  const landings = pathIn(context)?.spec.landings ?? []
  return idText(landings.findIndex((entry) => entry.landingId === landingId) + 1)
}

/** Likewise. A direct address has no id: of a click from before its destination tells which it was. */
function offerNumber(context: MacroContext): string {
  const { click, offerPosition, tables } = context
  const offers = pathIn(context)?.offers ?? []
  const numberOf = (entry: CompiledOfferEntry | undefined) => idText(entry?.position ?? 0)
  if (click.offerId > 0) return numberOf(offers.find(({ offerId }) => offerId === click.offerId))
  if (offerPosition > 0) return idText(offerPosition)
  // Behind a landing of several he may go to any.
  if (click.landingId > 0 && offers.length > 1) return ''
  const url = directUrlOf(click, tables.campaign(click.campaignId))
  return url === '' ? '' : numberOf(offers.find(({ directUrl }) => directUrl === url))
}

/** The address that counts a landing click and goes on to the offer. */
function trackedOffer({ origin, outside, click, clickId }: MacroContext, args: string): string {
  const link = `${origin}/?_lp=1&_token=${outside.token(click, clickId)}`
  return args === '' ? link : `${link}&offer_id=${args}`
}
