/** Whether a link may have a word, asked while it is typed: saving may still find it taken. */
import { type Static, Type } from '@sinclair/typebox'

import { mayCreateUnder } from '../../../manage/access.ts'
import { checkWord } from '../../../manage/links/link-checks.ts'
import { linkPlace } from '../../../manage/links/link-domains.ts'
import { FORBIDDEN, isRefusal } from '../../../manage/refusal.ts'
import { type Call, type Operation, operation } from '../operation.ts'
import { Uuid } from '../shape.ts'
import { linkOfCall } from './links.ts'
import { linkRefusal } from './links.wire.ts'

const optional = Type.Optional

const WordQuery = Type.Object({
  word: Type.String({ minLength: 1, maxLength: 255 }),
  /** Left out: where the link is, or where new ones are. */
  domainUuid: optional(Uuid),
  /** The link that is to have it; left out: a new one. */
  id: optional(Type.Integer({ minimum: 1 })),
})

const WordAnswer = Type.Object({
  word: Type.String(),
  verdict: Type.Union(
    (['free', 'own', 'taken', 'too_short', 'too_long', 'invalid', 'reserved'] as const).map((one) =>
      Type.Literal(one),
    ),
  ),
})

function checked(call: Call<unknown, Static<typeof WordQuery>>): object {
  const { word, domainUuid, id } = call.query
  const { stores } = call.desk
  const link = id === undefined ? null : linkOfCall({ ...call, params: { id } }, 'modify')
  if (isRefusal(link)) return link
  if (link === null && !mayCreateUnder(call.caller, 'link')) return FORBIDDEN
  const domain = domainUuid === undefined ? null : (stores.domainNumbers.all().get(domainUuid) ?? 0)
  const place = linkPlace(stores, call.caller, link?.ownerId ?? call.caller.userId ?? 0)
  const verdict = checkWord(stores, place, { word, domain }, link)
  return isRefusal(verdict) ? linkRefusal(verdict) : { word, verdict }
}

export const linkWordOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/links/word',
    id: 'checkLinkWord',
    summary: 'Ask whether a short link may have a word: free, its own, taken, or why not',
    tag: 'Short links',
    query: WordQuery,
    answer: WordAnswer,
    own: true,
    run: checked,
  }),
]
