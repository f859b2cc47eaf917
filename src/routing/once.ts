/** A value made on first use. Ten thousand campaigns load fast because few are visited at once. */

export interface Once<T> {
  /** Made at the first call; the same value ever after. */
  get(): T
}

export function once<S, T>(source: S, build: (source: S) => T): Once<T> {
  return new MadeOnce(source, build)
}

/** A class, because each campaign has three of them: closures would be six times as many objects. */
class MadeOnce<S, T> implements Once<T> {
  #source: S | null
  #build: ((source: S) => T) | null
  #value: T | null = null

  constructor(source: S, build: (source: S) => T) {
    this.#source = source
    this.#build = build
  }

  get(): T {
    if (this.#build !== null) {
      this.#value = this.#build(this.#source as S)
      this.#build = null
      this.#source = null // lets go of the text that the value was made of
    }
    return this.#value as T
  }
}
