/** A value made on first use. Ten thousand campaigns load fast because few are visited at once. */

export interface Once<T> {
  /** Made at the first call; the same value ever after. */
  (): T
  readonly isMade: () => boolean
}

export function once<T>(build: () => T): Once<T> {
  let source: (() => T) | null = build
  let value: T | undefined
  const get = () => {
    if (source !== null) {
      value = source()
      source = null // lets go of the text that the value was made of
    }
    return value as T
  }
  return Object.assign(get, { isMade: () => source === null })
}
