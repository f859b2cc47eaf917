/** Where links may lead whatever blocklists say, and what lists have said of a link. */
import { type Static, Type } from '@sinclair/typebox'

import type { BlocklistException } from '../../../db/links/blocklist-exceptions.ts'
import type { ReadStores } from '../../../db/stores.ts'
import { within } from '../../../lib/within.ts'
import { closedReason } from '../../../manage/blocklist/close-listed.ts'
import {
  allowPlace,
  listExceptions,
  removeException,
} from '../../../manage/blocklist/exceptions.ts'
import { openAllowed } from '../../../manage/blocklist/open-allowed.ts'
import { isRefusal } from '../../../manage/refusal.ts'
import { type Call, emptyUnless, type Operation, operation } from '../operation.ts'
import { nullable } from '../shape.ts'
import { CreatedId, Empty, IdParams, timestamp } from '../wire.ts'
import { linkOfCall } from './links.ts'

const tag = 'Short links'
/** What takes longer goes on by itself. */
const OPENING_MS = 2000

const NewException = Type.Object({
  place: Type.String({ minLength: 1, maxLength: 8192 }),
  note: Type.Optional(Type.String({ maxLength: 1000 })),
})
const ExceptionView = Type.Object({
  id: Type.Integer(),
  place: Type.String({ examples: ['shop.example', 'docs.example/shared'] }),
  note: Type.String(),
  userId: nullable(Type.Integer()),
  login: nullable(Type.String()),
  createdAt: Type.String(),
})
const ListingView = Type.Object({
  list: Type.String({ examples: ['spam.txt'] }),
  entry: Type.String({ examples: ['shop.example'] }),
  target: Type.String({ examples: ['https://www.shop.example/'] }),
  at: Type.String(),
  isReason: Type.Boolean({ description: 'Whether the link is closed for it now' }),
})

function exceptionView({ users }: ReadStores, exception: BlocklistException) {
  const { id, place, note, userId, at } = exception
  const login = userId === null ? null : (users.find(userId)?.login ?? null)
  return { id, place, note, userId, login, createdAt: timestamp(at) }
}

/** Links that were closed for it are open when it answers, unless there are very many. */
async function allow(call: Call<unknown, unknown, Static<typeof NewException>>): Promise<object> {
  const { desk, caller, body, alone } = call
  const id = allowPlace(desk, caller, { place: body.place, note: body.note ?? '' })
  if (isRefusal(id)) return id
  const opened = openAllowed(desk, { calm: alone.calm, isStopped: () => false })
  // The next round opens what this one could not.
  await within(opened, OPENING_MS, 0).catch(() => undefined)
  return { id }
}

export const blocklistOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/blocklist_exceptions',
    id: 'listBlocklistExceptions',
    summary: 'Hosts and addresses that links may lead to whatever blocklists say, newest first',
    tag,
    own: true,
    answer: Type.Object({ rows: Type.Array(ExceptionView), total: Type.Integer({ minimum: 0 }) }),
    run: ({ desk, caller, read }) => {
      const all = listExceptions(desk, caller)
      if (isRefusal(all)) return all
      return { rows: all.map((one) => exceptionView(read, one)), total: all.length }
    },
  }),
  operation({
    method: 'POST',
    path: '/blocklist_exceptions',
    id: 'createBlocklistException',
    summary:
      'Allow a host or an address with all below it; links that lists stopped for it run again',
    tag,
    own: true,
    body: NewException,
    answer: CreatedId,
    status: 201,
    run: allow,
  }),
  operation({
    method: 'DELETE',
    path: '/blocklist_exceptions/:id',
    id: 'deleteBlocklistException',
    summary: 'Allow it no longer: links that lead there are held against the lists again',
    tag,
    own: true,
    params: IdParams,
    answer: Empty,
    run: ({ desk, caller, params }) => emptyUnless(removeException(desk, caller, params.id)),
  }),
  operation({
    method: 'GET',
    path: '/links/:id/listings',
    id: 'listLinkListings',
    summary: 'Entries of blocklists that have stopped a short link, newest first',
    tag,
    own: true,
    params: IdParams,
    answer: Type.Object({ rows: Type.Array(ListingView), total: Type.Integer({ minimum: 0 }) }),
    run: (call) => {
      const link = linkOfCall(call, 'read')
      if (isRefusal(link)) return link
      const rows = call.read.linkListings.of(link.id).map(({ at, ...listing }) => ({
        ...listing,
        at: timestamp(at),
        isReason: link.blocked && link.blockReason === closedReason(listing),
      }))
      return { rows, total: rows.length }
    },
  }),
]
