/** Things that are there many times and told apart by a number, as people count them. */

/** What `make` makes of 1 to `count`. */
export function numbered<T>(count: number, make: (n: number) => T): T[] {
  return Array.from({ length: count }, (_, at) => make(at + 1))
}
