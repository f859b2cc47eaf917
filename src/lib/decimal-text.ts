/** A finite number as decimal text with a point: up to 6 decimals, no trailing zeros, never an exponent. */
export function decimalText(value: number): string {
  // From here on a number is whole, and `toFixed` writes an exponent.
  if (Math.abs(value) >= 1e21) return String(BigInt(value))
  const text = value.toFixed(6).replace(/\.?0+$/, '')
  return text === '-0' ? '0' : text
}
