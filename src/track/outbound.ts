/**
 * The one client for requests to other servers. It reaches public addresses only, looks at every hop
 * of a redirect anew, stops at a deadline and a size, sends no cookies and uses no proxy.
 */
import { lookup } from 'node:dns/promises'

import { formatIp, type Ip, parseIp } from '../lib/ip.ts'
import {
  type AddressRules,
  checkedAddress,
  hostOf,
  type Resolve,
  type UrlRefusal,
} from './outbound-address.ts'
import { hostLimits } from './outbound-hosts.ts'

export interface FetchLimits {
  /** For everything together: names, hops, waiting for a free place, the body. */
  readonly deadlineMs: number
  readonly maxBytes: number
  /** Redirects that are followed. */
  readonly maxHops: number
}

export interface Fetched {
  /** Of the last hop. Any status is an answer, 404 and 500 too. */
  readonly url: URL
  readonly status: number
  readonly headers: Headers
  readonly body: Uint8Array
}

/**
 * `scheme`: no plain http or https URL; `address`: some address of the host is not public; `network`:
 * no usable answer, for whatever reason. These are for our logs: `failureText` is what people may read.
 */
export interface FetchFailure {
  readonly failed: UrlRefusal | 'timeout' | 'too_large' | 'too_many_redirects' | 'network'
}

export interface OutboundClient {
  get(url: string, limits: FetchLimits): Promise<Fetched | FetchFailure>
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
  return {
    async get(url, limits) {
      const deadline = new AbortController()
      const timer = setTimeout(() => deadline.abort(), limits.deadlineMs)
      try {
        return await follow(connections, url, { ...limits, signal: deadline.signal })
      } finally {
        clearTimeout(timer)
        deadline.abort()
      }
    },
  }
}

/** One text for all that depends on the other side, so that nobody can scan a network with it. */
export function failureText({ failed }: FetchFailure): string {
  if (failed === 'scheme') return 'Only http and https addresses without a password can be fetched.'
  if (failed === 'port') return 'This port is not allowed.'
  return 'The address could not be fetched.'
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
  const rules: AddressRules = {
    allowedHosts: new Set(options.allowedHosts?.map((host) => host.toLowerCase())),
    ports: new Set(options.ports),
  }
  return { rules, resolve, hosts: hostLimits(clock), ca: options.ca }
}

/** IPv4 first: many machines have no way to the IPv6 internet. */
async function systemResolve(host: string): Promise<readonly string[]> {
  const found = await lookup(host, { all: true, order: 'ipv4first' })
  return found.map(({ address }) => address)
}

async function follow(
  connections: Connections,
  start: string,
  limits: Limits,
): Promise<Fetched | FetchFailure> {
  let url = URL.parse(start)
  for (let hops = 0; hops <= limits.maxHops; hops++) {
    if (url === null) return { failed: 'scheme' }
    const answer = await politely(connections, url, limits)
    if ('failed' in answer) return answer
    const location = REDIRECTS.includes(answer.status) ? answer.headers.get('location') : null
    if (location === null) return answer
    url = URL.parse(location, url)
  }
  return { failed: 'too_many_redirects' }
}

/** One hop, within what its host may take. */
async function politely(
  connections: Connections,
  url: URL,
  limits: Limits,
): Promise<Fetched | FetchFailure> {
  const { hosts } = connections
  const host = hostOf(url)
  if (hosts.isPaused(host)) return { failed: 'network' }
  if (!(await hosts.enter(host, limits.signal))) return { failed: 'timeout' }
  try {
    const answer = await hop(connections, url, limits)
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

async function hop(
  connections: Connections,
  url: URL,
  limits: Limits,
): Promise<Fetched | FetchFailure> {
  const { rules, resolve } = connections
  const address = await unlessAborted(checkedAddress(url, rules, resolve), limits.signal)
  if (address === null) return { failed: 'timeout' }
  if (typeof address === 'string') return { failed: address }
  try {
    const response = await connect(connections, url, address, limits.signal)
    return await read(response, url, limits.maxBytes)
  } catch {
    return { failed: limits.signal.aborted ? 'timeout' : 'network' }
  }
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
  url: URL,
  address: Ip,
  signal: AbortSignal,
): Promise<Response> {
  const pinned = new URL(url)
  pinned.hostname = address.version === 4 ? formatIp(address) : `[${formatIp(address)}]`
  pinned.hash = ''
  return fetch(pinned, {
    headers: { ...HEADERS, Host: url.host },
    redirect: 'manual',
    decompress: false,
    proxy: false,
    keepalive: false,
    tls: {
      rejectUnauthorized: true,
      ...(parseIp(hostOf(url)) === null && { serverName: hostOf(url) }),
      ...(ca !== undefined && { ca }),
    },
    signal,
  })
}

/** The body of a redirect is left unread, and an encoded one is nothing we asked for. */
async function read(
  response: Response,
  url: URL,
  maxBytes: number,
): Promise<Fetched | FetchFailure> {
  const { status, headers } = response
  const isRedirect = REDIRECTS.includes(status)
  if (isRedirect || isEncoded(headers)) {
    await response.body?.cancel()
    return isRedirect ? { url, status, headers, body: new Uint8Array() } : { failed: 'network' }
  }
  const body = await readBody(response, maxBytes)
  return body === null ? { failed: 'too_large' } : { url, status, headers, body }
}

function isEncoded(headers: Headers): boolean {
  const encoding = headers.get('content-encoding') ?? ''
  return encoding !== '' && encoding.toLowerCase() !== 'identity'
}

/** `null` if it is longer; leaving the loop closes the connection. */
async function readBody({ headers, body }: Response, maxBytes: number): Promise<Uint8Array | null> {
  if (Number(headers.get('content-length')) > maxBytes) {
    await body?.cancel()
    return null
  }
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body ?? []) {
    bytes += chunk.length
    if (bytes > maxBytes) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
