/** What is remembered, and for how long: caches that forget. */
import { ownText } from './text.ts'

/**
 * A bounded cache of two generations: cheap like a `Map`, forgets what was not used lately. Holds
 * between `size` and 2 × `size` entries once it is warm, and of texts that keys are parts of no more
 * than the keys.
 */
export interface Cache<K, V> {
  get(key: K): V | undefined
  set(key: K, value: V): void
  delete(key: K): void
  clear(): void
}

/** `forgets` is called whenever entries are dropped for want of room. */
export function boundedCache<K, V>(size: number, forgets: () => void = () => {}): Cache<K, V> {
  let young = new Map<K, V>()
  let old = new Map<K, V>()
  const set = (key: K, value: V) => {
    young.set(ownKey(key), value)
    if (young.size < size) return
    if (old.size > 0) forgets()
    old = young
    young = new Map()
  }
  return {
    get(key) {
      const fresh = young.get(key)
      if (fresh !== undefined) return fresh
      const aged = old.get(key)
      if (aged !== undefined) set(key, aged)
      return aged
    },
    set,
    delete(key) {
      young.delete(key)
      old.delete(key)
    },
    clear() {
      young = new Map()
      old = new Map()
    },
  }
}

/** `make`, whose results for the last `size` keys at least are remembered. None may be `undefined`. */
export function lately<K, V>(size: number, make: (key: K) => V): (key: K) => V {
  const cache = boundedCache<K, V>(size)
  return (key) => {
    const known = cache.get(key)
    if (known !== undefined) return known
    const own = ownKey(key)
    const made = make(own)
    cache.set(own, made)
    return made
  }
}

/**
 * `make`, whose results are remembered for as long as what they were made
 * of is. None may be `undefined`.
 */
export function whileAlive<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const results = new WeakMap<K, V>()
  return (key) => {
    const known = results.get(key)
    if (known !== undefined) return known
    const made = make(key)
    results.set(key, made)
    return made
  }
}

function ownKey<K>(key: K): K {
  return typeof key === 'string' ? (ownText(key) as K & string) : key
}
