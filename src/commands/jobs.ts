/** Periodic work: name, interval, function. A job that throws is logged and runs again. */
import { CALM_MS } from '../lib/calm.ts'
import type { Log } from '../lib/log.ts'
import { within } from '../lib/within.ts'
import type { Routing } from '../routing/routing.ts'

export interface JobParts {
  readonly routing: Routing
  readonly saveHistory: () => Promise<void>
  readonly readLandings: () => Promise<void>
  readonly readLineFiles: () => Promise<void>
  readonly readGeo: () => Promise<void>
  /** Says in the log when events can't be stored, and when they can again. */
  readonly tellStorage: () => void
  /** Shows the certificates that there are now. */
  readonly readCertificates: () => void
  /** Gets those that are missing or end soon. */
  readonly askForCertificates: () => Promise<void>
  /** Takes in lists of hosts that links may not lead to. */
  readonly readBlocklists: () => Promise<void>
  /** Closes links that they name, when they may have something new to say. */
  readonly closeListed: () => Promise<void>
  /** Sees which offers and landings they name. */
  readonly lookAtTargets: () => Promise<void>
  /** Lets changed texts of short links be found. */
  readonly indexLinks: () => void
  readonly giveMemoryBack: () => void
  /** Removes what the setting says is too old, and what was left over. */
  readonly retain: () => Promise<unknown>
  /** Keeps the time by which that is done over a restart. */
  readonly noteTime: () => Promise<void>
  /** Lets the ledger know which configuration it belongs to. */
  readonly noteConfigAge: () => Promise<void>
  readonly replanCosts: () => Promise<unknown>
  /** Notes who sent the files of costs that the stop before this start had interrupted. */
  readonly noteResumedCosts: () => Promise<unknown>
  /** Parked calls that may count by now, payouts whose rate has come. */
  readonly applyAwaited: () => Promise<unknown>
  /** Drops old exports that were written to files. */
  readonly tidyCsv: () => Promise<unknown>
  /** Asks for rates, if an address is set and a day is over. */
  readonly fetchRates: () => Promise<unknown>
  /** Tells people who are not looking of warnings, and how yesterday was. */
  readonly notify: () => Promise<unknown>
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
  {
    name: 'read certificates',
    everyMs: 2000,
    run: ({ readCertificates }) => readCertificates(),
  },
  {
    name: 'ask for certificates',
    everyMs: 5000,
    atStart: true,
    run: ({ askForCertificates }) => askForCertificates(),
  },
  { name: 'tell of the disk', everyMs: 1000, run: ({ tellStorage }) => tellStorage() },
  {
    name: 'read blocklists',
    everyMs: 2000,
    atStart: true,
    run: ({ readBlocklists }) => readBlocklists(),
  },
  { name: 'close listed links', everyMs: 5000, run: ({ closeListed }) => closeListed() },
  { name: 'look at targets', everyMs: 5000, run: ({ lookAtTargets }) => lookAtTargets() },
  { name: 'index links', everyMs: 1000, run: ({ indexLinks }) => indexLinks() },
  { name: 'give memory back', everyMs: CALM_MS, run: ({ giveMemoryBack }) => giveMemoryBack() },
  // Clicks that came into the period of a cost batch, or at last the first ones of it.
  { name: 'price new clicks', everyMs: 60_000, run: ({ replanCosts }) => replanCosts() },
  {
    name: 'note resumed costs',
    everyMs: 60_000,
    atStart: true,
    run: ({ noteResumedCosts }) => noteResumedCosts(),
  },
  {
    name: 'remove old events',
    everyMs: 60_000,
    atStart: true,
    run: ({ retain }) => retain(),
  },
  { name: 'note the time', everyMs: 60_000, run: ({ noteTime }) => noteTime() },
  {
    name: 'note the age of the configuration',
    everyMs: 60_000,
    run: ({ noteConfigAge }) => noteConfigAge(),
  },
  { name: 'save history', everyMs: 60_000, run: ({ saveHistory }) => saveHistory() },
  {
    name: 'drop old files',
    everyMs: 60_000,
    atStart: true,
    run: ({ tidyCsv }) => tidyCsv(),
  },
  { name: 'fetch rates', everyMs: 10_000, run: ({ fetchRates }) => fetchRates() },
  { name: 'notify', everyMs: 5000, run: ({ notify }) => notify() },
  { name: 'drop old calls', everyMs: 10_000, run: ({ tidyCalls }) => tidyCalls() },
  { name: 'try parked calls again', everyMs: 2000, run: ({ applyAwaited }) => applyAwaited() },
]

/** A stop does not wait longer for those that run; they end with the process. */
const STOP_MS = 1000

export interface Jobs {
  /** Starts none any more; resolves when those that run have ended, or after a second. */
  stop(): Promise<void>
}

export function startJobs(parts: JobParts): Jobs {
  const running = new Map<Job, Promise<void>>()
  const start = async (job: Job) => {
    // One that takes longer than its interval is not started twice.
    if (running.has(job)) return
    const ended = runJob(job, parts)
    running.set(job, ended)
    await ended
    running.delete(job)
  }
  for (const job of JOBS) if (job.atStart === true) void start(job)
  const timers = JOBS.map((job) => setInterval(() => void start(job), job.everyMs))
  return {
    async stop() {
      timers.forEach(clearInterval)
      await within(Promise.all(running.values()), STOP_MS, null)
    },
  }
}

async function runJob({ name, run }: Job, parts: JobParts): Promise<void> {
  try {
    await run(parts)
  } catch (error) {
    parts.log(`Job "${name}" failed`, String(error))
  }
}
