/** The one character that no text of a request may hold: programs end a text at it. */
export const HOLDS_NUL = 'must not contain the control character NUL (U+0000)'

export function holdsNul(value: unknown): boolean {
  return typeof value === 'string' && value.includes('\0')
}
