/**
 * Browser sessions: 256 random bits in a cookie, known here by their hash, ended on the server.
 * Twelve hours without a request or thirty days in all end one.
 */
import type { Session } from '../../db/people/sessions.ts'
import type { User } from '../../db/people/users.ts'
import type { ReadStores } from '../../db/stores.ts'
import { formatIp, type Ip } from '../../lib/ip.ts'
import { sha256 } from '../../lib/sha256.ts'
import { DAY_MS, HOUR_MS } from '../../lib/spans.ts'
import { type Caller, callerOfUser } from '../access.ts'
import { type Desk, DONE, type Done, save, saveChange } from '../desk.ts'
import { FORBIDDEN, isRefusal, NOT_FOUND, problems, type Refusal } from '../refusal.ts'
import { checkPassword } from './passwords.ts'
import { needsCode, takeCode } from './second-factor.ts'
import { noteSeldom } from './seen.ts'

export const IDLE_MS = 12 * HOUR_MS
export const LIFE_MS = 30 * DAY_MS
const AGENT_MAX = 300
/** Of one user; one more ends his oldest. */
export const SESSIONS_MAX = 50

/** What the request tells of the browser. */
export interface Browser {
  readonly address: Ip | null
  readonly userAgent: string
}

export interface Opened {
  /** For the cookie; nobody can read it again. */
  readonly token: string
  readonly session: Session
  readonly user: User
}

export interface Login {
  readonly login: string
  readonly password: string
}

/** The user's second step comes after the password; `''` when none was given. */
export async function logIn(
  desk: Desk,
  { login, password, code }: Login & { readonly code: string },
  browser: Browser,
): Promise<Opened | Refusal> {
  const retryAfterMs = desk.logins.take(login, browser.address)
  if (retryAfterMs !== null) return { refused: 'too_many_tries', retryAfterMs }
  const user = desk.stores.users.byLogin(login)
  const hash = user === null ? null : desk.stores.users.passwordHashOf(user.id)
  const isRight = await desk.passwords.verify(password, hash)
  if (isRight === null) return { refused: 'busy' }
  if (!isRight || user === null || user.blocked) {
    noteFailure(desk, login, { user, browser })
    return { refused: 'wrong_login' }
  }
  const refusal = needsCode(desk, user.id) ? refuseCode(desk, user, code) : null
  if (refusal !== null) {
    if (refusal.refused === 'wrong_login') noteFailure(desk, login, { user, browser })
    return refusal
  }
  desk.logins.giveBack(login, browser.address)
  return openSession(desk, user, browser)
}

/** A wrong code gets the words of a wrong password. */
function refuseCode(desk: Desk, user: User, code: string): Refusal | null {
  if (code.trim() === '') return { refused: 'code_wanted' }
  const used = takeCode(desk, user, code)
  if (!isRefusal(used)) return null
  return used.refused === 'wrong_code' ? { refused: 'wrong_login' } : used
}

/** Also for the user who has just set the tracker up. Sessions that are over are swept out here. */
export function openSession(desk: Desk, user: User, browser: Browser): Opened {
  const token = randomToken()
  const now = desk.clock()
  const caller = callerAt(user, browser)
  const deed = { event: 'login', kind: 'sessions', name: user.login, changes: null } as const
  const id = save(desk, caller, deed, () => {
    desk.stores.sessions.removeOlder({ created: now - LIFE_MS, seen: now - IDLE_MS })
    desk.stores.sessions.removeBeyond(user.id, SESSIONS_MAX - 1)
    return desk.stores.sessions.add({
      hash: sha256(token),
      csrf: randomToken(),
      userId: user.id,
      address: caller.address,
      userAgent: browser.userAgent.slice(0, AGENT_MAX),
    })
  })
  const session = desk.stores.sessions.find(id)
  if (session === null) throw new Error('the session is gone')
  return { token, session, user }
}

function callerAt(user: User, { address }: Browser): Caller {
  const text = address === null ? '' : formatIp(address)
  return callerOfUser(user, { via: 'ui', sessionId: null, address: text })
}

interface Tried {
  readonly user: User | null
  readonly browser: Browser
}

/** Those of accounts that there are not leave room for those of each that there is. */
function noteFailure({ stores, logins }: Desk, login: string, { user, browser }: Tried): void {
  const { address } = browser
  const unnoted = logins.failed(user?.login ?? null)
  if (unnoted === null) return
  stores.changes.audit({
    event: 'login_failed',
    kind: 'sessions',
    objectId: '',
    name: login.slice(0, 254),
    userId: null,
    via: 'ui',
    changes: unnoted === 0 ? null : { unnotedBefore: unnoted },
    address: address === null ? '' : formatIp(address),
  })
}

/** The session of a cookie with its user; null when it is unknown or over, or the user is blocked. */
export function sessionOf(
  read: ReadStores,
  token: string,
  now: number,
): Omit<Opened, 'token'> | null {
  const session = read.sessions.byHash(sha256(token))
  if (session === null) return null
  if (now - session.seenAt >= IDLE_MS || now - session.createdAt >= LIFE_MS) return null
  const user = read.users.find(session.userId)
  return user === null || user.blocked ? null : { session, user }
}

export function noteUse(desk: Desk, { id, seenAt }: Session): void {
  noteSeldom(desk, seenAt, () => desk.stores.sessions.touch(id))
}

/** Ends one of the caller's own sessions. */
export function endSession(desk: Desk, caller: Caller, id: number): Done | Refusal {
  const session = desk.stores.sessions.find(id)
  const ownerId = caller.viewerId ?? caller.userId
  if (session === null || session.userId !== ownerId) return NOT_FOUND
  const deed = { event: 'logout', kind: 'sessions', id } as const
  return saveChange(desk, caller, deed, () => desk.stores.sessions.remove(id))
}

export interface PasswordChange {
  readonly password: string
  readonly newPassword: string
}

/** Of oneself; every other session ends. */
export async function changeOwnPassword(
  desk: Desk,
  caller: Caller,
  { password, newPassword }: PasswordChange,
): Promise<Done | Refusal> {
  const user = ownUser(desk, caller)
  if (isRefusal(user)) return user
  const found = problems()
  checkPassword(found, caller, 'newPassword', newPassword)
  const isRight = found.refusal() ?? (await isOwnPassword(desk, user, password))
  if (isRefusal(isRight)) return isRight
  const passwordHash = await desk.passwords.hash(newPassword)
  if (passwordHash === null) return { refused: 'busy' }
  const deed = { event: 'password', kind: 'users', id: user.id, name: user.login } as const
  return saveChange(desk, caller, deed, () => {
    desk.stores.users.change(user.id, { passwordHash })
    desk.stores.sessions.removeOf(user.id, caller.sessionId)
  })
}

export async function changeOwnLogin(
  desk: Desk,
  caller: Caller,
  { login, password }: Login,
): Promise<Done | Refusal> {
  const user = ownUser(desk, caller)
  if (isRefusal(user)) return user
  const isRight = await isOwnPassword(desk, user, password)
  if (isRefusal(isRight)) return isRight
  const holder = desk.stores.users.byLogin(login)
  if (holder !== null && holder.id !== user.id) return { refused: 'taken', field: 'login' }
  const changes = { login }
  const deed = { event: 'change', kind: 'users', id: user.id, name: user.login, changes } as const
  return saveChange(desk, caller, deed, () => desk.stores.users.change(user.id, { login }))
}

function ownUser({ stores }: Desk, { userId }: Caller): User | Refusal {
  return (userId === null ? null : stores.users.find(userId)) ?? FORBIDDEN
}

/** Tries count as those of a login do: a borrowed key must not be a way to guess the password. */
async function isOwnPassword(desk: Desk, { id, login }: User, password: string) {
  const retryAfterMs = desk.logins.take(login, null)
  if (retryAfterMs !== null) return { refused: 'too_many_tries', retryAfterMs } as const
  const isRight = await desk.passwords.verify(password, desk.stores.users.passwordHashOf(id))
  if (isRight === null) return { refused: 'busy' } as const
  if (!isRight) return { refused: 'wrong_password' } as const
  desk.logins.giveBack(login, null)
  return DONE
}

function randomToken(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url')
}
