/** The worker that keeps the sealed events and answers reports over them: an entry point of its own. */
import { parentPort } from 'node:worker_threads'

import { runKeeper } from '../ledger/keeper-worker.ts'
import { COST_HANDLERS, reportHandlers } from './handlers.ts'

if (!parentPort) throw new Error('reports run as a worker')
runKeeper(parentPort, { ...reportHandlers(Date.now), ...COST_HANDLERS })
