/**
 * Looking at the tracker as another user: an administrator's browser session shows what that user
 * sees, and can change nothing until it is ended. Begin and end are in the audit.
 */
import type { Session } from '../../db/people/sessions.ts'
import type { User } from '../../db/people/users.ts'
import type { ReadStores } from '../../db/stores.ts'
import { type Caller, callerOfUser, isAdmin, managesUser, unknownUserTo } from '../access.ts'
import { type Desk, DONE, type Done, save } from '../desk.ts'
import { FORBIDDEN, type Refusal, SESSION_ONLY } from '../refusal.ts'

/** For users whom the caller manages. Through a browser only: programs have keys of their own. */
export function lookAs(desk: Desk, caller: Caller, userId: number): Done | Refusal {
  if (caller.sessionId === null) return isAdmin(caller) ? SESSION_ONLY : FORBIDDEN
  if (caller.reach !== 'write' || !isAdmin(caller)) return FORBIDDEN
  const user = desk.stores.users.find(userId)
  if (user === null) return unknownUserTo(caller)
  if (user.id === caller.userId || !managesUser(desk.stores, caller, user)) return FORBIDDEN
  setViewed(desk, caller, { event: 'view_as', sessionId: caller.sessionId, user })
  return DONE
}

/** Twice is the same as once. */
export function lookAsOneself(desk: Desk, caller: Caller): Done | Refusal {
  const { sessionId } = caller
  const session = sessionId === null ? null : desk.stores.sessions.find(sessionId)
  if (session === null) return FORBIDDEN
  if (session.viewedUserId === null) return DONE
  setViewed(desk, caller, { event: 'view_as_end', sessionId: session.id, user: null })
  return DONE
}

interface View {
  readonly event: string
  readonly sessionId: number
  readonly user: User | null
}

function setViewed(desk: Desk, caller: Caller, { event, sessionId, user }: View): void {
  const changes = user === null ? null : { userId: user.id }
  const deed = { event, kind: 'sessions', name: user?.login ?? '', changes } as const
  save(desk, caller, deed, () => {
    desk.stores.sessions.setViewed(sessionId, user?.id ?? null)
    return sessionId
  })
}

/**
 * The caller of a session. When the user he looks as is gone, or is his no more, he sees what is
 * his own, and still changes nothing until he has ended it.
 */
export function callerOfSession(
  read: ReadStores,
  { session, user }: { readonly session: Session; readonly user: User },
  address: string,
): Caller {
  const way = { via: 'ui', sessionId: session.id, address } as const
  const own = callerOfUser(user, way)
  if (session.viewedUserId === null) return own
  const viewed = read.users.find(session.viewedUserId)
  if (viewed === null || !managesUser(read, own, viewed)) return { ...own, reach: 'read' }
  return { ...callerOfUser(viewed, way), reach: 'read', viewerId: user.id }
}
