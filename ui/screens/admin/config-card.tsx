/** The whole configuration as a file, and back from one: what would happen is shown first. */
import { useState } from 'preact/hooks'

import { post, save, search } from '../../api/client.ts'
import { type ApiFailure, failureFrom } from '../../api/failure.ts'
import { dayIn } from '../../format/dates.ts'
import { Button, WriteButton } from '../../parts/button.tsx'
import { Badge, type BadgeLook } from '../../parts/chip.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { SelectField } from '../../parts/field.tsx'
import { Card } from '../../parts/page.tsx'
import { Failed, Notice } from '../../parts/states.tsx'
import { Text } from '../../parts/text.tsx'
import { forgetShared } from '../../state/load.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { problemText } from '../../words/said.ts'
import { plural, t, term } from '../../words/words.ts'

export function ConfigCard() {
  const [isOpen, setOpen] = useState(false)
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
  /** Why it is skipped, and what else there is to know, `; ` between. */
  readonly note: string
  /** What is wrong with it, by its path in the file; it may be taken in all the same. */
  readonly fields: Readonly<Record<string, readonly string[]>>
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

const LOOKS: Readonly<Record<PlanRow['action'], BadgeLook>> = {
  create: 'good',
  update: 'accent',
  skip: 'neutral',
  fail: 'bad',
}
const SHOWN = 500

/** What is wrong comes first: of thousands of rows not all are shown. */
function urgency({ action, fields }: PlanRow): number {
  if (action === 'fail') return 2
  return Object.keys(fields).length > 0 ? 1 : 0
}

function reasonOf({ note, fields }: PlanRow): string {
  const wrong = Object.entries(fields).map(
    ([place, texts]) => `${place}: ${texts.map(problemText).join(', ')}`,
  )
  const notes = note.split('; ').filter(Boolean).map(problemText)
  return [...notes, ...wrong].join('; ')
}

function Plan({ plan }: { readonly plan: readonly PlanRow[] }) {
  const failed = plan.filter((row) => urgency(row) === 2).length
  const warned = plan.filter((row) => urgency(row) === 1).length
  const first = plan.toSorted((a, b) => urgency(b) - urgency(a))
  return (
    <>
      <Notice look={failed === 0 ? 'good' : 'danger'}>
        {plural('config.planned', plan.length)}{' '}
        {failed === 0 ? null : plural('config.failing', failed)}
      </Notice>
      {warned === 0 ? null : <Notice look="warning">{plural('config.warned', warned)}</Notice>}
      <table class="plain-table">
        <tbody>
          {first.slice(0, SHOWN).map((row, at) => (
            <tr key={at}>
              <td>
                <Badge look={urgency(row) === 1 ? 'warning' : LOOKS[row.action]}>
                  {t(`config.action.${row.action}`)}
                </Badge>
              </td>
              <td class="faint">{term('kind', row.kind)}</td>
              <th scope="row" class="wrap">
                <Text value={row.name} length={80} />
                <div class={urgency(row) === 0 ? 'faint' : undefined}>{reasonOf(row)}</div>
              </th>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
