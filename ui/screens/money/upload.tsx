/** Conversions as text lines: looked at first, then booked. */
import { useState } from 'preact/hooks'

import { post } from '../../api/client.ts'
import { type ApiFailure, failureFrom } from '../../api/failure.ts'
import { Button } from '../../parts/button.tsx'
import { Badge } from '../../parts/chip.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { AreaField, Switch } from '../../parts/field.tsx'
import { Failed } from '../../parts/states.tsx'
import { Text } from '../../parts/text.tsx'
import { zone } from '../../state/period.ts'
import { tell } from '../../state/toasts.ts'
import { plural, t } from '../../words/words.ts'
import { undoImport } from './undo-import.ts'

interface LineResult {
  readonly line?: number
  readonly clickId?: string
  readonly result: string
  readonly cause?: string | null
}

interface Answer {
  readonly importId: number | null
  readonly results: readonly LineResult[]
}

interface Props {
  readonly onClose: () => void
  readonly onDone: () => void
}

export function Upload({ onClose, onDone }: Props) {
  const [payload, setPayload] = useState('')
  const [isSent, setSent] = useState(true)
  const [isKept, setKept] = useState(false)
  const [answer, setAnswer] = useState<Answer | null>(null)
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const send = async (dryRun: boolean) => {
    setFailure(null)
    try {
      const unknown = isKept ? 'unmatched' : 'skip'
      const body = { payload, dryRun, unknown, send: isSent, timezone: zone.value }
      const result = await post<Answer>('/conversions/import', body)
      setAnswer(result)
      if (dryRun) return
      onDone()
      onClose()
      const { importId } = result
      tell(
        plural('upload.done', result.results.length),
        importId === null
          ? null
          : { label: t('undo'), run: () => void undoImport(importId, onDone) },
      )
    } catch (error) {
      setFailure(failureFrom(error))
    }
  }
  return (
    <Dialog
      title={t('conversion.upload')}
      shape="wide"
      onClose={onClose}
      actions={
        <>
          <Button isDisabled={payload.trim() === ''} onClick={() => void send(true)}>
            {t('upload.check')}
          </Button>
          <Button look="primary" isDisabled={answer === null} onClick={() => void send(false)}>
            {t('upload.book')}
          </Button>
        </>
      }
    >
      <AreaField
        label={t('upload.lines')}
        hint={t('upload.hint')}
        rows={8}
        value={payload}
        placeholder={'g00007pe8004lhbjg975:payout=12.5:cnv_status=sale'}
        onInput={(text) => {
          setPayload(text)
          setAnswer(null)
        }}
      />
      <Switch label={t('upload.send')} isOn={isSent} onChange={setSent} />
      <Switch
        label={t('upload.keep')}
        hint={t('upload.keepHint')}
        isOn={isKept}
        onChange={(isOn) => {
          setKept(isOn)
          setAnswer(null)
        }}
      />
      {failure === null ? null : <Failed failure={failure} />}
      {answer === null ? null : <Results lines={answer.results} />}
    </Dialog>
  )
}

const SHOWN = 500

function Results({ lines }: { readonly lines: readonly LineResult[] }) {
  return (
    <table class="plain-table">
      <tbody>
        {lines.slice(0, SHOWN).map((line, at) => (
          <tr key={at}>
            <th scope="row" class="faint number">
              {line.line ?? at + 1}
            </th>
            <td>
              <code>
                <Text value={line.clickId ?? ''} />
              </code>
            </td>
            <td>
              <Badge look={line.result === 'failed' ? 'bad' : 'good'}>{line.result}</Badge>{' '}
              {line.cause ?? ''}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
