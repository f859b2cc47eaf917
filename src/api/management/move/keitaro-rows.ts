/** Keitaro's answers as rows, and what the parts of their translation share. */
import type { MoveTo } from './rows.ts'

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

/** What the parts of the translation share. */
export interface Translating extends MoveTo {
  /** Our ids of their groups and domains; null where they are not among those that come. */
  readonly groupOf: (type: GroupType, id: unknown) => string | null
  readonly domainOf: (id: unknown) => string | null
  /** Fields by the names of parameters that feed them, which serve there as macros. */
  readonly fields: ReadonlyMap<string, string>
}
