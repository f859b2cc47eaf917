/** The caller's own account: the second step of his login, logging out, looking as another user. */
import { Type } from '@sinclair/typebox'
import { renderSVG } from 'uqr'

import { keepCookie, keptCookie } from '../../../manage/people/preferences.ts'
import {
  beginTwoFactor,
  disableTwoFactor,
  enableTwoFactor,
  twoFactorState,
} from '../../../manage/people/second-factor.ts'
import { lookAs, lookAsOneself } from '../../../manage/people/view-as.ts'
import { isRefusal } from '../../../manage/refusal.ts'
import { UNAUTHORIZED } from '../errors.ts'
import { emptyUnless, type Operation, operation } from '../operation.ts'
import { Empty } from '../wire.ts'
import { loggedOut } from './session.ts'

const tag = 'Users'
const Code = Type.Object({
  code: Type.String({ minLength: 1, maxLength: 64, examples: ['123456'] }),
})
/** More than a screen's state is kept nowhere. */
const COOKIE_MAX = 16 * 1024

const twoFactor: Operation[] = [
  operation({
    method: 'GET',
    path: '/user/2fa/status',
    id: 'getTwoFactorStatus',
    summary: 'Whether the own login needs a code, and how many recovery codes are left',
    tag,
    answer: Type.Object({ isEnabled: Type.Boolean(), recoveryLeft: Type.Integer({ minimum: 0 }) }),
    run: ({ desk, caller }) => twoFactorState(desk, caller.userId),
  }),
  operation({
    method: 'PUT',
    path: '/user/2fa/secret/generate',
    id: 'generateTwoFactorSecret',
    summary:
      'A new secret for an authenticator app, as text and as a picture; needs a browser session',
    tag,
    answer: Type.Object({ secret: Type.String(), uri: Type.String(), qr: Type.String() }),
    run: ({ desk, caller }) => {
      const made = beginTwoFactor(desk, caller)
      if (isRefusal(made)) return made
      return { secret: made.secret, uri: made.address, qr: renderSVG(made.address) }
    },
  }),
  operation({
    method: 'POST',
    path: '/user/2fa/enable',
    id: 'enableTwoFactor',
    summary: 'Ask for a code at every login from now on; answers the recovery codes, once',
    tag,
    body: Code,
    answer: Type.Object({ recoveryCodes: Type.Array(Type.String()) }),
    run: ({ desk, caller, body }) => {
      const codes = enableTwoFactor(desk, caller, body.code)
      return isRefusal(codes) ? codes : { recoveryCodes: codes }
    },
  }),
  operation({
    method: 'POST',
    path: '/user/2fa/disable',
    id: 'disableTwoFactor',
    summary: 'Ask for no code any more; needs one, or a recovery code',
    tag,
    body: Code,
    answer: Empty,
    run: ({ desk, caller, body }) => emptyUnless(disableTwoFactor(desk, caller, body.code)),
  }),
]

const sessions: Operation[] = [
  operation({
    method: 'POST',
    path: '/user/logout',
    id: 'logOutUser',
    forReaders: true,
    summary: 'Log out; with a key there is nothing to end',
    tag,
    answer: Empty,
    run: (call) => loggedOut(call) ?? {},
  }),
  operation({
    method: 'POST',
    path: '/session/view',
    id: 'lookAsUser',
    summary: 'See everything as a user does, without changing anything, until it is ended',
    tag: 'Session and set-up',
    own: true,
    body: Type.Object({ userId: Type.Integer({ minimum: 1 }) }),
    answer: Empty,
    run: ({ desk, caller, body }) => emptyUnless(lookAs(desk, caller, body.userId)),
  }),
  operation({
    method: 'DELETE',
    path: '/session/view',
    id: 'lookAsOneself',
    forReaders: true,
    summary: 'See everything as oneself again',
    tag: 'Session and set-up',
    own: true,
    answer: Empty,
    run: ({ desk, caller }) => {
      if (caller.sessionId === null) return { failure: UNAUTHORIZED }
      return emptyUnless(lookAsOneself(desk, caller))
    },
  }),
]

const Cookie = Type.Object({ cookie: Type.String({ maxLength: COOKIE_MAX }) })

const cookie: Operation[] = [
  operation({
    method: 'GET',
    path: '/identity/cookie',
    id: 'getIdentityCookie',
    summary: 'A text that a client keeps for the caller',
    tag,
    answer: Cookie,
    // Nobody else reads it, whoever looks as the user included.
    run: ({ desk, caller }) => ({
      cookie: caller.viewerId === null ? keptCookie(desk, caller) : '',
    }),
  }),
  operation({
    method: 'PUT',
    path: '/identity/cookie',
    id: 'setIdentityCookie',
    summary: 'Keep a text for the caller; nobody else reads it',
    tag,
    body: Cookie,
    answer: Empty,
    run: ({ desk, caller, body }) => emptyUnless(keepCookie(desk, caller, body.cookie)),
  }),
]

export const accountOperations: readonly Operation[] = [...twoFactor, ...sessions, ...cookie]
