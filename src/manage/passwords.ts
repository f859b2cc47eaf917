/** Passwords: argon2id, at most two hashes at a time, because each takes 64 MB and 0.1 s. */

export const PASSWORD_MAX = 256
const HASHES_AT_ONCE = 2

export interface Passwords {
  hash(password: string): Promise<string>
  verify(password: string, hash: string): Promise<boolean>
}

export function passwordHashing(): Passwords {
  let running = 0
  const waiting: (() => void)[] = []
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
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
    verify: (password, hash) => inTurn(() => Bun.password.verify(password, hash)),
  }
}
