/** Columns of lists: the object's own, sums of the period, what can be done; chosen and put in order. */
import { useMemo, useRef, useState } from 'preact/hooks'

import { LIST_FORMATS, LIST_MEASURES, shownMeasures } from '../../api/measures.ts'
import type { ObjectPage } from '../../api/object-pages.ts'
import { Button } from '../../parts/button.tsx'
import { numberColumnWidth, textColumnWidth } from '../../parts/column-room.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { Measure, shownMeasure } from '../../parts/measure.tsx'
import { OrderedList } from '../../parts/ordered-list.tsx'
import { isPhone } from '../../parts/phone.ts'
import type { Column } from '../../parts/table-types.ts'
import { Text } from '../../parts/text.tsx'
import { columnsOf, setColumns } from '../../state/preferences.ts'
import { href } from '../../state/router.ts'
import { measureTitle } from '../../words/titles.ts'
import { t } from '../../words/words.ts'
import { RowMenu } from './entity-acts.tsx'
import type { EntityListProps, Listed } from './entity-types.ts'
import { TAGS } from './tags-column.tsx'

/** All that the list has, in the order they come. */
function everyColumn<Row extends Listed>(
  props: EntityListProps<Row>,
  sums: Sums | null,
): readonly Column<Row>[] {
  const own = props.columns.map(({ isSorted, isExtra: _isExtra, ...column }): Column<Row> => ({
    ...column,
    ...(isSorted === undefined
      ? {}
      : { sortFirst: column.align === 'end' ? ('desc' as const) : ('asc' as const) }),
  }))
  return [...own, ...(props.dimension === null ? [] : measureColumns<Row>(props, sums))]
}

interface Sums extends Pick<ObjectPage<Listed>, 'totals' | 'currency'> {
  readonly widest: Widest
}

/** By measure: the lowest and the highest number that was shown so far. */
type Widest = ReadonlyMap<string, readonly [number, number]>

/** Columns get wider for what comes, and not narrower again: what is looked at stays in its place. */
function useWidest<Row extends Listed>({ rows, totals }: ObjectPage<Row>) {
  const known = useRef({ names: 0, widest: new Map<string, readonly [number, number]>() })
  return useMemo(() => {
    const { names, widest } = known.current
    const next = new Map(widest)
    for (const m of [totals, ...rows.map((row) => row.m ?? {})]) {
      for (const [key, value] of Object.entries(m)) {
        const [low, high] = next.get(key) ?? [0, 0]
        next.set(key, [Math.min(low, value ?? 0), Math.max(high, value ?? 0)])
      }
    }
    const room = Math.max(names, textColumnWidth(rows.map(({ name }) => name)))
    known.current = { names: room, widest: next }
    return known.current
  }, [rows, totals])
}

/** The chosen ones; a phone shows sums only, unless its user chose otherwise. */
export function useColumns<Row extends Listed>(
  props: EntityListProps<Row>,
  page: ObjectPage<Row>,
  reload: () => void,
): readonly Column<Row>[] {
  const { names, widest } = useWidest(page)
  const { totals, currency } = page
  const hasTags = page.tags.length > 0
  const nameWidth = BESIDE_NAME + names
  const chosen = columnsOf(props.path.slice(1))
  const name: Column<Row> = {
    key: 'name',
    title: t('list.name'),
    width: isPhone() ? 170 : 182,
    best: nameWidth,
    sortFirst: 'asc',
    cell: (row) =>
      props.cellOfName?.(row) ?? (
        <a href={href(`${props.path}/${row.id}`)}>
          <Text value={row.name} length={60} />
        </a>
      ),
  }
  const acts: Column<Row> = {
    key: ACTS,
    title: '',
    width: 48,
    cell: (row) => <RowMenu row={row} props={props} reload={reload} />,
  }
  return useMemo(() => {
    const all = everyColumn(props, { totals, currency, widest })
    const isExtra = (key: string) =>
      (key === TAGS && !hasTags) ||
      props.columns.some((column) => column.key === key && column.isExtra === true)
    // Where there is no money to give way to, they are all there is.
    const isHidden = (key: string) =>
      isPhone() &&
      (key === 'id' || props.dimension !== null) &&
      props.columns.some((column) => column.key === key)
    const shown =
      chosen === null
        ? all
            .filter(({ key }) => !isExtra(key) && !isHidden(key))
            .map((column) => ({ ...column, isSpare: SPARE.includes(column.key) }))
        : chosen.flatMap((key) => all.find((column) => column.key === key) ?? [])
    return [name, ...shown, acts]
  }, [props, totals, hasTags, nameWidth, chosen?.join()])
}

const ACTS = 'acts'
/** The box before a name, and what can be copied after it. */
const BESIDE_NAME = 74
/** Of the columns that nobody chose these give way to money. */
const SPARE = ['country', 'group', 'id']

/** After a column was moved; the one with the menus stays last. */
export function keepOrder(path: string, keys: readonly string[]): void {
  setColumns(
    path.slice(1),
    keys.filter((key) => key !== ACTS),
  )
}

function measureColumns<Row extends Listed>(
  { measures = LIST_MEASURES }: EntityListProps<Row>,
  sums: Sums | null,
): readonly Column<Row>[] {
  return shownMeasures(measures).map((key): Column<Row> => {
    const format = LIST_FORMATS[key] ?? { format: 'def', decimals: 0 }
    const sign = format.format === '$' && sums !== null ? `, ${sums.currency}` : ''
    const title = measureTitle(key) + sign
    return {
      key,
      title,
      width: numberColumnWidth(
        title,
        (sums?.widest.get(key) ?? []).map((value) => shownMeasure({ name: key, value, ...format })),
      ),
      align: 'end',
      sortFirst: 'desc',
      cell: ({ m = null }) => {
        const none = key === 'cr' || key === 'roi' ? null : 0
        return <Measure name={key} value={m === null ? none : m[key]} {...format} />
      },
      total: <Measure name={key} value={sums?.totals[key]} {...format} />,
    }
  })
}

interface ColumnChoiceProps {
  readonly path: string
  readonly shown: readonly string[]
  readonly options: readonly { value: string; label: string }[]
  readonly onClose: () => void
}

/** Which columns a list shows, and in which order; kept for the user. */
export function ColumnChoice({ path, shown, options, onClose }: ColumnChoiceProps) {
  const [chosen, setChosen] = useState(shown)
  const screen = path.slice(1)
  const apply = (keys: readonly string[] | null) => {
    setColumns(screen, keys)
    onClose()
  }
  return (
    <Dialog
      title={t('report.columns')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={() => apply(null)}>{t('list.defaultColumns')}</Button>
          <Button look="primary" onClick={() => apply(chosen)}>
            {t('apply')}
          </Button>
        </>
      }
    >
      <OrderedList chosen={chosen} options={options} max={options.length} onChange={setChosen} />
    </Dialog>
  )
}

export function columnOptions<Row extends Listed>(props: EntityListProps<Row>) {
  return everyColumn(props, null).map(({ key, title }) => ({ value: key, label: title }))
}
