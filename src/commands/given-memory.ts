/** Memory that the start or a busy hour needed, and nobody needs any more. */
import { collectAll } from '../lib/calm.ts'
import { giveBackOwnPages } from '../lib/own-pages.ts'

/** By then the first requests are answered. */
export const SETTLED_MS = 2000

/**
 * Unpacked files and parsed modules after the start, what a busy hour has left later: without visits
 * nothing would make the collector look.
 */
export function giveMemoryBack(): void {
  collectAll()
  giveBackOwnPages()
}
