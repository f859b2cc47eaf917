/** What a user chose for himself: language, look, time zone, columns. Nobody else reads it. */
import type { Language } from '../../core/words/language.ts'
import { isTimeZone } from '../../lib/zoned-time.ts'
import type { Caller } from '../access.ts'
import { type Desk, type Done, save, saveChange } from '../desk.ts'
import { FORBIDDEN, problems, type Refusal } from '../refusal.ts'

export interface Preferences {
  readonly language: Language | null
  readonly theme: 'auto' | 'light' | 'dark'
  /** Null: that of the tracker. */
  readonly timezone: string | null
  /** By page, as the screens keep them. */
  readonly columns: unknown
  readonly thresholds: unknown
}

const DEFAULTS: Preferences = {
  language: null,
  theme: 'auto',
  timezone: null,
  columns: {},
  thresholds: {},
}
const STORED_MAX = 64 * 1024

/** With the defaults for what was never chosen. */
export function preferencesOf(stored: Readonly<Record<string, unknown>>): Preferences {
  const { cookie: _kept, ...own } = stored
  return { ...DEFAULTS, ...own }
}

/** What is left out stays. */
export function changePreferences(
  desk: Desk,
  caller: Caller,
  change: Partial<Preferences>,
): Preferences | Refusal {
  const user = caller.userId === null ? null : desk.stores.users.find(caller.userId)
  if (user === null) return FORBIDDEN
  const preferences = { ...DEFAULTS, ...user.preferences, ...change }
  const refusal = refuse(preferences)
  if (refusal !== null) return refusal
  save(
    desk,
    caller,
    { event: 'preferences', kind: 'users', name: user.login, changes: null },
    () => {
      desk.stores.users.setPreferences(user.id, preferences)
      return user.id
    },
  )
  return preferencesOf(preferences)
}

/** What a client of the dialect keeps for its user; `''` when nothing. */
export function keptCookie({ stores }: Desk, { userId }: Caller): string {
  const kept = userId === null ? undefined : stores.users.find(userId)?.preferences['cookie']
  return typeof kept === 'string' ? kept : ''
}

export function keepCookie(desk: Desk, caller: Caller, cookie: string): Done | Refusal {
  const user = caller.userId === null ? null : desk.stores.users.find(caller.userId)
  if (user === null) return FORBIDDEN
  const deed = { event: 'preferences', kind: 'users', id: user.id, name: user.login } as const
  return saveChange(desk, caller, deed, () =>
    desk.stores.users.setPreferences(user.id, { ...user.preferences, cookie }),
  )
}

function refuse(preferences: Preferences): Refusal | null {
  const found = problems()
  const { timezone } = preferences
  if (timezone !== null && !isTimeZone(timezone)) found.add('timezone', 'is no time zone')
  if (JSON.stringify(preferences).length > STORED_MAX) found.add('columns', 'are too many')
  return found.refusal()
}
