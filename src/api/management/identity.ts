/**
 * Who asks: the owner of the key in the header, or of the session in the cookie. A request that
 * carries a key is judged by the key alone. Cookies count on the admin's hosts only, and change
 * something only with the session's token, from the same origin, as JSON or as an upload.
 */
import { timingSafeEqual } from 'node:crypto'

import type { Session } from '../../db/people/sessions.ts'
import { formatIp } from '../../lib/ip.ts'
import { type Caller, callerOfUser } from '../../manage/access.ts'
import { accessKeyHolder, noteKeyUse } from '../../manage/people/access-keys.ts'
import { keyOwner } from '../../manage/people/keys.ts'
import { noteSeen } from '../../manage/people/seen.ts'
import { noteUse, sessionOf } from '../../manage/people/sessions.ts'
import { callerOfSession } from '../../manage/people/view-as.ts'
import { type Failure, UNAUTHORIZED } from './errors.ts'
import type { Connection, ManagementDeps, Operation } from './operation.ts'

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD'])
const COOKIE_DAYS = 30

export function identify(deps: ManagementDeps, request: Request): Caller | Failure {
  const { headers } = request
  const hasKey = headers.has('api-key') || headers.has('x-api-key')
  return hasKey ? byKey(deps, request) : bySession(deps, request)
}

function byKey(deps: ManagementDeps, request: Request): Caller | Failure {
  const { headers } = request
  const sent = [headers.get('api-key'), headers.get('x-api-key')]
  // Clients send the header twice; proxies join the two with a comma.
  const keys = new Set(sent.flatMap((value) => value?.split(',') ?? []).map((key) => key.trim()))
  const [key] = keys
  if (keys.size !== 1 || key === undefined) return UNAUTHORIZED
  const connection = deps.connectionOf(request)
  const way = { via: 'key', sessionId: null, address: addressText(connection) } as const
  const user = keyOwner(deps.read, key)
  if (user === null) return byFurtherKey(deps, key, connection)
  note(deps, () => noteSeen(deps.desk, user))
  return callerOfUser(user, way)
}

function byFurtherKey(
  deps: ManagementDeps,
  text: string,
  connection: Connection,
): Caller | Failure {
  const { address } = connection
  const holder = accessKeyHolder(deps.read, text, { address, now: deps.clock() })
  if (holder === null) return UNAUTHORIZED
  note(deps, () => {
    noteKeyUse(deps.desk, holder.key)
    noteSeen(deps.desk, holder.user)
  })
  const way = { via: 'key', sessionId: null, address: addressText(connection) } as const
  return { ...callerOfUser(holder.user, way), reach: holder.key.reach, isFurtherKey: true }
}

function bySession(deps: ManagementDeps, request: Request): Caller | Failure {
  const connection = deps.connectionOf(request)
  const token = connection.isAdminHost ? cookieOf(request, connection) : null
  const found = token === null ? null : sessionOf(deps.read, token, deps.clock())
  if (found === null) return UNAUTHORIZED
  const { session, user } = found
  const forgery = SAFE.has(request.method) ? null : forgeryIn(request, session, connection)
  if (forgery !== null) return forgery
  note(deps, () => {
    noteUse(deps.desk, session)
    noteSeen(deps.desk, user)
  })
  return callerOfSession(deps.read, { session, user }, addressText(connection))
}

/** What is worth knowing waits for no large change. */
function note({ alone }: ManagementDeps, write: () => void): void {
  if (!alone.isRunning()) write()
}

/** Why a request with a cookie may come from a foreign page; null when it does not. */
function forgeryIn(request: Request, session: Session, connection: Connection): Failure | null {
  const { headers } = request
  if (!isSameOrigin(headers, connection)) {
    return forbidden('The request must come from the admin itself')
  }
  if (!isEqual(headers.get('x-csrf-token') ?? '', session.csrf)) {
    const message = 'X-CSRF-Token is missing or not the one of GET /session'
    return { status: 403, message, detail: { csrfToken: 'other' } }
  }
  return null
}

/** Forms are what pages of other sites can send: with a cookie changes are JSON, and uploads alone a form. */
export function isStrayForm(
  { method, headers, body }: Request,
  { via }: Caller,
  { upload }: Pick<Operation, 'upload'>,
): boolean {
  if (via !== 'ui' || SAFE.has(method)) return false
  const type = headers.get('content-type') ?? ''
  if (type === '') return body !== null
  const isForm = /^multipart\/form-data\s*(;|$)/i.test(type)
  return isForm ? upload !== true : !/^application\/json\s*(;|$)/i.test(type)
}

export const JSON_ONLY: Failure = forbidden('Content-Type must be application/json')

/** An `Origin` of our own host, or a browser that says so; one of the two must be there. */
function isSameOrigin(headers: Headers, connection: Connection): boolean {
  const origin = headers.get('origin')
  if (origin === null) return headers.get('sec-fetch-site') === 'same-origin'
  return isOwnOrigin(headers, origin, connection)
}

/** What may log in without a cookie: programs, and pages of our own. */
export function isForeignPage({ headers }: Request, connection: Connection): boolean {
  const origin = headers.get('origin')
  return origin !== null && !isOwnOrigin(headers, origin, connection)
}

/**
 * What comes over https is of no page that came without: anybody on the way could have made that one. What seems to come
 * without may be of a page over https, as behind a balancer that ends TLS and adds no header.
 */
function isOwnOrigin(headers: Headers, origin: string, { isSecure }: Connection): boolean {
  const [text, host] = [origin.toLowerCase(), (headers.get('host') ?? '').toLowerCase()]
  return text === `https://${host}` || (!isSecure && text === `http://${host}`)
}

/** In a time that does not depend on where they differ. */
function isEqual(sent: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(sent), Buffer.from(wanted)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function forbidden(message: string): Failure {
  return { status: 403, message }
}

function cookieName({ isSecure }: Connection): string {
  return isSecure ? '__Host-sluice' : 'sluice'
}

function cookieOf({ headers }: Request, connection: Connection): string | null {
  const name = `${cookieName(connection)}=`
  const pairs = (headers.get('cookie') ?? '').split(';').map((pair) => pair.trim())
  return pairs.find((pair) => pair.startsWith(name))?.slice(name.length) ?? null
}

/** The header that sets the cookie; an empty token removes it. */
export function sessionCookie(connection: Connection, token: string): string {
  const life = token === '' ? 0 : COOKIE_DAYS * 86_400
  const secure = connection.isSecure ? '; Secure' : ''
  return `${cookieName(connection)}=${token}; Path=/; Max-Age=${life}; HttpOnly; SameSite=Lax${secure}`
}

export function addressText({ address }: Connection): string {
  return address === null ? '' : formatIp(address)
}
