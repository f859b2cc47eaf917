/** The list of every kind of object: search, sums of the period, row menu, deletion that can be undone. */
import type { ComponentChildren } from 'preact'
import { useMemo, useState } from 'preact/hooks'

import { allThatMatch } from '../../api/object-pages.ts'
import { LinkButton } from '../../parts/button.tsx'
import { Page } from '../../parts/page.tsx'
import { PeriodBar } from '../../parts/period-bar.tsx'
import { Empty, Failed, Skeleton } from '../../parts/states.tsx'
import { nextSort } from '../../parts/table-model.ts'
import { Table } from '../../parts/table.tsx'
import { ReadOnly } from '../../state/held.ts'
import { useKeys } from '../../state/keys.ts'
import { forgetShared } from '../../state/load.ts'
import { mayChangeAt, mayCreateAt } from '../../state/rights.ts'
import { href, navigate, setQuery } from '../../state/router.ts'
import { tellFailure } from '../../state/toasts.ts'
import { t } from '../../words/words.ts'
import { copyIds } from './copy-ids.ts'
import { Deleted } from './deleted.tsx'
import { keepOrder, useColumns } from './entity-columns.tsx'
import type { EntityListProps, Listed } from './entity-types.ts'
import { type Chosen, chosenOf, ListActs, NONE_CHOSEN } from './list-acts.tsx'
import { type ListPages, sortOf, useListPages } from './list-pages.ts'
import { showsDeleted, StateChoice } from './list-states.tsx'
import { ListLength, NothingFound, Tools } from './list-tools.tsx'

export function EntityList<Row extends Listed>(props: EntityListProps<Row>) {
  const { path, dimension } = props
  const list = useListPages(props)
  const { first, data } = list
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
          {dimension === null ? null : <PeriodBar at={first.at} isLoading={first.isLoading} />}
          {props.actions}
          {add}
        </>
      }
    >
      {props.notice}
      {first.error === null ? null : <Failed failure={first.error} onRetry={list.reload} />}
      {data === null ? (
        first.error === null ? (
          <Skeleton onCancel={first.cancel} />
        ) : null
      ) : showsDeleted() ? (
        <ReadOnly.Provider value={!mayChangeAt(path)}>
          <Deleted
            props={props}
            list={list}
            tools={<Tools props={props} page={data} shown={null} />}
          />
        </ReadOnly.Provider>
      ) : (
        <Active props={props} list={list} page={data} add={add} />
      )}
    </Page>
  )
}

interface ActiveProps<Row extends Listed> {
  readonly props: EntityListProps<Row>
  readonly list: ListPages<Row>
  readonly page: NonNullable<ListPages<Row>['data']>
  readonly add: ComponentChildren
}

function Active<Row extends Listed>({ props, list, page, add }: ActiveProps<Row>) {
  const [chosen, choose] = useState(NONE_CHOSEN)
  const columns = useColumns(props, page, list.reload)
  const { search, status, groupUuids, tags } = page.question
  const isAll = search === '' && status === '' && groupUuids.length + tags.length === 0
  const done = () => {
    choose(NONE_CHOSEN)
    forgetShared()
    list.reload()
  }
  useKeys({ c: () => void copyListed(list, page, chosen) })
  if (page.total === 0 && isAll) {
    return (
      <>
        <StateChoice props={props} />
        <Empty icon={props.icon} title={t('list.emptyTitle')} text={t(props.emptyText)}>
          {add}
        </Empty>
      </>
    )
  }
  const shown = columns.slice(1, -1).map(({ key }) => key)
  return (
    <>
      <Tools props={props} page={page} shown={shown} />
      {page.total === 0 ? (
        <NothingFound />
      ) : (
        <Rows {...{ props, list, columns, chosen, choose }} question={page.question} />
      )}
      <div class="table-foot">
        <ListLength list={list} total={page.total} />
        <ListActs
          props={props}
          chosen={chosen}
          choose={choose}
          question={page.question}
          total={page.total}
          done={done}
        />
      </div>
    </>
  )
}

/** Of what is chosen, else of all that match. */
async function copyListed<Row extends Listed>(
  { rows }: ListPages<Row>,
  { question, total }: ActiveProps<Row>['page'],
  chosen: Chosen,
): Promise<void> {
  try {
    const shown = chosen.size > 0 ? [...chosen.values()] : rows
    const all = chosen.size > 0 || total <= rows.length ? shown : await allThatMatch(question)
    await copyIds(all.map(({ id }) => id))
  } catch (error) {
    tellFailure(error)
  }
}

interface RowsProps<Row extends Listed> {
  readonly props: EntityListProps<Row>
  readonly list: ListPages<Row>
  readonly columns: ReturnType<typeof useColumns<Row>>
  readonly question: ActiveProps<Row>['page']['question']
  readonly chosen: Chosen
  readonly choose: (chosen: Chosen) => void
}

function Rows<Row extends Listed>(given: RowsProps<Row>) {
  const { props, list, columns, chosen, choose } = given
  const sort = sortOf(props)
  const selection = useMemo(() => new Set(chosen.keys()), [chosen])
  return (
    <Table
      name={props.path.slice(1)}
      label={t(props.title)}
      columns={columns}
      rows={list.rows}
      question={JSON.stringify(given.question)}
      keyOf={({ id }) => String(id)}
      nameOf={({ name }) => name}
      sort={sort}
      onSort={(key, first) => {
        const next = nextSort(sort, key, first)
        setQuery({ sort: `${next.key}.${next.dir}` })
      }}
      onOrder={(keys) => keepOrder(props.path, keys)}
      selection={selection}
      onSelect={(ids) => choose(chosenOf(ids, list.rows, chosen))}
      onOpen={({ id }) => navigate(`${props.path}/${id}`)}
      hasTotals={props.dimension !== null}
      isDimmed={list.first.isLoading}
    />
  )
}
