/** What a campaign must be to be saved; flows are checked in `flow-checks.ts`. */
import { isDeepStrictEqual } from 'node:util'

import { knownRates } from '../../core/conversions/known-rates.ts'
import { rateFor } from '../../core/conversions/rates.ts'
import { ALIAS, isReservedWord } from '../../core/paths.ts'
import { settingOf } from '../../core/settings/settings.ts'
import type { CampaignRecord, Draft } from '../../db/records.ts'
import { isTimeZone } from '../../lib/zoned-time.ts'
import type { Caller } from '../access.ts'
import { callingOf } from '../called-urls.ts'
import type { Desk } from '../desk.ts'
import { checkNames, twice } from '../parameter-checks.ts'
import { checkPostbacks, checkTold } from '../postback-checks.ts'
import { checkGroup, checkReference } from '../references.ts'
import type { Problems } from '../refusal.ts'
import { allParameters } from './campaign-link.ts'
import { IN_A_CIRCLE, rotationLeadsTo } from './circles.ts'

const NAME_MAX = 1000
const APPENDED_MAX = 2048

/** Without a caller references are not looked at. */
export interface CheckedCampaign {
  readonly before: CampaignRecord | null
  readonly after: Draft<'campaigns'>
  readonly caller?: Caller
}

export function checkCampaign(desk: Desk, checked: CheckedCampaign, found: Problems): void {
  const { before, after } = checked
  checkName(after.name, found)
  checkWords(desk, checked, found)
  checkNumbers(after, found)
  if (after.cost.currency !== before?.cost.currency) checkCurrency(desk, after, found)
  checkParameters(desk, checked, found)
  for (const field of ['appendToCampaignUrl', 'appendToLandingUrl', 'appendToOfferUrl'] as const) {
    if (after[field].length > APPENDED_MAX) found.add(field, `at most ${APPENDED_MAX} characters`)
  }
  const calling = callingOf(desk, before?.postbacks.map(({ url }) => url) ?? [])
  checkPostbacks(after.postbacks, calling, found)
  const sent = { before: before?.postbacks ?? [], after: after.postbacks }
  if (checked.caller) checkTold(checked.caller, sent, (at) => `postbacks.${at}.url`, found)
  if (!isTimeZone(after.timezone)) found.add('timezone', 'is not a time zone')
  checkReferences(desk, checked, found)
  checkRotation(desk, checked, found)
}

export function checkName(name: string, found: Problems): void {
  if (name.trim() === '' || name.length > NAME_MAX) found.add('name', `1 to ${NAME_MAX} characters`)
}

/** An alias works on every domain: it would take the visitors of a short link that is there already. */
function checkWords(desk: Desk, { before, after }: CheckedCampaign, found: Problems): void {
  const { key, alias } = after
  if (!ALIAS.test(key)) found.add('key', '1 to 64 of A–Z, a–z, 0–9, _ and -')
  if (!ALIAS.test(alias)) found.add('alias', '1 to 64 of A–Z, a–z, 0–9, _ and -')
  else if (isReservedWord(alias)) found.add('alias', 'is a reserved word')
  else if (alias !== before?.alias && desk.stores.links.isWord(alias)) {
    found.add('alias', 'is the word of a short link')
  }
}

function checkNumbers({ cost, uniqueness }: Draft<'campaigns'>, found: Problems): void {
  const { amountMicros, trafficLoss } = cost
  if (!Number.isSafeInteger(amountMicros) || amountMicros < 0) found.add('amount', 'out of range')
  if (!(trafficLoss >= 0 && trafficLoss < 100)) found.add('trafficLossPercent', '0 to below 100')
  const { ttlHours } = uniqueness
  if (!Number.isInteger(ttlHours) || ttlHours < 1 || ttlHours > 8760) {
    found.add('uniqueness.ttlHours', 'must be 1 to 8760')
  }
}

/** Without a rate its costs would count as none. */
function checkCurrency(
  { stores }: Pick<Desk, 'stores'>,
  { cost }: Draft<'campaigns'>,
  found: Problems,
): void {
  const settings = stores.settings.all()
  if (rateFor(cost.currency, settingOf(settings, 'currency'), knownRates(settings)) !== null) return
  found.add('currency', 'has no exchange rate: set one first (conversions.rates)')
}

/** Two fields fed by one URL parameter would hide each other, one of the source's included. */
function checkParameters(
  { stores }: Pick<Desk, 'stores'>,
  { before, after }: CheckedCampaign,
  found: Problems,
): void {
  const own = after.parameters
  const had = before?.parameters ?? []
  if (isDeepStrictEqual(own, had)) return
  checkNames({ before: had, after: own }, 'parameters', found)
  const field = twice(own.map((parameter) => parameter.field))
  if (field !== undefined) return found.add('parameters', `"${field}" is there twice`)
  const source = after.sourceId === null ? null : stores.traffic_sources.find(after.sourceId)
  const all = allParameters(own, source?.parameters ?? [])
  const alias = twice(all.map((parameter) => parameter.alias).filter(Boolean))
  if (alias !== undefined) found.add('parameters', `"${alias}" feeds two fields`)
}

function checkReferences(desk: Desk, checked: CheckedCampaign, found: Problems): void {
  const { before, after, caller } = checked
  if (caller === undefined) return
  const refer = <K extends 'traffic_sources' | 'rotations' | 'domains'>(
    kind: K,
    field: string,
    of: 'sourceId' | 'rotationId' | 'domainId',
  ) => {
    const [to, held] = [after[of], before?.[of] ?? null]
    checkReference(desk.stores, caller, { field, kind, to, held } as never, found)
  }
  refer('traffic_sources', 'trafficSourceId', 'sourceId')
  refer('rotations', 'rotationId', 'rotationId')
  refer('domains', 'domainUuid', 'domainId')
  const group = { of: 'campaigns', to: after.groupId, held: before?.groupId ?? null } as const
  checkGroup(desk.stores, caller, group, found)
}

function checkRotation(desk: Desk, { before, after }: CheckedCampaign, found: Problems): void {
  const { rotationId } = after
  if (before === null || rotationId === null || rotationId === before.rotationId) return
  if (rotationLeadsTo(desk.stores, rotationId, before.id)) found.add('rotationId', IN_A_CIRCLE)
}
