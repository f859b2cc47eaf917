/** What monitors are told of the disk. A disk that hangs delays neither them nor visitors. */
import type { StorageFacts } from '../api/ops/metrics.ts'
import { sharedByKey } from '../lib/turns.ts'
import { within } from '../lib/within.ts'
import type { Backups } from '../manage/backups/backups.ts'
import { diskRoom, fileSizes } from './data-files.ts'

/** The disk answers in less than a millisecond, or is at fault. */
const PATIENCE_MS = 500

/** Null: the disk does not answer; it is then asked by nobody else. */
export function storageFacts(
  dataDir: string,
  backups: Pick<Backups, 'facts'>,
): () => Promise<StorageFacts | null> {
  const shared = sharedByKey<string, StorageFacts>()
  const read = async () => {
    const asked = [fileSizes(dataDir), diskRoom(dataDir), backups.facts()] as const
    const [files, disk, { lastAt, failed }] = await Promise.all(asked)
    return { files, disk, backup: { lastAt, hasFailed: failed !== null } }
  }
  return () => within(shared(dataDir, read), PATIENCE_MS, null)
}
