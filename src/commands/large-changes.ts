/** What workers write, one at a time, so that visitors do not wait. */
import type { ManagementDeps } from '../api/management/operation.ts'
import { configImports } from '../api/management/system/config-imports.ts'
import { workerFile } from '../lib/worker-file.ts'
import type { Alone } from '../manage/alone.ts'
import { domainChanges } from '../manage/domain-changes.ts'

export function largeChanges(
  dataDir: string,
  alone: Alone,
): Pick<ManagementDeps, 'configImports' | 'domainChanges'> {
  const parts = { dataDir, alone }
  return {
    configImports: configImports({
      ...parts,
      worker: workerFile('api/management/system/config-import-worker.ts'),
    }),
    domainChanges: domainChanges({ ...parts, worker: workerFile('manage/domain-worker.ts') }),
  }
}
