/** The listening sockets: opens them, says where, and closes them without failing a request. */
import type { VisitorsWay } from '../api/address.ts'
import type { AdminPlace, Door } from '../api/hosts.ts'
import type { Inlet, SluiceApp } from '../app.ts'
import type { Config, Socket } from '../config.ts'
import { ipRangeSet, isLoopback, parseIp, parseIpRange } from '../lib/ip.ts'
import { within } from '../lib/within.ts'
import { originOf } from './admin-address.ts'
import { chunkedBodies } from './chunked-bodies.ts'
import { cannotListen, type Refused } from './refusals.ts'

export interface Listener {
  /** With the port it really has. */
  readonly url: string
  /** Where https is answered, for hosts with a certificate; null: a proxy in front does that. */
  readonly secureUrl: string | null
  /** The same, or that of the admin's own socket. */
  readonly adminUrl: string
  /** Takes no new connections, finishes what runs. */
  drain(): Promise<void>
}

/** One that another one can take the place of. */
export interface Replaceable extends Drained {
  /** Takes no new connections; those that there are end by themselves. */
  retire(): void
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
function wayOfVisitors({ trustedProxies, https, port }: Config): VisitorsWay {
  if (trustedProxies.length > 0) return { scheme: 'https', port: null }
  return https === null ? { scheme: 'http', port } : { scheme: 'https', port: https.port }
}

/** The sentence that says why nobody can connect, if nobody can. */
export async function listen(
  config: Config,
  app: SluiceApp,
  https: { listen(app: SluiceApp): Drained | Refused | null },
): Promise<Listener | Refused> {
  const { adminListen } = config
  const front = open(config, app, 'front')
  if ('refused' in front) return front
  const secure = https.listen(app)
  const apart = adminListen === null ? null : open(adminListen, app, 'admin')
  const all = [front, secure, apart].filter((one) => one !== null)
  const opened = all.flatMap((one) => (isRefused(one) ? [] : [one]))
  const drain = async () => void (await Promise.all(opened.map((one) => one.drain())))
  const refused = all.find(isRefused)
  if (refused === undefined) {
    const admin = apart === null || isRefused(apart) ? front : apart
    const secureUrl = secure === null || isRefused(secure) ? null : secure.url
    return { url: front.url, secureUrl, adminUrl: admin.url, drain }
  }
  await drain()
  return refused
}

function isRefused(one: object): one is Refused {
  return 'refused' in one
}

type Drained = Pick<Listener, 'url' | 'drain'>

/** Which certificate is shown for which host. */
export interface Shown {
  readonly serverName: string
  readonly cert: string
  readonly key: string
}

/**
 * With certificates it answers over https. They can't be changed while it is open: another one takes its
 * place, which needs `reusePort` of both.
 */
export function open(
  { hostname, port }: Socket,
  app: SluiceApp,
  door: Door,
  tls: readonly Shown[] = [],
): Replaceable | Refused {
  let isDraining = false
  const ownAddress = loopbackOf(hostname)
  const isSecure = tls.length > 0
  try {
    const server = Bun.serve({
      hostname,
      port,
      ...(isSecure ? { tls: [...tls] } : {}),
      idleTimeout: IDLE_SECONDS,
      maxRequestBodySize: MAX_BODY_BYTES,
      development: false,
      // Left out, it would be on outside development, and a second server could take the port.
      reusePort: isSecure,
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
    const url = originOf({ hostname, port: server.port ?? port }, isSecure ? 'https' : 'http')
    return {
      url,
      async drain() {
        isDraining = true
        await Bun.sleep(GRACE_MS)
        await within(server.stop(), HALF_SENT_MS, undefined)
        await server.stop(true)
      },
      retire() {
        isDraining = true
        void server.stop()
      },
    }
  } catch (error) {
    return cannotListen({ hostname, port }, error)
  }
}

/** The port itself, if it can be had at this moment; of 0 one that is free. */
export function freePort({ hostname, port }: Socket): number | Refused {
  try {
    const trial = Bun.listen({ hostname, port, socket: { data() {} } })
    const found = trial.port
    trial.stop(true)
    return found
  } catch (error) {
    return cannotListen({ hostname, port }, error)
  }
}

/** Why one of the sockets that these settings name can't be had now; `null`: all can. */
export function takenSocket(config: Config): Refused | null {
  const sockets = [config, config.https, config.adminListen].filter((one) => one !== null)
  const tried = sockets.map(freePort)
  return tried.find((one) => typeof one !== 'number') ?? null
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
