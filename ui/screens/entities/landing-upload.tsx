/** Sends a zip archive or an HTML file to the server and shows where it was put. */
import { useState } from 'preact/hooks'

import { ask } from '../../api/client.ts'
import { type ApiFailure, failureFrom } from '../../api/failure.ts'
import { Failed } from '../../parts/states.tsx'
import { t } from '../../words/words.ts'

interface UploadProps {
  readonly path: string
  readonly onUploaded: (path: string) => void
}

export function UploadField({ path, onUploaded }: UploadProps) {
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const [isBusy, setBusy] = useState(false)
  const send = async (file: File | undefined) => {
    if (file === undefined) return
    setBusy(true)
    setFailure(null)
    const body = new FormData()
    body.set('file', file)
    try {
      const { data } = await ask<{ landing_file: string }>('POST', '/landing/upload', { body })
      onUploaded(data.landing_file)
    } catch (error) {
      setFailure(failureFrom(error))
    }
    setBusy(false)
  }
  return (
    <div class="stack">
      <input
        type="file"
        accept=".zip,.html,.htm"
        aria-label={t('landing.file')}
        disabled={isBusy}
        onChange={(event) => void send(event.currentTarget.files?.[0])}
      />
      {path === '' ? null : <code>{path}</code>}
      {failure === null ? null : <Failed failure={failure} />}
    </div>
  )
}
