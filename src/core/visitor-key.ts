/** The key under which a visitor is remembered: a 64-bit hash of the address and the user agent. */
import type { Ip } from '../lib/ip.ts'
import { lately } from '../lib/lru.ts'
import { type Event, Flag } from './event.ts'
import type { Uniqueness } from './model.ts'

export interface VisitorKey {
  readonly high: number
  readonly low: number
}

/** A short text for the key, the same for the same visitor. */
export function visitorCode({ high, low }: VisitorKey): string {
  return high.toString(36).padStart(DIGITS, '0') + low.toString(36).padStart(DIGITS, '0')
}

/** Of 32 bits in base 36. */
const DIGITS = 7

/** IPv6 counts by its /64, because one household has one. `userAgent` is `''` for the method `ip`. */
export function visitorKey(ip: Ip, userAgent: string): VisitorKey {
  let { high, low } = userAgent === '' ? NO_AGENT : agentKey(userAgent)
  const words = ip.version === 4 ? 1 : 2
  for (let i = 0; i < words; i++) {
    high = mix(high, ip.words[i]!)
    low = mix(low, ~ip.words[i]!)
  }
  return { high: finish(high), low: finish(low) }
}

const NO_AGENT: VisitorKey = { high: 0x811c9dc5, low: 0x9747b28c }

/** Visitors share agents, and these are long. */
const agentKey = lately(10_000, keyOfAgent)

function keyOfAgent(userAgent: string): VisitorKey {
  let { high, low } = NO_AGENT
  for (let i = 0; i < userAgent.length; i++) {
    const code = userAgent.charCodeAt(i)
    high = Math.imul(high ^ code, 0x01000193)
    low = Math.imul(low ^ (code + i), 0x5bd1e995)
  }
  return { high: finish(high), low: finish(low) }
}

/** Of whom a campaign takes for the same visitor. */
export function keyBy(method: Uniqueness['method'], ip: Ip, userAgent: string): VisitorKey {
  return visitorKey(ip, method === 'ip' ? '' : userAgent)
}

/** Whether all is stored that a click's visitor is told apart by: with less, one would stand for many. */
export function isToldApart(
  { flags }: Pick<Event, 'flags'>,
  method: Uniqueness['method'],
): boolean {
  const needed = Flag.addressShortened | (method === 'ip' ? 0 : Flag.agentLeftOut)
  return (flags & needed) === 0
}

/** The visitor's key within a scope: the same visitor in two campaigns has two keys. */
export function scopedKey(key: VisitorKey, scope: number, id: number): VisitorKey {
  return {
    high: finish(mix(mix(key.high, scope), id)),
    low: finish(mix(mix(key.low, id), scope + 0x9e37)),
  }
}

function mix(state: number, word: number): number {
  const turned = Math.imul(state ^ word, 0xcc9e2d51)
  return Math.imul((turned << 15) | (turned >>> 17), 0x1b873593)
}

/** The last step of MurmurHash3: every input bit reaches every output bit. */
function finish(state: number): number {
  let h = state ^ (state >>> 16)
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
