/** A refresh that a person asked for. */
import { forgetShared } from './load.ts'
import { refreshes } from './period.ts'

/** All that the screen shows is asked for, lists that are kept for a minute included. */
export function refresh(): void {
  forgetShared()
  refreshes.value++
}
