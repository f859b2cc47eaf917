/** Conversions as text lines: looked at first, then booked. */
import { useState } from 'preact/hooks'

import { partsOf } from '../../../src/core/files/upload-parts.ts'
import { type ApiFailure, failureFrom } from '../../api/failure.ts'
import { visible } from '../../format/text.ts'
import { Button, WriteButton } from '../../parts/button.tsx'
import { Badge } from '../../parts/chip.tsx'
import { DatesField, hasSlashedDates } from '../../parts/dates-field.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { AreaField, Switch } from '../../parts/field.tsx'
import { Failed, Notice } from '../../parts/states.tsx'
import { TextFile } from '../../parts/text-file.tsx'
import { Text } from '../../parts/text.tsx'
import { zone } from '../../state/period.ts'
import { tell } from '../../state/toasts.ts'
import { noteWord } from '../../words/titles.ts'
import { plural, t } from '../../words/words.ts'
import { undoImport } from './undo-import.ts'
import { countedSentence, lineAdvice, resultText, wouldSentence } from './unmatched.ts'
import { type Answer, type LineResult, uploadParts } from './upload-sending.ts'
import { BlankStatuses, UploadWords } from './upload-words.tsx'

interface Props {
  readonly onClose: () => void
  readonly onDone: () => void
}

/** `blankStatus`: what empty cells of a column of statuses mean; empty: nobody said. */
const EMPTY = { payload: '', isSent: true, isKept: false, dates: '', blankStatus: '' }

/** Looked at first, then booked: what was asked and answered so far. */
function useUpload({ onClose, onDone }: Props) {
  const [input, setInput] = useState(EMPTY)
  const [answer, setAnswer] = useState<Answer | null>(null)
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const [progress, setProgress] = useState<number | null>(null)
  /** Said of these lines already: once more would make conversions without an id twice. */
  const [isBooked, setBooked] = useState(false)
  const [isAsked, setAsked] = useState(false)
  const change = (changes: Partial<typeof input>) => {
    // Of another file an empty status may mean something else.
    const said = changes.payload === undefined ? {} : { blankStatus: '' }
    setInput((before) => ({ ...before, ...said, ...changes }))
    setAsked(false)
    // Whether sources hear of it changes nothing of what was looked at.
    if (changes.isSent === undefined) setAnswer(null)
  }
  const send = async (dryRun: boolean, blankStatus = input.blankStatus) => {
    setFailure(null)
    const { parts, dates, decimal } = partsOf(input.payload)
    const isOpen = input.dates === '' && typeof dates !== 'string'
    setAsked(isOpen)
    if (isOpen) return
    try {
      const unknown = input.isKept ? 'unmatched' : 'skip'
      const order = input.dates || (dates === 'none' ? null : dates)
      const form = { dates: order, decimal, timezone: zone.value }
      const words = { blankStatus: blankStatus || null }
      const options = { dryRun, unknown, send: input.isSent, ...form, ...words }
      const result = await uploadParts(parts, options, setProgress)
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
  const takeBlank = (blankStatus: string) => {
    change({ blankStatus })
    void send(true, blankStatus)
  }
  const said = { answer, failure, progress, isBooked, isAsked }
  return { input, change, ...said, setFailure, send, takeBlank }
}

export function Upload(props: Props) {
  const form = useUpload(props)
  const { input, change, answer, failure, progress, isBooked, send } = form
  const isBusy = progress !== null
  return (
    <Dialog
      title={t('upload.title')}
      shape="wide"
      onClose={props.onClose}
      actions={
        <>
          <Button
            isDisabled={isBusy || input.payload.trim() === ''}
            onClick={() => void send(true)}
          >
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
      <LinesInput
        payload={input.payload}
        onText={(payload) => change({ payload })}
        onFailure={form.setFailure}
      />
      {hasSlashedDates(input.payload) ? (
        <DatesField
          value={input.dates}
          errors={form.isAsked ? [t('file.dates.open')] : []}
          onChange={(dates) => change({ dates })}
        />
      ) : null}
      <Switch
        label={t('upload.send')}
        isOn={input.isSent}
        onChange={(isSent) => change({ isSent })}
      />
      <Switch
        label={t('upload.keep')}
        hint={t('upload.keepHint')}
        isOn={input.isKept}
        onChange={(isKept) => change({ isKept })}
      />
      {progress === null ? null : <progress value={progress} aria-label={t('upload.running')} />}
      {failure === null ? null : <Failed failure={failure} />}
      {answer === null ? null : (
        <Results
          answer={answer}
          isBooked={isBooked}
          onMapped={() => void send(true)}
          onBlank={form.takeBlank}
        />
      )}
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

const ignoredText = ({ ignored }: Answer) =>
  ignored.map(({ column, lines }) => `${visible(column)} (${lines})`).join(', ')

const SHOWN = 500

interface ResultsProps {
  readonly answer: Answer
  readonly isBooked: boolean
  readonly onMapped: () => void
  readonly onBlank: (status: string) => void
}

function Results({ answer, isBooked, onMapped, onBlank }: ResultsProps) {
  const { results: lines, unmapped, ignored } = answer
  const blank = lines.filter(({ cause }) => cause === 'blank_status').length
  const isAll = lines.every(({ result, notes = [] }) => result === 'accepted' && notes.length === 0)
  return (
    <>
      <Notice look={isAll ? 'good' : 'warning'}>
        {isBooked ? countedSentence(lines) : wouldSentence(lines)}
      </Notice>
      {isBooked || unmapped.length === 0 ? null : (
        <UploadWords words={unmapped} onMapped={onMapped} />
      )}
      {isBooked || blank === 0 ? null : <BlankStatuses lines={blank} onSaid={onBlank} />}
      {ignored.length === 0 ? null : (
        <Notice look="info">{t('upload.ignored', { columns: ignoredText(answer) })}</Notice>
      )}
      <Lines lines={lines} />
    </>
  )
}

function Lines({ lines }: { readonly lines: readonly LineResult[] }) {
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
              <Badge look={LOOKS[line.result] ?? 'warning'}>{resultText(line)}</Badge>
              <div class="faint">{lineAdvice(line)}</div>
              {(line.notes ?? []).map((note) => (
                <Badge key={note} look="warning">
                  {noteWord(note)}
                </Badge>
              ))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const LOOKS: Readonly<Record<string, 'good' | 'bad'>> = { accepted: 'good', failed: 'bad' }
