/** What workers write, one at a time, so that visitors do not wait. */
import type { ManagementDeps } from '../api/management/operation.ts'
import { configImports } from '../api/management/system/config-imports.ts'
import { workerFile } from '../lib/worker-file.ts'
import { alone } from '../manage/alone.ts'
import { domainChanges } from '../manage/domain-changes.ts'

export function largeChanges(
  dataDir: string,
): Pick<ManagementDeps, 'alone' | 'configImports' | 'domainChanges'> {
  const parts = { dataDir, alone: alone() }
  return {
    alone: parts.alone,
    configImports: configImports({
      ...parts,
      worker: workerFile('api/management/system/config-import-worker.ts'),
    }),
    domainChanges: domainChanges({ ...parts, worker: workerFile('manage/domain-worker.ts') }),
  }
}
