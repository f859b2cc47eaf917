/** Another tracker moves here: what would come is shown first, and only what was shown is taken over. */
import { useState } from 'preact/hooks'

import { post, search } from '../../api/client.ts'
import { type ApiFailure, failureFrom } from '../../api/failure.ts'
import { Button, WriteButton } from '../../parts/button.tsx'
import { Badge, type BadgeLook } from '../../parts/chip.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { SelectField, TextField } from '../../parts/field.tsx'
import { Failed, Notice } from '../../parts/states.tsx'
import { Text } from '../../parts/text.tsx'
import { forgetShared } from '../../state/load.ts'
import { tell } from '../../state/toasts.ts'
import { remarkText } from '../../words/said.ts'
import { plural, t, term } from '../../words/words.ts'
import { Plan, type PlanRow } from './config-plan.tsx'

const TRACKERS = ['keitaro', 'binom'] as const
const TITLES = { keitaro: 'Keitaro', binom: 'Binom v2' }

interface Remark {
  readonly kind: string
  readonly name: string
  /** The flow of the object; `''`: the object as a whole. */
  readonly part: string
  readonly effect: 'left_out' | 'paused' | 'changed' | 'to_do'
  readonly text: string
}

interface Found {
  /** A configuration file. */
  readonly file: unknown
  readonly plan: readonly PlanRow[]
  readonly remarks: readonly Remark[]
  readonly remarksTotal: number
  readonly postbackKeys: readonly string[]
}

interface Order {
  readonly from: string
  readonly address: string
  readonly key: string
}

const EMPTY: Order = { from: TRACKERS[0], address: '', key: '' }

export function MoveDialog({ onClose }: { readonly onClose: () => void }) {
  const [order, setOrder] = useState(EMPTY)
  const [postbackKeys, setPostbackKeys] = useState('')
  const [found, setFound] = useState<Found | null>(null)
  const [isReading, setReading] = useState(false)
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const change = (part: Partial<Order>) => {
    setOrder({ ...order, ...part })
    setFound(null)
  }
  const read = async () => {
    setFailure(null)
    setFound(null)
    setReading(true)
    try {
      const answer = await post<Found>('/config/move', order)
      setFound(answer)
      setPostbackKeys(answer.postbackKeys.join(' '))
    } catch (error) {
      setFailure(failureFrom(error))
    }
    setReading(false)
  }
  const takeOver = async () => {
    setFailure(null)
    try {
      await post(`/config/import${search({ dryRun: false, mode: 'create' })}`, found?.file)
      for (const key of postbackKeys.split(/[\s,]+/).filter(Boolean)) await acceptKey(key)
      forgetShared()
      tell(t('move.done'))
      onClose()
    } catch (error) {
      setFailure(failureFrom(error))
    }
  }
  const isFilled = order.address.trim() !== '' && order.key.trim() !== ''
  const wrong = failure?.facts.fields['address'] ?? []
  return (
    <Dialog
      title={t('move.open')}
      shape="wide"
      onClose={onClose}
      actions={
        <>
          <Button isDisabled={!isFilled} isBusy={isReading} onClick={() => void read()}>
            {t('move.show')}
          </Button>
          <WriteButton look="primary" isDisabled={found === null} onClick={() => void takeOver()}>
            {t('move.take')}
          </WriteButton>
        </>
      }
    >
      <p class="faint">{t('move.about')}</p>
      <OrderFields order={order} wrong={wrong} onChange={change} />
      {failure === null || wrong.length > 0 ? null : <Failed failure={failure} />}
      {found === null ? null : (
        <Shown found={found} postbackKeys={postbackKeys} onKeys={setPostbackKeys} />
      )}
    </Dialog>
  )
}

interface OrderProps {
  readonly order: Order
  /** With the address. */
  readonly wrong: readonly string[]
  readonly onChange: (part: Partial<Order>) => void
}

function OrderFields({ order, wrong, onChange }: OrderProps) {
  return (
    <>
      <SelectField
        label={t('move.from')}
        value={order.from}
        options={TRACKERS.map((value) => ({ value, label: TITLES[value] }))}
        onChange={(from) => onChange({ from })}
      />
      <TextField
        label={t('move.address')}
        type="url"
        placeholder="https://tracker.example.com"
        value={order.address}
        errors={wrong}
        onInput={(address) => onChange({ address })}
      />
      <TextField
        label={t('move.key')}
        hint={t('move.keyHint')}
        type="password"
        value={order.key}
        onInput={(key) => onChange({ key })}
      />
    </>
  )
}

interface ShownProps {
  readonly found: Found
  readonly postbackKeys: string
  readonly onKeys: (keys: string) => void
}

function Shown({ found, postbackKeys, onKeys }: ShownProps) {
  return (
    <>
      <TextField
        label={t('move.postbackKeys')}
        hint={t('move.postbackKeysHint')}
        isCode
        value={postbackKeys}
        onInput={onKeys}
      />
      <Plan plan={found.plan} />
      <Remarks found={found} />
    </>
  )
}

/** One that is here already is as good. */
async function acceptKey(key: string): Promise<void> {
  try {
    await post('/postback_keys', { kind: 'general', key })
  } catch (error) {
    const failure = failureFrom(error)
    const isTaken = failure.status === 409 || 'key' in failure.facts.fields
    if (!isTaken) throw error
  }
}

const LOOKS: Readonly<Record<Remark['effect'], BadgeLook>> = {
  left_out: 'bad',
  paused: 'warning',
  changed: 'neutral',
  to_do: 'accent',
}
const SHOWN = 500

function Remarks({ found: { remarks, remarksTotal } }: { readonly found: Found }) {
  if (remarks.length === 0) return null
  return (
    <>
      <Notice look="warning">{plural('move.remarks', remarksTotal)}</Notice>
      <table class="plain-table">
        <tbody>
          {remarks.slice(0, SHOWN).map(({ effect, kind, name, part, text }, at) => (
            <tr key={at}>
              <td>
                <Badge look={LOOKS[effect]}>{t(`move.effect.${effect}`)}</Badge>
              </td>
              <td class="faint">{term('kind', kind)}</td>
              <th scope="row" class="wrap">
                <Text value={part === '' ? name : `${name} / ${part}`} length={80} />
                <div>
                  <Text value={remarkText(text)} length={400} />
                </div>
              </th>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
