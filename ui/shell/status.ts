/** What the server says about itself, asked now and then for the warnings above every screen. */
import { computed, signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'

import { warningIn } from '../../src/core/words/warnings.ts'
import { get } from '../api/client.ts'
import { DAY_MS } from '../format/dates.ts'
import { readStored, store } from '../state/stored.ts'
import { isAdmin } from '../state/user.ts'
import { language } from '../words/words.ts'

export interface Warning {
  readonly code: string
  readonly message: string
}

export interface GeoFile {
  readonly name: string
  /** Null: it is used. */
  readonly problem: string | null
  readonly builtAt: string | null
  readonly ageDays: number | null
}

export interface BlocklistFile {
  readonly name: string
  /** Null: nothing is wrong with it. */
  readonly problem: string | null
  readonly entries: number
  readonly exceptions: number
  readonly leftOut: number
  readonly changedAt: string | null
  readonly ageDays: number | null
}

interface BlocklistRound {
  readonly at: string
  readonly links: number
  readonly blocked: number
}

interface ListedTarget {
  readonly kind: 'offer' | 'landing'
  readonly id: number
  readonly name: string
  readonly list: string
  readonly entry: string
}

export interface BlocklistStatus {
  readonly files: readonly BlocklistFile[]
  readonly zone: { readonly name: string; readonly problem: string | null } | null
  readonly rounds: { readonly files: BlocklistRound | null; readonly zone: BlocklistRound | null }
  /** Hosts and addresses that the operator allows. */
  readonly allowed: number
  readonly blockedLinks: number
  readonly openedLinks: number
  /** Whether there are more than were counted. */
  readonly hasMore: boolean
  /** How many offers and landings lists name. */
  readonly listedTargets: number
  /** The first of them. */
  readonly targets: readonly ListedTarget[]
}

export interface CertificateStatus {
  readonly hosts: readonly HostCertificate[]
  readonly notUsed: readonly CertificateProblem[]
  /** Used, and lost with a restart. */
  readonly notStored: readonly CertificateProblem[]
}

export interface CertificateProblem {
  readonly name: string
  readonly problem: string
}

/** Of the time since the start. */
export interface UnknownFilter {
  readonly campaignId: number
  /** `''` when it is gone. */
  readonly campaign: string
  readonly key: string
  readonly why: string
  readonly count: number
  readonly lastAt: string
}

/** Visits that found no campaign since the start. */
export interface OrphanVisits {
  /** `''`: hosts that are no domain of ours. */
  readonly hosts: readonly { readonly host: string; readonly count: number }[]
  /** The newest first. */
  readonly last: readonly {
    readonly host: string
    readonly path: string
    readonly time: string
  }[]
}

export interface HostCertificate {
  readonly host: string
  readonly issuer: string
  readonly expiresAt: string | null
  /** What the authority said last, when it gave none. */
  readonly failure: { readonly said: string; readonly at: string } | null
  /** Until when others have their turn, because so many were asked for. */
  readonly turnAt: string | null
}

/** Sizes in bytes, times as of the API; null: not known. */
export interface SystemStatus {
  readonly version: string
  readonly uptimeSeconds: number
  readonly warnings: readonly Warning[]
  readonly memory: { readonly resident: number }
  readonly disk: {
    readonly free: number
    readonly total: number
    readonly fullInDays: number | null
  } | null
  readonly clicks: {
    readonly stored: number
    readonly queued: number
    readonly pending: number
    readonly dropped: number
    readonly lastSyncMsAgo: number | null
  }
  readonly ledger: {
    readonly sealedRows: number
    readonly openRows: number
    readonly damaged: readonly number[]
  } | null
  readonly conversions: { readonly queued: number }
  readonly postbacks: {
    readonly unmatched: number
    readonly waiting: number
    readonly failedToday: number
  }
  readonly databases: { readonly config: number; readonly ledger: number; readonly journal: number }
  readonly writeAhead: { readonly config: number; readonly ledger: number }
  readonly geo: readonly GeoFile[]
  readonly blocklists: BlocklistStatus
  readonly backup: { readonly lastAt: string | null }
  /** Null: a proxy in front has them. */
  readonly certificates: CertificateStatus | null
  readonly request: {
    readonly host: string
    readonly isSecure: boolean
    /** Of whoever asks, as those of visitors are read. */
    readonly address: string
    readonly isProxyTrusted: boolean
    readonly proxyHeaders: readonly { readonly name: string; readonly entries: number }[]
  }
  readonly unknownFilters: readonly UnknownFilter[]
  readonly orphans: OrphanVisits
  readonly problems: readonly string[]
}

const EVERY_MS = 60_000
/** What loses money or opens a door is not put away. */
const LASTING = [
  'config_older',
  'disk_full',
  'dropped',
  'files_gone',
  'networks_uncounted',
  'one_host',
  'plain_http',
]

/** A screen waits no longer than this for what may stand above it. */
const FIRST_ANSWER_MS = 1500

export const status = signal<SystemStatus | null>(null)
let answered: () => void = () => undefined
const firstAnswer = new Promise<void>((resolve) => {
  answered = resolve
})
const putAway = signal(0)

export const unmatched = computed(() => status.value?.postbacks.unmatched ?? 0)

export const warnings = computed<readonly Warning[]>(() => {
  // Asked anew when one is put away, which only the browser's storage knows.
  void putAway.value
  return (status.value?.warnings ?? []).filter(({ code }) => !isPutAway(code))
})

function isPutAway(code: string): boolean {
  return Number(readStored(`seen.${code}`) ?? 0) > Date.now() - DAY_MS
}

/** In the language of the user where there is a text for it. */
export function warningText(warning: Warning): string {
  return warningIn(language.value, warning)
}

/** Where it can be mended. */
export function placeOf({ code }: Warning): string {
  if (code === 'postbacks_unmatched') return '/postbacks'
  if (code === 'no_abuse_contact') return '/settings?q=abuse'
  if (code === 'networks_uncounted') return '/networks'
  if (code === 'caps_passed') return '/offers'
  if (code === 'targets_broken') return '/campaigns'
  if (code === 'certificate_missing') return '/domains'
  if (code === 'notifications_failed') return '/settings?q=notifications'
  if (code === 'links_listed') return '/links?status=blocked'
  return '/system'
}

export function canPutAway({ code }: Warning): boolean {
  return !LASTING.some((one) => code.startsWith(one))
}

export function putWarningAway({ code }: Warning): void {
  store(`seen.${code}`, String(Date.now()))
  putAway.value++
}

/** Resolves when it is known what stands above a screen, so that it does not move the screen later. */
export function warningsKnown(): Promise<void> {
  if (!isAdmin.peek() || status.peek() !== null) return Promise.resolve()
  const patience = new Promise<void>((resolve) => setTimeout(resolve, FIRST_ANSWER_MS))
  return Promise.race([firstAnswer, patience])
}

/** Failing is fine: the screens themselves say when the server is gone. */
function askStatus(): void {
  get<SystemStatus>('/system/status').then(
    (answer) => {
      status.value = answer
      answered()
    },
    () => answered(),
  )
}

/** Somebody has just changed what it tells of: nobody looks at old counts for a minute. */
export function statusChanged(): void {
  if (isAdmin.peek()) askStatus()
}

/** To whom the server says nothing of itself, it says by any answer whether his rights are others. */
function askRights(): void {
  get('/session').catch(() => undefined)
}

/** Also when somebody comes back to the page, because nothing is asked while it is hidden. */
export function useStatus(): void {
  const toldTo = isAdmin.value
  useEffect(() => {
    const askNow = toldTo ? askStatus : askRights
    const ask = () => {
      if (!document.hidden) askNow()
    }
    if (toldTo) ask()
    else status.value = null
    const timer = setInterval(ask, EVERY_MS)
    document.addEventListener('visibilitychange', ask)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', ask)
    }
  }, [toldTo])
}
