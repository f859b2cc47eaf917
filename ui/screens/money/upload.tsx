/** Conversions as text lines: looked at first, then booked. */
import { useState } from 'preact/hooks'

import { post } from '../../api/client.ts'
import { type ApiFailure, failureFrom } from '../../api/failure.ts'
import { Button, WriteButton } from '../../parts/button.tsx'
import { Badge } from '../../parts/chip.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { AreaField, Switch } from '../../parts/field.tsx'
import { Failed, Notice } from '../../parts/states.tsx'
import { TextFile } from '../../parts/text-file.tsx'
import { Text } from '../../parts/text.tsx'
import { zone } from '../../state/period.ts'
import { tell } from '../../state/toasts.ts'
import { plural, t, term } from '../../words/words.ts'
import { undoImport } from './undo-import.ts'
import { countedSentence, lineAdvice, resultText, wouldSentence } from './unmatched.ts'
import { type Part, partsOf } from './upload-parts.ts'

interface LineResult {
  readonly line?: number
  readonly clickId?: string
  readonly result: string
  readonly cause?: string | null
  readonly notes?: readonly string[]
}

interface Answer {
  readonly importId: number | null
  readonly results: readonly LineResult[]
}

interface Uploaded extends Answer {
  /** Why the rest was not taken; `null`: all of it was. */
  readonly problem: unknown
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
  const [progress, setProgress] = useState<number | null>(null)
  /** Said of these lines already: once more would make conversions without an id twice. */
  const [isBooked, setBooked] = useState(false)
  const send = async (dryRun: boolean) => {
    setFailure(null)
    try {
      const unknown = isKept ? 'unmatched' : 'skip'
      const options = { dryRun, unknown, send: isSent, timezone: zone.value }
      const result = await uploadParts(partsOf(payload), options, setProgress)
      const { importId, results, problem } = result
      setAnswer(result)
      setBooked(false)
      if (problem !== null) setFailure(failureFrom(problem))
      if (dryRun || results.length === 0) return
      onDone()
      setBooked(true)
      const booked = results.filter(({ result }) => result === 'accepted').length
      if (problem === null && booked === results.length) onClose()
      const undo = () => void undoImport(importId ?? 0, onDone)
      tell(
        plural('upload.done', booked),
        importId === null || booked === 0 ? null : { label: t('undo'), run: undo },
      )
    } finally {
      setProgress(null)
    }
  }
  const take = (text: string) => {
    setPayload(text)
    setAnswer(null)
  }
  const isBusy = progress !== null
  return (
    <Dialog
      title={t('upload.title')}
      shape="wide"
      onClose={onClose}
      actions={
        <>
          <Button isDisabled={isBusy || payload.trim() === ''} onClick={() => void send(true)}>
            {t('upload.check')}
          </Button>
          <WriteButton
            look="primary"
            isDisabled={isBusy || isBooked || answer === null}
            onClick={() => void send(false)}
          >
            {t('upload.book')}
          </WriteButton>
        </>
      }
    >
      <LinesInput payload={payload} onText={take} onFailure={setFailure} />
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
      {progress === null ? null : <progress value={progress} aria-label={t('upload.running')} />}
      {failure === null ? null : <Failed failure={failure} />}
      {answer === null ? null : <Results lines={answer.results} isBooked={isBooked} />}
    </Dialog>
  )
}

interface LinesInputProps {
  readonly payload: string
  readonly onText: (text: string) => void
  readonly onFailure: (failure: ApiFailure) => void
}

function LinesInput({ payload, onText, onFailure }: LinesInputProps) {
  return (
    <>
      <TextFile
        label={t('upload.file')}
        accept=".csv,.txt,text/csv,text/plain"
        maxBytes={FILE_BYTES_MAX}
        tooLarge={t('upload.tooLarge')}
        onText={onText}
        onFailure={onFailure}
      />
      <AreaField
        label={t('upload.lines')}
        hint={t('upload.hint')}
        rows={8}
        value={payload}
        placeholder={'g00007pe8004lhbjg975:payout=12.5:cnv_status=sale'}
        onInput={onText}
      />
    </>
  )
}

/** A hundred thousand lines of the usual length. */
const FILE_BYTES_MAX = 20_000_000

/** One import, so that it is taken back at once; the first part that is refused ends it. */
async function uploadParts(
  parts: readonly Part[],
  options: object,
  onProgress: (done: number) => void,
): Promise<Uploaded> {
  const results: LineResult[] = []
  let importId: number | null = null
  for (const [at, { payload, offset }] of parts.entries()) {
    onProgress(at / parts.length)
    try {
      const body = { ...options, payload, importId }
      const part: Answer = await post<Answer>('/conversions/import', body)
      importId = part.importId
      for (const each of part.results) results.push({ ...each, line: (each.line ?? 0) + offset })
    } catch (problem) {
      return { importId, results, problem }
    }
  }
  return { importId, results, problem: null }
}

const SHOWN = 500

interface ResultsProps {
  readonly lines: readonly LineResult[]
  readonly isBooked: boolean
}

function Results({ lines, isBooked }: ResultsProps) {
  const isAll = lines.every(({ result, notes = [] }) => result === 'accepted' && notes.length === 0)
  return (
    <>
      <Notice look={isAll ? 'good' : 'warning'}>
        {isBooked ? countedSentence(lines) : wouldSentence(lines)}
      </Notice>
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
                <Badge look={LOOKS[line.result] ?? 'warning'}>{resultText(line)}</Badge>
                <div class="faint">{lineAdvice(line)}</div>
                {(line.notes ?? []).map((note) => (
                  <Badge key={note} look="warning">
                    {term('note', note)}
                  </Badge>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

const LOOKS: Readonly<Record<string, 'good' | 'bad'>> = { accepted: 'good', failed: 'bad' }
