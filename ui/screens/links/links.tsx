/** Short links: word, address, clicks; found, sorted and turned by the server, however many there are. */
import type { ComponentChildren } from 'preact'
import { useMemo, useState } from 'preact/hooks'

import { readStamp, shortTime } from '../../format/dates.ts'
import { number } from '../../format/numbers.ts'
import { Button, CopyButton, copyText, LinkButton, WriteButton } from '../../parts/button.tsx'
import { Badge } from '../../parts/chip.tsx'
import { Page } from '../../parts/page.tsx'
import { PeriodBar } from '../../parts/period-bar.tsx'
import { isPhone } from '../../parts/phone.ts'
import { Empty, Failed, Skeleton } from '../../parts/states.tsx'
import { nextSort } from '../../parts/table-model.ts'
import type { Column } from '../../parts/table-types.ts'
import { Table } from '../../parts/table.tsx'
import { OutsideLink, Text } from '../../parts/text.tsx'
import { ReadOnly } from '../../state/held.ts'
import { useKeys } from '../../state/keys.ts'
import { useLoad } from '../../state/load.ts'
import { usePages } from '../../state/pages.ts'
import { periodInput, refreshes, zone } from '../../state/period.ts'
import { columnsOf, setColumns } from '../../state/preferences.ts'
import { mayChangeAt } from '../../state/rights.ts'
import { href, navigate, query, setQuery } from '../../state/router.ts'
import { mayCreate } from '../../state/user.ts'
import { measureTitle } from '../../words/titles.ts'
import { plural, t } from '../../words/words.ts'
import { restore } from '../entities/entity-acts.tsx'
import { LinkActs } from './link-acts.tsx'
import { LinkFiles, LinkImport } from './link-files.tsx'
import { closedNow, linkPage, type LinkRow, linkSearch, ORDERS, sortOf } from './link-page.ts'
import { LinkTokens } from './link-tokens.tsx'
import { LinkTools } from './link-tools.tsx'
import { DAYS, type DaysByLink, daysByLink, Sparkline } from './sparkline.tsx'

export function Links() {
  const asked = linkSearch(query.value)
  const list = useLinkPages(JSON.stringify(asked))
  const isCreator = mayCreate('link')
  useKeys({ n: () => isCreator && navigate('/links/new') })
  const add = isCreator ? (
    <LinkButton to={href('/links/new')} icon="plus" look="primary">
      {t('link.new')}
    </LinkButton>
  ) : null
  const { q, tag, domainUuid, status } = asked
  const isFiltered = [q, tag, domainUuid].some((filter) => filter !== '')
  return (
    <Page
      title={t('nav.links')}
      shape="fill"
      actions={
        <>
          <PeriodBar at={list.first.at} isLoading={list.first.isLoading} />
          <LinkFiles />
          <LinkTokens />
          {add}
        </>
      }
    >
      <LinkTools asked={asked} />
      {list.first.error === null ? null : (
        <Failed failure={list.first.error} onRetry={list.first.reload} />
      )}
      {list.first.data === null ? (
        list.first.error === null ? (
          <Skeleton onCancel={list.first.cancel} />
        ) : null
      ) : list.rows.length === 0 ? (
        <Nothing isFiltered={isFiltered} status={status} add={add} />
      ) : (
        <ReadOnly.Provider value={!mayChangeAt('/links')}>
          <List list={list} isDeleted={status === 'deleted'} />
        </ReadOnly.Provider>
      )}
    </Page>
  )
}

interface NothingProps {
  readonly isFiltered: boolean
  readonly status: string
  readonly add: ComponentChildren
}

function Nothing({ isFiltered, status, add }: NothingProps) {
  if (!isFiltered && (status === 'blocked' || status === 'deleted')) {
    return (
      <Empty icon="link" title={t(`link.none.${status}`)} text={t(`link.none.${status}Text`)} />
    )
  }
  if (!isFiltered) {
    return (
      <Empty icon="link" title={t('list.emptyTitle')} text={t('link.empty')}>
        {add}
        <LinkImport />
      </Empty>
    )
  }
  return (
    <Empty icon="search" title={t('list.nothing')} text={t('list.nothingText')}>
      <Button onClick={() => setQuery({ q: null, tag: null, domain: null, status: null })}>
        {t('list.clear')}
      </Button>
    </Empty>
  )
}

/** The first page of a question, and those that were turned to after it. */
function useLinkPages(asked: string) {
  const question = [asked, periodInput.value, refreshes.value]
  const ask = (cursor: number | null, signal: AbortSignal | null = null) =>
    linkPage(linkSearch(query.peek()), cursor, signal)
  const first = useLoad((signal) => ask(null, signal), question)
  const { pages, isTurning, more } = usePages(first, ({ pageInfo }) => ask(pageInfo.to))
  const next = pages.at(-1)?.pageInfo.to ?? null
  const rows = useMemo(() => pages.flatMap((page) => page.rows), [first.data, pages.length])
  return { first, rows, asked, next, more, isTurning, total: first.data?.pageInfo.total ?? null }
}

const NONE: ReadonlySet<string> = new Set()

interface ListProps {
  readonly list: ReturnType<typeof useLinkPages>
  readonly isDeleted: boolean
}

function List({ list, isDeleted }: ListProps) {
  const { rows, first } = list
  const [selection, setSelection] = useState(NONE)
  const ids = rows.map(({ id }) => id)
  const days = useLoad(
    (signal) => daysByLink({ timezone: zone.value, now: Date.now(), ids }, signal),
    [ids.join(), zone.value, refreshes.value],
  )
  const columns = useMemo(
    () => columnsFor(days.data, isDeleted, first.reload),
    [days.data, isDeleted, columnsOf('links')?.join()],
  )
  const sort = sortOf(query.value.get('order'))
  const chosen = rows.filter(({ id }) => selection.has(String(id)))
  const copy = () =>
    void copyText((chosen.length > 0 ? chosen : rows).map(({ url }) => url).join('\n'))
  useKeys({ c: copy })
  return (
    <>
      <Table
        name="links"
        label={t('nav.links')}
        columns={columns}
        rows={rows}
        question={list.asked}
        keyOf={({ id }) => String(id)}
        nameOf={({ name }) => name}
        sort={sort}
        onSort={(key, dir) =>
          setQuery({ order: ORDERS.get(key)?.[nextSort(sort, key, dir).dir] ?? null })
        }
        onOrder={(keys) => setColumns('links', keys)}
        selection={selection}
        onSelect={setSelection}
        onOpen={({ id }) => navigate(`/links/${id}`)}
        isDimmed={first.isLoading}
      />
      <div class="table-foot">
        {list.total === null
          ? plural('list.count', rows.length)
          : t('page.of', { page: number(rows.length), last: number(list.total) })}
        {list.next === null ? null : (
          <Button isBusy={list.isTurning} onClick={() => void list.more()}>
            {t('link.more')}
          </Button>
        )}
        {chosen.length === 0 ? null : (
          <LinkActs chosen={chosen} isDeleted={isDeleted} onCopy={copy} onDone={first.reload} />
        )}
      </div>
    </>
  )
}

const NO_VISITS = Array.from({ length: DAYS }, () => 0)

function columnsFor(
  days: DaysByLink | null,
  isDeleted: boolean,
  reload: () => void,
): readonly Column<LinkRow>[] {
  const all = [...columns(days)]
  const chosen = columnsOf('links')
  const shown =
    chosen === null ? all : chosen.flatMap((key) => all.find((column) => column.key === key) ?? [])
  const back: Column<LinkRow> = {
    key: 'back',
    title: '',
    width: 130,
    cell: (row) => (
      <WriteButton icon="refresh" look="quiet" onClick={() => void restore(BY_POST, row, reload)}>
        {t('restore')}
      </WriteButton>
    ),
  }
  return [name(), ...(isDeleted ? [back] : []), ...(shown.length > 0 ? shown : all)]
}

const BY_POST = { api: null, restorePath: (id: number | string) => `/links/${id}/restore` }

function name(): Column<LinkRow> {
  return {
    key: 'name',
    title: t('link.word'),
    width: isPhone() ? 170 : 196,
    cell: (row) => (
      <span class="named">
        <a href={href(`/links/${row.id}`)}>
          <Text value={row.word} length={40} />
        </a>
        <Mark row={row} />
        {row.url === '' || (isPhone() && isMarked(row)) ? null : (
          <CopyButton text={row.url} label={t('link.copy')} />
        )}
      </span>
    ),
  }
}

/** Each leads to the links that have it. */
function Tags({ tags }: Pick<LinkRow, 'tags'>) {
  return (
    <span class="row nowrap">
      {tags.map((tag) => (
        <button type="button" class="link" key={tag} onClick={() => setQuery({ tag })}>
          <Text value={tag} length={20} />
        </button>
      ))}
    </span>
  )
}

const isMarked = (row: LinkRow) => row.blocked || closedNow(row) !== null

/** A link that nobody is led on by is seen at a glance. */
function Mark({ row }: { readonly row: LinkRow }) {
  if (row.blocked) return <Badge look="bad">{t('kill.blocked')}</Badge>
  const is = closedNow(row)
  return is === null ? null : <Badge look="warning">{t(`link.${is}`)}</Badge>
}

function columns(days: DaysByLink | null): readonly Column<LinkRow>[] {
  return [
    {
      key: 'clicks',
      title: measureTitle('clicks'),
      width: 84,
      align: 'end',
      sortFirst: 'desc',
      cell: ({ clicks }) => (clicks === 0 ? <span class="faint">0</span> : number(clicks)),
    },
    {
      key: 'days',
      title: t('link.twoWeeks'),
      width: 106,
      cell: ({ id }) => <Sparkline counts={days?.get(String(id)) ?? NO_VISITS} />,
    },
    {
      key: 'webUrl',
      title: t('link.to'),
      width: 180,
      best: 380,
      cell: ({ webUrl, iosUrl, androidUrl }) => (
        <OutsideLink value={webUrl ?? iosUrl ?? androidUrl ?? ''} length={56} />
      ),
    },
    {
      key: 'title',
      title: t('link.title'),
      width: 132,
      best: 260,
      cell: ({ title }) => <Text value={title} length={40} />,
    },
    {
      key: 'tags',
      title: t('link.tags'),
      width: 96,
      cell: ({ tags }) => <Tags tags={tags} />,
    },
    {
      key: 'createdAt',
      title: t('link.created'),
      width: 176,
      sortFirst: 'desc',
      cell: ({ createdAt }) => (
        <span class="number">{shortTime(readStamp(createdAt), zone.value)}</span>
      ),
    },
  ]
}
