/** What an import is for those who ask for it, and what its worker is given and says. */
import type { Caller } from '../../../manage/access.ts'
import type { DeskPlace } from '../../../manage/alone.ts'
import type { ImportOptions } from '../../../manage/config/config-import.ts'
import type { Desk } from '../../../manage/desk.ts'

export interface ConfigImports {
  /** The body of the answer, a refusal, or a failure. */
  run(desk: Desk, caller: Caller, bytes: Uint8Array, options: ImportOptions): Promise<object>
}

export interface ImportTask extends DeskPlace {
  readonly caller: Caller
  readonly bytes: Uint8Array
  readonly options: ImportOptions
}

/** Plain data: the body of the answer, or a failure. */
export interface TakenIn {
  readonly answer: object
  /** Whether anything was written. */
  readonly applied: boolean
}
