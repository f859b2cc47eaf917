/** Reads a visitor's HTTP request into plain data; cuts nothing but what is over a hard limit. */
import type { TrafficRequest } from '../../track/request.ts'
import type { HostVerdict } from '../hosts.ts'

const MAX_FORM_BYTES = 16 * 1024

export interface Socket {
  readonly peer: string
  /** Whether the peer is a trusted proxy, so that its `X-Forwarded-Proto` counts. */
  readonly isTrusted: boolean
}

/** `form` is the body of a POST, already read. `request.url` must have an authority. */
export function readRequest(
  request: Request,
  { host, role }: HostVerdict,
  socket: Socket,
  form: string,
): TrafficRequest {
  const { url, headers } = request
  const start = url.indexOf('/', url.indexOf('//') + 2)
  const query = url.indexOf('?', start)
  const isSecure = socket.isTrusted && headers.get('x-forwarded-proto') === 'https'
  return {
    method: request.method,
    path: url.slice(start, query < 0 ? url.length : query),
    rawQuery: query < 0 ? '' : url.slice(query + 1),
    form,
    host,
    origin: `${isSecure ? 'https' : 'http'}://${headers.get('host')}`,
    isSecure,
    sharesAdminHost: role === 'both',
    peer: socket.peer,
    header: (name) => headers.get(name) ?? '',
  }
}

/** The text of an urlencoded body; `''` for other types, `null` when it is too large. */
export async function readForm(request: Request): Promise<string | null> {
  if (Number(request.headers.get('content-length') ?? 0) > MAX_FORM_BYTES) return null
  const type = request.headers.get('content-type') ?? ''
  if (!type.startsWith('application/x-www-form-urlencoded')) return ''
  const text = await request.text()
  return text.length > MAX_FORM_BYTES ? null : text
}
