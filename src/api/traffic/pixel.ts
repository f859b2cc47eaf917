/** The smallest image, for requests that a page makes by `<img>`: nobody reads what it shows. */
import type { RoutingTables } from '../../core/tables.ts'
import type { Cookie } from '../../track/cookies/cookies.ts'
import type { TrafficRequest } from '../../track/visits/request.ts'
import { addCookies, asOfHost } from './respond.ts'

export const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')

const HEADERS = {
  'Content-Type': 'image/gif',
  'Cache-Control': 'no-store',
  'Access-Control-Allow-Origin': '*',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'X-Content-Type-Options': 'nosniff',
}

/** A transparent pixel, readable from every page and never kept. */
export function pixel(
  request: TrafficRequest,
  tables: RoutingTables,
  status: 200 | 400 | 404 | 429,
  cookies: readonly Cookie[] = [],
): Response {
  const response = new Response(GIF, { status, headers: HEADERS })
  addCookies(response, request, cookies)
  return asOfHost(response, request, tables)
}

/** Whether a browser asks for something to show as an image, as for `<noscript><img src=…>`. */
export function wantsImage({ header }: Pick<TrafficRequest, 'header'>): boolean {
  return destinationOf(header) === 'image'
}

/** Where a browser is going to put the answer: in an `<img>`, a `<script>`, or somewhere else. */
export function destinationOf(header: TrafficRequest['header']): 'image' | 'script' | 'other' {
  const dest = header('sec-fetch-dest')
  if (dest === 'image' || header('accept').startsWith('image/')) return 'image'
  return dest === 'script' ? 'script' : 'other'
}
