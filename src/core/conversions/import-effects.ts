/**
 * What a line of an import changed of its click beside its conversion, and how that is taken back:
 * what was added is subtracted, what was set is put back unless somebody has set it anew since.
 */
import type { ClickDetails } from '../click.ts'
import type { ClickUpdate } from './call.ts'

interface Was<T> {
  readonly before: T
  readonly after: T
}

export interface ClickEffect {
  /** By number; micro-units. */
  readonly values: readonly (Was<number> & { readonly number: number; readonly isAdded: boolean })[]
  readonly subIds: readonly (Was<string> & { readonly number: number })[]
  /** `null`: as it was. */
  readonly externalId: Was<string> | null
}

/** How a click stands: its sub ids and external id, and its numbered events in micro-units. */
export interface ClickStand {
  readonly details: ClickDetails
  readonly value: (number: number) => number
}

/** Of an update that says something. */
export function effectOf(
  { values, subIds, externalId }: ClickUpdate,
  { details, value }: ClickStand,
): ClickEffect {
  const numbers = [...new Set(values.map(({ number }) => number))]
  return {
    values: numbers.map((number) => {
      const own = values.filter((each) => each.number === number)
      const before = value(number)
      const after = own.reduce((sum, { how, micros }) => (how === 'add' ? sum : 0) + micros, before)
      return { number, before, after, isAdded: own.every(({ how }) => how === 'add') }
    }),
    subIds: [...subIds].map(([number, after]) => {
      return { number, before: details.subIds[number - 1] ?? '', after }
    }),
    externalId: externalId === null ? null : { before: details.externalId, after: externalId },
  }
}

/** The update that takes the effects back; the newest come first. */
export function takenBack(effects: readonly ClickEffect[], stand: ClickStand): ClickUpdate {
  const values = new Map<number, number>()
  const subIds = new Map<number, string>()
  let { externalId } = stand.details
  for (const effect of effects) {
    for (const { number, before, after, isAdded } of effect.values) {
      const now = values.get(number) ?? stand.value(number)
      if (isAdded) values.set(number, now - (after - before))
      else if (now === after) values.set(number, before)
    }
    for (const { number, before, after } of effect.subIds) {
      const now = subIds.get(number) ?? stand.details.subIds[number - 1] ?? ''
      if (now === after) subIds.set(number, before)
    }
    if (effect.externalId?.after === externalId) externalId = effect.externalId.before
  }
  return {
    values: [...values].map(([number, micros]) => ({ number, how: 'set', micros }) as const),
    subIds,
    externalId: externalId === stand.details.externalId ? null : externalId,
  }
}
