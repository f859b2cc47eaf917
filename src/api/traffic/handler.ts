/**
 * The traffic surface from HTTP to HTTP. Whatever goes wrong inside, the visitor gets an answer and
 * the log a line.
 */
import type { HostVerdict } from '../hosts.ts'
import { readForm, readRequest } from './request.ts'
import { notFound, plain } from './respond.ts'
import { handleTraffic, type TrafficParts } from './routes.ts'

/** The address of the socket's other end, `''` when it is gone already. */
export type PeerOf = (request: Request) => string

export interface TrafficSurface extends TrafficParts {
  /** Told of everything that should not have happened. */
  readonly report: (error: unknown) => void
}

export function trafficSurface(parts: TrafficSurface) {
  return async (request: Request, verdict: HostVerdict, peer: string): Promise<Response> => {
    const socket = { peer, isTrusted: parts.addresses.isTrusted(peer) }
    const form = request.method === 'POST' ? await readForm(request) : ''
    if (form === null) return plain(413, 'The form is larger than 16 KB.\n')
    const read = readRequest(request, verdict, socket, form)
    try {
      return await handleTraffic(parts, read)
    } catch (error) {
      parts.report(error)
      return notFound(read, parts.tables())
    }
  }
}
