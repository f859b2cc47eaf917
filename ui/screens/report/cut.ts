/** The rule for rows that should be cut: how many payouts may be spent without a lead. */
import { signal } from '@preact/signals'

import { readStored, store } from '../../state/stored.ts'

const DEFAULT_PAYOUTS = 1

export const cutLimit = signal(Number(readStored('cut')) || DEFAULT_PAYOUTS)

export function setCutLimit(payouts: number): void {
  cutLimit.value = payouts
  store('cut', String(payouts))
}
