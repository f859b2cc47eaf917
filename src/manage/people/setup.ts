/**
 * The set-up of a new installation: a link that works once within half an hour makes the first
 * account. Once anybody has an account there is no set-up any more.
 */
import { randomBytes } from 'node:crypto'

import type { User } from '../../db/people/users.ts'
import { DEFAULTS } from '../../db/records.ts'
import { hostOf } from '../../lib/host-name.ts'
import { sha256 } from '../../lib/sha256.ts'
import { MINUTE_MS } from '../../lib/spans.ts'
import { COMMAND_LINE } from '../access.ts'
import { type Desk, save } from '../desk.ts'
import { isRefusal, NOT_FOUND, problems, type Refusal } from '../refusal.ts'
import { checkSettings } from '../settings.ts'
import { checkPassword } from './passwords.ts'
import { type Browser, type Opened, openSession } from './sessions.ts'

const LINK_LIVES_MS = 30 * MINUTE_MS

export interface SetupChoices {
  readonly login: string
  readonly password: string
  readonly language: string
  readonly timezone: string
  readonly currency: string
  /** `''` for none. */
  readonly domain: string
}

/** Somebody has an account. */
export function isSetUp({ stores }: Pick<Desk, 'stores'>): boolean {
  return stores.users.count() > 0
}

/** The token of a new link; the old link ends. Null when the set-up is done. */
export function newSetupToken(desk: Desk): string | null {
  if (isSetUp(desk)) return null
  const token = randomBytes(16).toString('base64url')
  const expiresAt = desk.clock() + LINK_LIVES_MS
  desk.stores.sessions.replaceSetupLink({ hash: sha256(token), expiresAt })
  return token
}

/** Null when the token opens the set-up. */
export function refuseSetup(desk: Desk, token: string, { address }: Browser): Refusal | null {
  if (isSetUp(desk)) return NOT_FOUND
  const retryAfterMs = desk.logins.take('set-up', address)
  if (retryAfterMs !== null) return { refused: 'too_many_tries', retryAfterMs }
  const expiresAt = desk.stores.sessions.setupLink(sha256(token))
  if (expiresAt === null || expiresAt <= desk.clock()) return { refused: 'bad_setup_link' }
  desk.logins.giveBack('set-up', address)
  return null
}

/** Account, settings and domain in one transaction; the person is logged in with it. */
export async function finishSetup(
  desk: Desk,
  token: string,
  choices: SetupChoices,
  browser: Browser,
): Promise<Opened | Refusal> {
  const refusal = refuseSetup(desk, token, browser) ?? refuseChoices(desk, choices)
  if (refusal !== null) return refusal
  const passwordHash = await desk.passwords.hash(choices.password)
  if (passwordHash === null) return { refused: 'busy' }
  if (isSetUp(desk)) return NOT_FOUND
  const { login, language, timezone, currency, domain } = choices
  const changes = { login, language, timezone, currency, domain }
  const deed = { event: 'set_up', kind: 'settings', name: login, changes } as const
  save(desk, COMMAND_LINE, deed, () => {
    makeAccount(desk, choices, passwordHash)
    desk.stores.settings.put('timezone', timezone)
    desk.stores.settings.put('currency', currency)
    if (domain !== '') addDomain(desk, domain)
    return 'set_up'
  })
  return openSession(desk, theUser(desk, login), browser)
}

function makeAccount({ stores }: Desk, { login, language }: SetupChoices, passwordHash: string) {
  const id = stores.users.add({ login, passwordHash, role: 'super_admin', permissions: [] })
  stores.users.setPreferences(id, { language })
  stores.sessions.replaceSetupLink(null)
}

function theUser({ stores }: Desk, login: string): User {
  const user = stores.users.byLogin(login)
  if (user === null) throw new Error('the account is gone')
  return user
}

function addDomain({ stores }: Desk, text: string): void {
  const host = hostOf(text) ?? ''
  const id = stores.domains.add({ ...DEFAULTS.domains, host, isDefault: true }, crypto.randomUUID())
  stores.changes.note('domains', id)
}

function refuseChoices(desk: Desk, { login, password, timezone, currency, domain }: SetupChoices) {
  const found = problems()
  if (login.trim() === '') found.add('login', '1 to 254 characters')
  checkPassword(found, COMMAND_LINE, 'password', password)
  if (domain !== '' && hostOf(domain) === null) found.add('domain', 'is not a host name')
  const settings = checkSettings(desk, { timezone, currency })
  if (isRefusal(settings) && settings.refused === 'invalid') {
    for (const [field, texts] of Object.entries(settings.fields)) found.add(field, texts.join('; '))
  }
  return found.refusal()
}
