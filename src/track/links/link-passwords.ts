/** Passwords of short links: asked by a form, checked a few times a minute per address and link. */
import type { CompiledLink } from '../../core/links/link.ts'
import { visitorKey } from '../../core/visitor-key.ts'
import type { AddressReader } from '../../detect/address.ts'
import { parseQuery } from '../../detect/query.ts'
import { isYoung } from '../../lib/age.ts'
import { boundedCache } from '../../lib/lru.ts'
import type { TrafficRequest } from '../visits/request.ts'

export type PasswordGate = 'open' | 'password' | 'wrong_password' | 'too_many_tries'

export interface LinkPasswordParts {
  readonly addresses: AddressReader
  /** Null: too many wait already. */
  readonly verifyPassword: (password: string, hash: string) => Promise<boolean | null>
}

/** The field of the form. */
export const PASSWORD_FIELD = 'password'
/** Longer ones are not looked at. */
const PASSWORD_MAX = 256
const TRIES = 5
const WINDOW_MS = 60_000
/** Addresses and links whose tries are remembered. */
const KEPT = 20_000

interface Tries {
  count: number
  readonly since: number
}

export function linkPasswords({ addresses, verifyPassword }: LinkPasswordParts) {
  const tries = boundedCache<string, Tries>(KEPT)

  function mayTry(request: TrafficRequest, { spec }: CompiledLink, now: number): boolean {
    const ip = addresses.read(request.peer, request.header)
    const { high, low } = ip === null ? { high: 0, low: 0 } : visitorKey(ip, '')
    const name = `${high}.${low}/${spec.id}`
    const before = tries.get(name)
    const running =
      before && isYoung(before.since, WINDOW_MS, now) ? before : { count: 0, since: now }
    running.count++
    tries.set(name, running)
    return running.count <= TRIES
  }

  return async (
    request: TrafficRequest,
    link: CompiledLink,
    now: number,
  ): Promise<PasswordGate> => {
    const { passwordHash } = link.spec
    if (passwordHash === null) return 'open'
    const password = request.method === 'POST' ? parseQuery(request.form).get(PASSWORD_FIELD) : null
    if (password === undefined || password === null) return 'password'
    if (!mayTry(request, link, now)) return 'too_many_tries'
    if (password === '' || password.length > PASSWORD_MAX) return 'wrong_password'
    const fits = await verifyPassword(password, passwordHash)
    if (fits === null) return 'too_many_tries'
    return fits ? 'open' : 'wrong_password'
  }
}
