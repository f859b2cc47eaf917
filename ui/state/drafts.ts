/** Unsaved work that survives a reload, for a week: of each user his own, where several share a browser. */
import { DAY_MS } from '../format/dates.ts'
import { readStoredJson, store } from './stored.ts'
import { user } from './user.ts'

const KEPT_MS = 7 * DAY_MS

export interface Draft<T> {
  readonly value: T
  /** The version that was edited: saving over another one is a conflict. Null: of nothing stored. */
  readonly etag: string | null
}

interface Kept<T> extends Draft<T> {
  readonly at: number
}

export function readDraft<T>(name: string): Draft<T> | null {
  const draft = readStoredJson<Kept<T>>(keyOf(name))
  if (draft === null || Date.now() - draft.at > KEPT_MS) return null
  return { value: draft.value, etag: draft.etag ?? null }
}

export function keepDraft<T>(name: string, draft: Draft<T>): void {
  const kept: Kept<T> = { at: Date.now(), ...draft }
  store(keyOf(name), JSON.stringify(kept))
}

export function clearDraft(name: string): void {
  store(keyOf(name), null)
}

function keyOf(name: string): string {
  return `draft.${user.value?.id ?? 0}.${name}`
}
