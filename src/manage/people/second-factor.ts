/**
 * The second step of a login: a code of an app, or one of ten recovery codes, each of which works
 * once. Only a browser session sets it up, so that nobody locks an owner out with a borrowed key.
 */
import { createHmac } from 'node:crypto'

import type { SecondFactor } from '../../db/people/second-factors.ts'
import type { User } from '../../db/people/users.ts'
import { type Caller, COMMAND_LINE } from '../access.ts'
import { type Desk, DONE, type Done, save, saveChange } from '../desk.ts'
import { FORBIDDEN, isRefusal, NOT_FOUND, type Refusal, SESSION_ONLY } from '../refusal.ts'
import { seal, unseal } from './sealed.ts'
import { newTotpSecret, stepOfCode, toBase32, totpAddress } from './totp.ts'

const PURPOSE = 'second-factor'
const ISSUER = 'Sluice'
const RECOVERY_CODES = 10
/** 50 bits: more than anybody tries against the throttle, short enough to write down. */
const RECOVERY_LENGTH = 10

const IS_ON: Refusal = { refused: 'conflict', why: 'It is on already: switch it off first' }
const IS_OFF: Refusal = { refused: 'conflict', why: 'It is not on' }
const UNREADABLE: Refusal = {
  refused: 'conflict',
  why: 'The second step can’t be checked, because secrets.json is another one: sluice user 2fa-off ends it',
}
const NOT_BEGUN: Refusal = { refused: 'conflict', why: 'Generate a secret first' }

/** Whether logins of the user need a code. */
export function needsCode({ stores }: Pick<Desk, 'stores'>, userId: number): boolean {
  return (stores.secondFactors.find(userId)?.enabledAt ?? null) !== null
}

export interface TwoFactorState {
  readonly isEnabled: boolean
  /** Recovery codes that were not used. */
  readonly recoveryLeft: number
}

export function twoFactorState({ stores }: Desk, userId: number | null): TwoFactorState {
  const factor = userId === null ? null : stores.secondFactors.find(userId)
  const isEnabled = (factor?.enabledAt ?? null) !== null
  return { isEnabled, recoveryLeft: isEnabled ? (factor?.recovery.length ?? 0) : 0 }
}

export interface NewSecret {
  /** Base 32, to type. */
  readonly secret: string
  /** To scan. */
  readonly address: string
}

/** A secret for the caller's app; nothing is asked for before a code of it was given. */
export function beginTwoFactor(desk: Desk, caller: Caller): NewSecret | Refusal {
  const user = atBrowser(desk, caller)
  if (isRefusal(user)) return user
  if (needsCode(desk, user.id)) return IS_ON
  const secret = newTotpSecret()
  const sealed = seal(desk.secrets, PURPOSE, secret)
  put(desk, caller, user, '2fa_generate', {
    userId: user.id,
    sealed,
    enabledAt: null,
    lastStep: 0,
    recovery: [],
  })
  return { secret, address: totpAddress(secret, { login: user.login, issuer: ISSUER }) }
}

/** The recovery codes, which nobody can read again. Other sessions of the caller end. */
export function enableTwoFactor(
  desk: Desk,
  caller: Caller,
  code: string,
): readonly string[] | Refusal {
  const user = atBrowser(desk, caller)
  if (isRefusal(user)) return user
  const factor = desk.stores.secondFactors.find(user.id)
  if (factor === null) return NOT_BEGUN
  if (factor.enabledAt !== null) return IS_ON
  const secret = unseal(desk.secrets, PURPOSE, factor.sealed)
  if (secret === null) return NOT_BEGUN
  const step = throttled(desk, user, () => stepFor(desk, { ...factor, secret }, code))
  if (isRefusal(step)) return step
  const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode)
  const recovery = codes.map((text) => hashOf(desk, text))
  put(desk, caller, user, '2fa_enable', {
    ...factor,
    enabledAt: desk.clock(),
    lastStep: step,
    recovery,
  })
  return codes
}

export function disableTwoFactor(desk: Desk, caller: Caller, code: string): Done | Refusal {
  const user = atBrowser(desk, caller)
  if (isRefusal(user)) return user
  if (!needsCode(desk, user.id)) return IS_OFF
  const used = takeCode(desk, user, code)
  return isRefusal(used) ? used : switchOff(desk, caller, user)
}

/** From the command line, for somebody who has lost his app and his codes. */
export function disableTwoFactorOf(desk: Desk, login: string): Done | Refusal {
  const user = desk.stores.users.byLogin(login)
  if (user === null) return NOT_FOUND
  return needsCode(desk, user.id) ? switchOff(desk, COMMAND_LINE, user) : IS_OFF
}

/** Uses up a code of the app or a recovery code. Tries are counted by user, whatever the address. */
export function takeCode(desk: Desk, user: User, code: string): Done | Refusal {
  const factor = desk.stores.secondFactors.find(user.id)
  if (factor === null) return IS_OFF
  const text = code.replaceAll(/[\s-]/g, '').toUpperCase()
  const secret = unseal(desk.secrets, PURPOSE, factor.sealed)
  if (secret === null) return UNREADABLE
  const used = throttled(desk, user, () => usedUp(desk, factor, secret, text))
  if (isRefusal(used)) return used
  desk.stores.secondFactors.put(used)
  return DONE
}

/** What is left after the code was used; null when it is none. */
function usedUp(desk: Desk, factor: SecondFactor, secret: string, code: string) {
  const step = stepFor(desk, { ...factor, secret }, code)
  if (step !== null) return { ...factor, lastStep: step }
  const hash = hashOf(desk, code)
  const recovery = factor.recovery.filter((one) => one !== hash)
  return recovery.length < factor.recovery.length ? { ...factor, recovery } : null
}

interface CodeSource extends Pick<SecondFactor, 'lastStep'> {
  readonly secret: string
}

function stepFor({ clock }: Desk, { secret, lastStep }: CodeSource, code: string) {
  return stepOfCode(secret, code.replaceAll(/\s/g, ''), { timeMs: clock(), after: lastStep })
}

/** Whoever knows the password still gets few tries at the code. */
function throttled<T>(desk: Desk, { id }: User, check: () => T | null): T | Refusal {
  const account = `second step of ${id}`
  const retryAfterMs = desk.logins.take(account, null)
  if (retryAfterMs !== null) return { refused: 'too_many_tries', retryAfterMs }
  const right = check()
  if (right === null) return { refused: 'wrong_code' }
  desk.logins.giveBack(account, null)
  return right
}

function switchOff(desk: Desk, caller: Caller, { id, login }: User): Done {
  const deed = { event: '2fa_disable', kind: 'users', id, name: login } as const
  return saveChange(desk, caller, deed, () => desk.stores.secondFactors.remove(id))
}

function put(desk: Desk, caller: Caller, user: User, event: string, factor: SecondFactor): void {
  const deed = { event, kind: 'users', name: user.login, changes: null } as const
  save(desk, caller, deed, () => {
    desk.stores.secondFactors.put(factor)
    if (factor.enabledAt !== null) desk.stores.sessions.removeOf(user.id, caller.sessionId)
    return user.id
  })
}

function atBrowser({ stores }: Desk, { userId, sessionId }: Caller): User | Refusal {
  if (sessionId === null) return SESSION_ONLY
  return (userId === null ? null : stores.users.find(userId)) ?? FORBIDDEN
}

function newRecoveryCode(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(RECOVERY_LENGTH))
  const text = toBase32(bytes).slice(0, RECOVERY_LENGTH)
  return `${text.slice(0, RECOVERY_LENGTH / 2)}-${text.slice(RECOVERY_LENGTH / 2)}`
}

function hashOf({ secrets }: Desk, code: string): string {
  const text = code.replaceAll(/[\s-]/g, '').toUpperCase()
  return createHmac('sha256', secrets.of('recovery-codes')).update(text).digest('hex')
}
