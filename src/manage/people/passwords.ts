/**
 * Passwords: how long they are at least, and their hashes (argon2id), of which two at most are made at
 * a time, because each takes 64 MB and 0.1 s.
 */
import { places } from '../../lib/turns.ts'
import type { Caller } from '../access.ts'
import type { Problems } from '../refusal.ts'

/** Of what people choose: in the admin, at the set-up, on the command line. */
export const PASSWORD_MIN = 12
/** Of what programs send with a key: what the dialect promises them. */
export const DIALECT_PASSWORD_MIN = 8
export const PASSWORD_MAX = 256
const HASHES_AT_ONCE = 2
/** Who comes after these is sent away, so that a flood of logins does not make everybody wait. */
const WAITING_MAX = 20

/** Of a password that nobody knows: what checking an unknown login costs. */
const DUMMY_HASH =
  '$argon2id$v=19$m=65536,t=2,p=1$F9DyLbvg+AVnVCUgqa73qhfNQ56fk9UAfFoT3J7dq1o$' +
  '//Btak2gpL/UPz5EdsxO3eAIGR+Ju9IchXzwZv8yB3Y'

/** Tells under `field` when a new password is too short for the way it came, or too long. */
export function checkPassword(
  found: Problems,
  { via }: Pick<Caller, 'via'>,
  field: string,
  password: string,
): void {
  const least = via === 'key' ? DIALECT_PASSWORD_MIN : PASSWORD_MIN
  if (password.length < least || password.length > PASSWORD_MAX) {
    found.add(field, `${least} to ${PASSWORD_MAX} characters`)
  }
}

/** Null everywhere: too many wait already. */
export interface Passwords {
  hash(password: string): Promise<string | null>
  /** Without a hash it takes as long and is false. */
  verify(password: string, hash: string | null): Promise<boolean | null>
}

export function passwordHashing(): Passwords {
  const room = places(HASHES_AT_ONCE, WAITING_MAX)
  return {
    hash: async (password) =>
      room.take(() => Bun.password.hash(password, { algorithm: 'argon2id' })),
    verify: async (password, hash) => room.take(() => isPassword(password, hash)),
  }
}

async function isPassword(password: string, hash: string | null): Promise<boolean> {
  const fits = await Bun.password.verify(password, hash ?? DUMMY_HASH)
  return fits && hash !== null
}
