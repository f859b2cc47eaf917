/** Makes the files of the export queue, one at a time, and sweeps their folder. */
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

import type { CsvTask } from '../../db/reports/csv-tasks.ts'
import { freeBytes } from '../../lib/free-space.ts'
import { DAY_MS } from '../../lib/spans.ts'
import { type Caller, callerOfUser, campaignsSeen } from '../access.ts'
import type { Desk } from '../desk.ts'
import { isRefusal, type Refusal } from '../refusal.ts'
import { type CsvLimits, type CsvProblem, partialName, writeCsv } from './csv-file.ts'

export const CSV_LIMITS = {
  /** Files and tasks of one user. */
  filesOfUser: 20,
  files: 200,
  fileBytes: 2 * 1024 ** 3,
  bytes: 10 * 1024 ** 3,
  freeBytes: 1024 ** 3,
  fileMs: 7 * DAY_MS,
  taskMs: 30 * DAY_MS,
  /** Crashes count, stops of the server do not. */
  tries: 5,
} as const

export interface CsvWorkParts {
  readonly desk: Desk
  /** The lines of an export as its owner may have them now, or why there are none. */
  readonly lines: (task: CsvTask, owner: Caller) => AsyncIterable<string> | Refusal
  readonly onProblem: (error: unknown) => void
  /** Resolves when nothing else writes for long: waiting for that here would hold up visitors. */
  readonly calm: () => Promise<void>
  /** Bytes that are free where the files lie. */
  readonly free?: () => Promise<number>
}

interface Making extends CsvWorkParts {
  /** Likewise, or when it is to stop. */
  readonly calm: () => Promise<void>
  readonly folder: string
  readonly isStopped: () => boolean
}

export function csvWorker(parts: CsvWorkParts, folder: string) {
  let working: Promise<void> | null = null
  let isStopped = false
  const { csvTasks } = parts.desk.stores
  const stopped = Promise.withResolvers<void>()
  const calm = () => Promise.race([parts.calm(), stopped.promise])
  const making: Making = { ...parts, calm, folder, isStopped: () => isStopped }
  async function makeAll(): Promise<void> {
    for (;;) {
      await calm()
      const task = isStopped ? null : csvTasks.next()
      if (task === null) return
      await makeOrFail(making, task)
    }
  }
  return {
    /** Makes everything that waits; returns when nothing does. */
    work() {
      working ??= makeAll()
        .catch(parts.onProblem)
        .finally(() => {
          working = null
        })
      return working
    },
    async stop() {
      isStopped = true
      stopped.resolve()
      await working
    },
  }
}

async function makeOrFail(making: Making, task: CsvTask): Promise<void> {
  const { desk, onProblem, isStopped } = making
  const { csvTasks } = desk.stores
  try {
    await make(making, task)
  } catch (error) {
    onProblem(error)
    await making.calm()
    const tried = csvTasks.find(task.id)
    // What was being made when the program ends is begun again.
    if (tried === null || isStopped()) return
    if (tried.tries < CSV_LIMITS.tries) csvTasks.put({ ...tried, state: 'queued' })
    else fail(desk, tried, NOT_MADE)
  }
}

async function make(making: Making, task: CsvTask): Promise<void> {
  const { desk, lines, folder } = making
  // One that ends the program each time must not do so for ever.
  if (task.tries >= CSV_LIMITS.tries) return fail(desk, task, NOT_MADE)
  const owner = desk.stores.users.find(task.ownerId)
  if (owner === null || owner.blocked) return fail(desk, task, 'Its user is blocked')
  const caller = callerOfUser(owner, { via: 'key', sessionId: null, address: '' })
  const running: CsvTask = {
    ...task,
    state: 'running',
    tries: task.tries + 1,
    startedAt: desk.clock(),
    scope: campaignsSeen(desk.stores, caller),
    hasMoney: !caller.hidesMoney,
  }
  desk.stores.csvTasks.put(running)
  const made = lines(running, caller)
  if (isRefusal(made)) return fail(desk, running, 'It can’t be asked any more')
  const bytes = await writeCsv(join(folder, task.file), made, limitsOf(making, task))
  await making.calm()
  if (typeof bytes === 'number') finish(desk, { ...running, state: 'done', bytes })
  else if (bytes !== 'not_wanted') fail(desk, running, PROBLEMS[bytes])
  else if (making.isStopped()) desk.stores.csvTasks.put({ ...task, state: 'queued' })
}

function limitsOf({ desk, folder, free, isStopped }: Making, { id }: CsvTask): CsvLimits {
  const { csvTasks } = desk.stores
  const used = csvTasks.list(['done']).reduce((sum, { bytes }) => sum + bytes, 0)
  return {
    maxBytes: Math.min(CSV_LIMITS.fileBytes, CSV_LIMITS.bytes - used),
    freeBytes: CSV_LIMITS.freeBytes,
    free: free ?? (() => freeBytes(folder)),
    isWanted: () => !isStopped() && csvTasks.find(id) !== null,
  }
}

function finish({ stores, clock }: Desk, task: CsvTask): void {
  stores.csvTasks.put({ ...task, finishedAt: clock() })
}

function fail(desk: Desk, task: CsvTask, problem: string): void {
  finish(desk, { ...task, state: 'failed', problem })
}

const NOT_MADE = 'It could not be made: see the log of the server'
const PROBLEMS: { readonly [P in Exclude<CsvProblem, 'not_wanted'>]: string } = {
  too_large: 'The file would be too large: ask for a shorter period',
  disk_full: 'The disk has too little room',
}

/** Drops old files and tasks, and files that belong to none. */
export async function tidyCsv({ stores, clock }: Desk, folder: string): Promise<void> {
  const { csvTasks } = stores
  const now = clock()
  for (const task of csvTasks.list(['done'])) {
    const isOld = now - (task.finishedAt ?? 0) > CSV_LIMITS.fileMs
    if (isOld) csvTasks.put({ ...task, state: 'removed', bytes: 0 })
  }
  for (const task of csvTasks.list(['failed', 'removed'])) {
    if (now - task.createdAt > CSV_LIMITS.taskMs) csvTasks.remove(task.id)
  }
  const found = new Set(await readdir(folder))
  const kept = new Set<string>()
  for (const task of csvTasks.list(['queued', 'running', 'done'])) {
    if (task.state !== 'done') kept.add(task.file).add(partialName(task.file))
    else if (found.has(task.file)) kept.add(task.file)
    // As after a backup was restored, which has no such files.
    else csvTasks.put({ ...task, state: 'removed', bytes: 0 })
  }
  for (const name of found) if (!kept.has(name)) await rm(join(folder, name), { force: true })
}
