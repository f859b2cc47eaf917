/** What is to be said of the certificates that Sluice has itself. */
import type { Certificates, HostCertificate } from '../../../certify/facts.ts'
import { DAY_MS } from '../../../lib/spans.ts'
import { timestampOrNull } from '../wire.ts'
import type { Found } from './system-facts.ts'

/** New ones are asked for weeks before. */
const ENDS_SOON_MS = 14 * DAY_MS
const NAMED = 3

/** Null: a proxy in front has them. */
export function certificateView(certificates: Certificates) {
  if (!certificates.isOwn) return null
  return {
    hosts: certificates.hosts().map(({ host, until, issuer, failure }) => ({
      host,
      issuer,
      expiresAt: timestampOrNull(until),
      failure: failure && { said: failure.said, at: timestampOrNull(failure.at) },
    })),
    notUsed: certificates
      .files()
      .flatMap(({ name, problem }) => (problem === null ? [] : [{ name, problem }])),
  }
}

export function certificateWarnings(certificates: Certificates, now: number): readonly Found[] {
  const hosts = certificates.hosts()
  const missing = hosts.filter(({ until, failure }) => until === null && failure !== null)
  const ending = hosts.filter(({ until }) => until !== null && until - now < ENDS_SOON_MS)
  const broken = certificates.files().filter(({ problem }) => problem !== null)
  return [
    [missing.length > 0, 'certificate_missing', `Hosts without a certificate: ${listed(missing)}`],
    [ending.length > 0, 'certificate_ending', `Certificates that end soon: ${listed(ending)}`],
    [
      broken.length > 0,
      'certificate_broken',
      `Certificates that are not used: ${broken.map(({ name }) => name).join(', ')}`,
    ],
  ]
}

function listed(hosts: readonly HostCertificate[]): string {
  const names = hosts.slice(0, NAMED).map(({ host }) => host)
  return `${names.join(', ')}${hosts.length > NAMED ? ', …' : ''}`
}
