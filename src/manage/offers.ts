/** Changes of offers and their caps. */
import { COUNTRIES } from '../core/countries.ts'
import type { CapAdjustment, OfferCap } from '../core/model.ts'
import { DEFAULTS, type Draft, type Kind, type OfferRecord, type Records } from '../db/records.ts'
import { isTimeZone } from '../lib/zoned-time.ts'
import { type Caller, lookUp, mayCreate } from './access.ts'
import { calledActionProblems, type Calling, callingOf } from './called-urls.ts'
import { checkName } from './campaigns/campaign-checks.ts'
import { capLeadsBackTo } from './campaigns/circles.ts'
import { createObject, type Desk, type Done, putObject } from './desk.ts'
import { checkGroup, checkReference } from './references.ts'
import { FORBIDDEN, isRefusal, type Problems, problems, type Refusal, wrong } from './refusal.ts'
import { baseCurrency } from './settings.ts'
import { isFetching, targetProblems } from './targets.ts'

export const NO_COUNTRY = 'is not a country: two letters such as DE, or global'

/** A code of ISO 3166, or `''`: everywhere. */
export function isCountry(code: string): boolean {
  return code === '' || COUNTRIES.has(code)
}

export type OfferChange = Partial<Draft<'offers'>>

/** Its payout is in the currency of the installation, unless another is named. */
export function createOffer(desk: Desk, caller: Caller, change: OfferChange): number | Refusal {
  if (!mayCreate(caller, 'offers')) return FORBIDDEN
  const draft = { ...DEFAULTS.offers, payoutCurrency: baseCurrency(desk), ...change }
  return refuseOffer(desk, caller, null, draft) ?? createObject(desk, caller, 'offers', draft)
}

export function changeOffer(
  desk: Desk,
  caller: Caller,
  id: number,
  change: OfferChange,
): Done | Refusal {
  const before = lookUp(desk.stores, caller, 'offers', { id, need: 'modify' })
  if (isRefusal(before)) return before
  const after = withAdjustment(before, { ...before, ...change })
  return (
    refuseOffer(desk, caller, before, after) ?? putObject(desk, caller, 'offers', after, change)
  )
}

/** A cap that was said to be reached is open again when it gets another size. */
function withAdjustment(before: OfferRecord, after: OfferRecord): OfferRecord {
  const isFull = before.capAdjustment?.as === 'full'
  const isSame = before.cap?.max === after.cap?.max
  return isFull && !isSame ? { ...after, capAdjustment: null } : after
}

/** Says that the running period of a cap has no conversions yet, or all that it may have. */
export function adjustCap(
  desk: Desk,
  caller: Caller,
  id: number,
  as: CapAdjustment['as'],
): Done | Refusal {
  const before = lookUp(desk.stores, caller, 'offers', { id, need: 'modify' })
  if (isRefusal(before)) return before
  if (before.cap === null) return wrong('cap', 'the offer has none')
  const change = { capAdjustment: { at: desk.clock(), as } }
  return putObject(desk, caller, 'offers', { ...before, ...change }, change)
}

/** What is wrong with it, or null. `before` null: it is new. */
export function refuseOffer(
  desk: Desk,
  caller: Caller,
  before: OfferRecord | null,
  after: Draft<'offers'>,
): Refusal | null {
  const found = problems()
  checkName(after.name, found)
  checkTarget(after, callingOf(desk, before === null ? [] : [urlOf(before)]), found)
  if (!Number.isSafeInteger(after.payoutMicros)) found.add('amount', 'out of range')
  const limit = after.reviewAboveMicros
  if (limit !== null && !(Number.isSafeInteger(limit) && limit >= 0)) {
    found.add('payout.reviewAbove', 'out of range')
  }
  if (!isCountry(after.country) && after.country !== before?.country) {
    found.add('countryCode', NO_COUNTRY)
  }
  checkReferences(desk, caller, { before, after }, found)
  if (after.cap !== null) checkCap(desk, before?.id ?? 0, after.cap, found)
  return found.refusal()
}

interface CheckedOffer {
  readonly before: OfferRecord | null
  readonly after: Draft<'offers'>
}

function checkReferences(
  { stores }: Desk,
  caller: Caller,
  { before, after }: CheckedOffer,
  found: Problems,
): void {
  const refer = <K extends 'affiliate_networks' | 'offers'>(
    kind: K,
    field: string,
    refersTo: Refers<K>,
  ) => {
    const held = before === null ? null : refersTo(before)
    checkReference(stores, caller, { field, kind, to: refersTo(after), held }, found)
  }
  refer('affiliate_networks', 'affiliateNetworkId', ({ networkId }) => networkId)
  refer('offers', 'alternativeOfferId', ({ cap }) => cap?.alternativeOfferId ?? null)
  const group = { of: 'offers', to: after.groupId, held: before?.groupId ?? null } as const
  checkGroup(stores, caller, group, found)
}

type Refers<K extends Kind> = (offer: Draft<'offers'>) => Records[K]['id'] | null

/** An action without an address of its own takes the offer's. */
function checkTarget({ url, action }: Draft<'offers'>, calling: Calling, found: Problems): void {
  const isOwn = action !== null && action.payload !== ''
  const problems = isOwn ? [] : targetProblems(url)
  const called =
    action === null || problems.length > 0 ? [] : calledActionProblems(action, calling, url)
  const field = isOwn ? 'action.payload' : 'url'
  for (const text of [...problems, ...called]) found.add(field, text)
}

/** What it makes the server fetch, if it does. */
function urlOf({ url, action }: Draft<'offers'>): string {
  return action !== null && isFetching(action) ? action.payload || url : ''
}

function checkCap(desk: Desk, offerId: number, cap: OfferCap, found: Problems): void {
  if (!Number.isSafeInteger(cap.max) || cap.max < 0) found.add('maxCap', 'must be 0 or more')
  if (!(cap.seconds >= 1)) found.add('resetFrequency', 'must be at least a second')
  if (!isTimeZone(cap.timezone)) found.add('timezone', 'is not a time zone')
  const other = cap.alternativeOfferId
  if (other !== null && capLeadsBackTo(desk.stores, offerId, other)) {
    found.add('alternativeOfferId', 'offers would give way to each other in a circle')
  }
}
