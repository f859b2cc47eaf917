/**
 * The columns of the click log as the dialect has them: every value is text, flags are "0" or "1".
 * Each says which columns of the event it is made of, so that a row can be made of one event and a
 * whole segment column by column, with the same words.
 */
import { CONTINENTS, countryName } from '../../core/countries.ts'
import { type Event, EventKind, Flag, SUB_IDS } from '../../core/event.ts'
import { formatMoney } from '../../core/money.ts'
import { hostInText } from '../../core/reports/derive.ts'
import { decimalToMicros } from '../../core/reports/sums.ts'
import { dateIn, timestampIn } from '../../lib/time-text.ts'

export type NamedKind = 'flow' | 'path' | 'offer' | 'landing' | 'source' | 'network' | 'rotation'

/** Present names by id; `''` for what is gone. */
export interface ClickNames {
  readonly campaign: (id: number) => { readonly name: string; readonly key: string }
  readonly of: (kind: NamedKind, id: number) => string
}

export interface ClickLook {
  readonly names: ClickNames
  readonly zone: string
  /** The id of a click by its sequence number. */
  readonly idOf: (seq: number) => string
}

/** What of a later event a row shows. */
export type LaterFact = Pick<
  Event,
  | 'kind'
  | 'time'
  | 'status'
  | 'status2'
  | 'leads'
  | 'revenueHoldMicros'
  | 'revenueConfirmedMicros'
  | 'revenueOtherMicros'
  | 'costMicros'
  | 'subIds'
  | 'eventValues'
  | 'offerId'
  | 'networkId'
>

/** Events that say which offer a click is of; as its dimension has it. */
const CHOOSING: ReadonlySet<EventKind> = new Set([EventKind.landingClick, EventKind.conversion])

type Cells = readonly (string | number)[]

export interface ClickColumn {
  readonly name: string
  /** Stored columns: none, one or two. */
  readonly from: readonly string[]
  readonly text: (cells: Cells, look: ClickLook) => string
  /** The text when something came after the click, oldest first; absent where nothing changes it. */
  readonly after?: (later: readonly LaterFact[], cells: Cells, look: ClickLook) => string
  /** A number in a spreadsheet. */
  readonly isNumber?: true
  /** Another text on nearly every row: not worth remembering. */
  readonly isUnique?: true
}

const column = (name: string, from: string, text: ClickColumn['text']): ClickColumn => ({
  name,
  from: [from],
  text,
})
const plain = (name: string, from: string) => column(name, from, ([text]) => String(text))
const idText = (name: string, from: string) =>
  column(name, from, ([id]) => (id === 0 ? '' : String(id)))
const named = (name: string, kind: NamedKind) =>
  column(name, `${kind}Id`, ([id], { names }) => names.of(kind, Number(id)))
/** Where the visitor went on from a landing, or what was sold to him, if that is another one. */
const chosenLater = (made: ClickColumn, of: 'offerId' | 'networkId'): ClickColumn => ({
  ...made,
  after(later, [own = 0], look) {
    const newest = later.findLast((fact) => CHOOSING.has(fact.kind) && fact[of] > 0)
    return made.text([newest?.[of] ?? own], look)
  },
})
const flag = (name: string, bit: number) =>
  column(name, 'flags', ([flags]) => ((Number(flags) & bit) === 0 ? '0' : '1'))
const unique = (made: ClickColumn): ClickColumn => ({ ...made, isUnique: true })
const clickId = (name: string) =>
  unique(column(name, 'clickSeq', ([seq], { idOf }) => idOf(Number(seq))))

const IDENTITY: readonly ClickColumn[] = [
  column('campaign_id', 'campaignId', ([id]) => String(id)),
  column('campaign', 'campaignId', ([id], { names }) => names.campaign(Number(id)).name),
  column('campaign_key', 'campaignId', ([id], { names }) => names.campaign(Number(id)).key),
  column('campaign-key', 'campaignId', ([id], { names }) => names.campaign(Number(id)).key),
  named('path', 'path'),
  idText('path_id', 'pathId'),
  {
    name: 'rule',
    from: ['flowType', 'flowId'],
    text: ([type, id], { names }) =>
      type === 'default' ? 'Default' : names.of('flow', Number(id)),
  },
  idText('rule_id', 'flowId'),
  chosenLater(named('offer', 'offer'), 'offerId'),
  chosenLater(idText('offer_id', 'offerId'), 'offerId'),
  named('rotation', 'rotation'),
  idText('rotation_id', 'rotationId'),
  named('landing', 'landing'),
  idText('landing_id', 'landingId'),
  named('traffic_source', 'source'),
  idText('traffic_source_id', 'sourceId'),
  chosenLater(named('affiliate_network', 'network'), 'networkId'),
  chosenLater(idText('aff_network_id', 'networkId'), 'networkId'),
]

const ADDRESS: readonly ClickColumn[] = [
  plain('ip', 'ip'),
  column('ip_v4', 'ip', ([ip]) => (String(ip).includes(':') ? '' : String(ip))),
  column('ip_v6', 'ip', ([ip]) => (String(ip).includes(':') ? String(ip) : '')),
  plain('city', 'city'),
  column('continent', 'continent', ([code]) => CONTINENTS.get(String(code)) ?? String(code)),
  column('country', 'country', ([code]) => countryName(String(code)) || String(code)),
  plain('region', 'regionName'),
  plain('state', 'regionName'),
  plain('isp', 'isp'),
  plain('organization', 'organization'),
  plain('connection', 'connectionType'),
  plain('referer', 'referrer'),
  column('referer_domain', 'referrer', ([url]) => hostInText(String(url)) ?? ''),
]

const DEVICE: readonly ClickColumn[] = [
  plain('user_agent', 'userAgent'),
  {
    name: 'device_name',
    from: ['deviceBrand', 'deviceModel'],
    text: ([brand, model]) => `${brand} ${model}`.trim(),
  },
  plain('device_type', 'deviceType'),
  plain('device_brand', 'deviceBrand'),
  plain('device_model', 'deviceModel'),
  { name: 'device_resolution', from: [], text: () => '' },
  plain('os_name', 'os'),
  plain('os_version', 'osVersion'),
  plain('browser_name', 'browser'),
  plain('browser_version', 'browserVersion'),
  plain('language', 'language'),
]

const offerReached = flag('is_offer_clicked', Flag.offerReached)
const FLAGS: readonly ClickColumn[] = [
  flag('is_bot', Flag.bot),
  column('is_crawler', 'robot', ([robot]) => (robot === '' ? '0' : '1')),
  flag('is_proxy_vpn', Flag.proxy),
  flag('is_datacenter', Flag.datacenter),
  column('is_company', 'connectionType', ([type]) => (type === 'corporate' ? '1' : '0')),
  flag('is_campaign_unique', Flag.uniqueCampaign),
  flag('is_tracker_unique', Flag.uniqueGlobal),
  {
    ...offerReached,
    after: (later, cells, look) =>
      later.some(({ kind, offerId }) => kind === EventKind.landingClick && offerId > 0)
        ? '1'
        : offerReached.text(cells, look),
  },
]

/** Sub ids that were replaced later show their newest value; event values are sums of steps. */
function parametersAt(at: number): ClickColumn[] {
  const newest = (later: readonly LaterFact[]) =>
    later.findLast(({ kind }) => kind === EventKind.update)
  return [
    {
      name: `token_${at + 1}`,
      from: [`subIds.${at}`],
      text: ([own]) => String(own),
      after(later, [own]) {
        const said = newest(later)
        return said === undefined ? String(own) : (said.subIds[at] ?? '')
      },
    },
    {
      name: `event_${at + 1}`,
      from: [],
      text: () => '0',
      after: (later) =>
        formatMoney(sum(later, ({ eventValues }) => decimalToMicros(eventValues[at] ?? ''))),
      isNumber: true,
    },
  ]
}

const conversionsIn = (later: readonly LaterFact[]) =>
  later.filter(({ kind }) => kind === EventKind.conversion)
const earned = (fact: LaterFact) =>
  fact.revenueHoldMicros + fact.revenueConfirmedMicros + fact.revenueOtherMicros

const MONEY: readonly ClickColumn[] = [
  {
    name: 'cost',
    from: ['costMicros'],
    text: ([own]) => formatMoney(Number(own)),
    after: (later, [own]) => formatMoney(Number(own) + sum(later, (fact) => fact.costMicros)),
    isNumber: true,
  },
  {
    name: 'payout',
    from: [],
    text: () => '0',
    after: (later) => formatMoney(sum(conversionsIn(later), earned)),
    isNumber: true,
  },
  {
    name: 'conversion',
    from: [],
    text: () => '0',
    after: (later) => (sum(conversionsIn(later), ({ leads }) => leads) > 0 ? '1' : '0'),
  },
  ofLastConversion('conversed_at', ({ time }, { zone }) => timestampIn(zone, time)),
  ofLastConversion('conversion_status_one', ({ status }) => status),
  ofLastConversion('conversion_status_two', ({ status2 }) => status2),
]

function ofLastConversion(
  name: string,
  text: (fact: LaterFact, look: ClickLook) => string,
): ClickColumn {
  return {
    name,
    from: [],
    text: () => '',
    after(later, _cells, look) {
      const last = conversionsIn(later).at(-1)
      return last === undefined ? '' : text(last, look)
    },
  }
}

function sum(facts: readonly LaterFact[], value: (fact: LaterFact) => number): number {
  return facts.reduce((total, fact) => total + value(fact), 0)
}

/** In the order of the row. */
export const CLICK_COLUMNS: readonly ClickColumn[] = [
  clickId('id'),
  unique(column('clicked_date', 'clickTime', ([at], { zone }) => dateIn(zone, Number(at)))),
  unique(column('click_time', 'clickTime', ([at], { zone }) => timestampIn(zone, Number(at)))),
  clickId('uclick_id'),
  ...IDENTITY,
  ...ADDRESS,
  ...DEVICE,
  ...FLAGS,
  plain('external_id', 'externalId'),
  ...Array.from({ length: SUB_IDS }, (_, at) => parametersAt(at)).flat(),
  ...MONEY,
  unique(plain('url', 'rawQuery')),
]

/** What visits of short links have besides; behind the columns of the log. */
const LINK_COLUMNS: readonly ClickColumn[] = [
  plain('outcome', 'action'),
  plain('opened_on', 'flowType'),
  plain('destination', 'destination'),
  plain('robot_name', 'robot'),
]
export const LINK_COLUMN_NAMES: readonly string[] = LINK_COLUMNS.map(({ name }) => name)

/** All that an export can be made of. */
export const EXPORT_COLUMNS: readonly ClickColumn[] = [...CLICK_COLUMNS, ...LINK_COLUMNS]

export interface ClickFacts {
  readonly id: string
  readonly click: Event
  /** Events that came after the click: conversions, costs, updates. */
  readonly later: readonly LaterFact[]
  readonly zone: string
}

export function clickRow(facts: ClickFacts, names: ClickNames): Record<string, string> {
  const { id, click, later, zone } = facts
  const look = { names, zone, idOf: () => id }
  const texts = CLICK_COLUMNS.map(({ name, from, text, after }) => {
    const cells = from.map((stored) => cellOf(click, stored))
    const isChanged = after !== undefined && later.length > 0
    return [name, isChanged ? after(later, cells, look) : text(cells, look)] as const
  })
  return Object.fromEntries(texts)
}

/** By the name of a stored column: a position of a list is `subIds.0` …. */
function cellOf(event: Event, stored: string): string | number {
  const [name, position] = stored.split('.')
  const value = event[name as keyof Event]
  if (typeof value === 'string' || typeof value === 'number') return value
  return value[Number(position)] ?? ''
}
