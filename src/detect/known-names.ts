/** A list of names that are looked for in a longer text, without making a text of what stands there. */

export interface KnownNames {
  /** Place in the list of the name between `from` and `to`; -1 if it is none of them. */
  find(text: string, from: number, to: number): number
  /** Its place is the next one. A name that is there already, or one too many, is a bug. */
  add(name: string): void
}

const FREE = -1

/** None yet, and room for `most` of them, which may be 32,767. They are compared by their characters. */
export function knownNames(most: number): KnownNames {
  const mask = 2 ** Math.ceil(Math.log2(most * 4 + 1)) - 1
  const places = new Int16Array(mask + 1).fill(FREE)
  const names: string[] = []
  return {
    add(name) {
      let slot = hash(name, 0, name.length) & mask
      while (places[slot] !== FREE) slot = (slot + 1) & mask
      places[slot] = names.push(name) - 1
    },
    find(text, from, to) {
      for (let slot = hash(text, from, to) & mask; ; slot = (slot + 1) & mask) {
        const place = places[slot]!
        if (place === FREE || isAt(names[place]!, text, from, to)) return place
      }
    },
  }
}

/** Drawn, so that nobody can send names that all fall on one place. */
const FACTOR = (crypto.getRandomValues(new Uint32Array(1))[0]! << 3) | 5

function hash(text: string, from: number, to: number): number {
  let value = 0
  for (let at = from; at < to; at++) value = (Math.imul(value, FACTOR) + text.charCodeAt(at)) | 0
  return value ^ (value >>> 15)
}

function isAt(name: string, text: string, from: number, to: number): boolean {
  if (name.length !== to - from) return false
  for (let at = 0; at < name.length; at++) {
    if (name.charCodeAt(at) !== text.charCodeAt(from + at)) return false
  }
  return true
}
