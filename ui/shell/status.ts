/** What the server says about itself, asked now and then for the warnings above every screen. */
import { computed, signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'

import { get } from '../api/client.ts'
import { isAdmin } from '../state/session.ts'
import { readStored, store } from '../state/stored.ts'

export interface Warning {
  readonly code: string
  readonly message: string
}

/** Only what is sure to be there; the system screen shows the rest as it comes. */
export interface SystemStatus {
  readonly version: string
  readonly warnings: readonly (Warning | string)[]
  readonly postbacks?: { readonly unmatched?: number }
  readonly [more: string]: unknown
}

const EVERY_MS = 60_000
const DAY_MS = 86_400_000
/** What loses money or opens a door is not put away. */
const LASTING = ['disk_full', 'dropped', 'one_host']

export const status = signal<SystemStatus | null>(null)
const putAway = signal(0)

export const unmatched = computed(() => Number(status.value?.postbacks?.unmatched ?? 0))

export const warnings = computed<readonly Warning[]>(() => {
  const since = putAway.value
  return (status.value?.warnings ?? [])
    .map((one) => (typeof one === 'string' ? { code: one, message: one } : one))
    .filter(({ code }) => !isPutAway(code, since))
})

function isPutAway(code: string, _since: number): boolean {
  return Number(readStored(`seen.${code}`) ?? 0) > Date.now() - DAY_MS
}

export function canPutAway({ code }: Warning): boolean {
  return !LASTING.some((one) => code.startsWith(one))
}

export function putWarningAway({ code }: Warning): void {
  store(`seen.${code}`, String(Date.now()))
  putAway.value++
}

/** Failing is fine: the screens themselves say when the server is gone. */
export function useStatus(): void {
  useEffect(() => {
    if (!isAdmin.peek()) return
    const ask = () => {
      if (document.hidden) return
      get<SystemStatus>('/system/status').then(
        (answer) => {
          status.value = answer
        },
        () => undefined,
      )
    }
    ask()
    const timer = setInterval(ask, EVERY_MS)
    return () => clearInterval(timer)
  }, [])
}
