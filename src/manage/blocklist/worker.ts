/**
 * The worker that reads lists, or walks over all links with them, and ends. What it finds is closed by
 * the thread that started it, page by page. An entry of its own.
 */
import { parentPort, workerData } from 'node:worker_threads'

import { blocklistExceptionStore } from '../../db/links/blocklist-exceptions.ts'
import { linkListingStore } from '../../db/links/link-listings.ts'
import { openConfigReader } from '../../db/open.ts'
import { standBack } from '../../lib/thread-priority.ts'
import { exceptionReader } from './allowed.ts'
import { type BlockFile, readBlockFiles } from './block-files.ts'
import type { ZonePlace } from './live-blocklist.ts'
import { type Reached, type Walk, walkByFiles, walkByZone, type WalkedPage } from './round.ts'
import { dnsLookup } from './zone.ts'

export type BlocklistTask = { readonly dataDir: string } & (
  | { readonly task: 'read' }
  | {
      readonly task: 'walk'
      readonly by: readonly BlockFile[] | ZonePlace
      readonly from: Reached
    }
)

/** Whoever gets a page answers when it is dealt with. */
export type BlocklistReply =
  { readonly files: readonly BlockFile[] } | { readonly page: WalkedPage } | { readonly walk: Walk }

const NICENESS = 5

if (!parentPort) throw new Error('lists are read by a worker')
const port = parentPort
const say = (reply: BlocklistReply) => port.postMessage(reply)
standBack(NICENESS)
const given = workerData as BlocklistTask
if (given.task === 'read') say({ files: readBlockFiles(given.dataDir) })
else say({ walk: await walked(given) })
port.unref()

async function walked({ dataDir, by, from }: BlocklistTask & { task: 'walk' }): Promise<Walk> {
  const db = openConfigReader(dataDir)
  try {
    const links = linkListingStore(db, Date.now)
    const allows = exceptionReader(blocklistExceptionStore(db, Date.now))
    const parts = { links, allows, from, take }
    if (!('name' in by)) return await walkByFiles(parts, by)
    return await walkByZone(parts, { zone: by.name, lookup: dnsLookup(by.server) })
  } finally {
    db.close()
  }
}

async function take(page: WalkedPage): Promise<void> {
  const dealtWith = new Promise((resolve) => port.once('message', resolve))
  say({ page })
  await dealtWith
}
