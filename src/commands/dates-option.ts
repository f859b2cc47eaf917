/** `--dates`: which of two numbers is the day, in files that leave it open. */
import { DATE_ORDERS, type DateOrder } from '../core/files/dates.ts'
import type { Arguments } from './command.ts'

export const UNKNOWN_DATES = `--dates is one of ${DATE_ORDERS.join(', ')}.`

/** `null`: nobody has said it. */
export function datesIn(args: Arguments): DateOrder | null | 'unknown' {
  const said = args.get('dates')
  return said === null ? null : (DATE_ORDERS.find((order) => order === said) ?? 'unknown')
}
