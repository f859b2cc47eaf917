/** The listening sockets: opens them, says where, and closes them without failing a request. */
import type { VisitorsWay } from '../api/address.ts'
import type { AdminPlace, Door } from '../api/hosts.ts'
import type { Inlet, SluiceApp } from '../app.ts'
import type { Config, Socket } from '../config.ts'
import { messageOf } from '../lib/errors.ts'
import { ipRangeSet, isLoopback, parseIp, parseIpRange } from '../lib/ip.ts'
import { within } from '../lib/within.ts'
import { originOf } from './admin-address.ts'
import { chunkedBodies } from './chunked-bodies.ts'
import type { Refused } from './refusals.ts'

export interface Listener {
  /** With the port it really has. */
  readonly url: string
  /** The same, or that of the admin's own socket. */
  readonly adminUrl: string
  /** Takes no new connections, finishes what runs. */
  drain(): Promise<void>
}

const IDLE_SECONDS = 10
/** While an answer is made that comes in pieces; the most that the engine can count. */
const PAUSE_SECONDS = 255
/** What the largest upload may have, and a little for its form. */
const MAX_BODY_BYTES = 101 * 1024 * 1024
const bodies = chunkedBodies({ most: 4 * 1024 * 1024, together: 32 * 1024 * 1024 })
/** Long enough for requests that are in the sockets already, so that each gets its answer. */
const GRACE_MS = 200
/** Half-sent requests would hold a graceful stop for seconds; they are cut after this. */
const HALF_SENT_MS = 1500

/** Who may see the admin, and where. */
export function adminPlaceIn(config: Config): AdminPlace {
  const { adminHost, adminListen, adminAllow } = config
  const ranges = adminAllow.flatMap((text) => parseIpRange(text) ?? [])
  return {
    host: adminHost,
    visitorsWay: adminListen === null ? null : wayOfVisitors(config),
    allowed: ranges.length === 0 ? null : ipRangeSet(ranges),
  }
}

/** Whoever has a proxy in front has it for https. */
function wayOfVisitors({ trustedProxies, port }: Config): VisitorsWay {
  return trustedProxies.length > 0 ? { scheme: 'https', port: null } : { scheme: 'http', port }
}

/** The sentence that says why nobody can connect, if nobody can. */
export async function listen(config: Config, app: SluiceApp): Promise<Listener | Refused> {
  const front = open(config, app, 'front')
  if ('refused' in front || config.adminListen === null) return front
  const apart = open(config.adminListen, app, 'admin')
  if ('refused' in apart) {
    await front.drain()
    return apart
  }
  return {
    url: front.url,
    adminUrl: apart.url,
    drain: async () => void (await Promise.all([front.drain(), apart.drain()])),
  }
}

function open({ hostname, port }: Socket, app: SluiceApp, door: Door): Listener | Refused {
  let isDraining = false
  const ownAddress = loopbackOf(hostname)
  try {
    const server = Bun.serve({
      hostname,
      port,
      idleTimeout: IDLE_SECONDS,
      maxRequestBodySize: MAX_BODY_BYTES,
      development: false,
      // Left out, it would be on outside development, and a second server could take the port.
      reusePort: false,
      fetch(request): Response | Promise<Response> {
        const answer = request.headers.has('transfer-encoding')
          ? fetchMeasured(app, request, inlet)
          : app.fetch(request, inlet)
        return isDraining ? closing(answer) : answer
      },
    })
    const inlet: Inlet = {
      door,
      peerOf: (request) => ownAddress ?? server.requestIP(request)?.address ?? '',
      pauses: (request) => server.timeout(request, PAUSE_SECONDS),
    }
    const url = originOf({ hostname, port: server.port ?? port })
    return {
      url,
      adminUrl: url,
      async drain() {
        isDraining = true
        await Bun.sleep(GRACE_MS)
        await within(server.stop(), HALF_SENT_MS, undefined)
        await server.stop(true)
      },
    }
  } catch (error) {
    return { refused: `Can't listen on ${hostname}:${port}: ${messageOf(error)}` }
  }
}

/** For what the server asks of itself. */
export const OWN_CALLS: Inlet = { door: 'front', peerOf: () => '127.0.0.1', pauses() {} }

const TOO_LARGE = () =>
  new Response('Too large\n', { status: 413, headers: { Connection: 'close' } })
const NO_ROOM = () =>
  new Response('Busy\n', { status: 503, headers: { Connection: 'close', 'Retry-After': '10' } })

/** Of the socket that the request came in by, because the measured one has none. */
async function fetchMeasured(app: SluiceApp, request: Request, inlet: Inlet): Promise<Response> {
  const whole = await bodies.measured(request).catch(() => 'too_large' as const)
  if (whole === 'too_large') return TOO_LARGE()
  if (whole === 'no_room') return NO_ROOM()
  return app.fetch(whole, {
    door: inlet.door,
    peerOf: () => inlet.peerOf(request),
    pauses: () => inlet.pauses(request),
  })
}

/** Keep-alive connections end with this answer instead of being cut before their next request. */
async function closing(answer: Response | Promise<Response>): Promise<Response> {
  const response = await answer
  response.headers.set('Connection', 'close')
  return response
}

/** Only this machine reaches a loopback address, so that its sockets need not be asked who calls. */
function loopbackOf(hostname: string): string | null {
  const ip = parseIp(hostname)
  return ip !== null && isLoopback(ip) ? hostname : null
}
