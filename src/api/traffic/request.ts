/** Reads a visitor's HTTP request into plain data; cuts nothing but what is over a hard limit. */
import type { TrafficRequest } from '../../track/visits/request.ts'
import { type Address, isHttps, ownOrigin } from '../address.ts'
import { mediaType, saysMoreThan } from '../body-bytes.ts'
import type { Inbound } from '../hosts.ts'

const MAX_FORM_BYTES = 16 * 1024

/** Its form is still `''`. The `X-Forwarded-Proto` of a trusted proxy counts. */
export function readRequest(
  { method }: Request,
  { path, rawQuery }: Address,
  { header, verdict: { host, isBesideAdmin }, peer }: Inbound,
  trust: 'trusted' | 'unknown',
): TrafficRequest {
  const isSecure = isHttps(header, trust)
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
