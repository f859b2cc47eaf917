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
