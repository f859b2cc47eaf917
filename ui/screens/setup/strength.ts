/** How hard a password is to guess, roughly: length counts, variety helps, repetition does not. */
export type Strength = 0 | 1 | 2 | 3 | 4

export function strengthOf(password: string): Strength {
  if (password.length < 12) return 0
  const variety = new Set(password).size
  const kinds = [/[a-zа-я]/, /[A-ZА-Я]/, /\d/, /[^\p{L}\d]/u].filter((kind) =>
    kind.test(password),
  ).length
  const points = variety + kinds * 2 + Math.max(0, password.length - 12)
  if (variety < 6) return 1
  if (points < 14) return 2
  return points < 20 ? 3 : 4
}
