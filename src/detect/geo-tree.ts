/**
 * Which record of an MMDB file an address has, as a number: equal numbers are equal records. Visitors
 * share a few hundred records, so each is decoded once, by the library; this walk is all that an
 * address costs (MaxMind DB file format 2.0, "Binary Search Tree Section").
 */
import type { Ip } from '../lib/ip.ts'

/** What the file's metadata say of its tree. */
export interface TreeShape {
  readonly nodeCount: number
  /** Bits of each of a node's two records: 24, 28 or 32. */
  readonly recordSize: number
  readonly ipVersion: number
}

/** 0: the address is in no network of the file. */
export type RecordFinder = (ip: Ip) => number

/** `bytes` begin with the tree. Addresses of IPv6 must not be asked of files for IPv4. */
export function recordFinder(bytes: Uint8Array, shape: TreeShape): RecordFinder {
  const { nodeCount, ipVersion } = shape
  const next = STEPS[shape.recordSize]
  if (next === undefined) throw new Error(`records of ${shape.recordSize} bits`)
  let v4Start = 0
  for (let bit = 0; ipVersion === 6 && bit < 96 && v4Start < nodeCount; bit++) {
    v4Start = next(bytes, v4Start, 0)
  }
  return ({ version, words }) => {
    let node = version === 4 ? v4Start : 0
    for (let at = 0; at < words.length; at++) {
      const word = words[at]!
      for (let bit = 31; bit >= 0 && node < nodeCount; bit--) {
        node = next(bytes, node, (word >>> bit) & 1)
      }
    }
    return node > nodeCount ? node : 0
  }
}

type Step = (bytes: Uint8Array, node: number, side: number) => number

const STEPS: Readonly<Record<number, Step>> = {
  24: (bytes, node, side) => {
    const at = node * 6 + side * 3
    return (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!
  },
  28: (bytes, node, side) => {
    const at = node * 7 + side * 4
    const middle = bytes[node * 7 + 3]!
    const high = side === 0 ? middle >>> 4 : middle & 15
    return (high << 24) | (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!
  },
  32: (bytes, node, side) => {
    const at = node * 8 + side * 4
    const low = (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!
    return bytes[at]! * 16_777_216 + low
  },
}
