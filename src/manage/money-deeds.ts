/**
 * What people do with conversions and postbacks, and what they take out of the installation: each is
 * a row of the audit beside what the conversions' own records say.
 */
import type { Caller } from './access.ts'
import { type Desk, noteDeed } from './desk.ts'

type Noting = Pick<Desk, 'stores' | 'db' | 'clock'>

interface Opened {
  readonly lines: number
  /** A person's own words, which may hold an amount: timelines tell them, the audit does not. */
  readonly reason: string
  /** The import that goes on with these lines; `null`: they open one. */
  readonly begun?: number | null
}

/** Opens an import, by whose number all its lines can be taken back, or goes on with one. */
export function openImport(desk: Noting, caller: Caller, opened: Opened): number {
  const { lines, reason, begun = null } = opened
  const { userId } = caller
  const { imports } = desk.stores
  const write = () => {
    if (begun !== null) imports.extend(begun, lines)
    const id = begun ?? imports.add({ at: desk.clock(), userId, lines, reason })
    const changes = { lines }
    noteDeed(desk, caller, { event: 'import', kind: 'conversions', id, name: '', changes })
    return id
  }
  return desk.db.transaction(write).immediate()
}

/** `clicks` is how many clicks have their conversions as before. */
export function closeUndoneImport(desk: Noting, caller: Caller, id: number, clicks: number): void {
  const write = () => {
    desk.stores.imports.setUndone(id, desk.clock())
    const changes = { clicks }
    noteDeed(desk, caller, { event: 'undo', kind: 'conversions', id, name: '', changes })
  }
  desk.db.transaction(write).immediate()
}

export function noteRemoved(desk: Noting, caller: Caller, clickIds: readonly string[]): void {
  if (clickIds.length === 0) return
  const [name = ''] = clickIds
  const id = clickIds.length === 1 ? name : ''
  const changes = { clickIds }
  noteDeed(desk, caller, { event: 'remove', kind: 'conversions', id, name, changes })
}

/** Parked calls that were tried once more. `edit` is what was put over what they say. */
export function noteReapplied(
  desk: Noting,
  caller: Caller,
  ids: readonly number[],
  edit: object | null,
): void {
  if (ids.length === 0) return
  const changes = { ids, edit }
  noteDeed(desk, caller, { event: 'reapply', kind: 'postbacks', id: '', name: '', changes })
}

/** Parked calls leave the inbox; how many there were. */
export function dismissCalls(desk: Noting, caller: Caller, ids: readonly number[]): number {
  const write = () => {
    const count = desk.stores.incomingCalls.dismiss([...ids], desk.clock())
    const changes = { ids }
    const deed = { event: 'dismiss', kind: 'postbacks', id: '', name: '', changes } as const
    if (count > 0) noteDeed(desk, caller, deed)
    return count
  }
  return desk.db.transaction(write).immediate()
}

/** A call that a person had the server make. */
export function noteSent(desk: Noting, caller: Caller, event: 'test' | 'send', changes: object) {
  noteDeed(desk, caller, { event, kind: 'postbacks', id: '', name: '', changes })
}

/** What left the installation; `asked` is what it was asked for by. */
export function noteExport(desk: Noting, caller: Caller, kind: string, asked: unknown): void {
  noteDeed(desk, caller, { event: 'export', kind, id: '', name: '', changes: asked })
}
