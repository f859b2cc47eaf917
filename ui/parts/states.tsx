/** What a screen shows instead of data: nothing yet, on its way, failed. */
import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'

import type { ApiFailure } from '../api/failure.ts'
import { isOffline } from '../state/away.ts'
import { canRetry, failureText } from '../words/failures.ts'
import { plural, t } from '../words/words.ts'
import { Button, CopyButton } from './button.tsx'
import { Icon, type IconName } from './icon.tsx'

const SKELETON_AFTER_MS = 150
const SLOW_AFTER_SECONDS = 3

interface EmptyProps {
  readonly icon: IconName
  readonly title: string
  readonly text: string
  readonly children?: ComponentChildren
}

export function Empty({ icon, title, text, children }: EmptyProps) {
  return (
    <div class="empty">
      <span class="empty-icon">
        <Icon name={icon} size={28} />
      </span>
      <h2>{title}</h2>
      <p>{text}</p>
      {children === undefined ? null : <div class="row">{children}</div>}
    </div>
  )
}

interface FailedProps {
  readonly failure: ApiFailure
  readonly onRetry?: () => void
}

export function Failed({ failure, onRetry }: FailedProps) {
  const { requestId } = failure.facts
  // It stays where it was told, and is true no more once the server is back.
  const isBack = failure.status === 0 && !isOffline.value
  return (
    <div class="failed" role="alert">
      <Icon name="warning" />
      <div>
        <p>{isBack ? t('fail.answersAgain') : failureText(failure)}</p>
        {requestId === '' ? null : (
          <p class="faint small">
            {t('fail.request')} <code>{requestId}</code>{' '}
            <CopyButton text={requestId} label={t('fail.copyRequest')} />
          </p>
        )}
      </div>
      {onRetry === undefined || !canRetry(failure) ? null : (
        <Button icon="refresh" onClick={onRetry}>
          {t('retry')}
        </Button>
      )}
    </div>
  )
}

type Read = Readonly<{ error: ApiFailure | null; reload: () => void }>

export function hasFailed(all: readonly Read[]): boolean {
  return all.some(({ error }) => error !== null)
}

/** Of several that failed one is told; all of them are tried again. */
export function FirstFailed({ of }: { of: readonly Read[] }) {
  const failed = of.filter(({ error }) => error !== null)
  const failure = failed[0]?.error ?? null
  if (failure === null) return null
  return <Failed failure={failure} onRetry={() => failed.forEach(({ reload }) => reload())} />
}

/** Grey bars where data will be; after a while how long it takes, and a way out. */
export function Skeleton({ lines = 6, onCancel }: { lines?: number; onCancel?: () => void }) {
  const seconds = useSeconds()
  if (seconds * 1000 < SKELETON_AFTER_MS) return <div class="skeleton" aria-busy="true" />
  return (
    <div class="skeleton" aria-busy="true">
      {Array.from({ length: lines }, (_, at) => (
        <span class="bar" key={at} />
      ))}
      {seconds < SLOW_AFTER_SECONDS || onCancel === undefined ? null : (
        <p class="row">
          {plural('load.seconds', Math.floor(seconds))}
          <Button onClick={onCancel}>{t('cancel')}</Button>
        </p>
      )}
    </div>
  )
}

function useSeconds(): number {
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    const first = setTimeout(() => setSeconds(SKELETON_AFTER_MS / 1000), SKELETON_AFTER_MS)
    const timer = setInterval(() => setSeconds((before) => Math.floor(before) + 1), 1000)
    return () => {
      clearTimeout(first)
      clearInterval(timer)
    }
  }, [])
  return seconds
}

type NoticeLook = 'info' | 'warning' | 'danger' | 'good'

export function Notice({ look, children }: { look: NoticeLook; children: ComponentChildren }) {
  const icon = look === 'good' ? 'check' : look === 'info' ? 'info' : 'warning'
  return (
    <div class={`notice ${look}`}>
      <Icon name={icon} />
      <div>{children}</div>
    </div>
  )
}
