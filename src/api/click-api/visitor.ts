/**
 * Whom a call speaks of. Each fact has several spellings and sources; the first one that is there
 * wins, an empty one included (`click-api.md` 2.1).
 */
import { NOTHING_UNUSUAL, type Unusual } from '../../core/trace/unusual.ts'
import { type AddressReader, addressText } from '../../detect/address.ts'
import { isOnlyInApp } from '../../detect/prefetch.ts'
import { cutQuery } from '../../detect/query.ts'
import { cleanText, decodeText, decodeTextAs, numberIn } from '../../detect/text.ts'
import type { VisitorCall } from '../../track/visits/call-arrival.ts'
import { type CallFields, memberOf } from './fields.ts'

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

/** Begins the user agent of a library, which is no visitor. */
const LIBRARY = 'KHttpClient'

export function visitorCall(
  call: CallFields,
  connection: Connection,
  addresses: AddressReader,
): VisitorCall {
  const { facts } = call
  const forwarded = forwardedHeaders(call)
  const told = (name: string) => forwarded?.(name)
  const own = (name: string) => connection.header(name)
  const sent = parametersOf(call)
  const fields = withOneReferrer(sent)
  return {
    fields,
    rawQuery: queryText(call, sent),
    ip:
      facts.get('ip') ??
      addressAtSite(call, told, addresses) ??
      addressText(addresses.read(connection.peer, connection.header)),
    userAgent:
      facts.get('ua') ?? facts.get('user_agent') ?? told('user-agent') ?? ownAgent(connection),
    language: facts.get('language') ?? told('accept-language') ?? own('accept-language'),
    xRequestedWith:
      facts.get('x_requested_with') ?? told('x-requested-with') ?? own('x-requested-with'),
    referrer: namesReferrer(fields) ? '' : (told('referer') ?? own('referer')),
    uniquenessCookie: facts.get('uniqueness_cookie') ?? '',
    cookies: [
      own('cookie'),
      memberOf(call.originalHeaders, 'cookie') ?? '',
      memberOf(call.headers, 'cookie') ?? '',
    ],
    forwarded: (name) => (forwarded === null ? null : (forwarded(name) ?? '')),
    wantsOffer: isOn(facts.get('force_redirect_offer')),
    landingId: numberIn(facts.get('landing_id')),
    isAhead:
      connection.method === 'HEAD' ||
      (isOn(facts.get('prefetch')) && !isOnlyInApp((name) => told(name) ?? '')),
    host: connection.host,
    origin: connection.origin,
    unusual: unusualOf(call, connection, fields),
    url: fields.get('landing_url') ?? connection.origin + connection.path,
  }
}

/** Most callers say themselves who the visitor is. */
function unusualOf(call: CallFields, { header }: Connection, fields: Fields): readonly Unusual[] {
  const { facts } = call
  const isSaid = facts.has('ip') && facts.has('ua') && facts.has('language')
  if (isSaid && facts.has('x_requested_with') && namesReferrer(fields)) return NOTHING_UNUSUAL
  const isPassedOn = (name: string) =>
    call.originalHeaders?.has(name) === true || call.headers?.has(name) === true
  const notes: Unusual[] = []
  if (!facts.has('ip')) notes.push(call.server?.has('remote_addr') ? 'ip:site' : 'ip:call')
  if (!facts.has('ua') && !facts.has('user_agent')) {
    notes.push(isPassedOn('user-agent') ? 'user_agent:site' : ownAgentNote(header('user-agent')))
  }
  if (!facts.has('language')) {
    if (isPassedOn('accept-language')) notes.push('language:site')
    else if (header('accept-language') !== '') notes.push('language:call')
  }
  if (!facts.has('x_requested_with')) {
    if (isPassedOn('x-requested-with')) notes.push('app:site')
    else if (header('x-requested-with') !== '') notes.push('app:call')
  }
  if (!namesReferrer(fields) && !isPassedOn('referer') && header('referer') !== '') {
    notes.push('referrer:call')
  }
  return notes.length === 0 ? NOTHING_UNUSUAL : notes
}

function ownAgentNote(agent: string): Unusual {
  return agent.startsWith(LIBRARY) ? 'user_agent:library' : 'user_agent:call'
}

/** Of the address that a browser's own connection has. */
export function ownUnusual(
  { peer, header }: Connection,
  addresses: AddressReader,
): readonly Unusual[] {
  return addresses.unusual(addresses.read(peer, header), peer, header)
}

/** By what the site's own server says of the request; the text itself where that is no address. */
function addressAtSite(
  { server }: CallFields,
  told: (name: string) => string | undefined,
  addresses: AddressReader,
): string | undefined {
  const peer = memberOf(server, 'remote_addr')
  if (peer === undefined) return undefined
  return addressText(addresses.readAtSite(peer, (name) => told(name) ?? '')) || peer
}

/** Then the header is not looked at. */
function namesReferrer(fields: Fields): boolean {
  return fields.has('referrer') || fields.has('referer')
}

/** An empty `referrer` is one: then the other spelling is not looked at either. */
function withOneReferrer(fields: Fields): Fields {
  if (fields.get('referrer') !== '' || !fields.has('referer')) return fields
  const named = new Map(fields)
  named.delete('referer')
  return named
}

/** Empty, absent and `0` are off. */
function isOn(value: string | undefined): boolean {
  return value === '1'
}

/** `null` if no headers came with the call; otherwise `undefined` for one that did not. */
function forwardedHeaders({ originalHeaders, headers }: CallFields) {
  if (originalHeaders === null && headers === null) return null
  return (name: string) => memberOf(originalHeaders, name) ?? memberOf(headers, name)
}

function ownAgent({ header }: Connection): string {
  const agent = header('user-agent')
  return agent.startsWith(LIBRARY) ? '' : agent
}

/** What the page was sent comes first: what the caller says itself wins. */
function parametersOf({ facts, parameters, page, escaped }: CallFields): Fields {
  const charset = facts.get('charset') ?? ''
  if (page === null && charset === '') return parameters
  const fields = new Map<string, string>()
  for (const [name, sent] of page ?? []) fields.set(name, decodeText(sent))
  for (const [name, value] of parameters) fields.set(name, value)
  for (const [name, asSent] of escaped) {
    const text = fields.has(name) ? decodeTextAs(charset, asSent) : null
    if (text !== null) fields.set(name, text)
  }
  return fields
}

type Fields = ReadonlyMap<string, string>

/** As it was sent, where that says the same. */
function queryText({ query, parameters }: CallFields, fields: Fields): string {
  if (query !== null && fields === parameters) return cleanText(cutQuery(query))
  let text = ''
  for (const [name, value] of fields) {
    text += `${text === '' ? '' : '&'}${encodeURIComponent(name)}=${encodeURIComponent(value)}`
  }
  return cutQuery(text)
}
