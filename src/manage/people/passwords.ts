/** Passwords: argon2id, at most two hashes at a time, because each takes 64 MB and 0.1 s. */

export const PASSWORD_MAX = 256
const HASHES_AT_ONCE = 2
/** Who comes after these is sent away, so that a flood of logins does not make everybody wait. */
const WAITING_MAX = 20

/** Of a password that nobody knows: what checking an unknown login costs. */
const DUMMY_HASH =
  '$argon2id$v=19$m=65536,t=2,p=1$F9DyLbvg+AVnVCUgqa73qhfNQ56fk9UAfFoT3J7dq1o$' +
  '//Btak2gpL/UPz5EdsxO3eAIGR+Ju9IchXzwZv8yB3Y'

/** Null everywhere: too many wait already. */
export interface Passwords {
  hash(password: string): Promise<string | null>
  /** Without a hash it takes as long and is false. */
  verify(password: string, hash: string | null): Promise<boolean | null>
}

export function passwordHashing(): Passwords {
  let running = 0
  const waiting: (() => void)[] = []
  const inTurn = async <T>(work: () => Promise<T>): Promise<T | null> => {
    if (waiting.length >= WAITING_MAX) return null
    if (running >= HASHES_AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve))
    running++
    try {
      return await work()
    } finally {
      running--
      waiting.shift()?.()
    }
  }
  return {
    hash: (password) => inTurn(() => Bun.password.hash(password, { algorithm: 'argon2id' })),
    verify: (password, hash) => inTurn(() => isPassword(password, hash)),
  }
}

async function isPassword(password: string, hash: string | null): Promise<boolean> {
  const fits = await Bun.password.verify(password, hash ?? DUMMY_HASH)
  return fits && hash !== null
}
