/** The worker that books conversions: gives it its database and its tables. An entry of its own. */
import { parentPort, workerData } from 'node:worker_threads'

import { deliveryQueue } from '../../db/money/deliveries.ts'
import { openBesideWriter, openConfigReader } from '../../db/open.ts'
import { openSecrets } from '../../db/people/secrets.ts'
import { COMPILERS } from '../../routing/compilers.ts'
import { openRouting } from '../../routing/routing.ts'
import { visitKeys } from '../cookies/visit-keys.ts'
import { queueOutgoing } from '../deliveries/outgoing.ts'
import { NO_LANDINGS } from '../landings/local-landings.ts'
import { NO_LINE_FILES } from '../line-files.ts'
import { booker } from './booker.ts'
import type { BookerCommand } from './jobs.ts'

if (!parentPort) throw new Error('conversions are booked in a worker')
const port = parentPort
const { dataDir } = workerData as { readonly dataDir: string }
const routing = openRouting({
  db: openConfigReader(dataDir),
  compilers: COMPILERS,
  // The answering thread compiles the same, and says so.
  report: () => {},
})
const signing = {
  keys: visitKeys(openSecrets(dataDir)),
  // Postbacks show no landing and draw no lines.
  landings: NO_LANDINGS,
  lineFiles: NO_LINE_FILES,
  clock: Date.now,
}
/** A large change of the configuration takes half a minute: what came meanwhile is booked after it. */
const BUSY_MS = 120_000
const handle = booker({
  open: () => openBesideWriter(dataDir, BUSY_MS),
  routing,
  outgoingOn: (db, queued) => queueOutgoing({ ...signing, queue: deliveryQueue(db), queued }),
  reply: (reply) => port.postMessage(reply),
})
port.on('message', (command: BookerCommand) => handle(command))
