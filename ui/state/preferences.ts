/**
 * What the user chose for himself, kept by the server so that it is there on every device: language,
 * look, zone, columns by screen, thresholds of colours, the rule for cutting.
 */
import { computed, signal } from '@preact/signals'

import { ask } from '../api/client.ts'
import type { StoredPreferences } from '../api/types.ts'
import { tellFailure } from './toasts.ts'
import { isViewing } from './user.ts'

/** From where a number counts as good or bad; between them it is plain. */
export interface Threshold {
  readonly good: number
  readonly bad: number
}

export type Thresholds = Readonly<Record<string, Threshold>>

export const DEFAULT_THRESHOLDS: Thresholds = {
  profit: { good: 0.01, bad: -0.01 },
  profit_confirmed: { good: 0.01, bad: -0.01 },
  roi: { good: 0.1, bad: -0.1 },
  roi_confirmed: { good: 0.1, bad: -0.1 },
}
const DEFAULT_CUT_PAYOUTS = 1
/** Not a measure: beside the thresholds because it is one. */
const CUT = 'cut_payouts'

const NONE: StoredPreferences = {
  language: null,
  theme: 'auto',
  timezone: null,
  columns: {},
  thresholds: {},
}

export const preferences = signal<StoredPreferences>(NONE)

/** Shown at once; the server hears of it behind the scenes, unless they are somebody else's. */
export function changePreferences(changes: Partial<StoredPreferences>): void {
  preferences.value = { ...preferences.peek(), ...changes }
  if (isViewing.peek()) return
  ask('PUT', '/me/preferences', { body: changes }).catch(tellFailure)
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

/** The columns chosen for a screen, in their order; null: those it comes with. */
export function columnsOf(screen: string): readonly string[] | null {
  const chosen = recordOf(preferences.value.columns)[screen]
  return Array.isArray(chosen) ? chosen.filter((key) => typeof key === 'string') : null
}

/** Null goes back to those the screen comes with. */
export function setColumns(screen: string, keys: readonly string[] | null): void {
  const { [screen]: _before, ...others } = recordOf(preferences.peek().columns)
  changePreferences({ columns: keys === null ? others : { ...others, [screen]: keys } })
}

function isThreshold(value: unknown): value is Threshold {
  const { good, bad } = recordOf(value)
  return typeof good === 'number' && typeof bad === 'number'
}

export const thresholds = computed<Thresholds>(() => {
  const own = Object.entries(recordOf(preferences.value.thresholds))
  const chosen = own.filter((entry): entry is [string, Threshold] => isThreshold(entry[1]))
  return chosen.length === 0 ? DEFAULT_THRESHOLDS : Object.fromEntries(chosen)
})

export function setThresholds(chosen: Thresholds): void {
  changePreferences({ thresholds: { ...chosen, [CUT]: cutPayouts.peek() } })
}

/** How many payouts may be spent without a lead. */
export const cutPayouts = computed(() => {
  const chosen = recordOf(preferences.value.thresholds)[CUT]
  return typeof chosen === 'number' && chosen >= 0 ? chosen : DEFAULT_CUT_PAYOUTS
})

export function setCutPayouts(payouts: number): void {
  changePreferences({
    thresholds: { ...recordOf(preferences.peek().thresholds), [CUT]: payouts },
  })
}
