/** One change of several short links at once; those that could not be changed are named. */
import { Type } from '@sinclair/typebox'

import { linkPlace } from '../../../manage/links/link-domains.ts'
import { changeLinks } from '../../../manage/links/many-links.ts'
import { type Fields, isRefusal } from '../../../manage/refusal.ts'
import { type Call, type Operation, operation } from '../operation.ts'
import { FailedIds } from '../wire.ts'
import {
  linkChange,
  linkFields,
  ManyLinksBody,
  type ManyLinksInput,
  tagNames,
} from './links.wire.ts'

const Answer = Type.Object({
  ...FailedIds.properties,
  /** What is wrong with the change for some of the links; left out where nothing is. */
  fields: Type.Optional(Type.Record(Type.String(), Type.Array(Type.String()))),
})

/** Refused as a whole if no link can take it. */
async function changedMany(call: Call<unknown, unknown, ManyLinksInput>): Promise<object> {
  const { desk, caller, body } = call
  const { ids, addTags, dropTags, addPixelIds, dropPixelIds, ...input } = body
  const change = await linkChange(desk, input)
  if (isRefusal(change)) return change
  const marks = {
    addTags: tagNames(addTags ?? []),
    dropTags: tagNames(dropTags ?? []),
    addPixelIds: addPixelIds ?? [],
    dropPixelIds: dropPixelIds ?? [],
  }
  const place = linkPlace(desk.stores, caller, caller.userId ?? 0)
  const refused = await changeLinks(desk, place, ids, { marks, change })
  const wrong = [...refused.values()].flatMap((one) =>
    one.refused === 'invalid' ? Object.entries(linkFields(one.fields)) : [],
  )
  const fields: Fields = Object.fromEntries(wrong)
  const failedIds = ids.filter((id) => refused.has(id))
  if (wrong.length === 0) return { failedIds }
  const isRefused = failedIds.length === ids.length
  return isRefused ? ({ refused: 'invalid', fields } as const) : { failedIds, fields }
}

export const manyLinksOperations: readonly Operation[] = [
  operation({
    method: 'PATCH',
    path: '/links/bulk',
    id: 'changeLinks',
    summary: 'Change any properties of several short links, and add or take away tags and pixels',
    tag: 'Short links',
    body: ManyLinksBody,
    answer: Answer,
    own: true,
    run: changedMany,
  }),
]
