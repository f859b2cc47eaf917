/** The shared period as query parameters of lists. */
import { periodInput } from './period.ts'

export function periodSearch() {
  const { preset, from, to, timezone } = periodInput.value
  return { datePreset: preset, dateFrom: from, dateTo: to, timezone }
}
