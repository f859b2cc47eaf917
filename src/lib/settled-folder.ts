/** Files that people put into a folder while the server runs, and whether they have been changed. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

import { isAbsent } from './errors.ts'

export interface SettledFolder {
  /** Of the files as they were at the start, or when `hasChanged` said so last. */
  readonly state: string
  /**
   * Whether files have come, gone or changed, and have stayed so since the call before: one that is
   * still being copied changes again.
   */
  hasChanged(): boolean
}

/** Watches files whose names end so. */
export function settledFolder(folder: string, end: string): SettledFolder {
  let read = stateOf(folder, end) ?? ''
  let seen = read
  return {
    get state() {
      return read
    },
    hasChanged() {
      const state = stateOf(folder, end)
      // Without descriptors nothing can be listed: what is known stays.
      if (state === null) return false
      const isSettled = state === seen
      seen = state
      if (state === read || !isSettled) return false
      read = state
      return true
    },
  }
}

/** In order; none if there is no such folder. Throws where nobody can say. */
export function namesIn(folder: string, end: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(end))
      .toSorted()
  } catch (error) {
    if (isAbsent(error)) return []
    throw error
  }
}

/** Equal for equal files, as far as one can tell without reading them; empty without any; `null`: not known. */
function stateOf(folder: string, end: string): string | null {
  try {
    return namesIn(folder, end)
      .map((name) => {
        const stat = statSync(join(folder, name), { throwIfNoEntry: false })
        // Of its rights, too: who puts them right changes nothing else.
        return `${name} ${stat?.size ?? 0} ${stat?.mtimeMs ?? 0} ${stat?.ctimeMs ?? 0}`
      })
      .join('\n')
  } catch {
    return null
  }
}
