/** Postbacks in and out in one list: what was said, what was answered, what happens next. */
import { useMemo, useState } from 'preact/hooks'

import { get, post, search } from '../../api/client.ts'
import { wallTime, widestWallTime } from '../../format/dates.ts'
import { CLICK_ID } from '../../format/text.ts'
import { Button, LinkButton, WriteButton } from '../../parts/button.tsx'
import { Badge } from '../../parts/chip.tsx'
import { CLICK_ID_WIDTH, numberColumnWidth } from '../../parts/column-room.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { Select } from '../../parts/field.tsx'
import { PeriodBar } from '../../parts/period-bar.tsx'
import { ScreenButton } from '../../parts/screen-button.tsx'
import { Empty, Failed, Skeleton } from '../../parts/states.tsx'
import type { Column } from '../../parts/table-types.ts'
import { Table } from '../../parts/table.tsx'
import { Text } from '../../parts/text.tsx'
import { useKeys } from '../../state/keys.ts'
import { useLoad } from '../../state/load.ts'
import { usePages } from '../../state/pages.ts'
import { periodSearch } from '../../state/period-search.ts'
import { refreshes } from '../../state/period.ts'
import { preferences, setColumns } from '../../state/preferences.ts'
import { href, query, setQuery } from '../../state/router.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { isAdmin } from '../../state/user.ts'
import { verdictWord } from '../../words/titles.ts'
import { plural, t } from '../../words/words.ts'
import { Detail } from '../clicks/timeline.tsx'
import { chosenColumns, ColumnsButton } from '../entities/chosen-columns.tsx'
import { copyIds } from '../entities/copy-ids.ts'
import { causeTitle } from './unmatched.ts'

interface Row {
  readonly id: number
  readonly at: string
  readonly direction: 'in' | 'out'
  readonly url: string
  readonly verdict: string
  readonly cause: string | null
  readonly httpStatus: number | null
  readonly clickId: string | null
  readonly tries: number
  readonly nextTryAt: string | null
  readonly [more: string]: unknown
}

const PAGE_ROWS = 500
const GOOD = ['accepted', 'delivered', 'sent', 'ok', 'duplicate']

export function PostbackLog() {
  const direction = query.value.get('direction') ?? ''
  const text = query.value.get('q') ?? ''
  const log = useLog(direction, text)
  const [shown, setShown] = useState<Row | null>(null)
  const every = useMemo(() => everyColumn(setShown), [])
  const columns = useMemo(
    () => chosenColumns('postbacks', every) ?? every,
    [every, preferences.value.columns],
  )
  useKeys({ c: () => void copyIds(log.rows.flatMap(({ clickId }) => clickId ?? [])) })
  return (
    <>
      <div class="tools">
        <PeriodBar at={log.at} isLoading={log.isLoading} />
        <Select
          label={t('postback.direction')}
          value={direction}
          options={[
            { value: '', label: t('postback.both') },
            { value: 'in', label: t('postback.in') },
            { value: 'out', label: t('postback.out') },
          ]}
          onChange={(value) => setQuery({ direction: value })}
        />
        <input
          type="search"
          aria-label={t('postback.find')}
          placeholder={t('postback.find')}
          value={text}
          onChange={(event) => setQuery({ q: event.currentTarget.value })}
        />
        <ColumnsButton screen="postbacks" every={every} />
      </div>
      {log.error === null ? null : <Failed failure={log.error} onRetry={log.reload} />}
      {log.data === null ? (
        log.error === null ? (
          <Skeleton lines={8} onCancel={log.cancel} />
        ) : null
      ) : log.rows.length === 0 ? (
        <NoCalls isFiltered={direction !== '' || text !== ''} />
      ) : (
        <>
          <Table
            name="postbacks"
            label={t('postback.log')}
            columns={columns}
            rows={log.rows}
            question={`${direction} ${text}`}
            keyOf={({ id, direction: way }) => `${way}${id}`}
            onOpen={setShown}
            onOrder={(keys) => setColumns('postbacks', keys)}
            isDimmed={log.isLoading}
          />
          <div class="table-foot">
            {plural('list.count', log.rows.length)}
            <span class="grow" />
            {log.hasMore ? (
              <Button isBusy={log.isTurning} onClick={() => void log.more()}>
                {t('link.more')}
              </Button>
            ) : null}
          </div>
        </>
      )}
      {shown === null ? null : (
        <PostbackDialog row={shown} onClose={() => setShown(null)} onDone={log.reload} />
      )}
    </>
  )
}

function NoCalls({ isFiltered }: { readonly isFiltered: boolean }) {
  if (!isFiltered) {
    return (
      <Empty icon="postback" title={t('postback.empty')} text={t('postback.emptyText')}>
        <ScreenButton path="/networks" />
        <ScreenButton path="/sources" />
      </Empty>
    )
  }
  return (
    <Empty icon="search" title={t('list.nothing')} text={t('list.nothingText')}>
      <Button onClick={() => setQuery({ direction: null, q: null })}>{t('list.clear')}</Button>
    </Empty>
  )
}

interface LogPage {
  readonly rows: readonly Row[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly cursor: string | null }
}

/** A refresh and another question begin anew. */
function useLog(direction: string, text: string) {
  const asked = { ...periodSearch(), direction, q: text, limit: PAGE_ROWS }
  const question = JSON.stringify(asked)
  const ask = (cursor: string | null, signal: AbortSignal | null) =>
    get<LogPage>(`/postbacks${search({ ...asked, cursor })}`, signal)
  const first = useLoad((signal) => ask(null, signal), [question, refreshes.value])
  const { pages, isTurning, more } = usePages(first, ({ pageInfo }) => ask(pageInfo.cursor, null))
  const rows = pages.flatMap((page) => page.rows)
  const hasMore = pages.at(-1)?.pageInfo.hasNextPage === true
  return { ...first, rows, hasMore, isTurning, more }
}

function everyColumn(open: (row: Row) => void): readonly Column<Row>[] {
  return [
    {
      key: 'at',
      title: t('clicks.time'),
      width: numberColumnWidth('', [widestWallTime()]),
      cell: (row) => (
        <button type="button" class="link number" onClick={() => open(row)}>
          {wallTime(row.at)}
        </button>
      ),
    },
    {
      key: 'direction',
      title: t('postback.direction'),
      width: 124,
      cell: ({ direction }) => (direction === 'in' ? t('postback.in') : t('postback.out')),
    },
    {
      key: 'verdict',
      title: t('postback.verdict'),
      width: 300,
      cell: ({ verdict, cause }) => (
        <span class="row nowrap">
          <Badge look={GOOD.includes(verdict) ? 'good' : 'warning'}>{verdictWord(verdict)}</Badge>
          <Text value={causeTitle(cause ?? '')} length={24} />
        </span>
      ),
    },
    {
      key: 'http',
      title: 'HTTP',
      width: 70,
      align: 'end',
      cell: ({ httpStatus }) => httpStatus || '—',
    },
    {
      key: 'tries',
      title: t('postback.tries'),
      width: 80,
      align: 'end',
      cell: ({ tries }) => tries,
    },
    { key: 'url', title: 'URL', width: 420, cell: ({ url }) => <Text value={url} length={90} /> },
    {
      key: 'click',
      title: t('clicks.find'),
      width: CLICK_ID_WIDTH,
      cell: ({ clickId }) => <Text value={clickId ?? ''} />,
    },
  ]
}

/** Everything about a call, under the titles that its columns have; `Detail` leaves out what is empty. */
function told(row: Row): Readonly<Record<string, unknown>> {
  return {
    ID: row.id,
    [t('clicks.time')]: wallTime(row.at),
    [t('postback.direction')]: t(`postback.${row.direction}`),
    [t('postback.verdict')]: verdictWord(row.verdict),
    [t('postback.cause')]: causeTitle(row.cause ?? ''),
    HTTP: row.httpStatus === 0 ? null : row.httpStatus,
    [t('postback.method')]: row['method'],
    URL: row.url,
    [t('postback.sent')]: row['sent'],
    [row.direction === 'in' ? t('postback.parameters') : t('postback.answer')]: row['body'],
    [t('postback.address')]: row['ip'],
    [t('clicks.find')]: row.clickId,
    [t('postback.conversion')]: row['conversionId'],
    [t('postback.tries')]: row.tries,
    [t('postback.nextTry')]: row.nextTryAt === null ? null : wallTime(row.nextTryAt),
  }
}

interface DialogProps {
  readonly row: Row
  readonly onClose: () => void
  readonly onDone: () => void
}

function PostbackDialog({ row, onClose, onDone }: DialogProps) {
  const retry = async () => {
    try {
      const { queued } = await post<{ queued: number }>('/postbacks/retry', { ids: [row.id] })
      tell(plural('postback.queued', queued))
      onDone()
      onClose()
    } catch (error) {
      tellFailure(error)
    }
  }
  return (
    <Dialog
      title={t(row.direction === 'in' ? 'postback.inOne' : 'postback.outOne')}
      shape="side"
      onClose={onClose}
      actions={
        <>
          {row.verdict === 'parked' ? (
            <LinkButton to={href('/postbacks?tab=inbox')}>{t('postback.inbox')}</LinkButton>
          ) : null}
          {CLICK_ID.test(row.clickId ?? '') ? (
            <LinkButton to={href(`/clicks?click=${row.clickId}`)} icon="click">
              {t('clicks.one')}
            </LinkButton>
          ) : null}
          {row.direction === 'out' && isAdmin.value ? (
            <WriteButton icon="refresh" onClick={() => void retry()}>
              {t('postback.retry')}
            </WriteButton>
          ) : null}
        </>
      }
    >
      <Detail detail={told(row)} />
    </Dialog>
  )
}
