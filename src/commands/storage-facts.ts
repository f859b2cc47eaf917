/** What monitors are told of the disk. A disk that hangs delays neither them nor visitors. */
import type { StorageFacts } from '../api/ops/metrics.ts'
import type { FillForecast } from '../ledger/segments/fill-forecast.ts'
import { sharedByKey } from '../lib/turns.ts'
import { within } from '../lib/within.ts'
import type { Backups } from '../manage/backups/backups.ts'
import { type DiskRoom, diskRoom, fileSizes } from './data-files.ts'

/** The disk answers in less than a millisecond, or is at fault. */
const PATIENCE_MS = 500

type OnDisk = StorageFacts & { readonly disk: DiskRoom | null }

/** Null: the disk does not answer; it is then asked by nobody else. */
export function storageFacts(
  dataDir: string,
  backups: Pick<Backups, 'facts'>,
  forecast: (free: number) => Promise<FillForecast>,
): () => Promise<StorageFacts | null> {
  const shared = sharedByKey<string, OnDisk>()
  const read = async () => {
    const asked = [fileSizes(dataDir), diskRoom(dataDir), backups.facts()] as const
    const [files, disk, { lastAt, failed }] = await Promise.all(asked)
    return { files, disk, backup: { lastAt, hasFailed: failed !== null } }
  }
  return async () => {
    const found = await within(shared(dataDir, read), PATIENCE_MS, null)
    if (found === null || found.disk === null) return found
    return { ...found, disk: { ...found.disk, ...(await forecast(found.disk.free)) } }
  }
}
