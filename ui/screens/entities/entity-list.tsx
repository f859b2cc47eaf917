/** The list of every kind of object: search, sums of the period, row menu, deletion that can be undone. */
import type { ComponentChildren } from 'preact'
import { useMemo, useState } from 'preact/hooks'

import { ask } from '../../api/client.ts'
import { LIST_MEASURES, sumsBy, type SumsByValue } from '../../api/measures.ts'
import { Button, copyText, LinkButton, WriteButton } from '../../parts/button.tsx'
import { confirmed } from '../../parts/dialog.tsx'
import { Page } from '../../parts/page.tsx'
import { PeriodBar } from '../../parts/period-bar.tsx'
import { SearchBox } from '../../parts/search-box.tsx'
import { Empty, Failed, Skeleton } from '../../parts/states.tsx'
import { nextSort, type Sort, sorted } from '../../parts/table-model.ts'
import { Table } from '../../parts/table.tsx'
import { ReadOnly } from '../../state/held.ts'
import { useKeys } from '../../state/keys.ts'
import { forgetShared, type Loaded, useLoad } from '../../state/load.ts'
import { periodInput, refreshes } from '../../state/period.ts'
import { mayChangeAt, mayCreateAt, onlyRead } from '../../state/rights.ts'
import { href, navigate, query, setQuery } from '../../state/router.ts'
import { plural, t } from '../../words/words.ts'
import { tellBulk } from './bulk-told.ts'
import { Deleted } from './deleted.tsx'
import { ColumnChoice, columnOptions, keepOrder, useColumns } from './entity-columns.tsx'
import type { EntityListProps, Listed, ListState } from './entity-types.ts'
import { showsDeleted, StateChoice, stateIn } from './list-states.tsx'
import { TAGS } from './tags-column.tsx'

export function EntityList<Row extends Listed>(props: EntityListProps<Row>) {
  const { path, dimension } = props
  const rows = useLoad(props.list, [refreshes.value])
  const sums = useLoad(
    (signal) =>
      dimension === null
        ? Promise.resolve(null)
        : sumsBy(dimension, props.measures ?? LIST_MEASURES, periodInput.value, signal),
    [dimension, periodInput.value, refreshes.value],
  )
  const isCreator = mayCreateAt(path)
  useKeys({ n: () => isCreator && navigate(`${path}/new`) })
  const add = isCreator ? (
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
      {props.notice}
      {showsDeleted() ? (
        <>
          <StateChoice props={props} onBack={rows.reload} />
          <ReadOnly.Provider value={!mayChangeAt(path)}>
            <Deleted props={props} />
          </ReadOnly.Provider>
        </>
      ) : (
        <Active props={props} rows={rows} sums={sums} add={add} />
      )}
    </Page>
  )
}

interface ActiveProps<Row extends Listed> {
  readonly props: EntityListProps<Row>
  readonly rows: Loaded<readonly Row[]>
  readonly sums: Loaded<SumsByValue | null>
  readonly add: ComponentChildren
}

/** The first rows wait for what they are sorted by: they would change places under the cursor. */
function Active<Row extends Listed>({ props, rows, sums, add }: ActiveProps<Row>) {
  const isFirst = sums.data === null && sums.isLoading && props.dimension !== null
  const cancel = () => {
    rows.cancel()
    sums.cancel()
  }
  return (
    <>
      {rows.error === null ? null : <Failed failure={rows.error} onRetry={rows.reload} />}
      {sums.error === null ? null : <Failed failure={sums.error} onRetry={sums.reload} />}
      {rows.data === null || isFirst ? (
        rows.error === null ? (
          <Skeleton onCancel={cancel} />
        ) : null
      ) : rows.data.length === 0 ? (
        <>
          <StateChoice props={props} onBack={rows.reload} />
          <Empty icon={props.icon} title={t('list.emptyTitle')} text={t(props.emptyText)}>
            {add}
          </Empty>
        </>
      ) : (
        <ListBody props={props} rows={rows} sums={sums.data} isLoading={sums.isLoading} />
      )}
    </>
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
  const state = stateIn(props.states)
  const sort = sortInAddress() ?? {
    key: props.dimension === null ? 'name' : 'clicks',
    dir: props.dimension === null ? 'asc' : 'desc',
  }
  const columns = useColumns(props, sums, rows)
  // Tags come by a request of their own, maybe after the rows.
  const tagged = props.columns.find(({ key }) => key === TAGS)?.sortBy
  const shown = useMemo(
    () => arranged(props, inState(rows.data ?? [], state), { text, sort, sums }),
    [rows.data, text, state?.key, sort.key, sort.dir, sums, tagged],
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
      <Tools
        props={props}
        reload={rows.reload}
        shown={columns.slice(1, -1).map(({ key }) => key)}
      />
      {shown.length === 0 ? (
        <Empty icon="search" title={t('list.nothing')} text={t('list.nothingText')}>
          <Button onClick={() => setQuery({ q: null, status: null })}>{t('list.clear')}</Button>
        </Empty>
      ) : (
        <Table
          name={props.path.slice(1)}
          label={t(props.title)}
          columns={columns}
          rows={shown}
          keyOf={({ id }) => String(id)}
          nameOf={({ name }) => name}
          sort={sort}
          onSort={(key, first) => {
            const next = nextSort(sort, key, first)
            setQuery({ sort: `${next.key}.${next.dir}` })
          }}
          onOrder={(keys) => keepOrder(props.path, keys)}
          selection={selection}
          onSelect={setSelection}
          onOpen={({ id }) => navigate(`${props.path}/${id}`)}
          hasTotals={props.dimension !== null}
          isDimmed={isLoading}
          {...(props.rowClass === undefined ? {} : { rowClass: props.rowClass })}
        />
      )}
      <div class="table-foot">
        {plural('list.count', shown.length)}
        <Acts
          props={props}
          chosen={(rows.data ?? []).filter(({ id }) => selection.has(String(id)))}
          done={done}
        />
      </div>
    </>
  )
}

interface ToolsProps<Row extends Listed> {
  readonly props: EntityListProps<Row>
  readonly reload: () => void
  /** Keys of the columns. */
  readonly shown: readonly string[]
}

function Tools<Row extends Listed>({ props, reload, shown }: ToolsProps<Row>) {
  return (
    <div class="tools">
      <SearchBox value={query.value.get('q') ?? ''} onInput={(q) => setQuery({ q })} />
      <StateChoice props={props} onBack={reload} />
      <ColumnsButton props={props} shown={shown} />
    </div>
  )
}

interface ActsProps<Row extends Listed> {
  readonly props: EntityListProps<Row>
  readonly chosen: readonly Row[]
  readonly done: () => void
}

/** Below the rows: above them they would move them from under the cursor that chooses. */
function Acts<Row extends Listed>({ props, chosen, done }: ActsProps<Row>) {
  if (chosen.length === 0) return null
  const ids = chosen.map(({ id }) => String(id))
  return (
    <>
      <span class="faint">{plural('list.selected', ids.length)}</span>
      <Button icon="copy" onClick={() => void copyText(ids.join('\n'))}>
        {t('copyIds')}
      </Button>
      <ReadOnly.Provider value={onlyRead(chosen).size === chosen.length}>
        {props.bulk?.(chosen, done)}
        <BulkDelete props={props} rows={chosen} done={done} />
      </ReadOnly.Provider>
    </>
  )
}

interface BulkDeleteProps<Row extends Listed> {
  readonly props: EntityListProps<Row>
  readonly rows: readonly Row[]
  readonly done: () => void
}

/** One after another: some may be in use, or not the user's to delete; these are named. */
function BulkDelete<Row extends Listed>({ props, rows, done }: BulkDeleteProps<Row>) {
  if (props.api === null) return null
  const remove = async () => {
    const title = plural('bulk.delete', rows.length)
    if (!(await confirmed(title, t('delete.text'), t('delete')))) return
    const failed: unknown[] = []
    for (const { id } of rows) {
      await ask('DELETE', `${props.api}/${id}`).catch(() => failed.push(id))
    }
    tellBulk(rows, failed)
    done()
  }
  return (
    <WriteButton icon="trash" look="quiet" onClick={() => void remove()}>
      {t('delete')}
    </WriteButton>
  )
}

interface ColumnsButtonProps<Row extends Listed> {
  readonly props: EntityListProps<Row>
  readonly shown: readonly string[]
}

function ColumnsButton<Row extends Listed>({ props, shown }: ColumnsButtonProps<Row>) {
  const [isOpen, setOpen] = useState(false)
  useKeys({ m: () => setOpen(true) })
  return (
    <>
      <Button icon="columns" look="quiet" onClick={() => setOpen(true)}>
        {t('report.columns')}
      </Button>
      {isOpen ? (
        <ColumnChoice
          path={props.path}
          shown={shown}
          options={columnOptions(props)}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  )
}

function sortInAddress(): Sort | null {
  const [key = '', dir] = (query.value.get('sort') ?? '').split('.')
  return key !== '' && (dir === 'asc' || dir === 'desc') ? { key, dir } : null
}

function inState<Row>(rows: readonly Row[], state: ListState<Row> | null): readonly Row[] {
  return state === null ? rows : rows.filter(state.isIn)
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
  const words = columns.filter(({ align }) => align !== 'end')
  const found = rows.filter(
    (row) =>
      wanted === '' ||
      String(row.id) === wanted ||
      [row.name, ...words.map(({ sortBy }) => sortBy?.(row) ?? '')].some((value) =>
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
