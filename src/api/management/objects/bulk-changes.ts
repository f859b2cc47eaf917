/** One change of several offers or landings at once; those that could not be changed are named. */
import { type Static, Type } from '@sinclair/typebox'

import { lookUp } from '../../../manage/access.ts'
import type { Desk, Done } from '../../../manage/desk.ts'
import { authorityOf, movedTo } from '../../../manage/hosts.ts'
import { changeLanding } from '../../../manage/landings/landings.ts'
import { changeMany } from '../../../manage/many.ts'
import { changeOffer, isCountry, NO_COUNTRY } from '../../../manage/offers.ts'
import { refuseGroup } from '../../../manage/references.ts'
import { isRefusal, type Refusal, wrong } from '../../../manage/refusal.ts'
import { type Call, type Operation, operation } from '../operation.ts'
import { nullable } from '../shape.ts'
import { clearable, countryOf, FailedIds, Ids } from '../wire.ts'

const GroupBody = Type.Object({ ids: Ids, groupUuid: nullable(Type.String({ maxLength: 40 })) })
const Code = nullable(Type.String({ maxLength: 10 }))

async function each(
  { desk, body }: Call<unknown, unknown, { ids: readonly number[] }>,
  change: (desk: Desk, id: number) => Done | Refusal,
) {
  return { failedIds: await changeMany(desk, body.ids, change) }
}

type GroupCall = Call<unknown, unknown, Static<typeof GroupBody>>

async function regroup(
  call: GroupCall,
  of: 'offers' | 'landings',
  change: (desk: Desk, id: number, groupId: string | null) => Done | Refusal,
) {
  const groupId = clearable(call.body.groupUuid)
  const refusal = refuseGroup(call.read, call.caller, { of, to: groupId })
  return refusal ?? each(call, (desk, id) => change(desk, id, groupId))
}

const DomainBody = Type.Object({ ids: Ids, domain: Type.String({ minLength: 1, maxLength: 300 }) })
type DomainCall = Call<unknown, unknown, Static<typeof DomainBody>>
const NO_HOST = wrong('domain', 'is not a host name')
const NO_ADDRESS = wrong('url', 'names no host')

/** Addresses go to another host; what has none, as files do, can't. */
async function moveAll<K extends 'offers' | 'landings'>(
  call: DomainCall,
  kind: K,
  change: (desk: Desk, id: number, url: string) => Done | Refusal,
) {
  const authority = authorityOf(call.body.domain)
  if (authority === null) return NO_HOST
  return each(call, (desk, id) => {
    const target = lookUp(desk.stores, call.caller, kind, { id, need: 'modify' })
    if (isRefusal(target)) return target
    const url = movedTo(target.url, authority)
    return url === null ? NO_ADDRESS : change(desk, id, url)
  })
}

export const bulkChangeOperations: readonly Operation[] = [
  operation({
    method: 'POST',
    path: '/offer/change_group',
    id: 'changeOffersGroup',
    summary: 'Change the group of several offers',
    tag: 'Offers',
    body: GroupBody,
    answer: FailedIds,
    run: (call) =>
      regroup(call, 'offers', (desk, id, groupId) =>
        changeOffer(desk, call.caller, id, { groupId }),
      ),
  }),
  operation({
    method: 'POST',
    path: '/offer/change_country',
    id: 'changeOffersCountry',
    summary: 'Change the country of several offers',
    tag: 'Offers',
    body: Type.Object({ ids: Ids, countryCode: Code }),
    answer: FailedIds,
    run: (call) => {
      const country = countryOf(call.body.countryCode ?? '')
      if (!isCountry(country)) {
        return wrong('countryCode', NO_COUNTRY)
      }
      return each(call, (desk, id) => changeOffer(desk, call.caller, id, { country }))
    },
  }),
  operation({
    method: 'POST',
    path: '/landing/change_group',
    id: 'changeLandingsGroup',
    summary: 'Change the group of several landings',
    tag: 'Landings',
    body: GroupBody,
    answer: FailedIds,
    run: (call) =>
      regroup(call, 'landings', (desk, id, groupId) =>
        changeLanding(desk, call.caller, id, { groupId }),
      ),
  }),
  operation({
    method: 'POST',
    path: '/landing/change_language',
    id: 'changeLandingsLanguage',
    summary: 'Change the language of several landings',
    tag: 'Landings',
    body: Type.Object({ ids: Ids, languageCode: Code }),
    answer: FailedIds,
    run: (call) => {
      const language = (clearable(call.body.languageCode) ?? '').toUpperCase()
      return each(call, (desk, id) => changeLanding(desk, call.caller, id, { language }))
    },
  }),
  operation({
    method: 'POST',
    path: '/offer/change_domain',
    id: 'changeOffersDomain',
    summary: 'Put another host into the addresses of several offers',
    tag: 'Offers',
    body: DomainBody,
    answer: FailedIds,
    run: (call) =>
      moveAll(call, 'offers', (desk, id, url) => changeOffer(desk, call.caller, id, { url })),
  }),
  operation({
    method: 'POST',
    path: '/landing/change_domain',
    id: 'changeLandingsDomain',
    summary: 'Put another host into the addresses of several landings',
    tag: 'Landings',
    body: DomainBody,
    answer: FailedIds,
    run: (call) =>
      moveAll(call, 'landings', (desk, id, url) => changeLanding(desk, call.caller, id, { url })),
  }),
]
