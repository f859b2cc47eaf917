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
  readonly reason: string
  readonly isTold: boolean
}

interface Answer {
  readonly importId: number | null
  readonly results: readonly { readonly result: string }[]
}

export function ConversionEdit({ rows, onClose, onDone }: Props) {
  const [change, setChange] = useState<Change>({ status: '', payout: '', reason: '', isTold: true })
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const [isBusy, setBusy] = useState(false)
  const set = (changes: Partial<Change>) => setChange((before) => ({ ...before, ...changes }))
  const isBad = change.payout.trim() !== '' && readNumber(change.payout) === null
  const isEmpty = change.status === '' && change.payout.trim() === ''
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
        <TextField
          label={`${t('offer.payout')}, ${currency.value}`}
          hint={t('conversion.payoutHint')}
          errors={isBad ? [t('conversion.noAmount')] : []}
          value={change.payout}
          onInput={(payout) => set({ payout })}
        />
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

/** Told apart by their transaction ids. */
function bodyOf(rows: readonly ConversionRow[], { status, payout, reason, isTold }: Change) {
  const amount = readNumber(payout)
  const lines = rows.map((row) => {
    const pairs: readonly (readonly [string, string])[] = [
      ['tid', row.transaction_id],
      ['cnv_status', status === '' ? row.status : status],
      ['payout', amount === null ? '' : String(amount)],
      ['currency', amount === null ? '' : currency.peek()],
    ]
    return lineOf(row.id, pairs)
  })
  // A label that the conversion has already stays one.
  const how = { send: isTold, unmapped: 'label', reason: reason.trim() }
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
