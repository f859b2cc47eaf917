/**
 * Backups for a running server: one at a time, in a worker, so that no visitor waits. They hold
 * everything, secrets too, and are a super administrator's alone.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { type DirectoryLock, lockDirectory } from '../../lib/lock.ts'
import { openWorker, type OwnWorker } from '../../lib/own-worker.ts'
import type { Caller } from '../access.ts'
import { type Desk, noteDeed } from '../desk.ts'
import { FORBIDDEN, isRefusal, NOT_FOUND, type Refusal } from '../refusal.ts'
import {
  archiveOf,
  type Backup,
  BACKUPS,
  findBackup,
  freeName,
  lastGoodAt,
  listBackups,
} from './kept.ts'
import { INTERRUPTED, lastFailure, noteInterrupted, noteOutcome } from './outcome.ts'
import type { BackupReply, BackupTask } from './worker.ts'

export interface BackupState {
  /** The name of the one that is being made or read. */
  readonly running: string | null
  /** Why the last one was not made, by whomever; null when it was. */
  readonly failed: string | null
}

/** What is known of backups without a list of them. */
export interface BackupFacts extends BackupState {
  /** When the newest good one was made, epoch milliseconds; null without any. */
  readonly lastAt: number | null
}

export interface Backups {
  /** Begins one, and says how it will be called. */
  start(desk: Desk, caller: Caller): string | Refusal
  list(caller: Caller): readonly Backup[] | Refusal
  state(): Promise<BackupState>
  facts(): Promise<BackupFacts>
  /** Its archive, made as it is read. */
  archive(desk: Desk, caller: Caller, name: string): Promise<BackupArchive | Refusal>
  /** Resolves when all of it was read. */
  verify(desk: Desk, caller: Caller, name: string): Promise<Verdict | Refusal>
  /** Gives up the one that is being made; its rest is removed by the next one. */
  stop(): Promise<void>
}

export interface BackupArchive {
  readonly bytes: number
  pieces(): AsyncGenerator<Uint8Array>
}

export interface Verdict {
  readonly problems: readonly string[]
}

export interface BackupParts {
  readonly dataDir: string
  /** The worker's entry point. */
  readonly worker: string
  /** How many stay. */
  readonly kept: () => number
  readonly clock: () => number
  readonly onProblem: (problem: string) => void
}

const RUNNING: Refusal = { refused: 'conflict', why: 'A backup is being made or read' }

export function openBackups(parts: BackupParts): Backups {
  const { dataDir, clock } = parts
  const runner = backupRunner(parts)
  return {
    start(desk, caller) {
      if (!mayBackUp(caller)) return FORBIDDEN
      const name = freeName(dataDir, clock())
      const order = { task: 'make', dataDir, name, now: clock(), kept: parts.kept() } as const
      const running = runner.run(order)
      if (running === null) return RUNNING
      note(desk, caller, 'backup', name)
      return name
    },
    list: (caller) => (mayBackUp(caller) ? listBackups(dataDir) : FORBIDDEN),
    state: runner.state,
    facts: async () => ({ ...(await runner.state()), lastAt: await lastGoodAt(dataDir) }),
    async archive(desk, caller, name) {
      const backup = backupFor(dataDir, caller, name)
      if (isRefusal(backup)) return backup
      note(desk, caller, 'backup_read', name)
      return archiveOf(dataDir, backup)
    },
    async verify(desk, caller, name) {
      const backup = backupFor(dataDir, caller, name)
      if (isRefusal(backup)) return backup
      const running = runner.run({ task: 'verify', dataDir, name, now: clock() })
      if (running === null) return RUNNING
      note(desk, caller, 'backup_verify', name)
      const reply = await running
      return { problems: 'failed' in reply ? [reply.failed] : reply.problems }
    },
    stop: runner.stop,
  }
}

function mayBackUp({ role }: Caller): boolean {
  return role === 'super_admin'
}

function backupFor(dataDir: string, caller: Caller, name: string): Backup | Refusal {
  if (!mayBackUp(caller)) return FORBIDDEN
  return findBackup(dataDir, name) ?? NOT_FOUND
}

function note(desk: Desk, caller: Caller, event: string, name: string): void {
  noteDeed(desk, caller, { event, kind: 'backups', id: name, name, changes: null })
}

/** One task at a time, of this process and of commands beside it. */
function backupRunner({ dataDir, worker: file, onProblem }: BackupParts) {
  let worker: OwnWorker | null = null
  let running: string | null = null
  /** What could not be written down. */
  let unnoted: string | null = null
  const note = (problem: string | null) => {
    unnoted = noteOutcome(dataDir, problem) ? null : problem
  }
  const over = (task: BackupTask, lock: DirectoryLock, reply: BackupReply) => {
    const problem = 'failed' in reply ? reply.failed : (reply.problems[0] ?? null)
    if (task.task === 'make') note(problem)
    lock.release()
    worker = null
    running = null
    if (problem !== null) onProblem(`${task.name}: ${problem}`)
    return reply
  }
  return {
    async state(): Promise<BackupState> {
      const killed = running === null ? await noteInterrupted(dataDir) : null
      if (killed !== null) {
        note(INTERRUPTED)
        onProblem(`${killed}: ${INTERRUPTED}`)
      }
      return { running, failed: unnoted ?? (await lastFailure(dataDir)) }
    },
    /** Null while another one runs. */
    run(task: BackupTask): Promise<BackupReply> | null {
      const lock = running === null ? lockBackups(dataDir) : null
      if (lock === null) return null
      running = task.name
      const started = openWorker(file, { workerData: task })
      worker = started
      return replyOf(started).then((reply) => over(task, lock, reply))
    },
    async stop(): Promise<void> {
      await worker?.terminate()
    },
  }
}

/** What it said, or that it died; the worker is gone by then. */
function replyOf(worker: OwnWorker): Promise<BackupReply> {
  let reply: BackupReply = { failed: INTERRUPTED }
  const gone = Promise.withResolvers<BackupReply>()
  worker.on('message', (said: BackupReply) => {
    reply = said
  })
  worker.on('error', (error) => {
    reply = { failed: String(error) }
  })
  worker.on('exit', () => gone.resolve(reply))
  return gone.promise
}

/** Null when another process makes a backup of this folder. */
export function lockBackups(dataDir: string): DirectoryLock | null {
  const folder = join(dataDir, BACKUPS)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return lockDirectory(folder)
}
