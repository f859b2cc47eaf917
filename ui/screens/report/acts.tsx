/** What can be done with a report: send it, keep it, take it away as CSV. */
import { useState } from 'preact/hooks'

import { ask, download, get } from '../../api/client.ts'
import { Button, copyText } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Switch, TextField } from '../../parts/field.tsx'
import { Menu } from '../../parts/menu.tsx'
import { useLoad } from '../../state/load.ts'
import { periodInput } from '../../state/period.ts'
import { navigate } from '../../state/router.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { t } from '../../words/words.ts'
import { type Change, queryOf, type ReportState } from './state.ts'

interface Props {
  readonly state: ReportState
  readonly change: Change
}

export function ReportActs({ state }: Props) {
  const [isSaving, setSaving] = useState(false)
  const share = () => void copyText(location.href).then(() => tell(t('report.linkCopied')))
  return (
    <>
      <ViewMenu onSave={() => setSaving(true)} />
      <Button icon="link" look="quiet" label={t('report.share')} onClick={share} />
      <Button
        icon="download"
        look="quiet"
        label={t('report.csv')}
        onClick={() => void saveCsv(state)}
      />
      {isSaving ? <SaveView state={state} onClose={() => setSaving(false)} /> : null}
    </>
  )
}

async function saveCsv(state: ReportState): Promise<void> {
  const { offset: _offset, limit: _limit, ...query } = queryOf(state, periodInput.value)
  try {
    const body = { ...query, groupings: [...state.groupings], format: 'csv', totals: true }
    const blob = await download('/report/export', body)
    const link = document.createElement('a')
    link.href = URL.createObjectURL(blob)
    link.download = `sluice-${state.groupings.join('-')}.csv`
    link.click()
    URL.revokeObjectURL(link.href)
  } catch (error) {
    tellFailure(error)
  }
}

interface SavedView {
  readonly uuid: string
  readonly name: string
  /** The query part of the address, as this screen writes it. */
  readonly [more: string]: unknown
}

function ViewMenu({ onSave }: { readonly onSave: () => void }) {
  const views = useLoad(() => get<{ rows: SavedView[] }>('/views'), [])
  if (views.data === null) return null
  return (
    <Menu
      label={t('report.views')}
      icon="report"
      text={t('report.views')}
      items={[
        ...views.data.rows.map((view) => ({
          label: view.name,
          run: () => navigate(`/report?view=${view.uuid}`),
        })),
        { label: t('report.saveView'), icon: 'plus' as const, run: onSave },
      ]}
    />
  )
}

function SaveView({
  state,
  onClose,
}: {
  readonly state: ReportState
  readonly onClose: () => void
}) {
  const [name, setName] = useState('')
  const [isShared, setShared] = useState(false)
  const save = async () => {
    const query = queryOf(state, periodInput.value)
    const body = {
      name,
      isShared,
      groupings: [...state.groupings],
      columns: [...state.columns],
      filters: query.filters,
      period: query.period,
    }
    try {
      await ask('POST', '/views', { body })
      tell(t('saved'))
      onClose()
    } catch (error) {
      tellFailure(error)
    }
  }
  return (
    <Dialog
      title={t('report.saveView')}
      onClose={onClose}
      actions={
        <Button look="primary" isDisabled={name.trim() === ''} onClick={() => void save()}>
          {t('save')}
        </Button>
      }
    >
      <TextField label={t('list.name')} value={name} onInput={setName} hasFocus />
      <Switch label={t('report.sharedView')} isOn={isShared} onChange={setShared} />
    </Dialog>
  )
}
