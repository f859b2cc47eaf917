/**
 * What a Binom v2 answers, as objects of ours: it speaks the dialect of our own API, so that the schemas read it
 * that write objects here. Old ids stay, because pages name offers and landings by them.
 */
import type { Kind } from '../../../db/records.ts'
import { isTimeZone, startOfDay } from '../../../lib/zoned-time.ts'
import { campaignChange, CampaignShown, flat } from '../campaigns/campaigns.wire.ts'
import { type Plan, RotationPlan, withPlan } from '../campaigns/plan.wire.ts'
import { networkChange, NetworkWrite } from '../objects/networks.ts'
import { BareOffer, capOf, CapWrite, newOffer } from '../objects/offers.wire.ts'
import { sourceChange, SourceWrite } from '../objects/sources.ts'
import { BINOM_GROUPS, type BinomAnswers, groupRows } from './binom-read.ts'
import { fitted } from './fitted.ts'
import { flagOf, type Foreign, idIn, listOf, nameIn, numberOf, objectOf } from './foreign.ts'
import type { Moved, MovedObject } from './moved.ts'
import type { Subject } from './remarks.ts'
import { landerPath, type MoveTo, type Row, wholeRows } from './rows.ts'

const CAMPAIGNS: Subject = { kind: 'campaigns', name: '', part: '' }
const NO_TOKENS = 'Click API tokens are not told by its API: pages with one need the new one'

export function translateBinom(answers: BinomAnswers, to: MoveTo): Moved {
  if (answers.campaigns.length > 0) to.told.toDo(CAMPAIGNS, NO_TOKENS)
  const rowsOf = (kind: Kind, rows: readonly unknown[]) =>
    wholeRows(
      to.told,
      kind,
      rows.filter((row) => row !== null),
    )
  return {
    groups: groupsOf(answers.groups),
    domains: domainsOf(answers.domains, to),
    traffic_sources: rowsOf('traffic_sources', answers.sources).flatMap(({ id, row, of }) => {
      const body = fitted(SourceWrite, row, of, to.told)
      return body === null ? [] : [{ id, change: sourceChange(body, null), flows: null }]
    }),
    affiliate_networks: rowsOf('affiliate_networks', answers.networks).flatMap(
      ({ id, row, of }) => {
        const body = fitted(NetworkWrite, row, of, to.told)
        return body === null ? [] : [{ id, change: networkChange(body), flows: null }]
      },
    ),
    landings: rowsOf('landings', answers.landings).flatMap((row) => landingOf(row, to)),
    offers: rowsOf('offers', answers.offers).flatMap((row) => offerOf(row, to)),
    rotations: rowsOf('rotations', answers.rotations).flatMap((row) => rotationOf(row, to)),
    campaigns: rowsOf('campaigns', answers.campaigns).flatMap((row) => campaignOf(row, to)),
  }
}

function groupsOf(groups: Foreign): MovedObject<'groups'>[] {
  return BINOM_GROUPS.flatMap((subject) =>
    groupRows(groups, subject).flatMap((given) => {
      const row = objectOf(given)
      const [id, name] = [uuidIn(row['uuid']), nameIn(row['name'])]
      return id === null || name === '' ? [] : [{ id, change: { subject, name }, flows: null }]
    }),
  )
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

function uuidIn(value: unknown): string | null {
  const text = nameIn(value)
  return UUID.test(text) ? text.toLowerCase() : null
}

function domainsOf(rows: readonly unknown[], { told }: MoveTo): MovedObject<'domains'>[] {
  return rows.flatMap((given) => {
    const row = objectOf(given)
    const [id, host, page] = [uuidIn(row['id']), nameIn(row['domain']), nameIn(row['indexPage'])]
    const of = { kind: 'domains', name: host, part: '' } as const
    if (id === null || host === '') {
      told.leftOut(of, 'has no id or no name in what was answered')
      return []
    }
    if (flagOf(row['isDefault']))
      told.leftOut(of, 'is the default domain there: here it stays as it is')
    const indexPage = page === 'blank_page' ? page : (idIn(page) ?? '404_page')
    return [{ id, change: { host, indexPage }, flows: null }]
  })
}

function landingOf({ id, name, row, of }: Row, { told }: MoveTo): MovedObject<'landings'>[] {
  const location = nameIn(row['location'])
  const change = {
    name,
    groupId: uuidIn(row['groupUuid']),
    language: nameIn(row['languageCode']).toUpperCase(),
  }
  if (nameIn(row['type']) === 'integrated') {
    told.toDo(of, 'was uploaded there: upload its zip here, until then flows pass it over')
    return [
      { id, change: { ...change, kind: 'local', path: landerPath(location, id) }, flows: null },
    ]
  }
  if (/^https?:\/\//i.test(location)) {
    return [{ id, change: { ...change, kind: 'external', url: location }, flows: null }]
  }
  told.leftOut(of, 'does not lead to an address')
  return []
}

function offerOf({ id, row, of }: Row, { told, currency, zone }: MoveTo): MovedObject<'offers'>[] {
  const body = fitted(BareOffer, row, of, told)
  if (body === null) return []
  const cap = capIn(objectOf(row['conversionCaps']), of, { told, zone })
  return [{ id, change: { payoutCurrency: currency, ...newOffer(body), cap }, flows: null }]
}

function capIn(given: Foreign, of: Subject, { told, zone }: Pick<MoveTo, 'told' | 'zone'>) {
  if (!flagOf(given['isActive']) && (numberOf(given['maxCap']) ?? 0) === 0) return null
  const body = fitted(CapWrite, given, of, told)
  if (body === null) return null
  const named = body.timezone ?? zone
  const midnight = isTimeZone(named) ? startOfDay(named, 0) : null
  const cap = midnight === null ? null : capOf(body, { zone, midnight })
  if (cap === null)
    told.leftOut(of, "its cap can't be taken over: its start, or its time zone, is none")
  return cap
}

function rotationOf({ id, name, row, of }: Row, to: MoveTo): MovedObject<'rotations'>[] {
  const body = fitted(RotationPlan, row, of, to.told)
  if (body === null) return []
  tellPlan(row, body, of, to)
  const flows = withPlan(null, body, to.zone).set
  return [{ id, change: { name, groupId: uuidIn(row['groupUuid']) }, flows }]
}

/** Known here by its key, which is in its link. */
function campaignOf({ id, row, of }: Row, to: MoveTo): MovedObject<'campaigns'>[] {
  const body = fitted(CampaignShown, row, of, to.told)
  if (body === null) return []
  const { customRotation, ...facts } = body
  const change = campaignChange({ currency: to.currency, ...flat(facts) }, null)
  if (listOf(row['tags']).length > 0) to.told.leftOut(of, 'its tags do not come along')
  if (customRotation) tellPlan(objectOf(row['customRotation']), customRotation, of, to)
  const isShared = (change.rotationId ?? null) !== null
  const flows = isShared || !customRotation ? null : withPlan(null, customRotation, to.zone).set
  return [{ id, change, flows }]
}

/** What its rules test that can't be tested here, and what the API does not tell. */
function tellPlan(row: Foreign, { rules = [] }: Plan, of: Subject, { told, zone }: MoveTo): void {
  const hidden = numberOf(row['hiddenFlows']) ?? 0
  if (hidden > 0) told.leftOut(of, `${hidden} of its flows are not told by its API`)
  for (const { name, criteria = [] } of rules) {
    const part = { ...of, part: name ?? '' }
    for (const { type } of criteria) {
      if (UNTESTED.has(type))
        told.changed(part, `"${type}" can't be tested here: it is as good as unknown`)
      if (TIMED.has(type))
        told.toDo(part, `its times are taken for those of ${zone}: see that they are`)
    }
  }
}

const UNTESTED: ReadonlySet<string> = new Set(
  'conversion conversion_status_one conversion_status_two binom_protect'.split(' '),
)
const TIMED: ReadonlySet<string> = new Set(['day_of_week', 'part_of_day'])
