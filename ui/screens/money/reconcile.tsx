/** A network's CSV beside our conversions of the period; lines of it are ticked and booked. */
import { useState } from 'preact/hooks'

import { networkOptions } from '../../api/choices.ts'
import { type ApiFailure, failureFrom } from '../../api/failure.ts'
import { Button, WriteButton } from '../../parts/button.tsx'
import { DatesField, hasSlashedDates } from '../../parts/dates-field.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { AreaField, SelectField, Switch } from '../../parts/field.tsx'
import { Failed } from '../../parts/states.tsx'
import { TextFile } from '../../parts/text-file.tsx'
import { useLoad } from '../../state/load.ts'
import { tell } from '../../state/toasts.ts'
import { type Key, plural, t } from '../../words/words.ts'
import { headOf, titlesOf } from './list-titles.ts'
import { guessedColumns } from './reconcile-columns.ts'
import { ReconcileLists } from './reconcile-lists.tsx'
import {
  applyLines,
  COLUMN_FIELDS,
  type ColumnField,
  type ColumnMap,
  compare,
  type Comparison,
} from './reconciliation.ts'
import { undoImport } from './undo-import.ts'
import { reasonsOf } from './unmatched.ts'

interface Props {
  readonly onClose: () => void
  readonly onDone: () => void
}

interface Input {
  readonly network: string
  readonly payload: string
  readonly columns: ColumnMap
  readonly dates: string
}

const EMPTY: Input = { network: '', payload: '', columns: {}, dates: '' }
const NONE: ReadonlySet<number> = new Set()

export function Reconcile({ onClose, onDone }: Props) {
  const [input, setInput] = useState(EMPTY)
  const [compared, setCompared] = useState<Comparison | null>(null)
  const [chosen, setChosen] = useState(NONE)
  const [isSent, setSent] = useState(true)
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const [isBusy, setBusy] = useState(false)
  const wanted = { ...input, networkId: Number(input.network) }
  const act = async (run: () => Promise<void>) => {
    setFailure(null)
    setBusy(true)
    await run().catch((error: unknown) => setFailure(failureFrom(error)))
    setBusy(false)
  }
  const look = async () => {
    setChosen(NONE)
    setCompared(await compare(wanted))
  }
  const book = async () => {
    const { applied } = await applyLines(wanted, [...chosen], isSent)
    onDone()
    tellApplied(applied, onDone)
    await look()
  }
  const change = (changes: Partial<Input>) => {
    setInput({ ...input, ...changes })
    setCompared(null)
  }
  const isReady = input.network !== '' && input.payload.trim() !== ''
  return (
    <Dialog
      title={t('reconcile.open')}
      shape="wide"
      onClose={onClose}
      actions={
        <>
          <Button isDisabled={!isReady} isBusy={isBusy} onClick={() => void act(look)}>
            {t('reconcile.compare')}
          </Button>
          <WriteButton
            look="primary"
            isDisabled={compared === null || chosen.size === 0}
            isBusy={isBusy}
            onClick={() => void act(book)}
          >
            {plural('reconcile.apply', chosen.size)}
          </WriteButton>
        </>
      }
    >
      <ListInput input={input} onChange={change} onFailure={setFailure} />
      <Switch label={t('upload.send')} isOn={isSent} onChange={setSent} />
      {failure === null ? null : <Failed failure={failure} />}
      {compared === null ? null : (
        <ReconcileLists compared={compared} chosen={chosen} onChoose={setChosen} />
      )}
    </Dialog>
  )
}

interface InputProps {
  readonly input: Input
  readonly onChange: (changes: Partial<Input>) => void
  readonly onFailure: (failure: ApiFailure) => void
}

const MAX_FILE_BYTES = 1_500_000

function ListInput({ input, onChange, onFailure }: InputProps) {
  const networks = useLoad(networkOptions, [])
  const { network, payload, columns, dates } = input
  const setPayload = (text: string) =>
    onChange({ payload: text, columns: guessedColumns(headOf(text)) })
  return (
    <>
      <SelectField
        label={t('offer.network')}
        value={network}
        options={networks.data ?? []}
        onChange={(next) => onChange({ network: next })}
      />
      <TextFile
        label={t('reconcile.file')}
        accept=".csv,.txt,text/csv,text/plain"
        maxBytes={MAX_FILE_BYTES}
        tooLarge={t('reconcile.tooLarge')}
        onText={setPayload}
        onFailure={onFailure}
      />
      <AreaField
        label={t('link.lines')}
        hint={t('reconcile.hint')}
        rows={6}
        value={payload}
        placeholder={'clickid,tid,status,payout\ng00007pe8004lhbjg975,A-17,approved,12.5'}
        onInput={setPayload}
      />
      {hasSlashedDates(payload) ? (
        <DatesField value={dates} onChange={(next) => onChange({ dates: next })} />
      ) : null}
      {payload.trim() === '' ? null : (
        <Columns
          titles={titlesOf(payload)}
          columns={columns}
          onChange={(next) => onChange({ columns: next })}
        />
      )}
    </>
  )
}

interface ColumnsProps {
  readonly titles: readonly string[]
  readonly columns: ColumnMap
  readonly onChange: (columns: ColumnMap) => void
}

function Columns({ titles, columns, onChange }: ColumnsProps) {
  const options = [
    { value: '', label: t('reconcile.auto') },
    ...titles.map((title) => ({ value: title, label: title })),
  ]
  const set = (field: ColumnField, title: string) => {
    const { [field]: _before, ...others } = columns
    onChange(title === '' ? others : { ...others, [field]: title })
  }
  return (
    <details open>
      <summary>{t('reconcile.columns')}</summary>
      <div class="form three">
        {COLUMN_FIELDS.map((field) => (
          <SelectField
            key={field}
            label={t(TITLES[field])}
            value={columns[field] ?? ''}
            options={options}
            onChange={(title) => set(field, title)}
          />
        ))}
      </div>
    </details>
  )
}

const TITLES: Readonly<Record<ColumnField, Key>> = {
  clickId: 'reconcile.clickId',
  transactionId: 'reconcile.transactionId',
  status: 'status',
  payout: 'offer.payout',
  currency: 'currency',
  time: 'reconcile.time',
}

/** How many were booked, with the way back, and why others were not. */
function tellApplied(applied: Comparison['applied'], onDone: () => void): void {
  if (applied === null) return
  const { importId, results } = applied
  const others = results.filter(({ result }) => result !== 'accepted')
  tell(
    plural('upload.done', results.length - others.length),
    importId === null ? null : { label: t('undo'), run: () => void undoImport(importId, onDone) },
  )
  if (others.length === 0) return
  tell(plural('reconcile.failed', others.length, { causes: reasonsOf(others) }))
}
