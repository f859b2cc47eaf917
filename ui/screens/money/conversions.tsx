/** Conversions: when, of which click, for how much; changed, deleted, uploaded, and looked for. */
import { useMemo, useState } from 'preact/hooks'

import { ask, get, search } from '../../api/client.ts'
import type { PageInfo } from '../../api/types.ts'
import { Button } from '../../parts/button.tsx'
import { Badge, type BadgeLook } from '../../parts/chip.tsx'
import { confirmed } from '../../parts/dialog.tsx'
import { Page } from '../../parts/page.tsx'
import { PeriodBar } from '../../parts/period-bar.tsx'
import { Empty, Failed, Skeleton } from '../../parts/states.tsx'
import type { Column } from '../../parts/table-types.ts'
import { Table } from '../../parts/table.tsx'
import { Text } from '../../parts/text.tsx'
import { useLoad } from '../../state/load.ts'
import { periodSearch } from '../../state/period-search.ts'
import { periodInput, refreshes } from '../../state/period.ts'
import { href, query, setQuery } from '../../state/router.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { hidesMoney } from '../../state/user.ts'
import { plural, t } from '../../words/words.ts'
import { ClickDrawer } from '../clicks/click-drawer.tsx'
import { Diagnose } from './diagnose.tsx'
import { Reconcile } from './reconcile.tsx'
import { Upload } from './upload.tsx'

interface Row {
  readonly id: string
  readonly conversion_id: string
  readonly campaign: string
  readonly traffic_source: string
  readonly clicked_at: string
  readonly conversed_at: string
  readonly time_since_click: string
  readonly payout?: string
  readonly status: string
  readonly class: string
  readonly transaction_id: string
  readonly offer: string
  readonly geo: string
  readonly is_pending: boolean
}

interface List {
  readonly rows: readonly Row[]
  readonly pageInfo: PageInfo
}

const PAGE_ROWS = 500
const NONE: ReadonlySet<string> = new Set()

export function Conversions() {
  const [shown, setShown] = useState<'upload' | 'reconcile' | null>(null)
  const list = useLoad(
    (signal) => get<List>(`/conversions${search({ ...periodSearch(), limit: PAGE_ROWS })}`, signal),
    [periodInput.value, refreshes.value],
  )
  const click = query.value.get('click')
  const why = query.value.get('why')
  return (
    <Page
      title={t('nav.conversions')}
      shape="fill"
      actions={
        <>
          <PeriodBar at={list.at} isLoading={list.isLoading} />
          <Button icon="search" onClick={() => setQuery({ why: ' ' })}>
            {t('search.diagnose')}
          </Button>
          {hidesMoney.value ? null : (
            <Button icon="network" onClick={() => setShown('reconcile')}>
              {t('reconcile.open')}
            </Button>
          )}
          <Button icon="plus" onClick={() => setShown('upload')}>
            {t('conversion.upload')}
          </Button>
        </>
      }
    >
      {list.error === null ? null : <Failed failure={list.error} onRetry={list.reload} />}
      {list.data === null ? (
        list.error === null ? (
          <Skeleton lines={8} onCancel={list.cancel} />
        ) : null
      ) : (
        <Body list={list.data} reload={list.reload} isLoading={list.isLoading} />
      )}
      {shown === 'upload' ? <Upload onClose={() => setShown(null)} onDone={list.reload} /> : null}
      {shown === 'reconcile' ? (
        <Reconcile onClose={() => setShown(null)} onDone={list.reload} />
      ) : null}
      {click === null ? null : <ClickDrawer id={click} onClose={() => setQuery({ click: null })} />}
      {why === null ? null : <Diagnose text={why.trim()} onClose={() => setQuery({ why: null })} />}
    </Page>
  )
}

interface BodyProps {
  readonly list: List
  readonly reload: () => void
  readonly isLoading: boolean
}

function Body({ list, reload, isLoading }: BodyProps) {
  const [selection, setSelection] = useState(NONE)
  const columns = useMemo(columnsOf, [])
  const { rows, pageInfo } = list
  if (rows.length === 0) {
    return (
      <Empty icon="conversion" title={t('conversion.empty')} text={t('conversion.emptyText')}>
        <a href={href('/networks')}>{t('nav.networks')}</a>
        <a href={href('/postbacks')}>{t('nav.postbacks')}</a>
      </Empty>
    )
  }
  const remove = async () => {
    const ids = [
      ...new Set(rows.filter((row) => selection.has(row.conversion_id)).map(({ id }) => id)),
    ]
    const isSure = await confirmed(t('conversion.delete'), t('conversion.deleteText'), t('delete'))
    if (!isSure) return
    try {
      await ask('DELETE', '/conversions', { body: { ids } })
      setSelection(NONE)
      reload()
      tell(plural('conversion.deleted', ids.length))
    } catch (error) {
      tellFailure(error)
    }
  }
  return (
    <>
      <Table
        name="conversions"
        label={t('nav.conversions')}
        columns={columns}
        rows={rows}
        keyOf={(row) => row.conversion_id}
        selection={selection}
        onSelect={setSelection}
        onOpen={({ id }) => setQuery({ click: id })}
        isDimmed={isLoading}
      />
      <p class="table-foot">
        {plural('list.count', rows.length)}
        {pageInfo.hasNextPage ? t('conversion.narrow') : null}
        {selection.size === 0 ? null : (
          <Button icon="trash" look="danger" onClick={() => void remove()}>
            {t('delete')}
          </Button>
        )}
      </p>
    </>
  )
}

const LOOKS: Readonly<Record<string, BadgeLook>> = {
  lead: 'warning',
  sale: 'good',
  rebill: 'good',
  rejected: 'bad',
  trash: 'bad',
}

function columnsOf(): readonly Column<Row>[] {
  const text = (key: keyof Row, title: string, width: number): Column<Row> => ({
    key,
    title,
    width,
    cell: (row) => <Text value={String(row[key] ?? '')} length={48} />,
  })
  return [
    {
      ...text('conversed_at', t('clicks.time'), 200),
      cell: (row) => (
        <button type="button" class="link number" onClick={() => setQuery({ click: row.id })}>
          {row.conversed_at}
        </button>
      ),
    },
    {
      key: 'class',
      title: t('status'),
      width: 150,
      cell: (row) => (
        <span class="row nowrap">
          <Badge look={LOOKS[row.class] ?? 'neutral'}>{row.class}</Badge>
          {row.status === row.class ? null : <Text value={row.status} length={16} />}
        </span>
      ),
    },
    { ...text('payout', t('offer.payout'), 100), align: 'end' },
    text('campaign', t('search.campaign'), 190),
    text('offer', t('search.offer'), 190),
    text('traffic_source', t('campaign.source'), 150),
    text('geo', t('sim.country'), 120),
    text('time_since_click', t('conversion.delay'), 120),
    text('transaction_id', t('conversion.tid'), 150),
    text('clicked_at', t('conversion.clicked'), 170),
    text('id', t('clicks.find'), 190),
  ]
}
