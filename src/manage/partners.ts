/** Changes of those we work with: traffic sources and affiliate networks. */
import { statusWordOf } from '../core/conversions/statuses.ts'
import { DEFAULTS, type Draft } from '../db/records.ts'
import { parseIpRange } from '../lib/ip.ts'
import { type Caller, lookUp, mayCreate } from './access.ts'
import { callingOf } from './called-urls.ts'
import { checkName } from './campaigns/campaign-checks.ts'
import { createObject, type Desk, type Done, putObject } from './desk.ts'
import { checkNames, twice } from './parameter-checks.ts'
import { checkPostbackUrl, checkSending, checkTold, type Sent } from './postback-checks.ts'
import { FORBIDDEN, isRefusal, type Problems, problems, type Refusal } from './refusal.ts'
import { type Counting, uncountedIn } from './uncounted.ts'

export type SourceChange = Partial<Draft<'traffic_sources'>>
export type NetworkChange = Partial<Draft<'affiliate_networks'>>

export function createSource(desk: Desk, caller: Caller, change: SourceChange): number | Refusal {
  if (!mayCreate(caller, 'traffic_sources')) return FORBIDDEN
  const draft = { ...DEFAULTS.traffic_sources, ...change }
  return (
    refuseSource(desk, caller, null, draft) ?? createObject(desk, caller, 'traffic_sources', draft)
  )
}

export function changeSource(
  desk: Desk,
  caller: Caller,
  id: number,
  change: SourceChange,
): Done | Refusal {
  const before = lookUp(desk.stores, caller, 'traffic_sources', { id, need: 'modify' })
  if (isRefusal(before)) return before
  const after = { ...before, ...change }
  return (
    refuseSource(desk, caller, before, after) ??
    putObject(desk, caller, 'traffic_sources', after, change)
  )
}

/** What is wrong with it, or null. `before` null: it is new. */
export function refuseSource(
  desk: Pick<Desk, 'outbound'>,
  caller: Pick<Caller, 'hidesMoney'>,
  before: Draft<'traffic_sources'> | null,
  source: Draft<'traffic_sources'>,
): Refusal | null {
  const found = problems()
  const calling = callingOf(desk, before === null ? [] : calledBy(before))
  checkName(source.name, found)
  checkSending(source.sending, 'sending', found)
  checkPostbackUrl(source.postbackUrl, 'postbackUrl', calling, found)
  for (const { link } of source.statusPostbacks) {
    checkPostbackUrl(link, 'statusPostbackRelations', calling, found)
  }
  const sent = { before: before === null ? [] : sentBy(before), after: sentBy(source) }
  checkTold(caller, sent, (at) => (at === 0 ? 'postbackUrl' : 'statusPostbackRelations'), found)
  checkParameters(before, source, found)
  return found.refusal()
}

/** The general one first. */
function sentBy(source: Draft<'traffic_sources'>): Sent[] {
  return calledBy(source).map((url) => ({ ...source.sending, url }))
}

function calledBy({ postbackUrl, statusPostbacks }: Draft<'traffic_sources'>): string[] {
  return [postbackUrl, ...statusPostbacks.map(({ link }) => link)]
}

function checkParameters(
  before: Draft<'traffic_sources'> | null,
  source: Draft<'traffic_sources'>,
  found: Problems,
): void {
  if (!(source.trafficLoss >= 0 && source.trafficLoss < 100)) {
    found.add('trafficLoss', '0 to below 100')
  }
  const { parameters } = source
  if (twice(parameters.map(({ field }) => field)) !== undefined) {
    found.add('tokens', 'each id at most once')
  }
  if (twice(parameters.map(({ alias }) => alias).filter(Boolean)) !== undefined) {
    found.add('tokens', 'each parameter at most once')
  }
  checkNames({ before: before?.parameters ?? [], after: parameters }, 'tokens', found)
}

export function createNetwork(desk: Desk, caller: Caller, change: NetworkChange): number | Refusal {
  if (!mayCreate(caller, 'affiliate_networks')) return FORBIDDEN
  const draft = { ...DEFAULTS.affiliate_networks, ...change }
  const refusal = refuseNetwork(draft) ?? refuseUncounted(change, DEFAULTS.affiliate_networks)
  return refusal ?? createObject(desk, caller, 'affiliate_networks', draft)
}

export function changeNetwork(
  desk: Desk,
  caller: Caller,
  id: number,
  change: NetworkChange,
): Done | Refusal {
  const before = lookUp(desk.stores, caller, 'affiliate_networks', { id, need: 'modify' })
  if (isRefusal(before)) return before
  const after = { ...before, ...change }
  const shown = change.signature ? { ...change, signature: SECRET } : change
  const refusal = refuseNetwork(after) ?? refuseUncounted(change, before)
  return refusal ?? putObject(desk, caller, 'affiliate_networks', after, shown)
}

/** What was stored before may be sent back as it is. */
function refuseUncounted(
  { statusMap, statusPayouts }: NetworkChange,
  before: Counting,
): Refusal | null {
  const isNew = <T>(value: T | undefined, stored: T) =>
    value !== undefined && !Bun.deepEquals(value, stored)
  const fields = uncountedIn({
    statusMap: isNew(statusMap, before.statusMap) ? (statusMap ?? []) : [],
    statusPayouts: isNew(statusPayouts, before.statusPayouts) ? (statusPayouts ?? []) : [],
  })
  const found = problems()
  for (const [field, texts] of Object.entries(fields)) {
    for (const text of texts) found.add(field, text)
  }
  return found.refusal()
}

/** In the audit. */
const SECRET = '****'

/** What is wrong with it, or null. */
export function refuseNetwork(network: Draft<'affiliate_networks'>): Refusal | null {
  const found = problems()
  checkName(network.name, found)
  const { offerUrlTemplate, allowedAddresses } = network
  if (offerUrlTemplate !== '' && !offerUrlTemplate.includes('{offer_url}')) {
    found.add('offerUrlTemplate', 'must contain {offer_url}')
  }
  const odd = allowedAddresses.find((range) => parseIpRange(range) === null)
  if (odd !== undefined) found.add('postbackIpWhitelist', `"${odd}" is not an address or network`)
  if (network.signature?.secret === '') found.add('signature', 'needs a secret')
  const noWord = network.statusMap.find(({ word, class: of }) => !statusWordOf(`${word}=${of}`))
  if (noWord !== undefined) found.add('statusMap', `"${noWord.word}" is not a word`)
  return found.refusal()
}
