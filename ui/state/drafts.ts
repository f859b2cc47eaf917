/** Unsaved work that survives a reload, for a week. */
import { readStoredJson, store } from './stored.ts'

const KEPT_MS = 7 * 86_400_000

interface Draft<T> {
  readonly at: number
  readonly value: T
}

export function readDraft<T>(name: string): T | null {
  const draft = readStoredJson<Draft<T>>(`draft.${name}`)
  if (draft === null || Date.now() - draft.at > KEPT_MS) return null
  return draft.value
}

export function keepDraft<T>(name: string, value: T): void {
  const draft: Draft<T> = { at: Date.now(), value }
  store(`draft.${name}`, JSON.stringify(draft))
}

export function clearDraft(name: string): void {
  store(`draft.${name}`, null)
}
