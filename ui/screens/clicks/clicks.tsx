/** The click log: newest first, live if wanted; a click opens its whole story. */
import { useEffect, useMemo, useState } from 'preact/hooks'

import { get, search } from '../../api/client.ts'
import { useParameterNames } from '../../api/parameter-names.ts'
import { Button } from '../../parts/button.tsx'
import { NoTraffic } from '../../parts/no-traffic.tsx'
import { Page } from '../../parts/page.tsx'
import { PeriodBar } from '../../parts/period-bar.tsx'
import { Empty, Failed, Skeleton } from '../../parts/states.tsx'
import { Table } from '../../parts/table.tsx'
import { status } from '../../shell/status.ts'
import { useKeys } from '../../state/keys.ts'
import { useLoad } from '../../state/load.ts'
import { periodSearch } from '../../state/period-search.ts'
import { refreshes } from '../../state/period.ts'
import { preferences, setColumns } from '../../state/preferences.ts'
import { href, query, setQuery } from '../../state/router.ts'
import { tellFailure } from '../../state/toasts.ts'
import { plural, t } from '../../words/words.ts'
import { copyIds } from '../entities/copy-ids.ts'
import { clickColumns } from './click-columns.tsx'
import { ClickDrawer } from './click-drawer.tsx'
import { type ClickPage, type ClickPages, MAX_SHOWN, withNewest, withOlder } from './click-pages.ts'
import { type ClickSearch, ClickTools, readSearch, searchParameters } from './click-tools.tsx'

const PAGE_ROWS = 100
const LIVE_EVERY_MS = 3000

export function Clicks() {
  const asked = readSearch()
  const log = useClicks(asked)
  const shown = query.value.get('click')
  return (
    <Page
      title={t('nav.clicks')}
      shape="fill"
      actions={<PeriodBar at={log.at} isLoading={log.isLoading} />}
    >
      <ClickTools
        asked={asked}
        parameters={log.parameters}
        isLive={log.isLive}
        setLive={log.setLive}
      />
      {log.error === null ? null : <Failed failure={log.error} onRetry={log.reload} />}
      <ClickTable log={log} asked={asked} />
      {shown === null ? null : <ClickDrawer id={shown} onClose={() => setQuery({ click: null })} />}
    </Page>
  )
}

/** Where those are that a link with a mistake in it has lost. */
function ToOrphans() {
  const hosts = status.value?.orphans.hosts ?? []
  return hosts.length === 0 ? null : <a href={href('/system')}>{t('clicks.orphans')}</a>
}

type Log = ReturnType<typeof useClicks>

interface TableProps {
  readonly log: Log
  readonly asked: ClickSearch
}

function ClickTable({ log, asked }: TableProps) {
  const isFiltered = asked.filters.length > 0
  const names = useParameterNames((log.rows ?? []).map((row) => row['campaign_id'] ?? ''))
  useKeys({ c: () => void copyIds((log.rows ?? []).map(({ id }) => id)) })
  const columns = useMemo(() => clickColumns(names), [preferences.value.columns, [...names].join()])
  if (log.rows === null)
    return log.error === null ? <Skeleton lines={10} onCancel={log.cancel} /> : null
  if (log.rows.length === 0 && isFiltered) {
    return (
      <Empty icon="filter" title={t('list.nothing')} text={t('clicks.noneMatches')}>
        <Button onClick={() => setQuery({ filters: null })}>{t('list.clear')}</Button>
      </Empty>
    )
  }
  if (log.rows.length === 0) {
    return (
      <Empty icon="click" title={t('clicks.empty')} text={t('clicks.emptyText')}>
        <NoTraffic />
        <ToOrphans />
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
        question={JSON.stringify(asked)}
        keyOf={({ id }) => id}
        onOpen={({ id }) => setQuery({ click: id })}
        onOrder={(keys) => setColumns('clicks', keys)}
        isDimmed={log.isLoading && !log.isLive}
      />
      <p class="table-foot">
        {plural('list.count', log.rows.length)}
        {log.isLive ? <span>{t('clicks.liveOn')}</span> : null}
        <ToOrphans />
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

function useClicks(asked: ClickSearch) {
  const [pages, setPages] = useState<ClickPages | null>(null)
  const [isLive, setLive] = useState(false)
  const parameters = { ...periodSearch(), ...searchParameters(asked) }
  const question = JSON.stringify(parameters)
  const ask = (cursor: string | null, signal: AbortSignal | null) =>
    get<ClickPage>(`/clicklog${search({ ...parameters, limit: PAGE_ROWS, cursor })}`, signal)
  const first = useLoad(
    async (signal) => {
      const page = await ask(null, signal)
      if (!signal.aborted) setPages((known) => withNewest(known, question, page))
      return page
    },
    [question, refreshes.value],
  )
  useEffect(() => {
    if (!isLive) return
    // New rows would push away what somebody who scrolled is reading.
    const isAtTop = () => (document.querySelector('.table-scroll')?.scrollTop ?? 0) < 4
    const timer = setInterval(() => {
      if (!document.hidden && isAtTop()) first.reload()
    }, LIVE_EVERY_MS)
    return () => clearInterval(timer)
  }, [isLive, first.reload])
  const addOlder = async () => {
    try {
      const page = await ask(pages?.older ?? null, null)
      setPages((known) => (known === null ? null : withOlder(known, question, page)))
    } catch (error) {
      tellFailure(error)
    }
  }
  const rows = pages?.rows ?? null
  const hasOlder = typeof pages?.older === 'string' && pages.rows.length < MAX_SHOWN
  return { ...first, rows, hasOlder, older: addOlder, isLive, setLive, parameters }
}
