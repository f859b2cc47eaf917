/** The lists of robots and people, applied to stored clicks: counted first, then done. */
import { useEffect, useState } from 'preact/hooks'

import { get, post } from '../../api/client.ts'
import { type ApiFailure, failureFrom } from '../../api/failure.ts'
import { dateTime } from '../../format/dates.ts'
import { number } from '../../format/numbers.ts'
import { Button, WriteButton } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Failed, Notice, Skeleton } from '../../parts/states.tsx'
import { useAgain, useLoad } from '../../state/load.ts'
import { zone } from '../../state/period.ts'
import { PRESETS } from '../../state/presets.ts'
import { t } from '../../words/words.ts'
import { type FieldSpec, listOf, textOf, type Values } from '../entities/field-specs.ts'
import { FormFields } from '../entities/fields.tsx'
import { isUnderWay, type Run, RunState } from './robot-run.tsx'

const AGAIN_MS = 1000

/** `isUnsaved`: the settings on the screen are not those that would be applied. */
export function RobotsAgain({ isUnsaved }: { readonly isUnsaved: boolean }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <div>
      <Button icon="refresh" isDisabled={isUnsaved} onClick={() => setOpen(true)}>
        {t('robots.open')}
      </Button>
      {isUnsaved ? <p class="faint small">{t('robots.unsaved')}</p> : null}
      {isOpen ? <RobotsDialog onClose={() => setOpen(false)} /> : null}
    </div>
  )
}

function RobotsDialog({ onClose }: { readonly onClose: () => void }) {
  const form = useRuns()
  const { run, values, isBusy } = form
  const isRunning = run !== null && isUnderWay(run)
  const isDone = run?.dryRun === false && !isRunning
  const canApply = run?.dryRun === true && run.state === 'done' && !isBusy
  return (
    <Dialog
      title={t('robots.open')}
      shape="wide"
      onClose={onClose}
      actions={
        isDone ? (
          <Button look="primary" onClick={onClose}>
            {t('close')}
          </Button>
        ) : (
          <>
            <Button isBusy={isBusy} isDisabled={isRunning} onClick={() => void form.begin(true)}>
              {t('robots.count')}
            </Button>
            <WriteButton
              look="primary"
              isDisabled={!canApply}
              onClick={() => void form.begin(false)}
            >
              {t('robots.apply')}
            </WriteButton>
          </>
        )
      }
    >
      {run === null ? <Notice look="info">{t('robots.about')}</Notice> : <RunState run={run} />}
      {form.isLoading ? (
        <Skeleton />
      ) : isDone || isRunning ? null : (
        <FormFields
          specs={form.specs}
          values={values}
          errors={form.failure?.facts.fields ?? {}}
          onChange={form.change}
        />
      )}
      {run === null ? <LastRun run={form.last} /> : null}
      {form.failure === null || form.failure.status === 400 ? null : (
        <Failed failure={form.failure} />
      )}
    </Dialog>
  )
}

function LastRun({ run }: { readonly run: Run | null }) {
  if (run === null) return null
  const time = dateTime(Date.parse(run.createdAt), zone.value)
  const counts = { toBots: number(run.toBots), toPeople: number(run.toPeople) }
  return (
    <p class="faint">
      {t('robots.last')}: {t('robots.lastText', { time, ...counts })}
    </p>
  )
}

/** The form, and what was begun by it; what is under way already is shown first. */
function useRuns() {
  const runs = useLoad((signal) => get<Run[]>('/clicks/reclassify', signal), [])
  const [values, setValues] = useState<Values>({ period: 'last_7_days', campaigns: [] })
  const [id, setId] = useState<string | null>(null)
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const [isBusy, setBusy] = useState(false)
  const run = useRun(id)
  const underWay = runs.data?.find(isUnderWay)?.id ?? null
  useEffect(() => {
    if (underWay !== null) setId(underWay)
  }, [underWay])
  const change = (changes: Values) => {
    setFailure(null)
    setId(null)
    setValues((before) => ({ ...before, ...changes }))
  }
  const begin = async (dryRun: boolean) => {
    setBusy(true)
    setFailure(null)
    try {
      const begun = await post<{ readonly id: string }>('/clicks/reclassify', {
        ...bodyOf(values),
        dryRun,
      })
      setId(begun.id)
    } catch (error) {
      setFailure(failureFrom(error))
    } finally {
      setBusy(false)
    }
  }
  return {
    run: run.data,
    last: runs.data?.find(({ dryRun, state }) => !dryRun && state === 'done') ?? null,
    isLoading: runs.data === null && runs.error === null,
    failure: failure ?? run.error ?? runs.error,
    specs: specsOf(values),
    values,
    isBusy,
    change,
    begin,
  }
}

function useRun(id: string | null) {
  const run = useLoad(
    (signal) =>
      id === null ? Promise.resolve(null) : get<Run>(`/clicks/reclassify/${id}`, signal),
    [id],
  )
  // An answer about another one may still be shown.
  const data = run.data?.id === id ? run.data : null
  useAgain(run, data !== null && isUnderWay(data), AGAIN_MS)
  return { data, error: run.error }
}

function bodyOf(values: Values) {
  const campaigns = listOf(values, 'campaigns').map(Number)
  const datePreset = textOf(values, 'period')
  const dates =
    datePreset === 'custom_time'
      ? { dateFrom: textOf(values, 'dateFrom'), dateTo: textOf(values, 'dateTo') }
      : {}
  return {
    datePreset,
    ...dates,
    timezone: zone.peek(),
    ...(campaigns.length === 0 ? {} : { campaigns }),
  }
}

function specsOf(values: Values): readonly FieldSpec[] {
  const isCustom = textOf(values, 'period') === 'custom_time'
  const day = (name: string, label: string): FieldSpec => ({ kind: 'date', name, label })
  return [
    {
      kind: 'select',
      name: 'period',
      label: t('period.label'),
      hint: t('robots.zone', { zone: zone.value.replaceAll('_', ' ') }),
      options: PRESETS.map((value) => ({ value, label: t(`period.${value}`) })),
    },
    ...(isCustom ? [day('dateFrom', t('period.from')), day('dateTo', t('period.to'))] : []),
    {
      kind: 'objects',
      name: 'campaigns',
      label: t('robots.campaigns'),
      of: { kind: 'campaign' },
      isWide: true,
    },
  ]
}
