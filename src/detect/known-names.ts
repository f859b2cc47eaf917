/** A list of names that are looked for in a longer text, without making a text of what stands there. */

export interface KnownNames {
  /** Place in the list of the name between `from` and `to`; -1 if it is none of them. */
  find(text: string, from: number, to: number): number
}

const FREE = -1

/** Names are compared by their characters; none may come twice. */
export function knownNames(names: readonly string[]): KnownNames {
  const mask = 2 ** Math.ceil(Math.log2(names.length * 4 + 1)) - 1
  const places = new Int16Array(mask + 1).fill(FREE)
  names.forEach((name, place) => {
    let slot = hash(name, 0, name.length) & mask
    while (places[slot] !== FREE) slot = (slot + 1) & mask
    places[slot] = place
  })
  return {
    find(text, from, to) {
      for (let slot = hash(text, from, to) & mask; ; slot = (slot + 1) & mask) {
        const place = places[slot]!
        if (place === FREE || isAt(names[place]!, text, from, to)) return place
      }
    },
  }
}

function hash(text: string, from: number, to: number): number {
  let value = 0
  for (let at = from; at < to; at++) value = (Math.imul(value, 31) + text.charCodeAt(at)) | 0
  return value ^ (value >>> 15)
}

function isAt(name: string, text: string, from: number, to: number): boolean {
  if (name.length !== to - from) return false
  for (let at = 0; at < name.length; at++) {
    if (name.charCodeAt(at) !== text.charCodeAt(from + at)) return false
  }
  return true
}
