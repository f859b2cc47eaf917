/** Costs of past clicks: a sum or price for campaigns, days and parameters; each batch can be undone. */
import { useState } from 'preact/hooks'

import { currencyOptions } from '../../api/choices.ts'
import { get, post, search } from '../../api/client.ts'
import { type ApiFailure, failureFrom } from '../../api/failure.ts'
import { type Choice, namedChoices } from '../../api/found.ts'
import { useParameterNames } from '../../api/parameter-names.ts'
import { dayIn } from '../../format/dates.ts'
import { Button, WriteButton } from '../../parts/button.tsx'
import { Card, Page } from '../../parts/page.tsx'
import { ScrollX } from '../../parts/scroll-x.tsx'
import { Empty, Failed, Notice, Skeleton } from '../../parts/states.tsx'
import { ReadOnly } from '../../state/held.ts'
import { type Loaded, useAgain, useLoad } from '../../state/load.ts'
import { zone } from '../../state/period.ts'
import { onlyRead } from '../../state/rights.ts'
import { tell } from '../../state/toasts.ts'
import { currency, isAdmin, mayChangeSome } from '../../state/user.ts'
import { plural, t } from '../../words/words.ts'
import {
  type FieldSpec,
  listOf,
  notBeside,
  numberOf,
  textOf,
  type Values,
} from '../entities/field-specs.ts'
import { FormFields } from '../entities/fields.tsx'
import { type Batch, BatchRow, BatchTitles, SHOWN_CAMPAIGNS } from './cost-batch.tsx'
import { costModeOptions, subIdOptions } from './cost-choices.ts'
import { CostFile } from './cost-file.tsx'

interface Listed {
  /** What is being worked on. */
  readonly running: { readonly progress: number } | null
  readonly batches: readonly Batch[]
  readonly pageInfo: { readonly cursor: number | null; readonly hasNextPage: boolean }
}

interface NamedBatches extends Listed {
  /** Campaigns of the batches, of which the user may see them. */
  readonly campaigns: readonly Choice[]
}

/** The first so many pages as one: after a change all that is shown is asked anew. */
async function listBatches(pages: number, signal: AbortSignal): Promise<NamedBatches> {
  let last = await get<Listed>('/costs', signal)
  const batches = [...last.batches]
  for (let page = 1; page < pages && last.pageInfo.hasNextPage; page++) {
    last = await get<Listed>(`/costs${search({ cursor: last.pageInfo.cursor })}`, signal)
    batches.push(...last.batches)
  }
  // Of whom it depends on each of them what he may do, all; else those that are shown.
  const ids = batches.flatMap((batch) =>
    isAdmin.peek() ? batch.campaigns.slice(0, SHOWN_CAMPAIGNS) : batch.campaigns,
  )
  return { ...last, batches, campaigns: await namedChoices('campaign', { ids }, signal) }
}

export function Costs() {
  const [pages, setPages] = useState(1)
  const batches = useLoad((signal) => listBatches(pages, signal), [pages])
  const [isUploading, setUploading] = useState(false)
  return (
    <Page title={t('nav.costs')}>
      {mayChangeSome('campaign') ? (
        <div class="split">
          <NewCosts onDone={batches.reload} />
          <CostsAside onUpload={() => setUploading(true)} />
        </div>
      ) : (
        <Notice look="info">{t('rights.noCosts')}</Notice>
      )}
      <h2>{t('cost.batches')}</h2>
      <Batches batches={batches} onMore={() => setPages(pages + 1)} />
      {isUploading ? (
        <CostFile onClose={() => setUploading(false)} onDone={batches.reload} />
      ) : null}
    </Page>
  )
}

function CostsAside({ onUpload }: { readonly onUpload: () => void }) {
  return (
    <div class="stack">
      <Notice look="info">{t('cost.about')}</Notice>
      <Card title={t('cost.file')}>
        <p class="faint">{t('cost.fileText')}</p>
        <div>
          <Button icon="upload" onClick={onUpload}>
            {t('cost.fileOpen')}
          </Button>
        </div>
      </Card>
    </div>
  )
}

interface BatchesProps {
  readonly batches: Loaded<NamedBatches>
  readonly onMore: () => void
}

function Batches({ batches, onMore }: BatchesProps) {
  if (batches.error !== null) return <Failed failure={batches.error} onRetry={batches.reload} />
  if (batches.data === null) return <Skeleton />
  if (batches.data.batches.length === 0) {
    return (
      <>
        <Running batches={batches} />
        <Empty icon="cost" title={t('list.emptyTitle')} text={t('cost.empty')} />
      </>
    )
  }
  const { pageInfo, campaigns } = batches.data
  const names = new Map(campaigns.map(({ id, name }) => [id, name]))
  const closed = onlyRead(campaigns)
  return (
    <>
      <Running batches={batches} />
      <ScrollX label={t('cost.batches')} look="card">
        <table class="plain-table">
          <thead>
            <BatchTitles />
          </thead>
          <tbody>
            {batches.data.batches.map((batch) => (
              <ReadOnly.Provider
                key={batch.batchId}
                value={batch.campaigns.some((id) => closed.has(String(id)))}
              >
                <BatchRow batch={batch} names={names} reload={batches.reload} />
              </ReadOnly.Provider>
            ))}
          </tbody>
        </table>
      </ScrollX>
      <div class="table-foot">
        {plural('list.count', batches.data.batches.length)}
        <span class="grow" />
        {pageInfo.hasNextPage ? <Button onClick={onMore}>{t('link.more')}</Button> : null}
      </div>
    </>
  )
}

const AGAIN_MS = 2000

/** What a large file or batch is at, until it is done. */
function Running({ batches }: Pick<BatchesProps, 'batches'>) {
  const running = batches.data?.running ?? null
  useAgain(batches, running !== null, AGAIN_MS)
  if (running === null) return null
  return (
    <Notice look="info">
      <p>{t('cost.running')}</p>
      <progress value={running.progress} aria-label={t('cost.running')} />
    </Notice>
  )
}

/** What takes long goes on without its asker, who sees it in the list. */
type Booked = Pick<Batch, 'clicks'> | { readonly pending: true }

function NewCosts({ onDone }: { readonly onDone: () => void }) {
  const today = dayIn(zone.peek())
  const [values, setValues] = useState<Values>({
    campaigns: [],
    from: today,
    to: today,
    cost: '',
    currency: currency.peek(),
    mode: 'spread',
    field: '',
    value: '',
  })
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const [isBusy, setBusy] = useState(false)
  const save = async (event: Event) => {
    event.preventDefault()
    if (isBusy) return
    setBusy(true)
    setFailure(null)
    try {
      const booked = await post<Booked>('/costs', costsOf(values))
      tell('clicks' in booked ? plural('cost.done', booked.clicks) : t('cost.pending'))
      onDone()
    } catch (error) {
      setFailure(failureFrom(error))
    }
    setBusy(false)
  }
  const names = useParameterNames(listOf(values, 'campaigns'))
  const specs = fieldsOf(values, names)
  const unsaid = notBeside(failure, specs)
  return (
    <Card title={t('cost.new')}>
      <form class="form" onSubmit={(event) => void save(event)}>
        {unsaid === null ? null : <Failed failure={unsaid} />}
        <FormFields
          specs={specs}
          values={values}
          errors={failure?.facts.fields ?? {}}
          onChange={(changes) => setValues((before) => ({ ...before, ...changes }))}
        />
        <div>
          <WriteButton type="submit" look="primary" isBusy={isBusy}>
            {t('cost.book')}
          </WriteButton>
        </div>
      </form>
    </Card>
  )
}

function costsOf(values: Values) {
  const field = textOf(values, 'field')
  return {
    campaigns: listOf(values, 'campaigns').map(Number),
    from: textOf(values, 'from'),
    to: textOf(values, 'to'),
    timezone: zone.value,
    cost: numberOf(values, 'cost'),
    currency: textOf(values, 'currency'),
    mode: textOf(values, 'mode'),
    ...(field === '' ? {} : { filters: [{ field, value: textOf(values, 'value') }] }),
  }
}

/** A value is asked for where there is a field to compare it with: ignored, it would price all clicks. */
function fieldsOf(values: Values, names: ReadonlyMap<string, string>): readonly FieldSpec[] {
  const hasField = textOf(values, 'field') !== ''
  return [
    {
      kind: 'objects',
      name: 'campaigns',
      label: t('nav.campaigns'),
      of: { kind: 'campaign', access: 'modify' },
      isWide: true,
    },
    { kind: 'date', name: 'from', label: t('period.from') },
    { kind: 'date', name: 'to', label: t('period.to') },
    { kind: 'select', name: 'mode', label: t('cost.mode'), options: costModeOptions() },
    { kind: 'number', name: 'cost', label: t('cost.amount'), isRequired: true },
    { kind: 'select', name: 'currency', label: t('currency'), options: currencyOptions() },
    {
      kind: 'select',
      name: 'field',
      label: t('cost.only'),
      options: [{ value: '', label: t('cost.allClicks') }, ...subIdOptions(names)],
    },
    ...(hasField
      ? [{ kind: 'text', name: 'value', label: t('cost.value'), isRequired: true } as const]
      : []),
  ]
}
