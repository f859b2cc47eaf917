/** What is to be said of the certificates that Sluice has itself. */
import type { FailedTry } from '../../../certify/asking.ts'
import type { Certificates, HostCertificate } from '../../../certify/facts.ts'
import { timestamp, timestampOrNull } from '../wire.ts'
import type { Found } from './system-facts.ts'

const NAMED = 3

/** Null: a proxy in front has them. */
export function certificateView(certificates: Certificates) {
  if (!certificates.isOwn) return null
  return {
    hosts: certificates.hosts().map(({ host, until, issuer, failure, turnAt }) => ({
      host,
      issuer,
      expiresAt: timestampOrNull(until),
      failure: failureView(failure),
      turnAt: timestampOrNull(turnAt),
    })),
    notUsed: certificates.fileProblems(),
    notStored: certificates.unwritten(),
  }
}

export function failureView(failure: FailedTry | null) {
  return failure && { said: failure.said, at: timestamp(failure.at) }
}

/** Half the time is over in which another one is to come: of ninety days two weeks are left then. */
function endsSoon({ until, dueAt }: HostCertificate, now: number): boolean {
  return until !== null && dueAt !== null && now > (dueAt + until) / 2
}

export function certificateWarnings(certificates: Certificates, now: number): readonly Found[] {
  const hosts = certificates.hosts()
  const missing = hosts.filter(({ until, failure }) => until === null && failure !== null)
  const ending = hosts.filter((host) => endsSoon(host, now))
  const late = hosts.filter(({ until, turnAt }) => until === null && turnAt !== null)
  const broken = certificates.fileProblems()
  const unwritten = certificates.unwritten()
  const problem = certificates.problem()
  return [
    [problem !== null, 'https_closed', `Https is not answered as it should be: ${problem}`],
    [missing.length > 0, 'certificate_missing', `Hosts without a certificate: ${listed(missing)}`],
    [ending.length > 0, 'certificate_ending', `Certificates that end soon: ${listed(ending)}`],
    [
      late.length > 0,
      'certificate_postponed',
      `Hosts that wait for a certificate, because so many were asked for: ${listed(late)}`,
    ],
    [
      broken.length > 0,
      'certificate_broken',
      `Certificates that are not used: ${broken.map(({ name }) => name).join(', ')}`,
    ],
    [
      unwritten.length > 0,
      'certificate_unwritten',
      `Certificates that can’t be stored, and are lost with a restart: ${unwritten[0]?.problem}`,
    ],
  ]
}

function listed(hosts: readonly HostCertificate[]): string {
  const names = hosts.slice(0, NAMED).map(({ host }) => host)
  return `${names.join(', ')}${hosts.length > NAMED ? ', …' : ''}`
}
