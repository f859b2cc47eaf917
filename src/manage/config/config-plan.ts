/** What an import does with each object of a configuration file, and what it works with. */
import type { Kind } from '../../db/records.ts'
import type { Caller } from '../access.ts'
import type { Desk } from '../desk.ts'
import type { Refusal } from '../refusal.ts'
import type { Places } from './config-references.ts'

export type ImportMode = 'create' | 'merge'
export type ImportAction = 'create' | 'update' | 'skip' | 'fail'

/** As the file names them. */
export type TemplateSection = 'templates.traffic_sources' | 'templates.affiliate_networks'

export interface PlanRow {
  readonly kind: Kind | 'pixels' | 'links' | 'settings' | TemplateSection
  /** Which of its section, from 0; null for settings, which have names. */
  readonly index: number | null
  readonly name: string
  readonly action: ImportAction
  /** Why it is skipped or what else there is to know; `''` when nothing is. */
  readonly note: string
  /** Why it failed. */
  readonly refusal: Refusal | null
}

export interface Import {
  readonly desk: Desk
  readonly caller: Caller
  readonly mode: ImportMode
  readonly places: Places
}

export type Outcome = Pick<PlanRow, 'action' | 'note' | 'refusal'>

export function skipped(note: string): Outcome {
  return { action: 'skip', note, refusal: null }
}

/**
 * Finds what is here already by its word, of several that of the same id first; `null`: nothing, or no
 * more. Two objects of a file never become one: each of those here is taken once.
 */
export function takenOnce<T extends { readonly id: number | string }>(
  here: readonly T[],
  wordOf: (one: T) => string,
): (id: T['id'], word: string) => T | null {
  const byWord = Map.groupBy(here, wordOf)
  return (id, word) => {
    const fitting = byWord.get(word) ?? []
    const at = fitting.findIndex((one) => one.id === id)
    return fitting.splice(Math.max(at, 0), 1)[0] ?? null
  }
}
