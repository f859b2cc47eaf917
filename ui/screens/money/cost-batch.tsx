/** A batch of costs in the list of what was booked: for which clicks, how much, and undone again. */
import { useState } from 'preact/hooks'

import { costFileOf } from '../../../src/core/files/cost-parts.ts'
import { post } from '../../api/client.ts'
import { readStamp, shortTime } from '../../format/dates.ts'
import { money, number } from '../../format/numbers.ts'
import { visible } from '../../format/text.ts'
import { ActsHead } from '../../parts/acts-head.tsx'
import { Button, WriteButton } from '../../parts/button.tsx'
import { Badge } from '../../parts/chip.tsx'
import { Menu } from '../../parts/menu.tsx'
import { isPhone } from '../../parts/phone.ts'
import { Text } from '../../parts/text.tsx'
import { zone } from '../../state/period.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { dimensionTitle, measureTitle } from '../../words/titles.ts'
import { t } from '../../words/words.ts'
import { batchPeriod } from './batch-period.ts'
import { CostUploadDialog } from './cost-upload.tsx'

export interface Batch {
  readonly batchId: number
  /** Of the file it came with; null: it came alone. */
  readonly importId: string | null
  readonly clicks: number
  readonly perClick: number
  readonly unallocated: number
  readonly state: 'in_force' | 'undone' | 'covered'
  readonly campaigns: readonly number[]
  readonly fromUtc: string
  readonly toUtc: string
  /** Of its days. */
  readonly timezone: string
  readonly filters: readonly { readonly field: string; readonly values: readonly string[] }[]
  readonly mode: string
  readonly cost: number
  readonly currency: string
  readonly createdAt: string
}

/** Of a batch that many are named, and the rest counted. */
export const SHOWN_CAMPAIGNS = 5

/** On a phone a batch has four cells, what it is for in the first. */
export function BatchTitles() {
  const isNarrow = isPhone()
  return (
    <tr>
      <th scope="col">{t('nav.campaigns')}</th>
      {isNarrow ? null : <th scope="col">{t('period.label')}</th>}
      <th scope="col" class="end">
        {measureTitle('cost')}
      </th>
      {isNarrow ? null : (
        <th scope="col" class="end">
          {measureTitle('clicks')}
        </th>
      )}
      <th scope="col">{t('state')}</th>
      {isNarrow ? null : <th scope="col">{t('cost.bookedAt')}</th>}
      <ActsHead />
    </tr>
  )
}

interface RowProps {
  readonly batch: Batch
  readonly names: ReadonlyMap<number, string>
  readonly reload: () => void
}

export function BatchRow({ batch, names, reload }: RowProps) {
  const isNarrow = isPhone()
  const isUndone = batch.state === 'undone'
  const period = batchPeriod(batch, zone.value)
  const clicks = number(batch.clicks)
  return (
    <tr>
      <td>
        <Text value={campaignsIn(batch, names)} length={60} />
        <BatchFilters batch={batch} />
        {isNarrow ? <p class="faint small number">{period}</p> : null}
      </td>
      {isNarrow ? null : <td class="number">{period}</td>}
      <td class="end">{money(batch.cost, batch.currency)}</td>
      {isNarrow ? null : <td class="end">{clicks}</td>}
      <td>
        <Badge look={isUndone ? 'neutral' : 'good'}>{t(`cost.state.${batch.state}`)}</Badge>
        {isNarrow ? (
          <p class="faint small number">
            {measureTitle('clicks')}: {clicks}
          </p>
        ) : null}
      </td>
      {isNarrow ? null : (
        <td class="number">{shortTime(readStamp(batch.createdAt), zone.value)}</td>
      )}
      <td>
        <BatchActs batch={batch} reload={reload} />
      </td>
    </tr>
  )
}

function campaignsIn({ campaigns }: Batch, names: ReadonlyMap<number, string>): string {
  const shown = campaigns.slice(0, SHOWN_CAMPAIGNS).map((id) => names.get(id) ?? `#${id}`)
  const text = shown.join(', ')
  const rest = campaigns.length - shown.length
  return rest === 0 ? text : t('use.more', { names: text, n: rest })
}

/** Of a file the lines differ by nothing else. */
function BatchFilters({ batch }: Pick<RowProps, 'batch'>) {
  return (
    <>
      {batch.filters.map(({ field, values }) => (
        <p class="small" key={field}>
          <span class="faint">{dimensionTitle(field)}:</span>{' '}
          {values.map((value) => visible(value)).join(', ')}
        </p>
      ))}
    </>
  )
}

function BatchActs({ batch, reload }: Pick<RowProps, 'batch' | 'reload'>) {
  const { importId } = batch
  const [isBusy, setBusy] = useState(false)
  const [isOpen, setOpen] = useState(false)
  const isUndone = batch.state === 'undone'
  /** `which` is a batch or a file of them. */
  const turn = async (which: string) => {
    setBusy(true)
    try {
      const act = isUndone ? 'redo' : 'undo'
      const { pending } = await post<{ pending?: boolean }>(`/costs/${which}/${act}`)
      if (pending === true) tell(t('cost.pending'))
      reload()
    } catch (error) {
      tellFailure(error)
    }
    setBusy(false)
  }
  const acts = [
    {
      label: isUndone ? t('cost.redo') : t('undo'),
      isWrite: true,
      run: () => void turn(String(batch.batchId)),
    },
    ...(importId === null
      ? []
      : [
          {
            label: isUndone ? t('cost.redoFile') : t('cost.undoFile'),
            isWrite: true,
            run: () => void turn(`file/${costFileOf(importId)}`),
          },
          { label: t('cost.fileLines'), isWrite: false, run: () => setOpen(true) },
        ]),
  ]
  return (
    <>
      {isPhone() ? (
        <Menu label={t('acts')} items={acts} />
      ) : (
        acts.map(({ label, isWrite, run }) =>
          isWrite ? (
            <WriteButton key={label} look="quiet" isBusy={isBusy} onClick={run}>
              {label}
            </WriteButton>
          ) : (
            <Button key={label} look="quiet" onClick={run}>
              {label}
            </Button>
          ),
        )
      )}
      {isOpen && importId !== null ? (
        <CostUploadDialog importId={importId} onDone={reload} onClose={() => setOpen(false)} />
      ) : null}
    </>
  )
}
