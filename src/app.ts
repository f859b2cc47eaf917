/** Builds the Elysia app from its surfaces: which host and path leads to which of them. */
import { Elysia } from 'elysia'

import { type HostVerdict, roleOf, servesApi } from './api/hosts.ts'
import { managementApi } from './api/management/api.ts'
import type { ManagementDeps } from './api/management/operation.ts'
import { type Health, healthRoutes } from './api/ops/health.ts'
import { type TrafficSurface, trafficSurface } from './api/traffic/handler.ts'
import { PATHS } from './core/paths.ts'

export interface AppParts {
  readonly traffic: TrafficSurface
  readonly management: ManagementDeps
  readonly health: Health
  /** `''` while one host serves everything. */
  readonly adminHost: string
}

const API_PATHS = [PATHS.management, PATHS.apiDocument]
const OPERATOR_PATHS = [PATHS.health, PATHS.ready]

export function sluiceApp(parts: AppParts) {
  const visit = trafficSurface(parts.traffic)
  return new Elysia({ name: 'sluice' })
    .onError(({ error }) => {
      parts.traffic.report(error)
      return new Response('Internal error', { status: 500 })
    })
    .onRequest(({ request, server }) => {
      const verdict = roleOf(request.headers.get('host'), parts.traffic.tables(), parts.adminHost)
      const refused = refuse(request.method, verdict)
      if (refused !== null) return refused
      if (isOwnSurface(pathOf(request.url), verdict, parts.adminHost)) return
      return visit(request, verdict, server?.requestIP(request)?.address ?? '')
    })
    .use(healthRoutes(parts.health))
    .use(managementApi(parts.management))
}

/** A host that is none, one that is not ours, and the verbs that nobody needs. */
function refuse(method: string, { role }: HostVerdict): Response | null {
  if (role === 'malformed') return new Response('Bad host\n', { status: 400 })
  if (method === 'TRACE' || method === 'CONNECT') return new Response(null, { status: 405 })
  return role === 'none' ? new Response('Not found\n', { status: 404 }) : null
}

/** Whether the path belongs to the API or the operator here; everything else is traffic. */
function isOwnSurface(path: string, { role }: HostVerdict, adminHost: string): boolean {
  if (isUnder(path, API_PATHS)) return servesApi(role, adminHost)
  if (isUnder(path, OPERATOR_PATHS)) return role === 'admin' || role === 'both'
  return role === 'admin'
}

function isUnder(path: string, roots: readonly string[]): boolean {
  return roots.some((root) => path === root || path.startsWith(`${root}/`))
}

function pathOf(url: string): string {
  const start = url.indexOf('/', url.indexOf('//') + 2)
  const query = url.indexOf('?', start)
  return url.slice(start, query < 0 ? url.length : query)
}
