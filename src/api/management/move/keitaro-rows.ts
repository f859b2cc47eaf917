/** Keitaro's answers as rows, and what the parts of their translation share. */
import type { Kind } from '../../../db/records.ts'
import { type Foreign, idIn, nameIn, objectOf, textOf } from './foreign.ts'
import type { Remarks, Subject } from './remarks.ts'

/** Rows as they came, of any shape. */
export interface KeitaroAnswers {
  readonly groups: Readonly<Record<GroupType, readonly unknown[]>>
  readonly networks: readonly unknown[]
  readonly offers: readonly unknown[]
  readonly landings: readonly unknown[]
  readonly sources: readonly unknown[]
  readonly domains: readonly unknown[]
  readonly campaigns: readonly unknown[]
  /** By the id of their campaign. */
  readonly flows: ReadonlyMap<number, readonly unknown[]>
}

/** What can be grouped there and here. */
export const GROUP_TYPES = ['campaigns', 'offers', 'landings'] as const
export type GroupType = (typeof GROUP_TYPES)[number]

/** Where it moves to. */
export interface MoveTo {
  readonly told: Remarks
  /** A fresh UUID. */
  readonly newId: () => string
  /** Of the installation. */
  readonly currency: string
  /** The key of the campaign that has an alias already; null: none has it. */
  readonly keyOf: (alias: string) => string | null
  /** Whether some campaign has this key. */
  readonly isKey: (key: string) => boolean
}

/** What the parts of the translation share. */
export interface Translating extends MoveTo {
  /** Our ids of their groups and domains; null where they are not among those that come. */
  readonly groupOf: (type: GroupType, id: unknown) => string | null
  readonly domainOf: (id: unknown) => string | null
  /** Fields by the names of parameters that feed them, which serve there as macros. */
  readonly fields: ReadonlyMap<string, string>
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
