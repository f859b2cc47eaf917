/** What monitors ask: is the process there, is it able to store what it answers? */
import { Elysia } from 'elysia'

import { PATHS } from '../../core/paths.ts'

export interface Health {
  /** Why events are not stored as promised right now; empty when all is well. */
  problems(): readonly string[]
}

export function healthRoutes({ problems }: Health) {
  return new Elysia({ name: 'health' })
    .get(PATHS.health, () => answer(200, { status: 'ok' }), { detail: { hide: true } })
    .get(
      PATHS.ready,
      () => {
        const found = problems()
        return found.length === 0
          ? answer(200, { status: 'ready' })
          : answer(503, { status: 'not ready', problems: found })
      },
      { detail: { hide: true } },
    )
}

function answer(status: number, body: object): Response {
  return Response.json(body, { status, headers: { 'Cache-Control': 'no-store' } })
}
