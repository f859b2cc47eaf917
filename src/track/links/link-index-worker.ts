/**
 * Takes what is due into the index of links' texts, and ends: few links at a time, so that writers wait
 * for milliseconds, and without waiting for the disk, because what a power cut takes back is due again.
 * An entry point of its own.
 */
import { workerData } from 'node:worker_threads'

import { linkIndexer } from '../../db/links/link-search.ts'
import { openBesideWriter } from '../../db/open.ts'

/** Some 5 ms of work. */
const AT_ONCE = 250
const PAUSE_MS = 20

const { dataDir } = workerData as { readonly dataDir: string }
const db = openBesideWriter(dataDir)
db.run('PRAGMA synchronous = NORMAL')
const index = linkIndexer(db)
while (index(AT_ONCE) > 0) await Bun.sleep(PAUSE_MS)
db.close()
