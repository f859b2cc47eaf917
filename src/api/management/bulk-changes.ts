/** One change of several offers or landings at once; those that could not be changed are named. */
import { Type } from '@sinclair/typebox'

import type { Done } from '../../manage/desk.ts'
import { changeLanding } from '../../manage/landings.ts'
import { changeOffer } from '../../manage/offers.ts'
import { unknownReference } from '../../manage/references.ts'
import { isRefusal, type Refusal } from '../../manage/refusal.ts'
import { type Call, type Operation, operation } from './operation.ts'
import { nullable } from './shape.ts'
import { clearable, FailedIds, Ids } from './wire.ts'

type AnyCall = Call<unknown, unknown, unknown>

const GroupBody = Type.Object({ ids: Ids, groupUuid: nullable(Type.String({ maxLength: 40 })) })
const Code = nullable(Type.String({ maxLength: 10 }))

function each(ids: readonly number[], change: (id: number) => Done | Refusal) {
  return { failedIds: ids.filter((id) => isRefusal(change(id))) }
}

/** `undefined`: there is no such group, or none that the caller may use. */
function groupOf({ read, caller }: AnyCall, text: string | null): string | null | undefined {
  const groupId = clearable(text)
  if (groupId === null) return null
  return unknownReference(read, caller, 'groups', groupId) ? undefined : groupId
}

const NO_GROUP: Refusal = { refused: 'invalid', fields: { groupUuid: ['does not exist'] } }

export const bulkChangeOperations: readonly Operation[] = [
  operation({
    method: 'POST',
    path: '/offer/change_group',
    id: 'changeOffersGroup',
    summary: 'Change the group of several offers',
    tag: 'Offers',
    body: GroupBody,
    answer: FailedIds,
    run: (call) => {
      const groupId = groupOf(call, call.body.groupUuid)
      if (groupId === undefined) return NO_GROUP
      return each(call.body.ids, (id) => changeOffer(call.desk, call.caller, id, { groupId }))
    },
  }),
  operation({
    method: 'POST',
    path: '/offer/change_country',
    id: 'changeOffersCountry',
    summary: 'Change the country of several offers',
    tag: 'Offers',
    body: Type.Object({ ids: Ids, countryCode: Code }),
    answer: FailedIds,
    run: ({ desk, caller, body }) => {
      const country = (body.countryCode ?? '').trim().toUpperCase().replace('GLOBAL', '')
      if (!/^([A-Z]{2})?$/.test(country)) {
        return { refused: 'invalid', fields: { countryCode: ['is not a country'] } }
      }
      return each(body.ids, (id) => changeOffer(desk, caller, id, { country }))
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
    run: (call) => {
      const groupId = groupOf(call, call.body.groupUuid)
      if (groupId === undefined) return NO_GROUP
      return each(call.body.ids, (id) => changeLanding(call.desk, call.caller, id, { groupId }))
    },
  }),
  operation({
    method: 'POST',
    path: '/landing/change_language',
    id: 'changeLandingsLanguage',
    summary: 'Change the language of several landings',
    tag: 'Landings',
    body: Type.Object({ ids: Ids, languageCode: Code }),
    answer: FailedIds,
    run: ({ desk, caller, body }) => {
      const language = (clearable(body.languageCode) ?? '').toUpperCase()
      return each(body.ids, (id) => changeLanding(desk, caller, id, { language }))
    },
  }),
]
