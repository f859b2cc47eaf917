/** What a person should know of what comes from another tracker: nothing is left out without a word. */
import type { Kind } from '../../../db/records.ts'

/**
 * `left_out`: it does not come, or a part of it; `paused`: a flow that comes switched off, because it
 * would take other visitors than there; `changed`: it comes in another form; `to_do`: a person has to.
 */
export type Effect = 'left_out' | 'paused' | 'changed' | 'to_do'
export const EFFECTS = ['left_out', 'paused', 'changed', 'to_do'] as const satisfies Effect[]

/** What a remark is of: an object, or a flow of it. */
export interface Subject {
  readonly kind: Kind
  readonly name: string
  /** The name of the flow; `''` for the object as a whole. */
  readonly part: string
}

export interface Remark extends Subject {
  readonly effect: Effect
  /** A sentence, or several with `; ` between. */
  readonly text: string
}

type Tell = (of: Subject, text: string) => void

export interface Remarks {
  readonly leftOut: Tell
  readonly paused: Tell
  readonly changed: Tell
  readonly toDo: Tell
  /** The first of them, in order, and how many there are. */
  readonly all: () => { readonly remarks: readonly Remark[]; readonly total: number }
}

/** A tracker of ten thousand campaigns may have several for each. */
const REMARKS_MAX = 5000

export function remarks(): Remarks {
  const list: Remark[] = []
  let total = 0
  const told =
    (effect: Effect): Tell =>
    (of, text) => {
      total++
      if (list.length < REMARKS_MAX) list.push({ ...of, effect, text })
    }
  return {
    leftOut: told('left_out'),
    paused: told('paused'),
    changed: told('changed'),
    toDo: told('to_do'),
    all: () => ({ remarks: list, total }),
  }
}
