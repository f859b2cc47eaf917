/** Objects to choose from, where there may be thousands: the server finds them, and names those chosen. */
import type { Fill } from '../parts/cap-bar.tsx'
import { get, search } from './client.ts'
import type { Access } from './types.ts'

export type ChoiceKind = 'campaign' | 'landing' | 'offer'

export interface Choice {
  readonly id: number
  readonly name: string
  readonly accessLevel: Access
  /** Of offers. */
  readonly cap?: Fill | null
}

export interface Choices {
  readonly rows: readonly Choice[]
  readonly hasMore: boolean
}

/** By a part of the name or the number; the first ones of an empty text. */
export function findChoices(kind: ChoiceKind, q: string, signal: AbortSignal): Promise<Choices> {
  return get<Choices>(`/choices/${kind}${search({ q: q.trim() })}`, signal)
}

/** Of more the rest goes by its number: an address has an end. */
const NAMED_MAX = 300

export interface Named {
  readonly ids: readonly number[]
  /** Those that its flows lead to as well. */
  readonly campaignId?: string
  readonly rotationId?: string
}

/** Those of them that the user may see. */
export async function namedChoices(
  kind: ChoiceKind,
  asked: Named,
  signal: AbortSignal,
): Promise<readonly Choice[]> {
  const ids = [...new Set(asked.ids)].slice(0, NAMED_MAX)
  return (await get<Choices>(`/choices/${kind}${search({ ...asked, ids })}`, signal)).rows
}
