/**
 * Serves the admin UI under `/admin`: hashed files for ever, the page never from a cache. Every
 * answer forbids what the UI does not need, so that text from visitors has nothing to run in.
 */
import { PATHS } from '../../core/paths.ts'
import { splitUrl } from '../address.ts'
import type { UiFile } from './files.ts'

export interface AdminParts {
  /** Asked once; a failure is asked again with the next request. */
  readonly files: () => Promise<readonly UiFile[]>
  readonly report: (error: unknown) => void
}

const ASSETS = `${PATHS.admin}/_/`
const PAGE = 'index.html'

const SECURITY = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "font-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; '),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
  // Its host may be a domain that wants to be found.
  'X-Robots-Tag': 'noindex',
  Vary: 'Accept-Encoding',
}
/** For a month: who has no certificate any more gets in again by http. */
const PINNED = { ...SECURITY, 'Strict-Transport-Security': 'max-age=2592000' }
const FOREVER = 'public, max-age=31536000, immutable'

export function isAdminPath(path: string): boolean {
  return path === PATHS.admin || path.startsWith(`${PATHS.admin}/`)
}

/**
 * Answers GET and HEAD below `/admin`; an unknown page gives the UI, which knows its own paths.
 * `isPinned`: browsers are to come by https only from now on.
 */
export function adminSurface({ files, report }: AdminParts) {
  return async (request: Request, isPinned: boolean): Promise<Response> => {
    const common = isPinned ? PINNED : SECURITY
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return new Response(null, { status: 405, headers: { ...common, Allow: 'GET, HEAD' } })
    }
    try {
      return answer(request, await files(), common)
    } catch (error) {
      report(error)
      return new Response('The admin UI is missing\n', { status: 500, headers: common })
    }
  }
}

function answer(
  request: Request,
  files: readonly UiFile[],
  common: Readonly<Record<string, string>>,
): Response {
  const { path } = splitUrl(request.url)
  const isAsset = path.startsWith(ASSETS)
  const name = isAsset ? path.slice(ASSETS.length) : PAGE
  const file = files.find((one) => one.name === name && (isAsset ? name !== PAGE : true))
  if (file === undefined) return new Response('Not found\n', { status: 404, headers: common })
  const headers = {
    ...common,
    'Content-Type': file.type,
    'Cache-Control': isAsset ? FOREVER : 'no-cache, no-store',
    ETag: file.etag,
  }
  if (request.headers.get('if-none-match') === file.etag) {
    return new Response(null, { status: 304, headers })
  }
  const { body, encoding } = encoded(file, request.headers.get('accept-encoding') ?? '')
  const sent = encoding === null ? headers : { ...headers, 'Content-Encoding': encoding }
  const content = request.method === 'HEAD' ? null : body
  return new Response(content, { headers: { ...sent, 'Content-Length': String(body.length) } })
}

function encoded({ raw, gzip, br }: UiFile, accepted: string) {
  if (/\bbr\b/.test(accepted)) return { body: br, encoding: 'br' }
  if (/\bgzip\b/.test(accepted)) return { body: gzip, encoding: 'gzip' }
  return { body: raw, encoding: null }
}
