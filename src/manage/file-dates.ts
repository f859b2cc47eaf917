/** What is asked of who brings a file whose dates can be read in two ways. */
import type { Undecided } from '../core/files/dates.ts'
import { type Problems, problems, type Refusal } from './refusal.ts'

/** The order is to be said, or the field that holds the file has both. */
export function addUndecided(
  found: Problems,
  { undecided, examples }: Undecided,
  file: 'csv' | 'payload',
): void {
  const dates = examples.join(', ')
  if (undecided === 'contrary') {
    found.add(
      file,
      `has days before months and the contrary (${dates}): write dates like 2026-11-22 or 22.11.2026`,
    )
  } else if (undecided === 'open_year') {
    found.add(
      'dates',
      `must be said, day_first, month_first or year_first: ${dates} may be any of them`,
    )
  } else {
    found.add('dates', `must be said, day_first or month_first: ${dates} may be either`)
  }
}

/** `null`: nothing is to be asked. */
export function undecidedRefusal(
  undecided: Undecided | null,
  file: 'csv' | 'payload',
): Refusal | null {
  const found = problems()
  if (undecided !== null) addUndecided(found, undecided, file)
  return found.refusal()
}
