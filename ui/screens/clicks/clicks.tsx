/** The click log: newest first, live if wanted; a click opens its whole story. */
import { useEffect, useMemo, useState } from 'preact/hooks'

import { get, search } from '../../api/client.ts'
import { listCampaigns } from '../../api/lists.ts'
import type { PageInfo } from '../../api/types.ts'
import { number } from '../../format/numbers.ts'
import { Button } from '../../parts/button.tsx'
import { Badge } from '../../parts/chip.tsx'
import { Select, Switch } from '../../parts/field.tsx'
import { NoTraffic } from '../../parts/no-traffic.tsx'
import { Page } from '../../parts/page.tsx'
import { PeriodBar } from '../../parts/period-bar.tsx'
import { Empty, Failed, Skeleton } from '../../parts/states.tsx'
import type { Column } from '../../parts/table-types.ts'
import { Table } from '../../parts/table.tsx'
import { Text } from '../../parts/text.tsx'
import { useLoad } from '../../state/load.ts'
import { periodSearch } from '../../state/period-search.ts'
import { periodInput, refreshes } from '../../state/period.ts'
import { query, setQuery } from '../../state/router.ts'
import { tellFailure } from '../../state/toasts.ts'
import { plural, t } from '../../words/words.ts'
import { ClickDrawer } from './click-drawer.tsx'
import type { ClickRow } from './click-row.ts'

interface ClickPage {
  readonly rows: readonly ClickRow[]
  readonly pageInfo: PageInfo
}

const PAGE_ROWS = 100
const LIVE_EVERY_MS = 3000
const MAX_SHOWN = 5000

export function Clicks() {
  const campaign = query.value.get('campaign') ?? ''
  const log = useClicks(campaign)
  const shown = query.value.get('click')
  return (
    <Page
      title={t('nav.clicks')}
      shape="fill"
      actions={<PeriodBar at={log.at} isLoading={log.isLoading} />}
    >
      <ClickTools campaign={campaign} log={log} />
      {log.error === null ? null : <Failed failure={log.error} onRetry={log.reload} />}
      <ClickTable log={log} />
      {shown === null ? null : <ClickDrawer id={shown} onClose={() => setQuery({ click: null })} />}
    </Page>
  )
}

type Log = ReturnType<typeof useClicks>

function ClickTools({ campaign, log }: { readonly campaign: string; readonly log: Log }) {
  const campaigns = useLoad(listCampaigns, [])
  const [id, setId] = useState('')
  const options = (campaigns.data ?? []).map((one) => ({ value: String(one.id), label: one.name }))
  return (
    <div class="tools">
      <Select
        label={t('nav.campaigns')}
        value={campaign}
        options={[{ value: '', label: t('clicks.all') }, ...options]}
        onChange={(value) => setQuery({ campaign: value })}
      />
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault()
          setQuery({ click: id.trim() })
        }}
      >
        <input
          type="search"
          class="code"
          aria-label={t('clicks.find')}
          placeholder={t('clicks.find')}
          value={id}
          onInput={(event) => setId(event.currentTarget.value)}
        />
      </form>
      <Switch label={t('clicks.live')} isOn={log.isLive} onChange={log.setLive} />
    </div>
  )
}

function ClickTable({ log }: { readonly log: Log }) {
  const columns = useMemo(clickColumns, [])
  if (log.rows === null)
    return log.error === null ? <Skeleton lines={10} onCancel={log.cancel} /> : null
  if (log.rows.length === 0) {
    return (
      <Empty icon="click" title={t('clicks.empty')} text={t('clicks.emptyText')}>
        <NoTraffic />
      </Empty>
    )
  }
  return (
    <>
      <Table
        name="clicks"
        label={t('nav.clicks')}
        columns={columns}
        rows={log.rows}
        keyOf={({ id }) => id}
        onOpen={({ id }) => setQuery({ click: id })}
        isDimmed={log.isLoading && !log.isLive}
      />
      <p class="table-foot">
        {plural('list.count', log.rows.length)}
        {log.isLive ? <span>{t('clicks.liveOn')}</span> : null}
        <span class="grow" />
        {log.hasOlder ? (
          <Button isBusy={log.isLoading} onClick={() => void log.older()}>
            {t('clicks.older')}
          </Button>
        ) : null}
      </p>
    </>
  )
}

function useClicks(campaign: string) {
  const [older, setOlder] = useState<readonly ClickPage[]>([])
  const [isLive, setLive] = useState(false)
  const ask = (cursor: string | null, signal: AbortSignal | null) =>
    get<ClickPage>(
      `/clicklog${search({
        ...periodSearch(),
        campaignIds: campaign === '' ? [] : [campaign],
        limit: PAGE_ROWS,
        cursor,
      })}`,
      signal,
    )
  const first = useLoad(
    (signal) => ask(null, signal),
    [campaign, periodInput.value, refreshes.value],
  )
  useEffect(() => setOlder([]), [campaign, periodInput.value])
  useEffect(() => {
    if (!isLive) return
    // New rows would push away what somebody who scrolled is reading.
    const isAtTop = () => (document.querySelector('.table-scroll')?.scrollTop ?? 0) < 4
    const timer = setInterval(() => {
      if (!document.hidden && isAtTop()) first.reload()
    }, LIVE_EVERY_MS)
    return () => clearInterval(timer)
  }, [isLive, first.reload])
  const last = older.at(-1) ?? first.data
  const rows = useMemo(() => joined(first.data, older), [first.data, older])
  const addOlder = async () => {
    try {
      const page = await ask(last?.pageInfo.to ?? null, null)
      setOlder((before) => [...before, page])
    } catch (error) {
      tellFailure(error)
    }
  }
  const hasOlder = last?.pageInfo.hasNextPage === true && (rows?.length ?? 0) < MAX_SHOWN
  return { ...first, rows, hasOlder, older: addOlder, isLive, setLive }
}

/** A live first page may reach into what was loaded before: each click once. */
function joined(first: ClickPage | null, older: readonly ClickPage[]): readonly ClickRow[] | null {
  if (first === null) return null
  const byId = new Map(
    [...first.rows, ...older.flatMap(({ rows }) => rows)].map((row) => [row.id, row]),
  )
  return [...byId.values()]
}

function clickColumns(): readonly Column<ClickRow>[] {
  const text = (key: string, title: string, width: number): Column<ClickRow> => ({
    key,
    title,
    width,
    cell: (row) => <Text value={row[key] ?? ''} length={48} />,
  })
  return [
    {
      key: 'click_time',
      title: t('clicks.time'),
      width: 170,
      cell: (row) => (
        <button type="button" class="link number" onClick={() => setQuery({ click: row.id })}>
          {row['click_time']}
        </button>
      ),
    },
    text('campaign', t('search.campaign'), 170),
    text('offer', t('search.offer'), 160),
    { key: 'flags', title: '', width: 120, cell: (row) => <Flags row={row} /> },
    text('country', t('sim.country'), 120),
    { ...text('device_name', t('clicks.device'), 170), cell: deviceCell },
    text('ip', 'IP', 150),
    text('token_1', 'sub_id_1', 110),
    text('token_2', 'sub_id_2', 110),
    text('token_3', 'sub_id_3', 110),
    {
      key: 'cost',
      title: t('measure.cost'),
      width: 90,
      align: 'end',
      cell: (row) => number(Number(row['cost'] ?? 0), 4),
    },
    {
      key: 'payout',
      title: t('offer.payout'),
      width: 90,
      align: 'end',
      cell: (row) => number(Number(row['payout'] ?? 0), 2),
    },
    text('referer_domain', t('sim.referrer'), 150),
    text('id', 'ID', 190),
  ]
}

function deviceCell(row: ClickRow) {
  const words = [row['device_name'] || row['device_type'], row['os_name'], row['browser_name']]
  return <Text value={words.filter((word) => word).join(' · ')} length={60} />
}

function Flags({ row }: { readonly row: ClickRow }) {
  return (
    <span class="row nowrap">
      {row['conversion'] === '1' ? <Badge look="good">{t('clicks.lead')}</Badge> : null}
      {row['is_bot'] === '1' ? <Badge look="warning">{t('clicks.isBot')}</Badge> : null}
      {row['is_campaign_unique'] === '1' ? (
        <Badge look="neutral">{t('clicks.isUnique')}</Badge>
      ) : null}
    </span>
  )
}
