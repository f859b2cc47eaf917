/**
 * How a page of the admin notices that its user may see or do something else by now: each answer to a
 * session carries a mark of his rights as the request found them, and after it that of those which
 * the request itself left behind, if they are others. No page needs to ask for it.
 */
import type { ReadStores } from '../../db/stores.ts'
import type { Caller } from '../../manage/access.ts'

const HEADER = 'X-Rights'

/** Null: nobody who looks at a page. */
export function rightsMark({ users }: Pick<ReadStores, 'users'>, caller: Caller): string | null {
  const { sessionId, userId, reach, viewerId } = caller
  const user = sessionId === null || userId === null ? null : users.find(userId)
  if (user === null) return null
  const { role, hideProfit, permissions, canCreateUsers, accessible } = user
  const rights = [role, hideProfit, permissions, canCreateUsers, accessible]
  return Bun.hash(JSON.stringify([userId, reach, viewerId, ...rights])).toString(36)
}

export function withRightsMark(response: Response, before: string, after: string | null): Response {
  response.headers.set(HEADER, after === null || after === before ? before : `${before} ${after}`)
  return response
}
