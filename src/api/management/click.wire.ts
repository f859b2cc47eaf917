/** A click as a row of the dialect's click log: every value is text, flags are "0" or "1". */
import { CONTINENTS, countryName } from '../../core/countries.ts'
import { type Event, EventKind, Flag } from '../../core/event.ts'
import { moneyText } from './decimal.wire.ts'
import { timestampIn } from './period.wire.ts'

/** Present names by id; `''` for what is gone. */
export interface ClickNames {
  readonly campaign: (id: number) => { readonly name: string; readonly key: string }
  readonly of: (kind: NamedKind, id: number) => string
}
export type NamedKind = 'flow' | 'path' | 'offer' | 'landing' | 'source' | 'network' | 'rotation'

export interface ClickFacts {
  readonly id: string
  readonly click: Event
  /** Events that came after the click: conversions, costs, updates. */
  readonly later: readonly Event[]
  readonly zone: string
}

export function clickRow(facts: ClickFacts, names: ClickNames): Record<string, string> {
  const { id, click, zone } = facts
  const time = timestampIn(zone, click.clickTime)
  return {
    id,
    clicked_date: time.slice(0, 10),
    click_time: time,
    uclick_id: id,
    ...identityFacts(click, names),
    ...addressFacts(click),
    ...deviceFacts(click),
    ...flagFacts(click),
    ...parameterFacts(facts),
    ...moneyFacts(facts),
    url: click.rawQuery,
  }
}

function identityFacts(click: Event, names: ClickNames) {
  const campaign = names.campaign(click.campaignId)
  return {
    campaign_id: String(click.campaignId),
    campaign: campaign.name,
    campaign_key: campaign.key,
    'campaign-key': campaign.key,
    path: names.of('path', click.pathId),
    path_id: idText(click.pathId),
    rule: click.flowType === 'default' ? 'Default' : names.of('flow', click.flowId),
    rule_id: idText(click.flowId),
    offer: names.of('offer', click.offerId),
    offer_id: idText(click.offerId),
    rotation: names.of('rotation', click.rotationId),
    rotation_id: idText(click.rotationId),
    landing: names.of('landing', click.landingId),
    landing_id: idText(click.landingId),
    traffic_source: names.of('source', click.sourceId),
    traffic_source_id: idText(click.sourceId),
    affiliate_network: names.of('network', click.networkId),
    aff_network_id: idText(click.networkId),
  }
}

const idText = (id: number) => (id === 0 ? '' : String(id))

function addressFacts(click: Event) {
  const isV6 = click.ip.includes(':')
  return {
    ip: click.ip,
    ip_v4: isV6 ? '' : click.ip,
    ip_v6: isV6 ? click.ip : '',
    city: click.city,
    continent: CONTINENTS.get(click.continent) ?? click.continent,
    country: countryName(click.country) || click.country,
    region: click.regionName,
    state: click.regionName,
    isp: click.isp,
    organization: click.organization,
    connection: click.connectionType,
    referer: click.referrer,
    referer_domain: hostIn(click.referrer),
  }
}

function hostIn(url: string): string {
  return /^[a-z]+:\/\/([^/?#]*)/i.exec(url)?.[1] ?? ''
}

function deviceFacts(click: Event) {
  return {
    user_agent: click.userAgent,
    device_name: `${click.deviceBrand} ${click.deviceModel}`.trim(),
    device_type: click.deviceType,
    device_brand: click.deviceBrand,
    device_model: click.deviceModel,
    device_resolution: '',
    os_name: click.os,
    os_version: click.osVersion,
    browser_name: click.browser,
    browser_version: click.browserVersion,
    language: click.language,
  }
}

function flagFacts({ flags, robot, connectionType }: Event) {
  const flag = (bit: number) => ((flags & bit) === 0 ? '0' : '1')
  return {
    is_bot: flag(Flag.bot),
    is_crawler: robot === '' ? '0' : '1',
    is_proxy_vpn: flag(Flag.proxy),
    is_datacenter: flag(Flag.datacenter),
    is_company: connectionType === 'corporate' ? '1' : '0',
    is_campaign_unique: flag(Flag.uniqueCampaign),
    is_tracker_unique: flag(Flag.uniqueGlobal),
    is_offer_clicked: flag(Flag.offerReached),
  }
}

/** Sub ids that were replaced later show their newest value; event values are sums of steps. */
function parameterFacts({ click, later }: ClickFacts): Record<string, string> {
  const facts: Record<string, string> = { external_id: click.externalId }
  const updates = later.filter(({ kind }) => kind === EventKind.update)
  for (let at = 0; at < 30; at++) {
    const value = (event: Event) => event.subIds[at] ?? ''
    facts[`token_${at + 1}`] = updates.map(value).findLast((text) => text !== '') ?? value(click)
    facts[`event_${at + 1}`] = String(sum(later, (event) => Number(event.eventValues[at] ?? 0)))
  }
  return facts
}

function moneyFacts({ click, later, zone }: ClickFacts) {
  const conversions = later.filter(({ kind }) => kind === EventKind.conversion)
  const last = conversions.at(-1)
  const isConverted = sum(conversions, (event) => event.leads) > 0
  const payout = sum(
    conversions,
    (e) => e.revenueHoldMicros + e.revenueConfirmedMicros + e.revenueOtherMicros,
  )
  return {
    cost: moneyText(click.costMicros + sum(later, (event) => event.costMicros)),
    payout: moneyText(payout),
    conversion: isConverted ? '1' : '0',
    conversed_at: last === undefined ? '' : timestampIn(zone, last.time),
    conversion_status_one: last?.status ?? '',
    conversion_status_two: last?.status2 ?? '',
  }
}

function sum(events: readonly Event[], value: (event: Event) => number): number {
  return events.reduce((total, event) => total + value(event), 0)
}
