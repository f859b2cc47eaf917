/**
 * Custom columns: formulas over measures that people gave a name and a form (`reports.md` 11). In a
 * query one is called `custom:` and its uuid.
 */
import type { Formula, FormulaProblem } from './formula.ts'

/** What is stored of one beside its name. */
export interface CustomColumnSpec {
  readonly formula: string
  /** 0 to 9, for showing it. */
  readonly decimals: number
  readonly format: 'def' | '$' | '%'
}

export interface NamedFormula {
  readonly name: string
  readonly formula: Formula
}

/** By uuid in lower case. */
export type Formulas = ReadonlyMap<string, NamedFormula>

const CUSTOM = 'custom:'

export function isCustom(key: string): boolean {
  return key.startsWith(CUSTOM)
}

/** The key of a custom column in a query. */
export function customKey(uuid: string): string {
  return CUSTOM + uuid
}

/** Null for a key of something else and for a column that is not there. */
export function formulaNamed(key: string, formulas: Formulas): NamedFormula | null {
  if (!isCustom(key)) return null
  return formulas.get(key.slice(CUSTOM.length).toLowerCase()) ?? null
}

const PROBLEMS: { readonly [P in FormulaProblem['problem']]: string } = {
  too_long: 'is longer than 500 characters',
  too_deep: 'has more than 32 brackets in one another',
  unknown_name: 'has a name that is no measure',
  argument_count: 'gives a function the wrong number of values',
  unexpected: 'has something that does not belong there',
  unexpected_end: 'ends too early',
}

/** Counted from 1, as people do. */
export function formulaProblemText({ problem, position }: FormulaProblem): string {
  return `${PROBLEMS[problem]}, at character ${position + 1}`
}
