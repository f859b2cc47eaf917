/** The whole configuration as a file, and back from one: what would happen is shown first. */
import { useState } from 'preact/hooks'

import { post, save, search } from '../../api/client.ts'
import { type ApiFailure, failureFrom } from '../../api/failure.ts'
import { dayIn } from '../../format/dates.ts'
import { Button, WriteButton } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { SelectField } from '../../parts/field.tsx'
import { Card } from '../../parts/page.tsx'
import { Failed, Notice } from '../../parts/states.tsx'
import { forgetShared } from '../../state/load.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { t } from '../../words/words.ts'
import { Plan, type PlanRow } from './config-plan.tsx'
import { MoveDialog } from './move-dialog.tsx'

export function ConfigCard() {
  const [open, setOpen] = useState<'import' | 'move' | null>(null)
  const take = () => {
    const day = dayIn('UTC')
    save('/config/export', `sluice-config-${day}.json`).catch(tellFailure)
  }
  return (
    <Card title={t('config.title')}>
      <p class="faint">{t('config.text')}</p>
      <div class="row">
        <Button icon="download" onClick={take}>
          {t('config.export')}
        </Button>
        <Button icon="upload" onClick={() => setOpen('import')}>
          {t('config.import')}
        </Button>
        <Button icon="right" onClick={() => setOpen('move')}>
          {t('move.open')}
        </Button>
      </div>
      {open === 'import' ? <ImportDialog onClose={() => setOpen(null)} /> : null}
      {open === 'move' ? <MoveDialog onClose={() => setOpen(null)} /> : null}
    </Card>
  )
}

interface Planned {
  readonly plan: readonly PlanRow[]
  readonly applied: boolean
}

function ImportDialog({ onClose }: { readonly onClose: () => void }) {
  const [file, setFile] = useState<unknown>(null)
  const [mode, setMode] = useState('create')
  const [planned, setPlanned] = useState<Planned | null>(null)
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const run = async (dryRun: boolean) => {
    setFailure(null)
    try {
      const result = await post<Planned>(`/config/import${search({ dryRun, mode })}`, file)
      setPlanned(result)
      if (dryRun) return
      forgetShared()
      tell(t('config.done'))
      onClose()
    } catch (error) {
      setFailure(failureFrom(error))
    }
  }
  const read = async (chosen: File | undefined) => {
    setPlanned(null)
    setFailure(null)
    try {
      const told: unknown = chosen === undefined ? {} : JSON.parse(await chosen.text())
      const isWhole = typeof told === 'object' && told !== null && !Array.isArray(told)
      setFile(isWhole && chosen !== undefined ? told : null)
      if (!isWhole) setFailure(failureFrom(new Error(t('config.noConfig'))))
    } catch {
      setFile(null)
      setFailure(failureFrom(new Error(t('config.noJson'))))
    }
  }
  const canApply = planned !== null && planned.plan.every(({ action }) => action !== 'fail')
  return (
    <Dialog
      title={t('config.import')}
      shape="wide"
      onClose={onClose}
      actions={
        <>
          <Button isDisabled={file === null} onClick={() => void run(true)}>
            {t('upload.check')}
          </Button>
          <WriteButton look="primary" isDisabled={!canApply} onClick={() => void run(false)}>
            {t('config.apply')}
          </WriteButton>
        </>
      }
    >
      <input
        type="file"
        accept=".json,application/json"
        aria-label={t('config.file')}
        onChange={(event) => void read(event.currentTarget.files?.[0])}
      />
      <SelectField
        label={t('config.mode')}
        value={mode}
        options={(['create', 'merge'] as const).map((value) => ({
          value,
          label: t(`config.mode.${value}`),
        }))}
        onChange={(next) => {
          setMode(next)
          setPlanned(null)
        }}
      />
      {failure === null ? null : <Refused failure={failure} />}
      {planned === null ? null : <Plan plan={planned.plan} />}
    </Dialog>
  )
}

/** Of a file that is none of ours, or of another version, it says nothing to name the field. */
function Refused({ failure }: { readonly failure: ApiFailure }) {
  const { fields } = failure.facts
  if ('format' in fields) return <Notice look="danger">{t('config.noConfig')}</Notice>
  if ('version' in fields) return <Notice look="danger">{t('config.otherVersion')}</Notice>
  return <Failed failure={failure} />
}
