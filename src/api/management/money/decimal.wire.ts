/** Numbers as the dialect's answers carry them. */
import { decimalText } from '../../../lib/decimal-text.ts'

/** Decimal text with a point; no value is "0". */
export function measureText(value: number | null | undefined): string {
  return value === null || value === undefined || !Number.isFinite(value) ? '0' : decimalText(value)
}
