/**
 * The worker that reads lists, or walks over all links with them, and ends. What it finds is closed by
 * the thread that started it, page by page. An entry of its own.
 */
import { parentPort, workerData } from 'node:worker_threads'

import { linkListingStore } from '../../db/links/link-listings.ts'
import { openConfigReader } from '../../db/open.ts'
import { standBack } from '../../lib/thread-priority.ts'
import { type BlockFile, readBlockFiles } from './block-files.ts'
import type { Hit } from './close-listed.ts'
import type { ZonePlace } from './live-blocklist.ts'
import { type Walk, walkByFiles, walkByZone } from './round.ts'
import { dnsLookup } from './zone.ts'

export type BlocklistTask = { readonly dataDir: string } & (
  | { readonly task: 'read' }
  | { readonly task: 'walk'; readonly by: readonly BlockFile[] | ZonePlace }
)

/** Whoever gets `hits` answers when they are dealt with. */
export type BlocklistReply =
  | { readonly files: readonly BlockFile[] }
  | { readonly hits: readonly Hit[] }
  | { readonly walk: Walk }

const NICENESS = 5

if (!parentPort) throw new Error('lists are read by a worker')
const port = parentPort
const say = (reply: BlocklistReply) => port.postMessage(reply)
standBack(NICENESS)
const given = workerData as BlocklistTask
if (given.task === 'read') say({ files: readBlockFiles(given.dataDir) })
else say({ walk: await walked(given.dataDir, given.by) })
port.unref()

async function walked(dataDir: string, by: readonly BlockFile[] | ZonePlace): Promise<Walk> {
  const db = openConfigReader(dataDir)
  try {
    const links = linkListingStore(db, Date.now)
    if (!('name' in by)) return await walkByFiles(links, by, take)
    return await walkByZone(links, { zone: by.name, lookup: dnsLookup(by.server) }, take)
  } finally {
    db.close()
  }
}

async function take(hits: readonly Hit[]): Promise<void> {
  if (hits.length === 0) return
  const dealtWith = new Promise((resolve) => port.once('message', resolve))
  say({ hits })
  await dealtWith
}
