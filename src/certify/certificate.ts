/** A certificate with its key, as a file holds them: for which hosts it is, and for how long. */
import { createPrivateKey, X509Certificate } from 'node:crypto'

import { messageOf } from '../lib/errors.ts'
import { DAY_MS } from '../lib/spans.ts'

export interface Certificate {
  /** PEM, the certificate itself first, then those that lead to its authority. */
  readonly chain: string
  /** PEM of the private key. */
  readonly key: string
  /** Lower case; one that begins with `*.` stands for all names of one label more. */
  readonly hosts: readonly string[]
  readonly issuer: string
  /** Directory of the authority that was asked for it; `''`: the owner put it there. */
  readonly giver: string
  /** Epoch milliseconds. */
  readonly from: number
  readonly until: number
}

const CERTIFICATES = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g
const KEY =
  /-----BEGIN (?:(?:RSA|EC|ENCRYPTED) )?PRIVATE KEY-----[\s\S]+?-----END (?:(?:RSA|EC|ENCRYPTED) )?PRIVATE KEY-----/

const RSA_BITS_MIN = 1024

/** Text before the first block, which every reader of PEM passes over. */
const GIVER = /^# Given by (\S+)$/m

/** The PEM text of one that was asked for, with who gave it. */
export function withGiver(directory: string, pem: string): string {
  return `# Given by ${directory}\n${pem}`
}

/** Reads PEM text that has a chain and its key in any order; a sentence says what is wrong with it. */
export function readCertificate(pem: string): Certificate | { readonly wrong: string } {
  const blocks = pem.match(CERTIFICATES)
  const key = KEY.exec(pem)?.[0]
  if (blocks === null && key !== undefined) {
    return { wrong: 'has a key and no certificate: put both into one file' }
  }
  if (blocks === null) return { wrong: 'has no certificate in PEM form' }
  if (key === undefined) return { wrong: 'has no private key: put it into the same file' }
  if (/ENCRYPTED/.test(key)) return { wrong: 'its key has a password: store it without one' }
  try {
    const [leaf] = blocks.map((block) => new X509Certificate(block))
    if (leaf === undefined || !leaf.checkPrivateKey(createPrivateKey(key))) {
      return { wrong: 'the key is of another certificate; the host’s own comes first in the file' }
    }
    if (isShort(leaf)) return { wrong: 'its key is too short for browsers: 2048 bits are usual' }
    const hosts = hostsOf(leaf)
    if (hosts.length === 0) return { wrong: 'is for no host name' }
    return {
      chain: `${blocks.join('\n')}\n`,
      key: `${key}\n`,
      hosts,
      issuer: issuerOf(leaf),
      giver: GIVER.exec(pem)?.[1] ?? '',
      from: leaf.validFromDate.getTime(),
      until: leaf.validToDate.getTime(),
    }
  } catch (error) {
    return { wrong: `can’t be read: ${messageOf(error)}` }
  }
}

/** Connections with such a key fail, whatever else there is. */
function isShort({ publicKey }: X509Certificate): boolean {
  return (publicKey.asymmetricKeyDetails?.modulusLength ?? RSA_BITS_MIN) < RSA_BITS_MIN
}

/** Names only: browsers have read nothing else for years. */
function hostsOf({ subjectAltName = '' }: X509Certificate): string[] {
  return [...subjectAltName.matchAll(/(?:^|, )DNS:([^,\s"]+)/g)].map(([, name = '']) =>
    name.toLowerCase(),
  )
}

/** As people call it, e.g. `Let's Encrypt`. */
function issuerOf({ issuer }: X509Certificate): string {
  return /^O=(.+)$/m.exec(issuer)?.[1] ?? /^CN=(.+)$/m.exec(issuer)?.[1] ?? ''
}

/** Why browsers would not take it now, or `null`. */
export function notInForce({ from, until }: Certificate, at: number): string | null {
  if (at >= until) return `has expired: it was in force until ${dayOf(until)}`
  return at < from ? `is not in force before ${dayOf(from)}, by the clock of this machine` : null
}

const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10)

/** Of one that lasts for ninety days, which is what authorities recommend. */
const RENEWED_BEFORE_MS = 30 * DAY_MS

/** From when on another one is asked for: a month before the end, of short ones in the last third. */
export function dueAt({ from, until }: Pick<Certificate, 'from' | 'until'>): number {
  return until - Math.min(RENEWED_BEFORE_MS, (until - from) / 3)
}
