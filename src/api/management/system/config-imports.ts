/**
 * Imports for a running server: small files at once, large ones in a worker, so that visitors do not
 * wait for thousands of objects to be read, checked and written. All or nothing either way.
 */
import { inWorker } from '../../../lib/task-worker.ts'
import { type Alone, placeOf } from '../../../manage/alone.ts'
import type { Desk } from '../../../manage/desk.ts'
import { hasManyLinks } from '../../../manage/domain-changes.ts'
import { FORBIDDEN, type Refusal } from '../../../manage/refusal.ts'
import type { ConfigImports, ImportTask, TakenIn } from './config-import-job.ts'
import { takeInConfig } from './config-taken-in.ts'

/** Some hundred objects, which are taken in within thirty milliseconds. */
const SMALL_BYTES = 256 * 1024

export interface ImportParts {
  readonly dataDir: string
  /** The worker's entry point. */
  readonly worker: string
  readonly alone: Alone
}

const RUNNING: Refusal = { refused: 'conflict', why: 'Another large change is being made' }

export function configImports({ dataDir, worker, alone }: ImportParts): ConfigImports {
  return {
    async run(desk, caller, bytes, options) {
      if (caller.role !== 'super_admin') return FORBIDDEN
      if (alone.isRunning()) return RUNNING
      if (isSmall(desk, bytes)) return takeInConfig(desk, caller, bytes, options).answer
      const task = { ...placeOf(dataDir, desk), caller, bytes, options }
      const taken = await alone.run(() => inWorker<ImportTask, TakenIn>(worker, task))
      if (taken.applied) desk.publish()
      return taken.answer
    },
  }
}

/** One that could change how the words of many links are compared is large, however short. */
function isSmall(desk: Desk, bytes: Uint8Array): boolean {
  if (bytes.length > SMALL_BYTES) return false
  return !Buffer.from(bytes).includes('caseSensitive') || !hasManyLinks(desk, null)
}
