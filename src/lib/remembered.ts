/** For rows of a list that share what is looked up for them: each key is looked up once. */

/** Remembers for as long as the function lives, which is to be one list at the most. */
export function remembered<K, V>(lookUp: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>()
  return (key) => {
    if (!known.has(key)) known.set(key, lookUp(key))
    return known.get(key) as V
  }
}
