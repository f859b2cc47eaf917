/** Deleted objects of a kind, the newest first, and the way back. */
import type { ComponentChildren } from 'preact'

import { ActsHead } from '../../parts/acts-head.tsx'
import { WriteButton } from '../../parts/button.tsx'
import { Empty } from '../../parts/states.tsx'
import { Text } from '../../parts/text.tsx'
import { query } from '../../state/router.ts'
import { t } from '../../words/words.ts'
import { restore } from './entity-acts.tsx'
import type { EntityListProps, Listed } from './entity-types.ts'
import type { ListPages } from './list-pages.ts'
import { ListLength, NothingFound } from './list-tools.tsx'

interface DeletedProps<Row extends Listed> {
  readonly props: EntityListProps<Row>
  readonly list: ListPages<Row>
  readonly tools: ComponentChildren
}

export function Deleted<Row extends Listed>({ props, list, tools }: DeletedProps<Row>) {
  const { rows, reload, data } = list
  if (data === null) return null
  const isNarrowed = ['q', 'group', 'tag'].some((name) => query.value.has(name))
  return (
    <>
      {tools}
      {rows.length > 0 ? (
        <DeletedRows props={props} rows={rows} reload={reload} />
      ) : isNarrowed ? (
        <NothingFound />
      ) : (
        <Empty icon="trash" title={t('deleted.empty')} text={t('deleted.emptyText')} />
      )}
      {rows.length === 0 ? null : (
        <div class="table-foot">
          <ListLength list={list} total={data.total} />
        </div>
      )}
    </>
  )
}

interface RowsProps<Row extends Listed> {
  readonly props: EntityListProps<Row>
  readonly rows: readonly Row[]
  readonly reload: () => void
}

function DeletedRows<Row extends Listed>({ props, rows, reload }: RowsProps<Row>) {
  return (
    <div class="card">
      <table class="plain-table middle">
        <thead>
          <tr>
            <th scope="col">{t('list.name')}</th>
            <th scope="col">ID</th>
            <ActsHead />
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <th scope="row">
                <Text value={row.name} length={80} />
              </th>
              <td class="faint number">{row.id}</td>
              <td class="end">
                <WriteButton icon="refresh" onClick={() => void restore(props, row, reload)}>
                  {t('restore')}
                </WriteButton>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
