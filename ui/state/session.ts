/** Who is logged in. The session lives in a cookie that scripts can't read. */
import { signal } from '@preact/signals'

import {
  forgetRights,
  get,
  getIfOpen,
  getNow,
  onExpired,
  onOtherRights,
  onOtherToken,
  post,
  useCsrfToken,
} from '../api/client.ts'
import { failureFrom } from '../api/failure.ts'
import type { SessionUser } from '../api/types.ts'
import { t } from '../words/words.ts'
import { forgetShared } from './load.ts'
import { lookAs } from './look.ts'
import { startZone } from './period.ts'
import { preferences } from './preferences.ts'
import { tell } from './toasts.ts'
import { currency, isViewing, rightsRead, trackerZone, user } from './user.ts'

interface SessionAnswer {
  readonly user: SessionUser
  readonly csrfToken: string
  /** The administrator who looks as this user. */
  readonly viewedBy?: { readonly login: string } | null
  readonly isReadOnly?: boolean
  readonly tracker: { readonly timezone: string; readonly currency: string }
}

/** `unknown` until the server has answered for the first time. */
export type SessionState = 'unknown' | 'none' | 'open' | 'expired'

export const session = signal<SessionState>('unknown')

/** Requests that wait for the password. */
let waiting: ((isBack: boolean) => void)[] = []

/** `ready` is what the first screen is made of. Throws when the server can't be reached at all. */
export async function resumeSession(ready: Promise<unknown>): Promise<void> {
  try {
    const [answer] = await Promise.all([getNow<SessionAnswer>('/session'), ready])
    await open(answer)
  } catch (error) {
    const { status } = failureFrom(error)
    if (status !== 401 && status !== 403 && status !== 404) throw error
    session.value = 'none'
  }
}

export async function logIn(login: string, password: string, code: string | null): Promise<void> {
  const body = code === null ? { login, password } : { login, password, code }
  onExpired(null)
  try {
    await open(await post<SessionAnswer>('/session', body))
  } finally {
    onExpired(askAgain)
  }
}

/** A session that somebody else made: the end of the set-up answers with one. */
export function openSession(answer: SessionAnswer): Promise<void> {
  return open(answer)
}

/** The language is there before the first screen, so that nothing is drawn or asked twice. */
async function open(answer: SessionAnswer): Promise<void> {
  const { user: who, csrfToken, tracker } = answer
  const isSame = user.value?.id === who.id
  if (user.value !== null && !isSame) forgetRights()
  useCsrfToken(csrfToken)
  if (!isSame) {
    forgetShared()
    preferences.value = who.preferences
    startZone(who.preferences.timezone ?? tracker.timezone)
    await lookAs(who.preferences)
  }
  currency.value = tracker.currency
  trackerZone.value = tracker.timezone
  user.value = who
  isViewing.value = answer.isReadOnly === true
  session.value = 'open'
  onExpired(askAgain)
  onOtherRights(readRights)
  onOtherToken(readToken)
  // What somebody else has begun is not done as him.
  for (const resume of waiting) resume(isSame)
  waiting = []
}

let isReadingRights = false

/** Somebody changed them: every screen is to show what they are now. */
async function readRights(): Promise<boolean> {
  if (isReadingRights || session.peek() !== 'open') return false
  isReadingRights = true
  try {
    const isSame = await openAnew(await get<SessionAnswer>('/session'))
    forgetShared()
    rightsRead.value++
    if (isSame) tell(t('rights.changed'))
    return true
  } catch {
    return false
  } finally {
    isReadingRights = false
  }
}

/** Whoever has logged in in another tab: the same user goes on, as another one nothing is done unasked. */
async function readToken(): Promise<boolean> {
  isReadingRights = true
  try {
    return await openAnew(await get<SessionAnswer>('/session'))
  } finally {
    isReadingRights = false
  }
}

/** Of the session that this browser has by now; resolves to whether its user is the same, or tells who it is. */
async function openAnew(answer: SessionAnswer): Promise<boolean> {
  const isSame = user.peek()?.id === answer.user.id
  await open(answer)
  if (!isSame) tell(t('session.other', { login: answer.user.login }))
  return isSame
}

/** Whoever has logged in in another tab is not asked for the password in this one. */
export async function takeUpSession(): Promise<void> {
  const answer = await getIfOpen<SessionAnswer>('/session')
  if (answer !== null && session.peek() === 'expired') await openAnew(answer)
}

/** Many requests may fail at once; all of them wait for the one question. */
function askAgain(): Promise<boolean> {
  session.value = 'expired'
  return new Promise((resolve) => waiting.push(resolve))
}

export function forgetSession(): void {
  for (const resume of waiting) resume(false)
  waiting = []
  onExpired(null)
  onOtherRights(null)
  onOtherToken(null)
  forgetRights()
  forgetShared()
  user.value = null
  useCsrfToken('')
  session.value = 'none'
}
