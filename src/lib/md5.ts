/** As others ask for it; nothing of ours is kept safe by it. */
import { createHash } from 'node:crypto'

/** In hex. */
export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex')
}
