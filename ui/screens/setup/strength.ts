/** How long a password has to be, and how hard it is to guess. */
import type { PASSWORD_MIN } from '../../../src/manage/people/passwords.ts'

/** The server's, which refuses what is shorter. */
export const LEAST_PASSWORD: typeof PASSWORD_MIN = 12

export type Strength = 0 | 1 | 2 | 3 | 4

/** Roughly: length counts, variety helps, repetition does not. */
export function strengthOf(password: string): Strength {
  if (password.length < LEAST_PASSWORD) return 0
  const variety = new Set(password).size
  const kinds = [/[a-zа-я]/, /[A-ZА-Я]/, /\d/, /[^\p{L}\d]/u].filter((kind) =>
    kind.test(password),
  ).length
  const points = variety + kinds * 2 + Math.max(0, password.length - LEAST_PASSWORD)
  if (variety < 6) return 1
  if (points < 14) return 2
  return points < 20 ? 3 : 4
}
