/** What the operator allows whatever blocklists say, of a configuration file: known by its place. */
import { addException, readPlace } from '../blocklist/exceptions.ts'
import { isRefusal } from '../refusal.ts'
import type { FileException } from './config-file.ts'
import { failed, type Import, type Outcome, type PlanRow, skipped, taken } from './config-plan.ts'

export function importExceptions(work: Import, exceptions: readonly FileException[]): PlanRow[] {
  return exceptions.map((exception, index): PlanRow => {
    const row = { kind: 'blocklist_exceptions', index, name: exception.place } as const
    return { ...row, ...outcome(work, exception) }
  })
}

function outcome({ desk, caller }: Import, { place: given, note }: FileException): Outcome {
  const place = readPlace(given)
  if (isRefusal(place)) return failed(place)
  if (desk.stores.blocklistExceptions.has(place)) return skipped('is here already')
  const id = addException(desk, caller, { place, note })
  return isRefusal(id) ? failed(id) : taken('create')
}
