/**
 * Texts one behind the other as bytes of JSON, for segments that still grow: a million texts are a
 * few arrays for the garbage collector. A text becomes a string when somebody asks for it.
 */
import { hashOf } from '../../lib/text-hash.ts'

const FIRST_BYTES = 4096
const FIRST_TEXTS = 256

/** Places are those of the inside of a JSON text, escapes as `JSON.stringify` writes them. */
export interface TextStore {
  readonly count: number
  /** Adds a text; its number, counted from 0. */
  add(json: Buffer, from: number, to: number): number
  isAt(index: number, json: Buffer, from: number, to: number): boolean
  at(index: number): string
}

export function textStore(): TextStore {
  let bytes = Buffer.alloc(0)
  let ends = new Uint32Array(0)
  let count = 0
  const startOf = (index: number) => (index === 0 ? 0 : ends[index - 1]!)
  return {
    get count() {
      return count
    },
    add(json, from, to) {
      const start = startOf(count)
      const end = start + to - from
      if (end > bytes.length) bytes = enlarged(bytes, end)
      if (count === ends.length) ends = moreOf(ends, FIRST_TEXTS)
      json.copy(bytes, start, from, to)
      ends[count] = end
      return count++
    },
    isAt(index, json, from, to) {
      let at = startOf(index)
      if (ends[index]! - at !== to - from) return false
      for (let other = from; other < to; other++, at++) {
        if (bytes[at] !== json[other]) return false
      }
      return true
    },
    at: (index) => textIn(bytes, startOf(index), ends[index]!),
  }
}

function textIn(bytes: Buffer, from: number, to: number): string {
  const inside = bytes.toString('utf8', from, to)
  return inside.includes('\\') ? (JSON.parse(`"${inside}"`) as string) : inside
}

function enlarged(bytes: Buffer, length: number): Buffer<ArrayBuffer> {
  const room = Buffer.alloc(Math.max(FIRST_BYTES, 2 ** Math.ceil(Math.log2(length))))
  room.set(bytes)
  return room
}

function moreOf(from: Uint32Array, least: number): Uint32Array<ArrayBuffer> {
  const room = new Uint32Array(Math.max(least, 2 * from.length))
  room.set(from)
  return room
}

/** Texts that are numbered when they first come. */
export interface TextCodes {
  readonly store: TextStore
  codeOf(json: Buffer, from: number, to: number): number
}

/** Found by a hash with a seed that no visitor knows; the bytes decide. */
export function textCodes(): TextCodes {
  const store = textStore()
  let hashes = new Uint32Array(0)
  /** The code of a text plus 1, at its hash or behind; 0 is free. At most half of them are taken. */
  let slots = new Uint32Array(0)

  function slotOf(hash: number): number {
    return hash & (slots.length - 1)
  }

  function put(hash: number, code: number): void {
    let slot = slotOf(hash)
    while (slots[slot] !== 0) slot = slotOf(slot + 1)
    slots[slot] = code + 1
  }

  function makeRoom(): void {
    hashes = moreOf(hashes, FIRST_TEXTS)
    slots = new Uint32Array(2 * hashes.length)
    for (let code = 0; code < store.count; code++) put(hashes[code]!, code)
  }

  return {
    store,
    codeOf(json, from, to) {
      if (store.count === hashes.length) makeRoom()
      const hash = hashOf(json, from, to, SEED)
      for (let slot = slotOf(hash); slots[slot] !== 0; slot = slotOf(slot + 1)) {
        const code = slots[slot]! - 1
        if (hashes[code] === hash && store.isAt(code, json, from, to)) return code
      }
      put(hash, store.count)
      hashes[store.count] = hash
      return store.add(json, from, to)
    },
  }
}

const [SEED = 0] = crypto.getRandomValues(new Int32Array(1))
