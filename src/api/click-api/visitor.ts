/**
 * Whom a call speaks of. Each fact has several spellings and sources; the first one that is there
 * wins, an empty one included (`click-api.md` 2.1).
 */
import type { AddressReader } from '../../detect/address.ts'
import { addressText } from '../../detect/address.ts'
import { cutQuery } from '../../detect/query.ts'
import { decodeTextAs } from '../../detect/text.ts'
import type { VisitorCall } from '../../track/call-arrival.ts'
import type { CallFields } from './fields.ts'

export interface Connection {
  readonly method: string
  /** Address of the socket's other end. */
  readonly peer: string
  readonly host: string
  readonly origin: string
  readonly path: string
  /** `''` when it was not sent. */
  header(name: string): string
}

/** Words for the API and facts about the visitor; whatever else there is belongs to the visit. */
const NO_PARAMETERS: ReadonlySet<string> = new Set([
  'token',
  'version',
  'info',
  'log',
  'ip',
  'ua',
  'user_agent',
  'language',
  'x_requested_with',
  'uniqueness_cookie',
  'force_redirect_offer',
  'prefetch',
  'landing_id',
  'original_host',
  'original_method',
  'method',
  'kversion',
  'charset',
])

/** Begins the user agent of a library, which is no visitor. */
const LIBRARY = 'KHttpClient'

export function visitorCall(
  call: CallFields,
  connection: Connection,
  addresses: AddressReader,
): VisitorCall {
  const { scalars } = call
  const forwarded = forwardedHeaders(call)
  const told = (name: string) => forwarded?.(name)
  const own = (name: string) => connection.header(name)
  const fields = parametersOf(call)
  return {
    fields,
    rawQuery: queryText(fields),
    ip:
      scalars.get('ip') ?? call.server?.get('remote_addr') ?? clientAddress(connection, addresses),
    userAgent:
      scalars.get('ua') ?? scalars.get('user_agent') ?? told('user-agent') ?? ownAgent(connection),
    language: scalars.get('language') ?? told('accept-language') ?? own('accept-language'),
    xRequestedWith: scalars.get('x_requested_with') ?? told('x-requested-with') ?? '',
    referrer: told('referer') ?? own('referer'),
    uniquenessCookie: scalars.get('uniqueness_cookie') ?? '',
    cookies: [
      own('cookie'),
      call.originalHeaders?.get('cookie') ?? '',
      call.headers?.get('cookie') ?? '',
    ],
    forwarded: (name) => (forwarded === null ? null : (forwarded(name) ?? '')),
    wantsOffer: isOn(scalars.get('force_redirect_offer')),
    landingId: idIn(scalars.get('landing_id')),
    isAhead: connection.method === 'HEAD' || isOn(scalars.get('prefetch')),
    host: connection.host,
    origin: connection.origin,
    url: scalars.get('landing_url') ?? connection.origin + connection.path,
  }
}

/** Empty, absent and `0` are off. */
function isOn(value: string | undefined): boolean {
  return value === '1'
}

function idIn(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null
}

/** `null` if no headers came with the call; otherwise `undefined` for one that did not. */
function forwardedHeaders({ originalHeaders, headers }: CallFields) {
  if (originalHeaders === null && headers === null) return null
  return (name: string) => originalHeaders?.get(name) ?? headers?.get(name)
}

function ownAgent({ header }: Connection): string {
  const agent = header('user-agent')
  return agent.startsWith(LIBRARY) ? '' : agent
}

function clientAddress({ peer, header }: Connection, addresses: AddressReader): string {
  return addressText(addresses.read(peer, header))
}

/** What the page was sent comes first: what the caller says itself wins. */
function parametersOf({ scalars, page, escaped }: CallFields): Map<string, string> {
  const fields = new Map(page)
  for (const [name, value] of scalars) if (!NO_PARAMETERS.has(name)) fields.set(name, value)
  const charset = scalars.get('charset') ?? ''
  if (charset !== '') decodeKeywords(fields, escaped, charset)
  return fields
}

function decodeKeywords(
  fields: Map<string, string>,
  escaped: ReadonlyMap<string, string>,
  charset: string,
): void {
  for (const [name, asSent] of escaped) {
    const text = fields.has(name) ? decodeTextAs(charset, asSent) : null
    if (text !== null) fields.set(name, text)
  }
}

function queryText(fields: ReadonlyMap<string, string>): string {
  let text = ''
  for (const [name, value] of fields) {
    text += `${text === '' ? '' : '&'}${encodeURIComponent(name)}=${encodeURIComponent(value)}`
  }
  return cutQuery(text)
}
