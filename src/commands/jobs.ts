/** Periodic work: name, interval, function. A job that throws is logged and runs again. */
import type { Log } from '../lib/log.ts'
import type { Routing } from '../routing/routing.ts'

export interface JobParts {
  readonly routing: Routing
  readonly saveHistory: () => Promise<void>
  readonly readLandings: () => Promise<void>
  readonly readLineFiles: () => Promise<void>
  readonly readGeo: () => Promise<void>
  /** Removes what the setting says is too old, and what was left over. */
  readonly retain: () => Promise<unknown>
  readonly replanCosts: () => Promise<unknown>
  /** Parked calls whose next try is due. */
  readonly applyDueCalls: () => Promise<unknown>
  /** Drops old entries of the log of calls. */
  readonly tidyCalls: () => Promise<unknown>
  readonly log: Log
}

interface Job {
  readonly name: string
  readonly everyMs: number
  /** Runs when the server starts, too. */
  readonly atStart?: true
  run(parts: JobParts): unknown
}

const JOBS: readonly Job[] = [
  // Changes made by commands beside the server.
  { name: 'take in changes', everyMs: 500, run: ({ routing }) => routing.poll() },
  { name: 'read landings', everyMs: 2000, run: ({ readLandings }) => readLandings() },
  { name: 'read files of lines', everyMs: 2000, run: ({ readLineFiles }) => readLineFiles() },
  { name: 'read geo databases', everyMs: 2000, run: ({ readGeo }) => readGeo() },
  // Clicks that came into the period of a cost batch, or at last the first ones of it.
  {
    name: 'price new clicks',
    everyMs: 60_000,
    run: async ({ replanCosts }) => void (await replanCosts()),
  },
  {
    name: 'remove old events',
    everyMs: 60_000,
    atStart: true,
    run: async ({ retain }) => void (await retain()),
  },
  { name: 'save history', everyMs: 60_000, run: ({ saveHistory }) => saveHistory() },
  { name: 'drop old calls', everyMs: 60_000, run: ({ tidyCalls }) => tidyCalls() },
  { name: 'try parked calls again', everyMs: 5000, run: ({ applyDueCalls }) => applyDueCalls() },
]

export function startJobs(parts: JobParts): { stop(): void } {
  for (const job of JOBS) if (job.atStart === true) void runJob(job, parts)
  const timers = JOBS.map((job) => setInterval(() => void runJob(job, parts), job.everyMs))
  return { stop: () => timers.forEach(clearInterval) }
}

async function runJob({ name, run }: Job, parts: JobParts): Promise<void> {
  try {
    await run(parts)
  } catch (error) {
    parts.log(`Job "${name}" failed`, String(error))
  }
}
