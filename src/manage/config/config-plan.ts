/** What an import does with each object of a configuration file, and what it works with. */
import type { Kind } from '../../db/records.ts'
import type { Caller } from '../access.ts'
import type { Desk } from '../desk.ts'
import type { Fields, Refusal } from '../refusal.ts'
import type { Places } from './config-references.ts'

export type ImportMode = 'create' | 'merge'
export type ImportAction = 'create' | 'update' | 'skip' | 'fail'

/** As the file names them. */
export type TemplateSection = 'templates.traffic_sources' | 'templates.affiliate_networks'

export interface PlanRow {
  readonly kind: Kind | 'blocklist_exceptions' | 'pixels' | 'links' | 'settings' | TemplateSection
  /** Which of its section, from 0; null for settings, which have names. */
  readonly index: number | null
  readonly name: string
  readonly action: ImportAction
  /** Why it is skipped, and what else there is to know, `; ` between; `''` when nothing is. */
  readonly note: string
  /** What of it needs a person, although it is taken in as it is. */
  readonly warnings: Fields
  /** Why it failed. */
  readonly refusal: Refusal | null
}

export interface Import {
  readonly desk: Desk
  readonly caller: Caller
  readonly mode: ImportMode
  readonly places: Places
}

export type Outcome = Pick<PlanRow, 'action' | 'note' | 'warnings' | 'refusal'>

const NO_WARNINGS: Fields = {}

export function skipped(note: string): Outcome {
  return { action: 'skip', note, warnings: NO_WARNINGS, refusal: null }
}

export function taken(action: 'create' | 'update', warnings = NO_WARNINGS): Outcome {
  return { action, note: '', warnings, refusal: null }
}

/** `uncounted`: what of it is taken in, or is here already, and will never count. */
export function warned(outcome: Outcome, uncounted: Fields): Outcome {
  if (Object.keys(uncounted).length === 0) return outcome
  const note = [outcome.note, 'some of it never counts'].filter(Boolean).join('; ')
  return { ...outcome, note, warnings: uncounted }
}

export function failed(refusal: Refusal): Outcome {
  return { action: 'fail', note: '', warnings: NO_WARNINGS, refusal }
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
