/**
 * How a call was read: which parameter said what, and by whose words and agreements it was judged.
 * Kept with the call, so that a later change of maps or offers does not rewrite the past.
 */
import { CALL_NAMES, firstNamed, lossElsewhere, otherCase, type ParameterRead } from './call.ts'
import type { StatusClass } from './classes.ts'
import type { Payout } from './payout.ts'
import type { Meaning } from './statuses.ts'

/** What the settings of its moment made of a call. Stored as JSON: add, never rename. */
export interface Reading {
  readonly key: 'general' | 'network' | 'pixel' | 'none'
  /** Against the network's list: there is none, it is on it, it is not; `test`: nobody asked. */
  readonly address: 'any' | 'listed' | 'refused' | 'test'
  /** `null`: the word means nothing, or nobody asked. */
  readonly status: Meaning | null
  /**
   * Networks by whose secret the call is signed, if none was known to be its own when it came. Left
   * out: there was nothing to look at, or it was judged at once.
   */
  readonly signedBy?: readonly number[]
  readonly payout: Pick<Payout, 'micros' | 'currency' | 'source'> | null
  /** What stayed instead, and when a person set it; left out: the payout counts as it was read. */
  readonly kept?: PayoutKept
}

export interface PayoutKept {
  readonly micros: number
  readonly currency: string
  readonly at: number
}

/** `''` and what can't be read: nothing is known. */
export function parseReading(json: string): Partial<Reading> {
  return json === '' ? {} : (JSON.parse(json) as Partial<Reading>)
}

/** For each thing a call says of a conversion: the parameter that said it. */
export function parametersRead(
  fields: ReadonlyMap<string, string>,
): Readonly<Record<string, ParameterRead>> {
  const others = otherCase(fields)
  const read = Object.entries(CALL_NAMES).flatMap(([field, names]) => {
    const said = firstNamed(fields, names) ?? firstNamed(others, names)
    const found = said ?? (field === 'status' ? lossElsewhere(fields) : null)
    return found === null ? [] : [[field, found] as const]
  })
  return Object.fromEntries(read)
}

const MAPS: Readonly<Record<Meaning['map'], string>> = {
  call: 'words sent with the call',
  network: 'the network’s map',
  user: 'own status words',
  program: 'words that everybody understands',
  dialect: 'no map: a free label',
}

/** `sale, by the network’s map`. */
export function meaningText({ class: of, map }: Meaning): string {
  return `${of satisfies StatusClass}, by ${MAPS[map]}`
}
