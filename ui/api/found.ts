/** Objects to choose from, where there may be thousands: the server finds them, and names those chosen. */
import type { Fill } from '../parts/cap-bar.tsx'
import { get, search } from './client.ts'
import { inParts } from './in-parts.ts'
import type { Access } from './types.ts'

export const CHOICE_KINDS = [
  'campaign',
  'offer',
  'landing',
  'rotation',
  'affiliate_network',
  'traffic_source',
] as const

export type ChoiceKind = (typeof CHOICE_KINDS)[number]

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

/** Among what is searched. */
export interface Wanted {
  readonly kind: ChoiceKind
  /** Of those that the user may see these alone. */
  readonly access?: 'modify' | undefined
}

/** After so long a pause in typing the server is asked. */
export const TYPING_PAUSE_MS = 150

/** By a part of the name or the number; the first ones of an empty text. */
export function findChoices(
  { kind, access }: Wanted,
  q: string,
  signal: AbortSignal | null = null,
): Promise<Choices> {
  return get<Choices>(`/choices/${kind}${search({ q: q.trim(), access })}`, signal)
}

/** An address has an end. */
const NAMED_AT_ONCE = 300
/** Of more the rest goes by its number. */
const NAMED_MAX = 3000

export interface Named {
  readonly ids: readonly number[]
  /** Those that its flows lead to as well. */
  readonly campaignId?: string
  readonly rotationId?: string
}

/** Those of them that the user may see. */
export async function namedChoices(
  kind: ChoiceKind,
  { ids, ...owner }: Named,
  signal: AbortSignal | null = null,
): Promise<readonly Choice[]> {
  const wanted = [...new Set(ids)].slice(0, NAMED_MAX)
  const isAsked = wanted.length > 0 || Object.keys(owner).length > 0
  const [first = [], ...others] = inParts(wanted, NAMED_AT_ONCE)
  const asked = [{ ...owner, ids: first }, ...others.map((part) => ({ ids: part }))]
  return isAsked ? rowsOf(kind, asked, signal) : []
}

async function rowsOf(
  kind: ChoiceKind,
  asked: readonly Readonly<Record<string, unknown>>[],
  signal: AbortSignal | null,
): Promise<readonly Choice[]> {
  const answers = asked.map((one) => get<Choices>(`/choices/${kind}${search(one)}`, signal))
  return (await Promise.all(answers)).flatMap(({ rows }) => rows)
}

/** Addresses and pasted texts may hold anything. */
export function isId(text: string): boolean {
  return /^[1-9]\d{0,14}$/.test(text)
}

const NAMES_AT_ONCE = 20
const NAMES_MAX = 500

/** Those that the words say, each an id or a whole name; words that say nothing are left out. */
export async function choicesSaid(
  { kind, access }: Wanted,
  words: readonly string[],
): Promise<readonly Choice[]> {
  const names = words.filter((word) => !isId(word)).slice(0, NAMES_MAX)
  const asked = inParts(names, NAMES_AT_ONCE).map((part) => ({ names: part }))
  const answers = await Promise.all([
    namedChoices(kind, { ids: words.filter(isId).map(Number) }),
    rowsOf(kind, asked, null),
  ])
  return answers.flat().filter(({ accessLevel }) => access === undefined || accessLevel === access)
}
