/** The whole configuration as a file, and back from one: what would happen is shown first. */
import { useState } from 'preact/hooks'

import { post, save, search } from '../../api/client.ts'
import { type ApiFailure, failureFrom } from '../../api/failure.ts'
import { Button, WriteButton } from '../../parts/button.tsx'
import { Badge, type BadgeLook } from '../../parts/chip.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { SelectField } from '../../parts/field.tsx'
import { Card } from '../../parts/page.tsx'
import { Failed, Notice } from '../../parts/states.tsx'
import { Text } from '../../parts/text.tsx'
import { forgetShared } from '../../state/load.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { plural, t } from '../../words/words.ts'

export function ConfigCard() {
  const [isOpen, setOpen] = useState(false)
  const take = () => {
    const day = new Date().toISOString().slice(0, 10)
    save('/config/export', `sluice-config-${day}.json`).catch(tellFailure)
  }
  return (
    <Card title={t('config.title')}>
      <p class="faint">{t('config.text')}</p>
      <div class="row">
        <Button icon="download" onClick={take}>
          {t('config.export')}
        </Button>
        <Button icon="upload" onClick={() => setOpen(true)}>
          {t('config.import')}
        </Button>
      </div>
      {isOpen ? <ImportDialog onClose={() => setOpen(false)} /> : null}
    </Card>
  )
}

interface PlanRow {
  readonly kind: string
  readonly name: string
  readonly action: 'create' | 'update' | 'skip' | 'fail'
  readonly reason: string
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
      setFile(chosen === undefined ? null : JSON.parse(await chosen.text()))
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
      {failure === null ? null : <Failed failure={failure} />}
      {planned === null ? null : <Plan plan={planned.plan} />}
    </Dialog>
  )
}

const LOOKS: Readonly<Record<PlanRow['action'], BadgeLook>> = {
  create: 'good',
  update: 'accent',
  skip: 'neutral',
  fail: 'bad',
}
const SHOWN = 500

function Plan({ plan }: { readonly plan: readonly PlanRow[] }) {
  const failed = plan.filter(({ action }) => action === 'fail').length
  const first = plan.toSorted((a, b) => Number(b.action === 'fail') - Number(a.action === 'fail'))
  return (
    <>
      <Notice look={failed === 0 ? 'good' : 'danger'}>
        {plural('config.planned', plan.length)}{' '}
        {failed === 0 ? null : plural('config.failing', failed)}
      </Notice>
      <table class="plain-table">
        <tbody>
          {first.slice(0, SHOWN).map(({ kind, name, action, reason }, at) => (
            <tr key={at}>
              <td>
                <Badge look={LOOKS[action]}>{t(`config.action.${action}`)}</Badge>
              </td>
              <td class="faint">{kind.replaceAll('_', ' ')}</td>
              <th scope="row" class="wrap">
                <Text value={name} length={80} />
              </th>
              <td class="wrap faint">{reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
