/**
 * Lists that are asked by DNS (RFC 5782): the host before the list's zone is a name that exists where the
 * host is listed. What such a list answers is not to be trusted blindly: those that are given up, or
 * refuse whom they don't want, name everybody.
 */
import { Resolver } from 'node:dns/promises'

import { hostsAbove, NAME_MAX } from '../../core/links/block-rules.ts'
import { codeOf } from '../../lib/errors.ts'
import { parseIp } from '../../lib/ip.ts'
import { within } from '../../lib/within.ts'

/** Addresses of a name; none if there is no such name. Rejects when nothing can be said. */
export type Lookup = (name: string) => Promise<readonly string[]>

/** What a list says of a host: the entry that names it, none, or why it can't be told. */
export type ZoneVerdict =
  | { readonly entry: string | null; readonly problem: null }
  | { readonly entry: null; readonly problem: string }

export const ZONE_PATIENCE_MS = 2000
/** No list names it (RFC 5782, section 5), unless it names everybody. */
const NEVER_LISTED = 'invalid'
/** Above these nobody is listed who is not himself. */
const HIGHEST = 4
const NO_SUCH_NAME = ['ENOTFOUND', 'ENODATA', 'NXDOMAIN', 'ENONAME']
const LABELS = /^[^.]{1,63}(?:\.[^.]{1,63})*$/
const NO_ANSWER = 'does not answer in time'
const FREE: ZoneVerdict = { entry: null, problem: null }

/** `server`: address of a name server, perhaps with its port; `''`: that of this machine. */
export function dnsLookup(server: string): Lookup {
  const resolver = new Resolver({ timeout: ZONE_PATIENCE_MS, tries: 1 })
  if (server !== '') resolver.setServers([server])
  return async (name) => {
    try {
      return await resolver.resolve4(name)
    } catch (error) {
      if (NO_SUCH_NAME.includes(codeOf(error))) return []
      throw error
    }
  }
}

/**
 * Names that a list is asked about because of a host: itself and the highest. None for addresses and names
 * of the own network.
 */
export function zoneNames(host: string): readonly string[] {
  if (parseIp(host) !== null || !host.includes('.')) return []
  const names = hostsAbove(host)
  return names.filter((_, at) => at === 0 || at >= names.length - HIGHEST)
}

/** The names of a host, the host itself first. Never rejects, and takes two seconds at most. */
export async function askZone(
  lookup: Lookup,
  zone: string,
  names: readonly string[],
): Promise<ZoneVerdict> {
  const verdicts = Promise.all(names.map((name) => askName(lookup, zone, name)))
  const late: ZoneVerdict[] = [{ entry: null, problem: NO_ANSWER }]
  const all = await within(verdicts, ZONE_PATIENCE_MS, late)
  return (
    all.find(({ entry }) => entry !== null) ?? all.find(({ problem }) => problem !== null) ?? FREE
  )
}

async function askName(lookup: Lookup, zone: string, name: string): Promise<ZoneVerdict> {
  const verdict = await askOnce(lookup, zone, name)
  if (verdict.entry === null) return verdict
  const { entry, problem } = await askOnce(lookup, zone, NEVER_LISTED)
  return entry === null && problem === null
    ? verdict
    : { entry: null, problem: problem ?? 'names everybody, and so says nothing' }
}

async function askOnce(lookup: Lookup, zone: string, name: string): Promise<ZoneVerdict> {
  const asked = `${name}.${zone}`
  // Nobody is to make the list fail by a name that can't be asked for.
  if (asked.length > NAME_MAX || !LABELS.test(asked)) return FREE
  try {
    const addresses = await lookup(asked)
    if (addresses.length === 0) return FREE
    const wrong = addresses.find((one) => !one.startsWith('127.') || one.startsWith('127.255.255.'))
    return wrong === undefined
      ? { entry: name, problem: null }
      : { entry: null, problem: `answers ${wrong}, which is no verdict` }
  } catch (error) {
    const code = codeOf(error)
    const isLate = code === 'ETIMEOUT'
    return { entry: null, problem: isLate ? NO_ANSWER : `could not be asked: ${code || 'unknown'}` }
  }
}
