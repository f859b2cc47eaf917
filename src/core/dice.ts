/**
 * Dice seeded by the click id: equal ids throw equal numbers, so any stored click can be decided
 * again. FNV-1a (Fowler, Noll, Vo) makes the seed, splitmix32 the stream.
 */
import type { Dice } from './visit.ts'

/** `purpose` keeps streams apart: what a macro draws must not change where the visitor goes. */
export function diceOf(clickId: string, purpose = ''): Dice {
  // Most decisions throw no die at all: the seed is made for the first throw.
  let state: number | null = null
  return () => {
    state = ((state ?? hash(clickId + purpose)) + 0x9e3779b9) | 0
    let bits = state ^ (state >>> 16)
    bits = Math.imul(bits, 0x21f0aaad)
    bits ^= bits >>> 15
    bits = Math.imul(bits, 0x735a2d97)
    bits ^= bits >>> 15
    return (bits >>> 0) / 4_294_967_296
  }
}

/**
 * Dice of macros: a stream of throws for each macro as it is written, so that the first `{random:1,9}` is the
 * same in the address of the visit, behind its landing and in its postbacks, whatever else is drawn there.
 */
export type MacroDice = (mention: string) => number

export function macroDice(clickId: string, campaignId: number): MacroDice {
  let streams: Map<string, Dice> | null = null
  return (mention) => {
    streams ??= new Map()
    const seed = () => diceOf(clickId, `macros ${campaignId} ${mention}`)
    return streams.getOrInsertComputed(mention, seed)()
  }
}

function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  }
  return value
}
