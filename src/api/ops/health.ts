/** What monitors ask: is the process there, does it store what it answers, and how much? */
import { Elysia } from 'elysia'

import { PATHS } from '../../core/paths.ts'
import { metricsText, type Monitored } from './metrics.ts'

export interface Health extends Monitored {
  /** Why events are not stored as promised right now; empty when all is well. */
  problems(): readonly string[]
}

export function healthRoutes(health: Health) {
  return new Elysia({ name: 'health' })
    .get(PATHS.health, () => answer(200, { status: 'ok' }), { detail: { hide: true } })
    .get(
      PATHS.ready,
      () => {
        const found = health.problems()
        return found.length === 0
          ? answer(200, { status: 'ready' })
          : answer(503, { status: 'not ready', problems: found })
      },
      { detail: { hide: true } },
    )
    .get(
      PATHS.metrics,
      async () => new Response(await metricsText(health), { headers: METRICS_HEADERS }),
      { detail: { hide: true } },
    )
}

const METRICS_HEADERS = {
  'Content-Type': 'text/plain; version=0.0.4; charset=utf-8',
  'Cache-Control': 'no-store',
}

function answer(status: number, body: object): Response {
  return Response.json(body, { status, headers: { 'Cache-Control': 'no-store' } })
}
