/**
 * Internet addresses as numbers: parsing, printing, networks, ranges as people write them, fast
 * sets of ranges, and which addresses are on the public internet.
 */
import { numberSet } from './number-ranges.ts'

/** An address: `words` is one unsigned 32-bit number for IPv4, four for IPv6, highest first. */
export interface Ip {
  readonly version: 4 | 6
  readonly words: readonly number[]
}

/** Both ends count and are of one version. */
export interface IpRange {
  readonly from: Ip
  readonly to: Ip
}

export interface IpSet {
  contains(ip: Ip): boolean
}

const LONGEST = 'ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255'.length
const HOUSEHOLD_PREFIX = 64
const ZERO = 48
const DOT = 46
const HEX_GROUP = /^[0-9a-fA-F]{1,4}$/
const PREFIX = /^\d{1,3}$/
/** Whole octets from some place to the end. */
const WILDCARD = /^(?:\d{1,3}\.){0,3}\*(?:\.\*){0,3}$/

/**
 * The address a text spells, or `null`. Strict: no blanks, brackets, ports or zone ids, four
 * decimal octets without leading zeros. A v4-mapped address (`::ffff:1.2.3.4`) becomes IPv4.
 */
export function parseIp(text: string): Ip | null {
  if (text.length > LONGEST) return null
  if (text.includes(':')) return parseV6(text)
  const word = readV4(text, 0)
  return word === null ? null : { version: 4, words: [word] }
}

/** Canonical text: dotted decimal, or RFC 5952 for IPv6. */
export function formatIp(ip: Ip): string {
  return ip.version === 4 ? formatV4(ip.words[0]!) : formatV6(ip.words)
}

/** The first address of the network that `ip` is in, e.g. prefix 64 for a household's IPv6. */
export function networkOf(ip: Ip, prefix: number): Ip {
  return { version: ip.version, words: ip.words.map((word, at) => keep(word, prefix - at * 32)) }
}

/** Who is counted as one where tries are counted: an address, of IPv6 its /64. `''` for none. */
export function householdText(ip: Ip | null): string {
  if (ip === null) return ''
  return formatIp(ip.version === 6 ? networkOf(ip, HOUSEHOLD_PREFIX) : ip)
}

/** The last address of the network that `ip` is in. */
export function lastOfNetwork(ip: Ip, prefix: number): Ip {
  const last = (word: number, bits: number) => keep(word, bits) + (0xffffffff - keep(~0, bits))
  return { version: ip.version, words: ip.words.map((word, at) => last(word, prefix - at * 32)) }
}

/** Negative, 0 or positive as `a` is below, equal to or above `b`; IPv4 is below IPv6. */
export function compareIp(a: Ip, b: Ip): number {
  if (a.version !== b.version) return a.version - b.version
  for (let at = 0; at < a.words.length; at++) {
    const difference = a.words[at]! - b.words[at]!
    if (difference !== 0) return difference
  }
  return 0
}

/** A range from `1.2.3.4`, `10.0.0.0/8`, `10.0.0.1-10.0.0.9` or `10.1.*.*`; `null` if it is none. */
export function parseIpRange(text: string): IpRange | null {
  const plain = text.trim()
  if (plain.includes('/')) return network(plain)
  if (plain.includes('-')) return span(plain)
  if (plain.includes('*')) return wildcard(plain)
  const ip = parseIp(plain)
  return ip && { from: ip, to: ip }
}

/** Ranges may overlap and come in any order. */
export function ipRangeSet(ranges: readonly IpRange[]): IpSet {
  const v4 = numberSet(
    ranges
      .filter(({ from }) => from.version === 4)
      .map(({ from, to }) => ({ from: from.words[0]!, to: to.words[0]! })),
  )
  const v6 = merge(ranges.filter(({ from }) => from.version === 6))
  return {
    contains: (ip) => (ip.version === 4 ? v4.contains(ip.words[0]!) : holdsV6(v6, ip)),
  }
}

/** The highest `bits` bits of a word; `bits` may lie outside 0 to 32. */
function keep(word: number, bits: number): number {
  if (bits <= 0) return 0
  return bits >= 32 ? word >>> 0 : (word & (0xffffffff << (32 - bits))) >>> 0
}

/** Reads dotted decimal from `start` to the end. Runs for every click, so: one pass, no pieces. */
function readV4(text: string, start: number): number | null {
  let word = 0
  let octet = 0
  let digits = 0
  let dots = 0
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === DOT) {
      if (digits === 0) return null
      word = word * 256 + octet
      octet = 0
      digits = 0
      dots++
    } else {
      const digit = code - ZERO
      const leadingZero = digits > 0 && octet === 0
      if (digit < 0 || digit > 9 || leadingZero) return null
      octet = octet * 10 + digit
      if (octet > 255) return null
      digits++
    }
  }
  return dots === 3 && digits > 0 ? word * 256 + octet : null
}

function parseV6(text: string): Ip | null {
  const groups = readV6(text)
  if (groups === null) return null
  const words = [0, 2, 4, 6].map((at) => groups[at]! * 0x10000 + groups[at + 1]!)
  const isMapped = words[0] === 0 && words[1] === 0 && words[2] === 0xffff
  return isMapped ? { version: 4, words: [words[3]!] } : { version: 6, words }
}

/** The eight 16-bit groups. */
function readV6(text: string): number[] | null {
  const plain = text.includes('.') ? withoutDots(text) : text
  if (plain === null) return null
  const [before = '', after = null, ...more] = plain.split('::')
  const head = readGroups(before)
  const tail = readGroups(after ?? '')
  if (head === null || tail === null || more.length > 0) return null
  const missing = 8 - head.length - tail.length
  if (after === null ? missing !== 0 : missing < 1) return null
  return [...head, ...Array<number>(missing).fill(0), ...tail]
}

/** Writes the dotted end of `::ffff:1.2.3.4` as two groups. */
function withoutDots(text: string): string | null {
  const start = text.lastIndexOf(':') + 1
  const word = readV4(text, start)
  return word === null ? null : `${text.slice(0, start)}${hex(word >>> 16)}:${hex(word & 0xffff)}`
}

function readGroups(text: string): number[] | null {
  if (text === '') return []
  const groups = text.split(':')
  return groups.every((group) => HEX_GROUP.test(group))
    ? groups.map((group) => Number.parseInt(group, 16))
    : null
}

function formatV4(word: number): string {
  return `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`
}

function formatV6(words: readonly number[]): string {
  const groups = words.flatMap((word) => [word >>> 16, word & 0xffff])
  const { start, length } = longestZeros(groups)
  const text = (from: number, to: number) => groups.slice(from, to).map(hex).join(':')
  return length < 2 ? text(0, 8) : `${text(0, start)}::${text(start + length, 8)}`
}

/** The first of the longest runs of zeros, which RFC 5952 has written as `::`. */
function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  let length = 0
  groups.forEach((group, at) => {
    length = group === 0 ? length + 1 : 0
    if (length > best.length) best = { start: at - length + 1, length }
  })
  return best
}

function hex(group: number): string {
  return group.toString(16)
}

function network(text: string): IpRange | null {
  const [address = '', bits = '', ...more] = text.split('/')
  const ip = parseIp(address)
  if (ip === null || more.length > 0 || !PREFIX.test(bits)) return null
  const prefix = Number(bits)
  if (prefix > ip.words.length * 32) return null
  return { from: networkOf(ip, prefix), to: lastOfNetwork(ip, prefix) }
}

function span(text: string): IpRange | null {
  const [from, to, ...more] = text.split('-').map((end) => parseIp(end.trim()))
  if (!from || !to || more.length > 0 || from.version !== to.version) return null
  return compareIp(from, to) <= 0 ? { from, to } : null
}

function wildcard(text: string): IpRange | null {
  if (!WILDCARD.test(text)) return null
  const from = parseIp(text.replaceAll('*', '0'))
  const to = parseIp(text.replaceAll('*', '255'))
  return from && to && { from, to }
}

function merge(ranges: readonly IpRange[]): IpRange[] {
  const merged: IpRange[] = []
  for (const range of ranges.toSorted((a, b) => compareIp(a.from, b.from))) {
    const last = merged.at(-1)
    if (!last || compareIp(range.from, last.to) > 0) merged.push(range)
    else if (compareIp(range.to, last.to) > 0) merged.splice(-1, 1, { ...last, to: range.to })
  }
  return merged
}

function holdsV6(ascending: readonly IpRange[], ip: Ip): boolean {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const { from, to } = ascending[middle]!
    if (compareIp(ip, from) < 0) high = middle
    else if (compareIp(ip, to) > 0) low = middle + 1
    else return true
  }
  return false
}

/**
 * Special-purpose addresses of the IANA registries (RFC 6890 and later). Of IPv6 only 2000::/3 is
 * global; the three large blocks are all the rest, NAT64 and unique local addresses included.
 */
const NOT_PUBLIC = ipRangeSet(
  [
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.0.0.0/24',
    '192.0.2.0/24',
    '192.88.99.0/24',
    '192.168.0.0/16',
    '198.18.0.0/15',
    '198.51.100.0/24',
    '203.0.113.0/24',
    '224.0.0.0/3',
    '::/3',
    '4000::/2',
    '8000::/1',
    '2001::/23',
    '2001:db8::/32',
    '2002::/16',
    '3fff::/20',
  ].map((text) => parseIpRange(text)!),
)

/** Whether the address may belong to a host on the internet, as opposed to one of ours. */
export function isPublic(ip: Ip): boolean {
  return !NOT_PUBLIC.contains(ip)
}

/** Whether the address is this machine itself. */
export function isLoopback({ version, words }: Ip): boolean {
  if (version === 4) return words[0]! >>> 24 === 127
  return words[0] === 0 && words[1] === 0 && words[2] === 0 && words[3] === 1
}
