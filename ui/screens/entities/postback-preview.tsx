/** An outgoing postback as it would be sent for a sample conversion, or for a click of ours. */
import { useEffect, useState } from 'preact/hooks'

import { post } from '../../api/client.ts'
import { failureFrom } from '../../api/failure.ts'
import { visible } from '../../format/text.ts'
import { CopyButton, WriteButton } from '../../parts/button.tsx'
import { Badge } from '../../parts/chip.tsx'
import { confirmed } from '../../parts/dialog.tsx'
import { TextField } from '../../parts/field.tsx'
import { Notice } from '../../parts/states.tsx'
import { tellFailure } from '../../state/toasts.ts'
import { isAdmin } from '../../state/user.ts'
import { failureText } from '../../words/failures.ts'
import { said } from '../../words/said.ts'
import { t } from '../../words/words.ts'
import { MarkedUrl } from './url-preview.tsx'

interface Previewed {
  readonly url: string | null
  readonly warnings: readonly string[]
  readonly heard: { readonly status: number; readonly answer: string } | null
}

const ASK_AFTER_MS = 400

export function PostbackPreview({ template }: { readonly template: string }) {
  const [clickId, setClickId] = useState('')
  const [shown, setShown] = useState<Previewed | null>(null)
  const [problem, setProblem] = useState('')
  const body = { url: template, ...(clickId.trim() === '' ? {} : { clickId: clickId.trim() }) }
  useEffect(() => {
    const controller = new AbortController()
    const ask = () =>
      post<Previewed>('/postbacks/preview', body, controller.signal).then(
        (answer) => {
          setShown(answer)
          setProblem('')
        },
        (error: unknown) => {
          if (!controller.signal.aborted) setProblem(failureText(failureFrom(error)))
        },
      )
    const timer = setTimeout(() => void (template.trim() !== '' && ask()), ASK_AFTER_MS)
    return () => {
      clearTimeout(timer)
      controller.abort()
    }
  }, [template, clickId])
  const send = async () => {
    if (!(await confirmed(t('postback.sendNow'), t('postback.sendNowText'), t('postback.sendNow'))))
      return
    await post<Previewed>('/postbacks/preview', { ...body, send: true }).then(setShown, tellFailure)
  }
  if (template.trim() === '') return <p class="faint">{t('preview.empty')}</p>
  return (
    <div class="stack">
      <MarkedUrl value={template} />
      <TextField
        label={t('postback.forClick')}
        hint={t('postback.forClickHint')}
        value={clickId}
        onInput={setClickId}
        isCode
      />
      {problem === '' ? null : <p class="error">{problem}</p>}
      {shown === null ? null : <Shown shown={shown} />}
      {isAdmin.value ? (
        <div>
          <WriteButton icon="play" onClick={() => void send()}>
            {t('postback.sendNow')}
          </WriteButton>
        </div>
      ) : null}
    </div>
  )
}

function Shown({ shown: { url, warnings, heard } }: { readonly shown: Previewed }) {
  return (
    <>
      {url === null ? null : (
        <div class="row nowrap">
          <code class="marked-url">{visible(url)}</code>
          <CopyButton text={url} label={t('copy')} />
        </div>
      )}
      {warnings.map((warning) => (
        <Notice look="warning" key={warning}>
          {said(warning)}
        </Notice>
      ))}
      {heard === null ? null : (
        <p class="row">
          {t('test.answer')}
          <Badge look={heard.status >= 200 && heard.status < 300 ? 'good' : 'bad'}>
            {heard.status}
          </Badge>
          <code class="wrap">{visible(heard.answer).slice(0, 400)}</code>
        </p>
      )}
    </>
  )
}
