/** Short messages about what was just done. They go by themselves; those about errors stay longer. */
import { signal } from '@preact/signals'

import { failureFrom } from '../api/failure.ts'
import { failureText } from '../words/failures.ts'

export interface Toast {
  readonly id: number
  readonly kind: 'done' | 'failed'
  readonly text: string
  /** E.g. taking a deletion back. */
  readonly act: { readonly label: string; readonly run: () => void } | null
}

const SHOWN_MS = { done: 5000, failed: 12_000 } as const
const MAX_TOASTS = 4

export const toasts = signal<readonly Toast[]>([])
let lastId = 0

export function tell(text: string, act: Toast['act'] = null): void {
  show({ kind: 'done', text, act })
}

export function tellFailure(error: unknown): void {
  show({ kind: 'failed', text: failureText(failureFrom(error)), act: null })
}

/** Why a key or a button did nothing. */
export function tellHeld(why: string): void {
  show({ kind: 'failed', text: why, act: null })
}

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id)
}

function show(toast: Omit<Toast, 'id'>): void {
  const id = ++lastId
  toasts.value = [...toasts.value, { ...toast, id }].slice(-MAX_TOASTS)
  setTimeout(() => dismiss(id), toast.act === null ? SHOWN_MS[toast.kind] : SHOWN_MS.failed)
}
