/** Reads a visitor's HTTP request into plain data; cuts nothing but what is over a hard limit. */
import type { AddressReader } from '../../detect/address.ts'
import type { TrafficRequest } from '../../track/visits/request.ts'
import { type Address, ownOrigin, schemeOf } from '../address.ts'
import { mediaType, saysMoreThan } from '../body-bytes.ts'
import type { Inbound } from '../hosts.ts'

const MAX_FORM_BYTES = 16 * 1024

/** Its form is still `''`. The `X-Forwarded-Proto` of a trusted proxy counts. */
export function readRequest(
  { method, url }: Request,
  { path, rawQuery }: Address,
  inbound: Inbound,
  addresses: AddressReader,
): TrafficRequest {
  const { header, verdict, peer } = inbound
  const scheme = schemeOf(addresses, { url, header, peer })
  return {
    method,
    path,
    rawQuery,
    form: '',
    host: verdict.host,
    origin: ownOrigin(header, scheme),
    isSecure: scheme === 'https',
    sharesAdminHost: verdict.isBesideAdmin,
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
