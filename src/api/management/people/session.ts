/** Sessions of browsers, the set-up of a new installation, and what a user chose for himself. */
import { Type } from '@sinclair/typebox'

import { settingNumber, settingOf } from '../../../core/settings/settings.ts'
import type { Device } from '../../../core/visit.ts'
import { LANGUAGE_CODES } from '../../../core/words/language.ts'
import type { User } from '../../../db/people/users.ts'
import { changePreferences, preferencesOf } from '../../../manage/people/preferences.ts'
import { type Browser, endSession, logIn, type Opened } from '../../../manage/people/sessions.ts'
import { finishSetup, isSetUp, refuseSetup } from '../../../manage/people/setup.ts'
import { isRefusal, NOT_FOUND, type Refusal } from '../../../manage/refusal.ts'
import { UNAUTHORIZED, UNKNOWN_PATH } from '../errors.ts'
import { addressText, isForeignPage, sessionCookie } from '../identity.ts'
import {
  type Call,
  emptyUnless,
  type Failed,
  type Operation,
  operation,
  type Reply,
} from '../operation.ts'
import { anyCase, nullable } from '../shape.ts'
import { Currency, Empty, timestamp } from '../wire.ts'

const tag = 'Session and set-up'
const optional = Type.Optional
const Token = Type.String({ minLength: 1, maxLength: 200 })
const Login = Type.String({ minLength: 1, maxLength: 254 })
const Password = Type.String({ minLength: 1, maxLength: 256 })

function browserOf({ connection, request }: Call): Browser {
  return { address: connection.address, userAgent: request.headers.get('user-agent') ?? '' }
}

/** Null: with a key there is nothing to end. */
export function loggedOut({ desk, caller, connection }: Call): Reply | Refusal | null {
  if (caller.sessionId === null) return null
  const result = endSession(desk, caller, caller.sessionId)
  const headers = { 'Set-Cookie': sessionCookie(connection, '') }
  return isRefusal(result) ? result : { reply: 200, body: {}, headers }
}

/** Logging in is for the admin's own pages and for programs, on the admin's hosts. */
function refuseHere({ connection, request }: Call): Failed | null {
  if (!connection.isAdminHost) return { failure: UNKNOWN_PATH }
  return isForeignPage(request, connection)
    ? { failure: { status: 403, message: 'The request must come from the admin itself' } }
    : null
}

/** `viewedBy`: the administrator who looks as this user; null: the user himself. */
function sessionView({ tables, read, caller }: Call, user: User, csrfToken: string) {
  const viewer = caller.viewerId === null ? null : read.users.find(caller.viewerId)
  const { id, login, role, hideProfit, permissions, canCreateUsers, preferences } = user
  const { settings } = tables()
  return {
    user: {
      id,
      login,
      role,
      hideProfit,
      canCreateUsers,
      permissions,
      preferences: preferencesOf(preferences),
    },
    viewedBy: viewer === null ? null : { id: viewer.id, login: viewer.login },
    isReadOnly: caller.reach !== 'write' && caller.sessionId !== null,
    csrfToken,
    tracker: {
      timezone: settingOf(settings, 'timezone'),
      currency: settingOf(settings, 'currency'),
      weekStart: settingNumber(settings, 'week_start'),
    },
  }
}

function opened(call: Call, { token, session, user }: Opened): Reply {
  const headers = { 'Set-Cookie': sessionCookie(call.connection, token) }
  return { reply: 200, body: sessionView(call, user, session.csrf), headers }
}

const NOT_SET_UP: Refusal = {
  refused: 'conflict',
  why: 'Nobody has an account here yet: open the link that "sluice serve" printed, or the one that "sluice setup-link" makes',
}

const sessions: Operation[] = [
  operation({
    method: 'POST',
    path: '/session',
    id: 'logIn',
    summary: 'Log in from a browser',
    tag,
    open: true,
    own: true,
    body: Type.Object({
      login: Login,
      password: Password,
      code: optional(Type.String({ maxLength: 64 })),
    }),
    run: async (call) => {
      const refusal = refuseHere(call) ?? (isSetUp(call.desk) ? null : NOT_SET_UP)
      if (refusal !== null) return refusal
      const { login, password, code = '' } = call.body
      const result = await logIn(call.desk, { login, password, code }, browserOf(call))
      return isRefusal(result) ? result : opened(call, result)
    },
  }),
  operation({
    method: 'GET',
    path: '/session',
    id: 'getSession',
    summary: 'Who is logged in here, and the token for changes',
    tag,
    own: true,
    run: (call) => {
      const { caller, read } = call
      const session = caller.sessionId === null ? null : read.sessions.find(caller.sessionId)
      const user = caller.userId === null ? null : read.users.find(caller.userId)
      if (session === null || user === null) return { failure: UNAUTHORIZED }
      return sessionView(call, user, session.csrf)
    },
  }),
  operation({
    method: 'DELETE',
    path: '/session',
    id: 'logOut',
    forReaders: true,
    summary: 'Log out',
    tag,
    own: true,
    answer: Empty,
    run: (call) => loggedOut(call) ?? { failure: UNAUTHORIZED },
  }),
  operation({
    method: 'GET',
    path: '/sessions',
    id: 'listSessions',
    summary: 'Own sessions',
    tag,
    own: true,
    run: ({ read, caller, detectors }) => {
      const all = caller.userId === null ? [] : read.sessions.listOf(caller.userId)
      const rows = all.map(({ id, createdAt, seenAt, address, userAgent }) => ({
        id,
        createdAt: timestamp(createdAt),
        seenAt: timestamp(seenAt),
        address,
        userAgent,
        ...programOf(detectors.userAgent(userAgent).device),
        isCurrent: id === caller.sessionId,
      }))
      return { rows, total: rows.length }
    },
  }),
  operation({
    method: 'DELETE',
    path: '/sessions/:id',
    id: 'endSession',
    summary: 'End one of the own sessions',
    tag,
    own: true,
    params: Type.Object({ id: Type.Integer({ minimum: 1 }) }),
    answer: Empty,
    run: ({ desk, caller, params }) => emptyUnless(endSession(desk, caller, params.id)),
  }),
]

/** `Chrome 129` and `Windows 11`; empty where the user agent does not tell. */
function programOf({ browser, browserVersion, os, osVersion }: Device) {
  const [major = ''] = browserVersion.split('.')
  return { browser: `${browser} ${major}`.trim(), os: `${os} ${osVersion}`.trim() }
}

/** What the person at the console should know before he goes on. */
function checksOf({ connection }: Call) {
  const isNear = connection.isSecure || /^(127\.|::1$)/.test(addressText(connection))
  return [
    {
      id: 'encryption',
      ok: isNear,
      detail: connection.isSecure
        ? 'The connection is encrypted'
        : isNear
          ? 'You are on the machine itself'
          : 'The connection is not encrypted: put TLS in front before others use it',
    },
    { id: 'address', ok: connection.address !== null, detail: addressText(connection) },
  ]
}

/** As long as nobody has an account, and where the admin is. */
function setupGate(call: Call): Failed | Refusal | null {
  return refuseHere(call) ?? (isSetUp(call.desk) ? NOT_FOUND : null)
}

const setup: Operation[] = [
  operation({
    method: 'POST',
    path: '/setup/start',
    id: 'startSetup',
    summary: 'Open the set-up with the link of the console',
    tag,
    open: true,
    own: true,
    gate: setupGate,
    body: Type.Object({ token: Token }),
    run: (call) => {
      const refusal = refuseSetup(call.desk, call.body.token, browserOf(call))
      return refusal ?? { checks: checksOf(call) }
    },
  }),
  operation({
    method: 'POST',
    path: '/setup/finish',
    id: 'finishSetup',
    summary: 'Make the first account; logs in',
    tag,
    open: true,
    own: true,
    gate: setupGate,
    body: Type.Object({
      token: Token,
      login: Login,
      password: Password,
      language: anyCase(LANGUAGE_CODES),
      timezone: Type.String({ maxLength: 60 }),
      currency: Currency,
      domain: optional(nullable(Type.String({ maxLength: 253 }))),
    }),
    run: async (call) => {
      const { token, domain, ...rest } = call.body
      const choices = { ...rest, domain: domain ?? '' }
      const result = await finishSetup(call.desk, token, choices, browserOf(call))
      return isRefusal(result) ? result : opened(call, result)
    },
  }),
]

const preferences: Operation[] = [
  operation({
    method: 'GET',
    path: '/me/preferences',
    id: 'getPreferences',
    summary: 'What the caller chose for himself',
    tag,
    own: true,
    run: ({ read, caller }) => {
      const user = caller.userId === null ? null : read.users.find(caller.userId)
      return user === null ? NOT_FOUND : preferencesOf(user.preferences)
    },
  }),
  operation({
    method: 'PUT',
    path: '/me/preferences',
    id: 'changePreferences',
    summary: 'Change language, look, time zone and columns; what is left out stays',
    tag,
    own: true,
    body: Type.Object({
      language: optional(nullable(anyCase(LANGUAGE_CODES))),
      theme: optional(anyCase(['auto', 'light', 'dark'])),
      timezone: optional(nullable(Type.String({ maxLength: 60 }))),
      columns: optional(Type.Unknown()),
      thresholds: optional(Type.Unknown()),
    }),
    run: ({ desk, caller, body }) => changePreferences(desk, caller, body),
  }),
]

export const sessionOperations: readonly Operation[] = [...sessions, ...setup, ...preferences]
