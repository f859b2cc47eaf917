/** Foreign text where one line is shown: it can't make lines of its own, or turn those around it around. */

export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/gu, ' ')
}
