/** The listening socket: opens it, says where, and closes it without failing a request. */
import type { sluiceApp } from '../app.ts'
import type { Config } from '../config.ts'
import { within } from '../lib/within.ts'

export interface Listener {
  /** With the port it really has. */
  readonly url: string
  /** Takes no new connections, finishes what runs. */
  drain(): Promise<void>
}

const IDLE_SECONDS = 10
const MAX_BODY_BYTES = 4 * 1024 * 1024
/** Long enough for requests that are in the sockets already, so that each gets its answer. */
const GRACE_MS = 200
/** Half-sent requests would hold a graceful stop for seconds; they are cut after this. */
const HALF_SENT_MS = 1500

/** The sentence that says why nobody can connect, if nobody can. */
export function listen(
  config: Config,
  app: ReturnType<typeof sluiceApp>,
): Listener | { readonly refused: string } {
  let isDraining = false
  try {
    const server = Bun.serve({
      hostname: config.hostname,
      port: config.port,
      idleTimeout: IDLE_SECONDS,
      maxRequestBodySize: MAX_BODY_BYTES,
      development: false,
      // Left out, it would be on outside development, and a second server could take the port.
      reusePort: false,
      fetch(request, { requestIP }) {
        const answer = app.fetch(request, (asked) => requestIP.call(server, asked)?.address ?? '')
        return isDraining ? closing(answer) : answer
      },
    })
    return {
      url: urlOf(config.hostname, server.port ?? config.port),
      async drain() {
        isDraining = true
        await Bun.sleep(GRACE_MS)
        await within(server.stop(), HALF_SENT_MS, undefined)
        await server.stop(true)
      },
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { refused: `Can't listen on ${config.hostname}:${config.port}: ${reason}` }
  }
}

/** Keep-alive connections end with this answer instead of being cut before their next request. */
async function closing(answer: Response | Promise<Response>): Promise<Response> {
  const response = await answer
  response.headers.set('Connection', 'close')
  return response
}

function urlOf(hostname: string, port: number): string {
  return `http://${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`
}
