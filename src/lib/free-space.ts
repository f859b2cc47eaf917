/** Room on a disk, for whoever must leave some of it to clicks. */
import { statfsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'

/** What whoever could do without more leaves free for clicks. */
export const RESERVED_BYTES = 512 * 1024 * 1024

/** Bytes that may be written on the disk of the folder. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

/** The same without a pause, for commands and workers. */
export function freeBytesNow(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}
