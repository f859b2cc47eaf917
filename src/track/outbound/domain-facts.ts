/**
 * What a person needs to point a name here: the addresses of this server as far as it knows them, those
 * that the name has now, and the certificate that is shown under it. Private addresses are never told.
 */
import { networkInterfaces } from 'node:os'

import { addressIn } from '../../lib/host-name.ts'
import { formatIp, type Ip, isPublic, parseIp } from '../../lib/ip.ts'
import { type AddressRules, checkedAddress, type Resolve } from './outbound-address.ts'
import { addressRules, type OutboundOptions, systemResolve } from './outbound.ts'

/**
 * How an address was found: `interface`: a network card has it; `admin_host`: the name by which the
 * admin is reached has it, which may be that of a proxy in front; `unknown`: there is none to tell.
 */
export type FoundBy = 'interface' | 'admin_host' | 'unknown'

export interface Certificate {
  readonly issuer: string
  /** Epoch milliseconds. */
  readonly expiresAt: number
}

export interface DomainFacts {
  readonly expected: { readonly addresses: readonly string[]; readonly foundBy: FoundBy }
  /** That the name has now; empty: none, or private ones. */
  readonly seen: readonly string[]
  /** As it is shown on port 443, taken by browsers or not; null: none was shown in time. */
  readonly certificate: Certificate | null
}

export interface FactSources {
  readonly rules: AddressRules
  readonly resolve: Resolve
  /** Addresses of this machine's network cards. */
  readonly ownAddresses: () => readonly string[]
  readonly certificateAt: (address: Ip, host: string) => Promise<Certificate | null>
}

/** With this machine's own cards, name servers and connections. */
export function domainFactsBy(options: OutboundOptions) {
  const sources: FactSources = {
    rules: addressRules(options),
    resolve: systemResolve,
    ownAddresses: cardAddresses,
    certificateAt: shownCertificate,
  }
  return (host: string, adminHost: string) => domainFacts(sources, host, adminHost)
}

/** `adminHost`: by which the admin was reached, without a port. */
export async function domainFacts(
  sources: FactSources,
  host: string,
  adminHost: string,
): Promise<DomainFacts> {
  const [expected, seen, certificate] = await Promise.all([
    expectedOf(sources, adminHost),
    addressesOf(sources, host),
    certificateOf(sources, host),
  ])
  return { expected, seen, certificate }
}

async function expectedOf(
  sources: FactSources,
  adminHost: string,
): Promise<DomainFacts['expected']> {
  const own = publicOnes(sources.ownAddresses())
  if (own.length > 0) return { addresses: own, foundBy: 'interface' }
  const ofAdmin =
    parseIp(adminHost) === null ? await addressesOf(sources, adminHost) : publicOnes([adminHost])
  return { addresses: ofAdmin, foundBy: ofAdmin.length > 0 ? 'admin_host' : 'unknown' }
}

async function addressesOf({ resolve }: FactSources, host: string): Promise<readonly string[]> {
  const own = addressIn(host)
  if (own !== null) return publicOnes([formatIp(own)])
  return publicOnes(await resolve(host).catch(() => []))
}

function publicOnes(texts: readonly string[]): readonly string[] {
  const addresses = texts.map(parseIp).filter((ip) => ip !== null && isPublic(ip))
  return [...new Set(addresses.map((ip) => formatIp(ip!)))]
}

async function certificateOf(
  { rules, resolve, certificateAt }: FactSources,
  host: string,
): Promise<Certificate | null> {
  const address = await checkedAddress(new URL(`https://${host}`), rules, resolve)
  return typeof address === 'string' ? null : certificateAt(address, host)
}

/** Of this machine's network cards. */
export function cardAddresses(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap((card) =>
    (card ?? []).map(({ address }) => address),
  )
}

const PATIENCE_MS = 5000

/** Whatever certificate is shown, nothing is sent: an expired one is to be told, not refused. */
export async function shownCertificate(
  address: Ip,
  host: string,
  port = 443,
): Promise<Certificate | null> {
  // Loaded for the first certificate only: a start has no time for it.
  const { connect } = await import('node:tls')
  const { promise, resolve } = Promise.withResolvers<Certificate | null>()
  const socket = connect({
    host: formatIp(address),
    port,
    servername: host,
    rejectUnauthorized: false,
  })
  const end = (found: Certificate | null) => {
    clearTimeout(timer)
    socket.destroy()
    resolve(found)
  }
  const timer = setTimeout(() => end(null), PATIENCE_MS)
  socket.once('secureConnect', () => {
    const { valid_to: until, issuer } = socket.getPeerCertificate()
    const expiresAt = Date.parse(until)
    const name = issuer?.O ?? issuer?.CN ?? ''
    end(Number.isNaN(expiresAt) ? null : { issuer: [name].flat().join(', '), expiresAt })
  })
  socket.once('error', () => end(null))
  socket.once('close', () => end(null))
  return promise
}
