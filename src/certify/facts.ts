/** What is known of the certificates of hosts, for whoever shows it. */
import type { FailedTry } from './asking.ts'
import type { FileProblem } from './store.ts'

export interface HostCertificate {
  readonly host: string
  /** Epoch milliseconds; null: there is none in force. */
  readonly until: number | null
  /** Epoch milliseconds, from when on another one is asked for; null without one in force. */
  readonly dueAt: number | null
  /** `''` without a certificate. */
  readonly issuer: string
  /** The last try to get one, if it failed. */
  readonly failure: FailedTry | null
  /** Epoch milliseconds until when others have their turn, because so many were asked for; null: it has its own. */
  readonly turnAt: number | null
  /** Why none is asked for; null: one is, when it is due. */
  readonly unasked: 'address' | 'no_authority' | 'stopped' | null
}

export interface Certificates {
  /** Whether https is answered by this program itself; otherwise a proxy in front has the certificates. */
  readonly isOwn: boolean
  /** Every host that is to have one. */
  hosts(): readonly HostCertificate[]
  of(host: string): HostCertificate
  /** Why https is not answered, or not with the newest certificates. */
  problem(): string | null
  /** What is wrong with their files. */
  fileProblems(): readonly FileProblem[]
  /** Those that could not be stored: they are used, and lost at a restart. */
  unwritten(): readonly FileProblem[]
  /** A host was seen to lead here: a try that waits may be made. */
  leadsHere(host: string): void
}

const NONE = { until: null, dueAt: null, issuer: '', failure: null, turnAt: null, unasked: null }

/** All of them are a proxy's. */
export const CERTIFICATES_OF_A_PROXY: Certificates = {
  isOwn: false,
  hosts: () => [],
  of: (host) => ({ host, ...NONE }),
  problem: () => null,
  fileProblems: () => [],
  unwritten: () => [],
  leadsHere() {},
}
