/** A thread that stands back and says what niceness it has then. */
import { getPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'

import { standBack, threadId } from '../../src/lib/thread-priority.ts'

standBack(9)
parentPort?.postMessage(getPriority(threadId()))
