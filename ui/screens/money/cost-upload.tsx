/** A file of costs that was uploaded: how far it is, and what became of its lines. */
import { useEffect } from 'preact/hooks'

import { get } from '../../api/client.ts'
import { money, number } from '../../format/numbers.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { FailedLines } from '../../parts/failed-lines.tsx'
import { Failed, Notice, Skeleton } from '../../parts/states.tsx'
import { useAgain, useLoad } from '../../state/load.ts'
import { currency } from '../../state/user.ts'
import { plural, t } from '../../words/words.ts'

export type CostLine =
  | { readonly line: number; readonly error: string }
  | { readonly line: number; readonly clicks: number; readonly unallocated: number }

export interface Upload {
  readonly state: 'waiting' | 'running' | 'failed' | 'interrupted' | 'done'
  /** 0 to 1. */
  readonly progress: number
  /** Why nothing of it is booked. */
  readonly error?: string
  readonly results: readonly CostLine[]
}

const AGAIN_MS = 1000
const UNKNOWN = 404

interface Props {
  readonly importId: string
  /** Called when it turns out to be booked that was not before. */
  readonly onDone: () => void
}

export function CostUpload({ importId, onDone }: Props) {
  const upload = useLoad((signal) => get<Upload>(`/costs/file/${importId}`, signal), [importId])
  const state = upload.data?.state ?? null
  const isUnderWay = state === 'waiting' || state === 'running'
  useAgain(upload, isUnderWay, AGAIN_MS)
  useEffect(() => {
    // It was under way; whatever it is next, the list of batches has news.
    if (isUnderWay) return onDone
  }, [isUnderWay])
  if (upload.error !== null)
    return upload.error.status === UNKNOWN ? (
      <Notice look="warning">{t('cost.fileUnknown')}</Notice>
    ) : (
      <Failed failure={upload.error} onRetry={upload.reload} />
    )
  if (upload.data === null) return <Skeleton />
  if (isUnderWay) return <UnderWay {...upload.data} />
  if (state === 'failed') return <Notice look="warning">{t('cost.fileFailed')}</Notice>
  if (state === 'interrupted') return <Notice look="warning">{t('cost.fileInterrupted')}</Notice>
  return <CostOutcome lines={upload.data.results} />
}

function UnderWay({ state, progress }: Upload) {
  const text = t(state === 'waiting' ? 'cost.fileWaiting' : 'cost.fileRunning')
  return (
    <Notice look="info">
      <p>{text}</p>
      <progress value={progress} aria-label={text} />
    </Notice>
  )
}

interface DialogProps extends Props {
  readonly onClose: () => void
}

export function CostUploadDialog({ onClose, ...upload }: DialogProps) {
  return (
    <Dialog
      title={t('cost.fileLines')}
      shape="wide"
      onClose={onClose}
      actions={
        <Button look="primary" onClick={onClose}>
          {t('close')}
        </Button>
      }
    >
      <CostUpload {...upload} />
    </Dialog>
  )
}

/** What became of the lines; those that failed with their reason. */
export function CostOutcome({ lines }: { readonly lines: readonly CostLine[] }) {
  const failed = lines.filter((line) => 'error' in line)
  const booked = lines.filter((line) => 'clicks' in line)
  const clicks = booked.reduce((sum, line) => sum + line.clicks, 0)
  const left = booked.reduce((sum, line) => sum + line.unallocated, 0)
  return (
    <>
      <Notice look={failed.length === 0 ? 'good' : 'warning'}>
        <p>{plural('cost.fileDone', booked.length, { clicks: number(clicks) })}</p>
        {left > 0 ? <p>{t('cost.fileLeft', { sum: money(left, currency.value) })}</p> : null}
        {failed.length === 0 ? null : <p>{plural('cost.fileBad', failed.length)}</p>}
      </Notice>
      <FailedLines lines={failed.map(({ line, error }) => ({ line, problem: error }))} />
    </>
  )
}
