/**
 * A text with macros, taken apart once: literals and slots in turn. `parse.ts` makes templates when
 * tables are compiled, `expand.ts` fills them for every click in a single pass.
 */
import type { Encoder } from './escape.ts'

/** What the text is, which settles how values are encoded in each of its positions. */
export type TemplateKind = 'url' | 'query' | 'html' | 'script' | 'json' | 'text' | 'header'

/** Where a macro's value goes. */
export interface Slot {
  readonly name: string
  /** What stands behind the colon, `''` without one. */
  readonly args: string
  /** Place of the macro in the registry. */
  readonly macro: number
  readonly encode: Encoder
}

export type Piece = string | Slot

export interface Template {
  readonly pieces: readonly Piece[]
  /**
   * For URLs: a `sound` one gives a valid ASCII target for every visitor, an `unsure` one has a
   * macro in its host and is checked after filling, a `bad` one is never a target. Others are sound.
   */
  readonly soundness: 'sound' | 'unsure' | 'bad'
}
