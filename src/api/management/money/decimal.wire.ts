/** Numbers as the dialect's answers carry them: decimal text with a point. */

/** Up to 6 decimals, no trailing zeros, never an exponent; no value is "0". */
export function decimalText(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '0'
  const text = value.toFixed(6).replace(/\.?0+$/, '')
  return text === '-0' ? '0' : text
}
