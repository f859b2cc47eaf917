/** What monitors ask: is the process there, does it store what it answers, and how much? */
import { Elysia } from 'elysia'

import { PATHS } from '../../core/paths.ts'
import type { JournalStats } from '../../ledger/journal/journal.ts'

export interface Health {
  /** Why events are not stored as promised right now; empty when all is well. */
  problems(): readonly string[]
  journal(): JournalStats
  /** Offer links that led nowhere since the start, by what was wrong. */
  invalidLinks(): Readonly<Record<string, number>>
}

export function healthRoutes({ problems, journal, invalidLinks }: Health) {
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
    .get(
      PATHS.metrics,
      () => {
        const text = metricsText(journal()) + linkMetrics(invalidLinks())
        return new Response(text, { headers: METRICS_HEADERS })
      },
      { detail: { hide: true } },
    )
}

const METRICS_HEADERS = { 'Content-Type': 'text/plain; version=0.0.4', 'Cache-Control': 'no-store' }

/** In the text format of Prometheus. */
function metricsText(stats: JournalStats): string {
  const metrics: [name: string, type: 'counter' | 'gauge', value: number][] = [
    ['sluice_clicks_stored_total', 'counter', stats.stored],
    ['sluice_clicks_dropped_total', 'counter', stats.dropped],
    ['sluice_clicks_queued', 'gauge', stats.queued],
    ['sluice_clicks_pending', 'gauge', stats.pending],
    ['sluice_oldest_queued_seconds', 'gauge', (stats.oldestQueuedMs ?? 0) / 1000],
    ['sluice_last_sync_timestamp_seconds', 'gauge', (stats.lastSyncAt ?? 0) / 1000],
    ['sluice_writer_deaths_total', 'counter', stats.writerDeaths],
  ]
  return metrics.map(([name, type, value]) => `# TYPE ${name} ${type}\n${name} ${value}\n`).join('')
}

function linkMetrics(counts: Readonly<Record<string, number>>): string {
  const name = 'sluice_invalid_offer_links_total'
  const lines = Object.entries(counts).map(
    ([reason, count]) => `${name}{reason="${reason}"} ${count}\n`,
  )
  return `# TYPE ${name} counter\n${lines.join('')}`
}

function answer(status: number, body: object): Response {
  return Response.json(body, { status, headers: { 'Cache-Control': 'no-store' } })
}
