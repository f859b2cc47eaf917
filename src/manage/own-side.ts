/** Addresses of ours, as whoever asks for them is to pass them on. */
import type { Certificates } from '../certify/facts.ts'
import type { Domain } from '../core/model.ts'
import { isAddress } from '../lib/host-name.ts'

/** Our side as somebody sees it who asks for addresses of ours. */
export interface OwnSide {
  /** Scheme and host of the request, e.g. `https://trk.example`. */
  readonly origin: string
  readonly certificates: Pick<Certificates, 'of' | 'isOwn'>
}

/** Scheme and host of a campaign's domain; without one those of the request. */
export function baseOf(domain: Domain | null, side: OwnSide): string {
  if (domain === null) return side.origin
  return `${isSecure(domain, side) ? 'https' : 'http'}://${domain.host}`
}

/**
 * Whether visitors come to a domain by https: they must, it has a certificate, or all is behind a proxy that
 * has those of all names.
 */
export function isSecure({ host, httpsOnly }: Domain, { origin, certificates }: OwnSide): boolean {
  if (httpsOnly || certificates.of(host).until !== null) return true
  return origin.startsWith('https:') && !certificates.isOwn && !isAddress(host)
}
