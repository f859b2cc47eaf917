/** The shape of a filter case: a payload meets a visit and gives a verdict. */
import type { FilterVerdict } from '../../../src/core/trace/trace.ts'
import type { Facts } from './visit.ts'

/** `seen` and `why` are compared where they are stated; `at` is the time in UTC. */
export interface FilterCase {
  readonly payload: unknown
  readonly facts?: Facts
  readonly at?: string
  readonly gives: FilterVerdict
  readonly seen?: string
  readonly why?: string
}

/** A refused payload, and a part of what is said about it. */
export type Refusal = readonly [payload: unknown, problem: string]

/** What is known of one filter type; the keys of `cases` say what each case shows. */
export interface FilterCases {
  readonly cases: Readonly<Record<string, FilterCase>>
  readonly refused: readonly Refusal[]
}
