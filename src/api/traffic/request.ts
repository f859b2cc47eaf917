/** Reads a visitor's HTTP request into plain data; cuts nothing but what is over a hard limit. */
import type { TrafficRequest } from '../../track/visits/request.ts'
import { type Address, isHttps, ownOrigin } from '../address.ts'
import { mediaType, saysMoreThan } from '../body-bytes.ts'
import type { HeaderReader } from '../head.ts'
import type { HostVerdict } from '../hosts.ts'

const MAX_FORM_BYTES = 16 * 1024

export interface Socket {
  readonly peer: string
  /** Whether the peer is a trusted proxy, so that its `X-Forwarded-Proto` counts. */
  readonly isTrusted: boolean
}

/** Its form is still `''`. */
export function readRequest(
  { method }: Request,
  { path, rawQuery }: Address,
  header: HeaderReader,
  { host, isBesideAdmin }: HostVerdict,
  { peer, isTrusted }: Socket,
): TrafficRequest {
  const isSecure = isHttps(header, isTrusted ? 'trusted' : 'unknown')
  return {
    method,
    path,
    rawQuery,
    form: '',
    host,
    origin: ownOrigin(header, isSecure ? 'https' : 'http'),
    isSecure,
    sharesAdminHost: isBesideAdmin,
    peer,
    header,
  }
}

/** The text of an urlencoded body; `''` for other types, `null` when it is too large. */
export async function readForm(request: Request): Promise<string | null> {
  if (saysMoreThan(request.headers, MAX_FORM_BYTES)) return null
  if (mediaType(request) !== 'application/x-www-form-urlencoded') return ''
  const text = await request.text()
  return text.length > MAX_FORM_BYTES ? null : text
}
