/** The list of every kind of object: search, sums of the period, row menu, deletion that can be undone. */
import type { ComponentChildren } from 'preact'
import { useMemo, useState } from 'preact/hooks'

import { ask } from '../../api/client.ts'
import { LIST_FORMATS, LIST_MEASURES, sumsBy, type SumsByValue } from '../../api/measures.ts'
import { Button, copyText, LinkButton } from '../../parts/button.tsx'
import { confirmed } from '../../parts/dialog.tsx'
import type { IconName } from '../../parts/icon.tsx'
import { Measure } from '../../parts/measure.tsx'
import { Menu, type MenuItem } from '../../parts/menu.tsx'
import { Page } from '../../parts/page.tsx'
import { PeriodBar } from '../../parts/period-bar.tsx'
import { isPhone } from '../../parts/phone.ts'
import { Empty, Failed, Skeleton } from '../../parts/states.tsx'
import { nextSort, type Sort, sorted, type SortValue } from '../../parts/table-model.ts'
import type { Column } from '../../parts/table-types.ts'
import { Table } from '../../parts/table.tsx'
import { useKeys } from '../../state/keys.ts'
import { forgetShared, type Loaded, useLoad } from '../../state/load.ts'
import { periodInput, refreshes } from '../../state/period.ts'
import { href, navigate, query, setQuery } from '../../state/router.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { type Key, plural, t } from '../../words/words.ts'

export interface Listed {
  readonly id: number | string
  readonly name: string
  readonly accessLevel?: string
}

/** A column whose values can be sorted and searched as text. */
export interface ListColumn<Row> {
  readonly key: string
  readonly title: string
  readonly width: number
  readonly cell: (row: Row) => ComponentChildren
  readonly sortBy?: (row: Row) => SortValue
}

export interface EntityListProps<Row extends Listed> {
  /** `/offers`: the screen's address, and under it each object's. */
  readonly path: string
  /** `/offer`: deleted with DELETE, restored with PATCH; null when it can't be deleted here. */
  readonly api: string | null
  readonly title: Key
  readonly add: Key
  readonly icon: IconName
  readonly emptyText: Key
  readonly list: () => Promise<readonly Row[]>
  /** The dimension of reports that these objects are; null shows no sums. */
  readonly dimension: string | null
  readonly columns: readonly ListColumn<Row>[]
  readonly cellOfName?: (row: Row) => ComponentChildren
  readonly menu?: (row: Row) => readonly MenuItem[]
  readonly rowClass?: (row: Row) => string
  readonly actions?: ComponentChildren
  readonly bulk?: (ids: readonly string[], done: () => void) => ComponentChildren
  readonly canCreate?: boolean
}

export function EntityList<Row extends Listed>(props: EntityListProps<Row>) {
  const { path, dimension } = props
  const rows = useLoad(props.list, [refreshes.value])
  const sums = useLoad(
    (signal) =>
      dimension === null ? Promise.resolve(null) : sumsBy(dimension, periodInput.value, signal),
    [dimension, periodInput.value, refreshes.value],
  )
  const mayCreate = props.canCreate !== false
  useKeys({ n: () => mayCreate && navigate(`${path}/new`) })
  const add = mayCreate ? (
    <LinkButton to={href(`${path}/new`)} icon="plus" look="primary">
      {t(props.add)}
    </LinkButton>
  ) : null
  return (
    <Page
      title={t(props.title)}
      shape="fill"
      actions={
        <>
          {dimension === null ? null : <PeriodBar at={sums.at} isLoading={sums.isLoading} />}
          {props.actions}
          {add}
        </>
      }
    >
      {rows.error === null ? null : <Failed failure={rows.error} onRetry={rows.reload} />}
      {sums.error === null ? null : <Failed failure={sums.error} onRetry={sums.reload} />}
      {rows.data === null ? (
        rows.error === null ? (
          <Skeleton onCancel={rows.cancel} />
        ) : null
      ) : rows.data.length === 0 ? (
        <Empty icon={props.icon} title={t('list.emptyTitle')} text={t(props.emptyText)}>
          {add}
        </Empty>
      ) : (
        <ListBody props={props} rows={rows} sums={sums.data} isLoading={sums.isLoading} />
      )}
    </Page>
  )
}

interface BodyProps<Row extends Listed> {
  readonly props: EntityListProps<Row>
  readonly rows: Loaded<readonly Row[]>
  readonly sums: SumsByValue | null
  readonly isLoading: boolean
}

const NONE: ReadonlySet<string> = new Set()

function ListBody<Row extends Listed>({ props, rows, sums, isLoading }: BodyProps<Row>) {
  const [selection, setSelection] = useState(NONE)
  const text = query.value.get('q') ?? ''
  const sort = sortInAddress() ?? {
    key: props.dimension === null ? 'name' : 'clicks',
    dir: props.dimension === null ? 'asc' : 'desc',
  }
  const columns = useColumns(props, sums, rows.reload)
  const shown = useMemo(
    () => arranged(props, rows.data ?? [], { text, sort, sums }),
    [rows.data, text, sort.key, sort.dir, sums],
  )
  const ids = [...selection]
  useKeys({ c: () => void copyText((ids.length > 0 ? ids : shown.map(({ id }) => id)).join('\n')) })
  const done = () => {
    setSelection(NONE)
    forgetShared()
    rows.reload()
  }
  return (
    <>
      <div class="tools">
        <input
          type="search"
          aria-label={t('list.search')}
          placeholder={t('list.search')}
          value={text}
          onInput={(event) => setQuery({ q: event.currentTarget.value })}
        />
        {ids.length === 0 ? null : (
          <>
            <span class="faint">{plural('list.selected', ids.length)}</span>
            <Button icon="copy" onClick={() => void copyText(ids.join('\n'))}>
              {t('copyIds')}
            </Button>
            {props.bulk?.(ids, done)}
          </>
        )}
      </div>
      {shown.length === 0 ? (
        <Empty icon="search" title={t('list.nothing')} text={t('list.nothingText')}>
          <Button onClick={() => setQuery({ q: null })}>{t('list.clear')}</Button>
        </Empty>
      ) : (
        <Table
          name={props.path.slice(1)}
          label={t(props.title)}
          columns={columns}
          rows={shown}
          keyOf={({ id }) => String(id)}
          sort={sort}
          onSort={(key, first) => {
            const next = nextSort(sort, key, first)
            setQuery({ sort: `${next.key}.${next.dir}` })
          }}
          selection={selection}
          onSelect={setSelection}
          onOpen={({ id }) => navigate(`${props.path}/${id}`)}
          hasTotals={props.dimension !== null}
          isDimmed={isLoading}
          {...(props.rowClass === undefined ? {} : { rowClass: props.rowClass })}
        />
      )}
      <p class="table-foot">{plural('list.count', shown.length)}</p>
    </>
  )
}

function sortInAddress(): Sort | null {
  const [key = '', dir] = (query.value.get('sort') ?? '').split('.')
  return key !== '' && (dir === 'asc' || dir === 'desc') ? { key, dir } : null
}

interface Arrangement {
  readonly text: string
  readonly sort: Sort
  readonly sums: SumsByValue | null
}

function arranged<Row extends Listed>(
  { columns }: EntityListProps<Row>,
  rows: readonly Row[],
  { text, sort, sums }: Arrangement,
): readonly Row[] {
  const wanted = text.trim().toLowerCase()
  const found = rows.filter(
    (row) =>
      wanted === '' ||
      String(row.id) === wanted ||
      [row.name, ...columns.map(({ sortBy }) => sortBy?.(row) ?? '')].some((value) =>
        String(value).toLowerCase().includes(wanted),
      ),
  )
  const own = columns.find(({ key }) => key === sort.key)?.sortBy
  return sorted(found, sort.dir, (row) => {
    if (sort.key === 'name') return row.name
    if (own !== undefined) return own(row)
    return sums?.rows.get(String(row.id))?.[sort.key] ?? null
  })
}

function useColumns<Row extends Listed>(
  props: EntityListProps<Row>,
  sums: SumsByValue | null,
  reload: () => void,
): readonly Column<Row>[] {
  const name: Column<Row> = {
    key: 'name',
    title: t('list.name'),
    width: isPhone() ? 170 : 230,
    sortFirst: 'asc',
    cell: (row) =>
      props.cellOfName?.(row) ?? <a href={href(`${props.path}/${row.id}`)}>{row.name}</a>,
  }
  const own = (isPhone() ? [] : props.columns).map(({ sortBy, ...column }): Column<Row> => ({
    ...column,
    ...(sortBy === undefined ? {} : { sortFirst: 'asc' as const }),
  }))
  const acts: Column<Row> = {
    key: 'acts',
    title: '',
    width: 52,
    cell: (row) => <RowMenu row={row} props={props} reload={reload} />,
  }
  const measured = props.dimension === null ? [] : measureColumns<Row>(sums)
  return [name, ...own, ...measured, acts]
}

function measureColumns<Row extends Listed>(sums: SumsByValue | null): readonly Column<Row>[] {
  return LIST_MEASURES.map((key): Column<Row> => {
    const format = LIST_FORMATS[key] ?? { format: 'def', decimals: 0 }
    const sign = format.format === '$' && sums !== null ? `, ${sums.currency}` : ''
    return {
      key,
      title: t(`measure.${key}`) + sign,
      width: key === 'clicks' || key === 'leads' || key === 'cr' ? 78 : 102,
      align: 'end',
      sortFirst: 'desc',
      cell: ({ id }) => {
        const row = sums?.rows.get(String(id))
        const none = sums === null || key === 'cr' || key === 'roi' ? null : 0
        return <Measure name={key} value={row === undefined ? none : row[key]} {...format} />
      },
      total: <Measure name={key} value={sums?.totals[key]} {...format} />,
    }
  })
}

interface RowMenuProps<Row extends Listed> {
  readonly row: Row
  readonly props: EntityListProps<Row>
  readonly reload: () => void
}

function RowMenu<Row extends Listed>({ row, props, reload }: RowMenuProps<Row>) {
  const { api } = props
  const own = props.menu?.(row) ?? []
  const canDelete = api !== null && row.accessLevel !== 'read'
  const items: readonly MenuItem[] = [
    { label: t('open'), icon: 'right', run: () => navigate(`${props.path}/${row.id}`) },
    ...own,
    ...(canDelete
      ? [
          {
            label: t('delete'),
            icon: 'trash' as const,
            isDanger: true,
            run: () => void remove(api, row, reload),
          },
        ]
      : []),
  ]
  return (
    <span class="cell-acts">
      <Menu label={t('actsOf', { name: row.name })} items={items} />
    </span>
  )
}

async function remove(api: string, row: Listed, reload: () => void): Promise<void> {
  const isSure = await confirmed(
    t('delete.title', { name: row.name }),
    t('delete.text'),
    t('delete'),
  )
  if (!isSure) return
  try {
    await ask('DELETE', `${api}/${row.id}`)
    forgetShared()
    reload()
    tell(t('delete.done', { name: row.name }), {
      label: t('undo'),
      run: () => void restore(`${api}/${row.id}`, reload),
    })
  } catch (error) {
    tellFailure(error)
  }
}

async function restore(address: string, reload: () => void): Promise<void> {
  try {
    await ask('PATCH', address)
    forgetShared()
    reload()
  } catch (error) {
    tellFailure(error)
  }
}
