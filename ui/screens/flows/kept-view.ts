/** What a person sees of a flow set beside its content: it stays as it is when the set is read again. */
import type { VisitorForm } from './simulation.ts'

/** Written by the parts of the editor, read when they are drawn anew. */
export interface KeptView {
  readonly of: string
  /** Places of the flows that lie open; null: nobody has looked yet. */
  open: readonly number[] | null
  /** The visitor of the simulator. */
  visitor: VisitorForm | null
  isVisitorOpen: boolean
}

export function newView(of: string): KeptView {
  return { of, open: null, visitor: null, isVisitorOpen: false }
}
