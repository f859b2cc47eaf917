/**
 * The queue of exports that are written to files: one at a time, in order, again after a crash. Files
 * have limits of number, size and age; a file is shown only to whom everything in it may be shown.
 */
import { mkdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'

import type { CsvKind, CsvTask } from '../../db/reports/csv-tasks.ts'
import { type Caller, campaignsSeen, isAdmin, unknownTo } from '../access.ts'
import { type DeedOn, type Desk, DONE, type Done, save, saveChange } from '../desk.ts'
import { FORBIDDEN, isRefusal, type Refusal, wrong } from '../refusal.ts'
import { CSV_LIMITS, csvWorker, type CsvWorkParts, tidyCsv } from './csv-worker.ts'

const FOLDER = 'csv'

export interface CsvQueueParts extends CsvWorkParts {
  readonly dataDir: string
}

export interface CsvQueue {
  /** The id of the task; it begins soon. */
  enqueue(caller: Caller, kind: CsvKind, query: object): string | Refusal
  /** Takes out what waits or is being made. */
  dequeue(caller: Caller, id: string): Done | Refusal
  /** Tasks of the caller, of everybody for administrators; newest first. */
  tasks(caller: Caller): CsvTask[]
  /** Whole files that the caller may have, newest first. */
  files(caller: Caller): CsvTask[]
  file(caller: Caller, name: string): (CsvTask & { readonly path: string }) | Refusal
  remove(caller: Caller, name: string): Done | Refusal
  /** All files of a kind that the caller may have. */
  clear(caller: Caller, kind: CsvKind): Done
  /** Makes everything that waits; returns when nothing does. */
  work(): Promise<void>
  /** Drops old files and tasks, and files that belong to none. */
  tidy(): Promise<void>
  /** What is being made is begun again at the next start. */
  stop(): Promise<void>
}

export function openCsvQueue(parts: CsvQueueParts): CsvQueue {
  const { desk, dataDir } = parts
  const { csvTasks } = desk.stores
  const folder = join(dataDir, FOLDER)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  csvTasks.requeueRunning()
  const worker = csvWorker(parts, folder)
  const drop = (caller: Caller, task: CsvTask) => dropFile(desk, caller, task, folder)
  const queue: Pick<CsvQueue, 'tasks' | 'files' | 'file'> = {
    tasks: (caller) => csvTasks.list().filter((task) => isHis(caller, task)),
    files: (caller) => csvTasks.list(['done']).filter(sightOf(desk, caller)),
    file(caller, name) {
      const task = csvTasks.byFile(name)
      const isThere = task?.state === 'done' && sightOf(desk, caller)(task)
      return isThere ? { ...task, path: join(folder, task.file) } : unknownTo(caller)
    },
  }
  return {
    ...queue,
    enqueue(caller, kind, query) {
      const id = addTask(desk, caller, kind, query)
      if (typeof id === 'string') void worker.work()
      return id
    },
    dequeue(caller, id) {
      const task = csvTasks.find(id.toLowerCase())
      if (task === null || !isHis(caller, task)) return unknownTo(caller)
      if (task.state !== 'queued' && task.state !== 'running') return NOT_WAITING
      return saveChange(desk, caller, removalOf(task), () => csvTasks.remove(task.id))
    },
    remove(caller, name) {
      const task = queue.file(caller, name)
      return isRefusal(task) ? task : drop(caller, task)
    },
    clear(caller, kind) {
      for (const task of queue.files(caller)) if (task.kind === kind) drop(caller, task)
      return DONE
    },
    work: worker.work,
    async tidy() {
      await parts.calm()
      await tidyCsv(desk, folder)
    },
    stop: worker.stop,
  }
}

const NOT_WAITING = wrong('id', 'is neither waiting nor being made: remove its file instead')

function isHis(caller: Caller, { ownerId }: CsvTask): boolean {
  return isAdmin(caller) || ownerId === caller.userId
}

/** A file made with more rights than the caller has now is none for him. */
function sightOf({ stores }: Desk, caller: Caller): (task: CsvTask) => boolean {
  let seen: ReadonlySet<number> | null = null
  return (task) => {
    if (!isHis(caller, task) || (task.hasMoney && caller.hidesMoney)) return false
    if (isAdmin(caller)) return true
    seen ??= new Set(campaignsSeen(stores, caller))
    return task.scope !== null && task.scope.every((id) => seen?.has(id))
  }
}

function addTask(desk: Desk, caller: Caller, kind: CsvKind, query: object): string | Refusal {
  const { csvTasks } = desk.stores
  const ownerId = caller.userId
  if (ownerId === null) return FORBIDDEN
  const kept = csvTasks.list(['queued', 'running', 'done'])
  const own = kept.filter((task) => task.ownerId === ownerId)
  const bytes = kept.reduce((sum, task) => sum + task.bytes, 0)
  if (own.length >= CSV_LIMITS.filesOfUser || kept.length >= CSV_LIMITS.files) return TOO_MANY
  if (bytes >= CSV_LIMITS.bytes) return TOO_MUCH
  const id = crypto.randomUUID()
  const file = fileName(kind, id, query, desk.clock())
  const deed = { event: 'export', kind: 'csv_files', name: file, changes: query } as const
  return save(desk, caller, deed, () => {
    csvTasks.add({ id, ownerId, kind, query, file })
    return id
  })
}

const tooMany = (text: string): Refusal => wrong('type', text)
const TOO_MANY = tooMany('there are too many files: remove some')
const TOO_MUCH = tooMany('the files take too much room: remove some')

/** Told from others by the beginning of the id. */
function fileName(kind: CsvKind, id: string, query: object, now: number): string {
  const time = new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')
  const ending = 'format' in query && query.format === 'ndjson' ? 'ndjson' : 'csv'
  return `${kind}-${time}-${id.slice(0, 8)}.${ending}`
}

const removalOf = ({ id, file }: CsvTask): DeedOn => ({
  event: 'remove',
  kind: 'csv_files',
  id,
  name: file,
})

function dropFile(desk: Desk, caller: Caller, task: CsvTask, folder: string): Done {
  saveChange(desk, caller, removalOf(task), () =>
    desk.stores.csvTasks.put({ ...task, state: 'removed', bytes: 0 }),
  )
  // The row decides what there is; a file that stays is swept up later.
  void rm(join(folder, task.file), { force: true }).catch(() => undefined)
  return DONE
}
