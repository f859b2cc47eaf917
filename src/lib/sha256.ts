/** Secrets that are found again without being kept. */
import { createHash } from 'node:crypto'

/** In hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
