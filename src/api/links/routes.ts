/**
 * The links API from HTTP to HTTP, as programs written for to.click know it. The order of its checks
 * is part of the contract: size, slash, token, rate, path and verb, object, body, fields.
 */
import { randomUUID } from 'node:crypto'

import { PATHS } from '../../core/paths.ts'
import { isUnavailable } from '../../lib/errors.ts'
import { formatIp } from '../../lib/ip.ts'
import { callerOfUser } from '../../manage/access.ts'
import { tokenUses } from '../../manage/links/link-tokens.ts'
import { ownOrigin, schemeOf, splitUrl, visitorsOrigin, type VisitorsWay } from '../address.ts'
import { readRest, saysMoreThan } from '../body-bytes.ts'
import type { HeaderReader } from '../head.ts'
import {
  empty,
  type Failure,
  internalError,
  MAX_BODY_BYTES,
  NOT_NOW,
  READ_ONLY,
  refuse,
  TOO_LARGE,
  UNAVAILABLE,
  wrongVerb,
} from './answers.ts'
import { readAttributes } from './body.ts'
import { type Answer, type Endpoint, health, isFailure, type LinksApiParts } from './call.ts'
import { linkList, linkSlice, linkSummary, oneLink } from './link-endpoints.ts'
import { domainList, oneDomain, onePixel, pixelList } from './pixel-endpoints.ts'
import { sliceOf } from './statistics.ts'
import { type Gatekeeper, gatekeeper, type Knocking } from './tokens.ts'

const API_PATH = new RegExp(`^${PATHS.links}(?:/|$)`, 'i')

/** Whether a path is this API's; letter case does not matter. */
export function isLinksApi(path: string): boolean {
  return API_PATH.test(path)
}

export function linksApi(parts: LinksApiParts) {
  const { alone } = parts
  const note = tokenUses(parts.desk)
  const noteUse: typeof note = (token, now) => {
    if (!alone.isRunning()) note(token, now)
  }
  const admit = gatekeeper({ ...parts, noteUse })
  return async (
    request: Request,
    header: HeaderReader,
    peer: string,
    way: VisitorsWay | null,
  ): Promise<Response> => {
    try {
      const answer = await answerTo(parts, admit, request, { header, peer, way })
      await readRest(request)
      return finished(request, isFailure(answer) ? refuse(answer) : answer)
    } catch (error) {
      return finished(request, refuse(failureOf(parts, error)))
    }
  }
}

async function answerTo(
  parts: LinksApiParts,
  admit: Gatekeeper,
  request: Request,
  knocking: Knocking,
): Promise<Answer> {
  const { method } = request
  if (saysMoreThan(request.headers, MAX_BODY_BYTES)) return TOO_LARGE
  const { path, rawQuery } = splitUrl(request.url)
  if (path.endsWith('/')) return withoutSlash(method, path, rawQuery)
  const holder = admit(knocking)
  if (isFailure(holder)) return holder
  const segments = path.slice(PATHS.links.length + 1).split('/')
  const endpoint = endpointAt(segments)
  const verbs = endpoint === null ? [] : verbsOf(endpoint)
  if (method === 'OPTIONS' && endpoint !== null) return empty(204, { Allow: verbs.join(', ') })
  const run = endpoint?.verbs[method === 'HEAD' ? 'GET' : method]
  if (run === undefined || !verbs.includes(method)) return wrongVerb(verbs)
  const writes = method !== 'GET' && method !== 'HEAD'
  if (holder.token.scope === 'read' && writes) return READ_ONLY
  if (writes && parts.alone.isRunning()) return NOT_NOW
  const address = callerAddress(parts, knocking)
  return run({
    ...parts,
    caller: callerOfUser(holder.user, { via: 'key', sessionId: null, address }),
    holder,
    segments,
    path,
    query: new URLSearchParams(rawQuery),
    origin: originOf(parts, request, knocking),
    body: () => readAttributes(request),
  })
}

function callerAddress({ addresses }: LinksApiParts, { header, peer }: Knocking): string {
  const ip = addresses.read(peer, header)
  return ip === null ? '' : formatIp(ip)
}

function originOf(
  { addresses }: LinksApiParts,
  { url }: Request,
  { header, peer, way }: Knocking,
): string {
  return visitorsOrigin(ownOrigin(header, schemeOf(addresses, { url, header, peer })), way)
}

/** 301 loses verb and body of a write. The address is our own text, whatever `Host` says. */
function withoutSlash(method: string, path: string, rawQuery: string): Response {
  const status = method === 'GET' || method === 'HEAD' ? 301 : 308
  const query = rawQuery === '' ? '' : `?${rawQuery}`
  return empty(status, { Location: `${path.slice(0, -1)}${query}` })
}

/** Static segments in any letter case; `null` for a path that nothing stands behind. */
function endpointAt(segments: readonly string[]): Endpoint | null {
  const [first = '', , third = '', fourth = ''] = segments.map((segment) => segment.toLowerCase())
  switch (segments.length) {
    case 1:
      return LISTS.get(first) ?? null
    case 2:
      return OBJECTS.get(first) ?? null
    case 3:
      return first === 'links' && third === 'stat' ? linkSummary : null
    case 4:
      return first === 'links' && third === 'stat' ? sliceEndpoint(fourth) : null
    default:
      return null
  }
}

function sliceEndpoint(name: string): Endpoint | null {
  const slice = sliceOf(name)
  return slice === null ? null : linkSlice(slice)
}

const LISTS: ReadonlyMap<string, Endpoint> = new Map([
  ['health', health],
  ['links', linkList],
  ['domains', domainList],
  ['pixels', pixelList],
])
const OBJECTS: ReadonlyMap<string, Endpoint> = new Map([
  ['links', oneLink],
  ['domains', oneDomain],
  ['pixels', onePixel],
])

function verbsOf({ verbs }: Endpoint): string[] {
  const names = Object.keys(verbs)
  return names.includes('GET') ? [...names, 'HEAD', 'OPTIONS'] : [...names, 'OPTIONS']
}

/** A HEAD says how long the answer to GET is. */
async function finished(request: Request, response: Response): Promise<Response> {
  if (request.method !== 'HEAD') return response
  const { status, headers } = response
  if (response.body !== null) {
    headers.set('Content-Length', `${(await response.arrayBuffer()).byteLength}`)
  }
  return new Response(null, { status, headers })
}

function failureOf({ report }: LinksApiParts, error: unknown): Failure {
  if (isUnavailable(error)) return UNAVAILABLE
  const id = randomUUID()
  report(error, id)
  return internalError(id)
}
