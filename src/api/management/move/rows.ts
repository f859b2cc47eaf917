/** Rows of another tracker's lists, and where they move to. */
import type { Kind } from '../../../db/records.ts'
import { type Foreign, idIn, nameIn, objectOf, textOf } from './foreign.ts'
import type { Remarks, Subject } from './remarks.ts'

/** Where it moves to. */
export interface MoveTo {
  readonly told: Remarks
  /** A fresh UUID. */
  readonly newId: () => string
  /** Of the installation. */
  readonly currency: string
  readonly zone: string
  /** The key of the campaign that has an alias already; null: none has it. */
  readonly keyOf: (alias: string) => string | null
  /** Whether some campaign has this key. */
  readonly isKey: (key: string) => boolean
}

/** A row that comes: it has an id and a name, and is not deleted. */
export interface Row {
  readonly id: number
  readonly name: string
  readonly row: Foreign
  readonly of: Subject
}

const NAMELESS = 'has no id or no name in what was answered'

/** Those that can come; why others can't is told. */
export function wholeRows(told: Remarks, kind: Kind, rows: readonly unknown[]): Row[] {
  const seen = new Set<number>()
  return rows.flatMap((given) => {
    const row = objectOf(given)
    const [id, name] = [idIn(row['id']), nameIn(row['name'])]
    const of = { kind, name: name || `#${textOf(row['id'], 20)}`, part: '' }
    // A page that overlaps the one before tells a row twice.
    if (id !== null && seen.has(id)) return []
    if (id === null || name === '') told.leftOut(of, NAMELESS)
    else if (nameIn(row['state']) === 'deleted') told.leftOut(of, 'is deleted there')
    else {
      seen.add(id)
      if (nameIn(row['notes']) !== '') told.leftOut(of, 'its note does not come along')
      return [{ id, name, row, of }]
    }
    return []
  })
}

/** Of an uploaded page: the last folder of its path there serves as its folder here. */
export function landerPath(given: string, id: number): string {
  const parts = given.split(/[\\/]+/).filter((part) => /^[\w-]{1,100}$/.test(part))
  return `landers/${parts.at(-1) ?? `landing-${id}`}/index.html`
}
