/** The worker that keeps the sealed events and answers reports over them: an entry point of its own. */
import { join } from 'node:path'
import { parentPort } from 'node:worker_threads'

import { judgeBy } from '../detect/robot-verdict.ts'
import { runKeeper } from '../ledger/keeper/keeper-worker.ts'
import { LEDGER_FILE } from '../ledger/segments/ledger-db.ts'
import { standBack } from '../lib/thread-priority.ts'
import { workerFile } from '../lib/worker-file.ts'
import { keptExports } from './export/export.ts'
import { COST_HANDLERS, exportHandlers, reportHandlers, resumeLeft } from './handlers.ts'
import { linkSumsOf } from './link-tally.ts'
import { reportCrew } from './scan/crew.ts'

if (!parentPort) throw new Error('reports run as a worker')
// Not much: looking up the click of a postback is its work too.
standBack(3)
const file = workerFile('report/scan/scan-worker.ts')
runKeeper(parentPort, (dataDir) => {
  const crew = reportCrew({ file, ledger: join(dataDir, LEDGER_FILE) })
  const exports = keptExports()
  const handlers = {
    ...reportHandlers({ clock: Date.now, crew, exports, folder: dataDir }),
    ...exportHandlers(exports),
    ...COST_HANDLERS,
  }
  return { handlers, opened: resumeLeft, sumUp: linkSumsOf, judgeBy, close: crew.close }
})
