/**
 * What of a visitor is stored, as the owner has set it. A visit is decided with all that is known;
 * what goes to the disk of it is cut here, the visitor's own address and user agent in texts that
 * were made of them included.
 */
import { formatIp, type Ip, networkOf, parseIp } from '../lib/ip.ts'
import { lately } from '../lib/lru.ts'
import { type Event, Flag } from './event.ts'
import { percentEncode, rawPath, rawQuery } from './macros/escape.ts'
import { isSettingOn, settingOf } from './settings/settings.ts'
import { escaped } from './trace/trace-text.ts'
import type { Visitor } from './visit.ts'
import { visitorCode, visitorKey } from './visitor-key.ts'

export interface Privacy {
  readonly address: 'whole' | 'shortened' | 'none'
  readonly keepsAgent: boolean
}

const LEFT_OUT = Flag.addressShortened | Flag.addressLeftOut | Flag.agentLeftOut

/** `null`: all is stored. */
export function privacyOf(settings: ReadonlyMap<string, string>): Privacy | null {
  const address = settingOf(settings, 'privacy.address') as Privacy['address']
  const keepsAgent = isSettingOn(settings, 'privacy.user_agent')
  return address === 'whole' && keepsAgent ? null : { address, keepsAgent }
}

/** What is stored of an address. Of a text that is none it can't be said where its end is. */
export function keptAddress(text: string, kept: Privacy['address']): string {
  if (kept === 'whole') return text
  const ip = kept === 'none' ? null : parseIp(text)
  return ip === null ? '' : formatIp(networkOf(ip, keptBits(ip)))
}

/** An address of 6to4 holds a whole one of IPv4 behind its first 16 bits. */
function keptBits({ version, words }: Ip): number {
  if (version === 4) return 24
  return words[0]! >>> 16 === 0x2002 ? 40 : 48
}

/** Cuts an event in place. One that was cut before stays at the least as it is. */
export function conceal(event: Event, privacy: Privacy): void {
  const { address, keepsAgent } = privacy
  const { ip, userAgent } = event
  const keptIp = keptAddress(ip, address)
  hideOwn(event, swapsOf({ ip, keptIp, userAgent }, privacy))
  if (address !== 'whole' && ip !== '') {
    event.destination = withoutCode(event)
    event.ip = keptIp
    event.flags &= ~(Flag.addressShortened | Flag.addressLeftOut)
    event.flags |= keptIp === '' ? Flag.addressLeftOut : Flag.addressShortened
  }
  if (!keepsAgent && userAgent !== '') {
    event.userAgent = ''
    event.flags |= Flag.agentLeftOut
  }
}

/** Values that came with a visitor, without his own address and agent. */
export function withoutOwn(
  texts: readonly string[],
  { ipText, userAgent }: Pick<Visitor, 'ipText' | 'userAgent'>,
  privacy: Privacy,
): readonly string[] {
  const keptIp = keptAddress(ipText, privacy.address)
  const swaps = swapsOf({ ip: ipText, keptIp, userAgent: userAgent ?? '' }, privacy)
  return texts.map((text) => swapped(text, swaps))
}

type Swap = readonly [own: string, kept: string]

interface Own {
  readonly ip: string
  readonly keptIp: string
  readonly userAgent: string
}

function swapsOf({ ip, keptIp, userAgent }: Own, { keepsAgent }: Privacy): readonly Swap[] {
  const ofAddress = addressSwaps(ip, keptIp)
  return keepsAgent ? ofAddress : [...ofAddress, ...agentSwaps(userAgent)]
}

/** Names and ids of the source stay: it must get them back as they were. */
function hideOwn(event: Event, swaps: readonly Swap[]): void {
  if (swaps.length === 0) return
  event.rawQuery = swapped(event.rawQuery, swaps)
  event.referrer = swapped(event.referrer, swaps)
  event.destination = swapped(event.destination, swaps)
  event.why = swapped(event.why, swaps)
  event.keyword = swapped(event.keyword, swaps)
  event.source = swapped(event.source, swaps)
  event.subIds = event.subIds.map((text) => swapped(text, swaps))
  event.extraParams = event.extraParams.map((text) => swapped(text, swaps))
}

function swapped(text: string, swaps: readonly Swap[]): string {
  if (text === '') return text
  return swaps.reduce((left, [own, kept]) => left.replaceAll(own, kept), text)
}

/** Shorter texts are no address or agent that could be told from others, and stand in many words. */
const SHORTEST = 7

function addressSwaps(own: string, kept: string): Swap[] {
  if (own === kept || own.length < SHORTEST) return []
  if (PLAIN.test(own)) return [[own, kept]]
  if (!HEX_GROUPS.test(own))
    return waysToWrite(own).map(([written, write]) => [written, write(kept)])
  return COLONS.map((colon) => [own.replaceAll(':', colon), kept.replaceAll(':', colon)])
}

/** What is nowhere written in another way, and what differs in its colons only: most addresses. */
const PLAIN = /^[\d.]+$/
const HEX_GROUPS = /^[\da-f:]+$/
const COLONS = [':', '%3A', '%3a', '%253A']

/** Visitors share agents, and these are long. */
const agentSwaps = lately(1000, (own: string): readonly Swap[] => {
  if (own.length < SHORTEST) return []
  return waysToWrite(own).map(([written]) => [written, ''])
})

type Writer = (text: string) => string

const lowerEscapes: Writer = (text) =>
  percentEncode(text).replace(/%[\dA-F]{2}/g, (code) => code.toLowerCase())

/** As browsers, forms, macros and traces write a text. */
const WRITERS: readonly Writer[] = [
  (text) => text,
  percentEncode,
  lowerEscapes,
  (text) => encodeURIComponent(text.toWellFormed()),
  (text) => encodeURIComponent(text.toWellFormed()).replaceAll('%20', '+'),
  (text) => new URLSearchParams({ '': text }).toString().slice(1),
  rawQuery,
  rawPath,
  (text) => percentEncode(percentEncode(text)),
  escaped,
  (text) => escaped(percentEncode(text)),
]

/** The longest first: what is a part of another one is not to take it to pieces. */
function waysToWrite(text: string): (readonly [written: string, write: Writer])[] {
  const ways = new Map(WRITERS.toReversed().map((write) => [write(text), write] as const))
  return [...ways].toSorted(([one], [other]) => other.length - one.length)
}

const CODE = /[\da-z]{14}/

/** The visitor's code is made of his address, and leads back to it. */
function withoutCode({ destination, ip, userAgent }: Event): string {
  const address = CODE.test(destination) ? parseIp(ip) : null
  if (address === null) return destination
  const codes = ['', userAgent].map((agent) => visitorCode(visitorKey(address, agent)))
  return codes.reduce((left, code) => left.replaceAll(code, ''), destination)
}

/** Whether less of the click's visitor is stored than he has. */
export function isCut({ flags }: Pick<Event, 'flags'>): boolean {
  return (flags & LEFT_OUT) !== 0
}

/**
 * For the moment in which the visitor is here again: macros see him as he is now, where his click
 * was stored with less of him. `takeBack` ends it.
 */
export function lend(event: Event, ipText: string, userAgent: string): void {
  if ((event.flags & (Flag.addressShortened | Flag.addressLeftOut)) !== 0) event.ip = ipText
  if ((event.flags & Flag.agentLeftOut) !== 0) event.userAgent = userAgent
  event.flags &= ~LEFT_OUT
}

/** The event is as its click was stored. */
export function takeBack(event: Event, { ip, userAgent, flags }: Event): void {
  event.ip = ip
  event.userAgent = userAgent
  event.flags = (event.flags & ~LEFT_OUT) | (flags & LEFT_OUT)
}
