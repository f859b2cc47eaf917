/** The pages of a list of objects, by what the address asks for. */
import { useMemo, useRef } from 'preact/hooks'

import { LIST_MEASURES, shownMeasures } from '../../api/measures.ts'
import { type ListQuestion, type ObjectPage, objectPage } from '../../api/object-pages.ts'
import type { Sort } from '../../parts/table-model.ts'
import { type Loaded, useLoad } from '../../state/load.ts'
import { usePages } from '../../state/pages.ts'
import { periodSearch } from '../../state/period-search.ts'
import { refreshes } from '../../state/period.ts'
import { query } from '../../state/router.ts'
import type { EntityListProps, Listed } from './entity-types.ts'
import { partIn } from './list-parts.tsx'
import { DELETED, showsDeleted, stateIn } from './list-states.tsx'

/** A screen and a half of rows. */
const PAGE_ROWS = 100

interface Page<Row> extends ObjectPage<Row> {
  readonly question: ListQuestion
  readonly offset: number
}

export interface ListPages<Row> {
  readonly first: Loaded<Page<Row>>
  /** The newest answer, unless it is of deleted objects and others are wanted, or the other way round. */
  readonly data: Page<Row> | null
  /** Of all pages so far, each object once. */
  readonly rows: readonly Row[]
  readonly isTurning: boolean
  readonly more: () => Promise<void>
  /** Of what is asked for when it is called: an "Undo" may come after another question. */
  readonly reload: () => void
}

/** Read again, it is as long as it was: what is looked at stays in its place. */
export function useListPages<Row extends Listed>(props: EntityListProps<Row>): ListPages<Row> {
  const question = questionOf(props)
  const words = JSON.stringify(question)
  const length = useRef({ words, rows: PAGE_ROWS })
  if (length.current.words !== words) length.current = { words, rows: PAGE_ROWS }
  const ask = async (offset: number, limit: number, signal: AbortSignal | null = null) => {
    const page = await objectPage<Row>(question, { offset, limit }, signal)
    return { ...page, question, offset }
  }
  const first = useLoad((signal) => ask(0, length.current.rows, signal), [words, refreshes.value])
  const { pages, isTurning, more } = usePages(first, ({ offset, rows }) =>
    ask(offset + rows.length, PAGE_ROWS),
  )
  const rows = useMemo(
    () => eachOnce(pages.flatMap((page) => page.rows)),
    [pages.length, first.data],
  )
  const answered = first.data?.question
  if (JSON.stringify(answered) === words && rows.length > length.current.rows) {
    length.current.rows = rows.length
  }
  const isWanted = answered !== undefined && (answered.status === DELETED) === showsDeleted()
  const reloadNow = useRef(first.reload)
  reloadNow.current = first.reload
  const reload = () => reloadNow.current()
  return { first, data: isWanted ? first.data : null, rows, isTurning, more, reload }
}

/** Between two pages a row may have changed its place. */
function eachOnce<Row extends Listed>(rows: readonly Row[]): readonly Row[] {
  return [...new Map(rows.map((row) => [row.id, row])).values()]
}

/** The order that the address asks for, else the usual one. */
export function sortOf({ dimension }: Pick<EntityListProps<Listed>, 'dimension'>): Sort {
  const [key = '', dir] = (query.value.get('sort') ?? '').split('.')
  if (key !== '' && (dir === 'asc' || dir === 'desc')) return { key, dir }
  return dimension === null ? { key: 'name', dir: 'asc' } : { key: 'clicks', dir: 'desc' }
}

function questionOf<Row extends Listed>(props: EntityListProps<Row>): ListQuestion {
  const search = query.value.get('q')?.trim() ?? ''
  const nothing = { measures: [], lastHour: false, period: {} }
  const { entity } = props
  const part = { groupUuids: partIn('group'), tags: partIn('tag') }
  if (showsDeleted()) {
    const newest = { sortColumn: 'deleted', sortType: 'desc' } as const
    return { entity, search, status: DELETED, ...part, ...newest, ...nothing }
  }
  const { key, dir } = sortOf(props)
  const sums =
    props.dimension === null
      ? nothing
      : {
          measures: shownMeasures(props.measures ?? LIST_MEASURES),
          lastHour: props.hasLastHour === true,
          period: periodSearch(),
        }
  const status = stateIn(props.states)?.key ?? ''
  const order = { sortColumn: sortable(props, key), sortType: dir }
  return { entity, search, status, ...part, ...order, ...sums }
}

/** An address may ask for an order that there is not, or no more. */
function sortable<Row extends Listed>(props: EntityListProps<Row>, key: string): string {
  const measures: readonly string[] = shownMeasures(props.measures ?? LIST_MEASURES)
  const isMeasure = props.dimension !== null && measures.includes(key)
  const isOwn = props.columns.some((column) => column.key === key && column.isSorted === true)
  return key === 'name' || isMeasure || isOwn ? key : 'id'
}
