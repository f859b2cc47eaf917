/** Serves the files of uploaded landings: only what their manifests hold, as the type we say. */
import { lstat } from 'node:fs/promises'

import { PATHS } from '../../core/paths.ts'
import type { RoutingTables } from '../../core/tables.ts'
import type { ServedFile } from '../../lib/file-manifest.ts'
import type { LocalLandings } from '../../track/landings/local-landings.ts'
import type { TrafficRequest } from '../../track/visits/request.ts'
import { addHostHeaders, notFound, SANDBOX } from './respond.ts'

const ADDRESS = new RegExp(`^${PATHS.landingFiles}/(\\d{1,9})/(.+)$`)

export function isLandingFile(path: string): boolean {
  return path.startsWith(`${PATHS.landingFiles}/`)
}

export async function landingFile(
  landings: LocalLandings,
  request: TrafficRequest,
  tables: RoutingTables,
): Promise<Response> {
  const file = wantedFile(landings, request, tables)
  return file !== null && (await isFile(file.location))
    ? sent(file, request, tables)
    : notFound(request, tables)
}

function wantedFile(
  landings: LocalLandings,
  { method, path }: TrafficRequest,
  tables: RoutingTables,
): ServedFile | null {
  if (method !== 'GET' && method !== 'HEAD') return null
  const [, id, name = ''] = ADDRESS.exec(path) ?? []
  const landing = id === undefined ? null : tables.landing(Number(id))
  return landing === null ? null : landings.file(landing.spec, name)
}

/** It may have gone, or turned into a link, since the manifest was read. */
async function isFile(location: string): Promise<boolean> {
  try {
    return (await lstat(location)).isFile()
  } catch {
    return false
  }
}

function sent(
  { location, contentType }: ServedFile,
  request: TrafficRequest,
  tables: RoutingTables,
): Response {
  const headers: [string, string][] = [
    ['Content-Type', contentType],
    ['Cache-Control', 'private, max-age=300'],
    ['X-Content-Type-Options', 'nosniff'],
    // Fonts and modules of a page that a site shows as its own.
    ['Access-Control-Allow-Origin', '*'],
  ]
  addHostHeaders(headers, request, tables)
  if (request.sharesAdminHost) headers.push(SANDBOX)
  return new Response(Bun.file(location), { status: 200, headers })
}
