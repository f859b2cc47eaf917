/** Status or payout of some conversions, changed by hand with a reason; it can be taken back. */
import { useState } from 'preact/hooks'

import { post } from '../../api/client.ts'
import { type ApiFailure, failureFrom } from '../../api/failure.ts'
import { readNumber } from '../../format/numbers.ts'
import { WriteButton } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { SelectField, Switch, TextField } from '../../parts/field.tsx'
import { Failed } from '../../parts/states.tsx'
import { tell } from '../../state/toasts.ts'
import { currency, hidesMoney } from '../../state/user.ts'
import { plural, t } from '../../words/words.ts'
import { CLASSES } from '../entities/classes.ts'
import { lineOf } from './conversion-line.ts'
import type { ConversionRow } from './conversion-row.ts'
import { undoImport } from './undo-import.ts'

interface Props {
  readonly rows: readonly ConversionRow[]
  readonly onClose: () => void
  readonly onDone: () => void
}

interface Change {
  /** Empty: as it is. */
  readonly status: string
  readonly payout: string
  /** Amounts set by hand earlier are the network's to say again. */
  readonly isReleased: boolean
  readonly reason: string
  readonly isTold: boolean
}

interface Answer {
  readonly importId: number | null
  readonly results: readonly { readonly result: string }[]
}

const NO_CHANGE: Change = { status: '', payout: '', isReleased: false, reason: '', isTold: true }

export function ConversionEdit({ rows, onClose, onDone }: Props) {
  const [change, setChange] = useState(NO_CHANGE)
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const [isBusy, setBusy] = useState(false)
  const set = (changes: Partial<Change>) => setChange((before) => ({ ...before, ...changes }))
  const isBad = change.payout.trim() !== '' && readNumber(change.payout) === null
  const noAmount = isBad ? [t('conversion.noAmount')] : []
  const isEmpty = change.status === '' && change.payout.trim() === '' && !change.isReleased
  const save = async () => {
    setBusy(true)
    setFailure(null)
    try {
      tellChanged(await post<Answer>('/conversions/import', bodyOf(rows, change)), onDone)
      onDone()
      onClose()
    } catch (error) {
      setFailure(failureFrom(error))
      setBusy(false)
    }
  }
  return (
    <Dialog
      title={plural('conversion.change', rows.length)}
      onClose={onClose}
      actions={
        <WriteButton
          look="primary"
          isBusy={isBusy}
          isDisabled={isEmpty || isBad || change.reason.trim() === ''}
          onClick={() => void save()}
        >
          {t('save')}
        </WriteButton>
      }
    >
      {failure === null ? null : <Failed failure={failure} />}
      <SelectField
        label={t('status')}
        value={change.status}
        options={[
          { value: '', label: t('conversion.asItIs') },
          ...CLASSES.filter((one) => one !== 'other' && one !== 'rebill').map((value) => ({
            value,
            label: t(`class.${value}`),
          })),
        ]}
        onChange={(status) => set({ status })}
      />
      {hidesMoney.value ? null : (
        <PayoutField rows={rows} change={change} errors={noAmount} onChange={set} />
      )}
      <TextField
        label={t('conversion.reason')}
        hint={t('conversion.reasonHint')}
        value={change.reason}
        isRequired
        onInput={(reason) => set({ reason })}
      />
      <Switch
        label={t('upload.send')}
        isOn={change.isTold}
        onChange={(isTold) => set({ isTold })}
      />
    </Dialog>
  )
}

interface PayoutFieldProps {
  readonly rows: readonly ConversionRow[]
  readonly change: Change
  readonly errors: readonly string[]
  readonly onChange: (changes: Partial<Change>) => void
}

/** An amount that stands; where one does, it can be let go of instead. */
function PayoutField({ rows, change, errors, onChange }: PayoutFieldProps) {
  const { payout, isReleased } = change
  const isByHand = rows.some(({ notes }) => notes.includes('payout_by_hand'))
  return (
    <>
      <TextField
        label={`${t('offer.payout')}, ${currency.value}`}
        hint={t('conversion.payoutHint')}
        errors={errors}
        value={payout}
        onInput={(text) => onChange({ payout: text, isReleased: false })}
      />
      {isByHand ? (
        <Switch
          label={t('conversion.release')}
          hint={t('conversion.releaseHint')}
          isOn={isReleased}
          onChange={(isOn) => onChange({ isReleased: isOn, ...(isOn ? { payout: '' } : {}) })}
        />
      ) : null}
    </>
  )
}

/** Told apart by their transaction ids; an amount that is set is added to no other. */
function bodyOf(rows: readonly ConversionRow[], change: Change) {
  const { status, payout, isReleased, reason, isTold } = change
  const amount = readNumber(payout)
  const lines = rows.map((row) => {
    const pairs: readonly (readonly [string, string])[] = [
      ['tid', row.transaction_id],
      ['cnv_status', status === '' ? row.status : status],
      ['payout', amount === null ? (isReleased ? 'auto' : '') : String(amount)],
      ['currency', amount === null ? '' : currency.peek()],
    ]
    return lineOf(row.id, pairs)
  })
  // A label that the conversion has already stays one.
  const how = { send: isTold, upsell: false, unmapped: 'label', reason: reason.trim() }
  return { payload: lines.join('\n'), ...how }
}

function tellChanged({ importId, results }: Answer, onDone: () => void): void {
  const changed = results.filter(({ result }) => result !== 'failed').length
  const undo =
    importId === null || changed === 0
      ? null
      : { label: t('undo'), run: () => void undoImport(importId, onDone) }
  tell(t('bulk.done', { done: changed, all: results.length }), undo)
}
