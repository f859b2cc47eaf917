/**
 * The one client for requests to other servers. It reaches public addresses only, looks at every hop
 * of a redirect anew, stops at a deadline and a size, sends no cookies and uses no proxy.
 */
import { lookup } from 'node:dns/promises'

import { formatIp, type Ip, parseIp } from '../../lib/ip.ts'
import { hostOfUrl } from '../../lib/url-host.ts'
import {
  type AddressRules,
  checkedAddress,
  type Resolve,
  type UrlRefusal,
} from './outbound-address.ts'
import { type AnswerBody, type AnswerLimits, readAnswer } from './outbound-answer.ts'
import { hostLimits } from './outbound-hosts.ts'

export interface FetchLimits extends AnswerLimits {
  /** For everything together: names, hops, waiting for a free place, the body. */
  readonly deadlineMs: number
  /** Redirects that are followed. */
  readonly maxHops: number
}

/** A request with our own words in it; the names of headers are taken as they are. */
export interface OutboundRequest {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** `null`: none. Sent again by hops that keep the method (307, 308), dropped by the others. */
  readonly body: string | null
}

export interface Fetched {
  /** Of the last hop. Any status is an answer, 404 and 500 too. */
  readonly url: URL
  readonly status: number
  readonly headers: Headers
  readonly body: Uint8Array
  /** The body broke off, or did not end in time; only told of bodies that may be cut. */
  readonly isBroken: boolean
}

/**
 * `scheme`: no plain http or https URL; `address`: some address of the host is not public; `network`:
 * no usable answer, for whatever reason; `paused`: nothing was sent, because the host has failed
 * several times in a row.
 */
export interface FetchFailure {
  readonly failed:
    UrlRefusal | 'timeout' | 'too_large' | 'too_many_redirects' | 'network' | 'paused'
}

export interface OutboundClient {
  get(url: string, limits: FetchLimits): Promise<Fetched | FetchFailure>
  send(request: OutboundRequest, limits: FetchLimits): Promise<Fetched | FetchFailure>
}

export interface OutboundOptions {
  readonly resolve?: Resolve
  /** Private hosts that the operator allows by name. */
  readonly allowedHosts?: readonly string[]
  /** Besides 80 and 443. */
  readonly ports?: readonly number[]
  /** Certificate authorities to trust in place of the usual ones, PEM. */
  readonly ca?: string
  /** Milliseconds, from any moment on. */
  readonly clock?: () => number
}

const HEADERS = { 'User-Agent': 'Sluice', 'Accept-Encoding': 'identity' }
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308]

export function outboundClient(options: OutboundOptions = {}): OutboundClient {
  const connections = connectionsOf(options)
  const send: OutboundClient['send'] = async (request, limits) => {
    const deadline = new AbortController()
    const timer = setTimeout(() => deadline.abort(), limits.deadlineMs)
    try {
      return await follow(connections, request, { ...limits, signal: deadline.signal })
    } finally {
      clearTimeout(timer)
      deadline.abort()
    }
  }
  return {
    send,
    get: (url, limits) => send({ method: 'GET', url, headers: [], body: null }, limits),
  }
}

type Connections = ReturnType<typeof connectionsOf>

interface Limits extends FetchLimits {
  readonly signal: AbortSignal
}

function connectionsOf({
  resolve = systemResolve,
  clock = () => performance.now(),
  ...options
}: OutboundOptions) {
  return { rules: addressRules(options), resolve, hosts: hostLimits(clock), ca: options.ca }
}

export function addressRules({ allowedHosts, ports }: OutboundOptions): AddressRules {
  return {
    allowedHosts: new Set(allowedHosts?.map((host) => host.toLowerCase())),
    ports: new Set(ports),
  }
}

/** IPv4 first: many machines have no way to the IPv6 internet. */
export async function systemResolve(host: string): Promise<readonly string[]> {
  const found = await lookup(host, { all: true, order: 'ipv4first' })
  return found.map(({ address }) => address)
}

/** A request on its way: `url` is where the next hop goes. */
interface Hop extends Omit<OutboundRequest, 'url'> {
  readonly url: URL
}

async function follow(
  connections: Connections,
  request: OutboundRequest,
  limits: Limits,
): Promise<Fetched | FetchFailure> {
  const url = URL.parse(request.url)
  let next: Hop | null = url && { ...request, url }
  for (let hops = 0; hops <= limits.maxHops; hops++) {
    if (next === null) return { failed: 'scheme' }
    const answer = await politely(connections, next, limits)
    if ('failed' in answer) return answer
    const location = REDIRECTS.includes(answer.status) ? answer.headers.get('location') : null
    if (location === null) return answer
    next = afterRedirect(next, URL.parse(location, next.url), answer.status)
  }
  return { failed: 'too_many_redirects' }
}

/** As browsers do it: 307 and 308 keep method and body. Another host gets none of our headers. */
function afterRedirect(from: Hop, url: URL | null, status: number): Hop | null {
  if (url === null) return null
  const isSame = url.origin === from.url.origin
  const keepsBody = status === 307 || status === 308
  const kept = from.headers.filter(([name]) => {
    const word = name.toLowerCase()
    if (word.startsWith('content-')) return keepsBody
    return isSame || word === 'idempotency-key'
  })
  return keepsBody
    ? { ...from, url, headers: kept }
    : { method: 'GET', url, headers: kept, body: null }
}

/** One hop, within what its host may take. */
async function politely(
  connections: Connections,
  request: Hop,
  limits: Limits,
): Promise<Fetched | FetchFailure> {
  const { hosts } = connections
  const host = hostOfUrl(request.url)
  if (hosts.isPaused(host)) return { failed: 'paused' }
  if (!(await hosts.enter(host, limits.signal))) return { failed: 'timeout' }
  try {
    const answer = await send(connections, request, limits)
    if (isOutage(answer)) hosts.failed(host)
    else hosts.succeeded(host)
    return answer
  } finally {
    hosts.leave(host)
  }
}

function isOutage(answer: Fetched | FetchFailure): boolean {
  return 'failed' in answer && (answer.failed === 'network' || answer.failed === 'timeout')
}

async function send(
  connections: Connections,
  request: Hop,
  limits: Limits,
): Promise<Fetched | FetchFailure> {
  const { rules, resolve } = connections
  const { url } = request
  const address = await unlessAborted(checkedAddress(url, rules, resolve), limits.signal)
  if (address === null) return { failed: 'timeout' }
  if (typeof address === 'string') return { failed: address }
  try {
    const response = await connect(connections, request, address, limits.signal)
    const { status, headers } = response
    const isRedirect = REDIRECTS.includes(status)
    const read = isRedirect ? await unread(response) : await readAnswer(response, limits)
    if (typeof read === 'string') return { failed: read }
    return { url, status, headers, body: read.bytes, isBroken: read.isBroken }
  } catch {
    return { failed: limits.signal.aborted ? 'timeout' : 'network' }
  }
}

async function unread({ body }: Response): Promise<AnswerBody> {
  await body?.cancel()
  return { bytes: new Uint8Array(), isBroken: false }
}

/** `null` when the signal aborts first; a question to a name server can't be called off. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | null> {
  const { promise, resolve } = Promise.withResolvers<null>()
  signal.addEventListener('abort', () => resolve(null), { once: true })
  if (signal.aborted) resolve(null)
  return Promise.race([work, promise])
}

/**
 * The URL gets the checked address as its host; name server, proxy variables and connections that
 * are kept open, perhaps for another name, have no say. The certificate must be the name's own.
 */
function connect(
  { ca }: Connections,
  { url, method, headers, body }: Hop,
  address: Ip,
  signal: AbortSignal,
): Promise<Response> {
  const pinned = new URL(url)
  pinned.hostname = address.version === 4 ? formatIp(address) : `[${formatIp(address)}]`
  pinned.hash = ''
  return fetch(pinned, {
    method,
    headers: headersFor(url, headers),
    body,
    redirect: 'manual',
    decompress: false,
    proxy: false,
    keepalive: false,
    tls: {
      rejectUnauthorized: true,
      ...(parseIp(hostOfUrl(url)) === null && { serverName: hostOfUrl(url) }),
      ...(ca !== undefined && { ca }),
    },
    signal,
  })
}

/** Whatever is asked for, who asks and whom is said by us. */
function headersFor(url: URL, wanted: Hop['headers']): Headers {
  const headers = new Headers()
  for (const [name, value] of wanted) headers.set(name, value)
  for (const [name, value] of Object.entries(HEADERS)) headers.set(name, value)
  headers.set('Host', url.host)
  return headers
}
