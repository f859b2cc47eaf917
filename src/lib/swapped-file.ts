/** Files that are replaced beside the thread that answers. */
import { rename, rm } from 'node:fs/promises'

/**
 * Lets `write` make a draft beside the old file and swaps, so a crash leaves the one or the other. Rejects
 * with what writing throws; the old one stays then.
 */
export async function swapFile(
  path: string,
  write: (draft: string) => Promise<void>,
): Promise<void> {
  const draft = `${path}.new`
  try {
    await write(draft)
    await rename(draft, path)
  } catch (error) {
    // On a full disk what was written of it is room for clicks.
    await rm(draft, { force: true }).catch(() => undefined)
    throw error
  }
}
