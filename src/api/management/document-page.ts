/**
 * The page and the document under `/api/doc`: Swagger UI from inside the program, without a word to
 * anybody else. The page sends keys and never cookies; nothing in it is inline.
 */
import { Elysia } from 'elysia'
import bundlePath from 'swagger-ui-dist/swagger-ui-bundle.js' with { type: 'file' }

import { PATHS } from '../../core/paths.ts'
import { settingOf } from '../../core/settings/settings.ts'
import { readPacked } from '../../lib/packed-file.ts'
import { documentText } from './document.ts'
import { identify } from './identity.ts'
import type { ManagementDeps, Operation } from './operation.ts'

import stylePath from 'swagger-ui-dist/swagger-ui.css' with { type: 'file' }

const ROOT = PATHS.apiDocument
/** Part of the address of the two big files, so that browsers may keep them for good. */
const EDITION = '5.35.0'

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sluice API</title>
<link rel="stylesheet" href="${ROOT}/swagger-ui-${EDITION}.css">
<link rel="icon" href="data:,">
</head>
<body>
<div id="swagger-ui"></div>
<script src="${ROOT}/swagger-ui-${EDITION}.js"></script>
<script src="${ROOT}/start.js"></script>
</body>
</html>
`

/** Cookies go along only to read the document itself, which may be for people who are logged in. */
const START = `window.ui = SwaggerUIBundle({
  url: '${ROOT}/json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  docExpansion: 'none',
  filter: true,
  displayRequestDuration: true,
  persistAuthorization: false,
  validatorUrl: null,
  requestInterceptor: (request) => {
    if (!request.loadSpec) request.credentials = 'omit'
    return request
  },
})
`

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const HEADERS = {
  'Content-Security-Policy': POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
}
const FRESH = 'no-cache, no-store, private'
const FOR_GOOD = 'public, max-age=31536000, immutable'

interface File {
  readonly type: string
  readonly cache: string
  readonly content: () => string | Promise<Buffer<ArrayBuffer>>
}

const bytesOf = (path: string) => () => readPacked(path)

/** The files of the page, by what follows `/api/doc`. */
function filesOf(document: () => string): ReadonlyMap<string, File> {
  const page = { type: 'text/html; charset=utf-8', cache: FRESH, content: () => PAGE }
  const script = 'text/javascript; charset=utf-8'
  return new Map<string, File>([
    ['', page],
    ['/', page],
    ['/json', { type: 'application/json', cache: FRESH, content: document }],
    ['/start.js', { type: script, cache: FRESH, content: () => START }],
    [`/swagger-ui-${EDITION}.js`, { type: script, cache: FOR_GOOD, content: bytesOf(bundlePath) }],
    [
      `/swagger-ui-${EDITION}.css`,
      { type: 'text/css; charset=utf-8', cache: FOR_GOOD, content: bytesOf(stylePath) },
    ],
  ])
}

export function documentPage(
  deps: ManagementDeps,
  operations: readonly Operation[],
  version: string,
) {
  let text: string | null = null
  const files = filesOf(() => (text ??= documentText(operations, version)))
  const answer = async ({ request }: { request: Request }) => {
    const name = new URL(request.url).pathname.slice(ROOT.length)
    const file = files.get(name)
    if (file === undefined || !mayRead(deps, request)) return notFound()
    const headers = { ...HEADERS, 'Content-Type': file.type, 'Cache-Control': file.cache }
    return new Response(await file.content(), { headers })
  }
  return new Elysia({ name: 'api document' })
    .get(ROOT, answer, { parse: 'none' })
    .get(`${ROOT}/*`, answer, { parse: 'none' })
}

function mayRead(deps: ManagementDeps, request: Request): boolean {
  switch (settingOf(deps.tables().settings, 'api_doc')) {
    case 'public':
      return true
    case 'login':
      return !('status' in identify(deps, request))
    default:
      return false
  }
}

function notFound(): Response {
  return new Response('Not found\n', { status: 404, headers: { 'Cache-Control': FRESH } })
}
