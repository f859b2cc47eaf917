/** Columns of lists: the object's own, sums of the period, what can be done; chosen and put in order. */
import { useMemo, useState } from 'preact/hooks'

import { LIST_FORMATS, LIST_MEASURES, shownMeasures, type SumsByValue } from '../../api/measures.ts'
import { Button } from '../../parts/button.tsx'
import { numberColumnWidth, textColumnWidth } from '../../parts/column-room.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { Measure, shownMeasure } from '../../parts/measure.tsx'
import { OrderedList } from '../../parts/ordered-list.tsx'
import { isPhone } from '../../parts/phone.ts'
import type { Column } from '../../parts/table-types.ts'
import { Text } from '../../parts/text.tsx'
import type { Loaded } from '../../state/load.ts'
import { columnsOf, setColumns } from '../../state/preferences.ts'
import { href } from '../../state/router.ts'
import { measureTitle } from '../../words/titles.ts'
import { t } from '../../words/words.ts'
import { RowMenu } from './entity-acts.tsx'
import type { EntityListProps, Listed } from './entity-types.ts'

/** All that the list has, in the order they come. */
function everyColumn<Row extends Listed>(
  props: EntityListProps<Row>,
  sums: SumsByValue | null,
): readonly Column<Row>[] {
  const own = props.columns.map(({ sortBy, isExtra: _isExtra, ...column }): Column<Row> => ({
    ...column,
    ...(sortBy === undefined
      ? {}
      : { sortFirst: column.align === 'end' ? ('desc' as const) : ('asc' as const) }),
  }))
  return [...own, ...(props.dimension === null ? [] : measureColumns<Row>(props, sums))]
}

/** The chosen ones; a phone shows sums only, unless its user chose otherwise. */
export function useColumns<Row extends Listed>(
  props: EntityListProps<Row>,
  sums: SumsByValue | null,
  { data: rows, reload }: Loaded<readonly Row[]>,
): readonly Column<Row>[] {
  const nameWidth = useMemo(
    () => BESIDE_NAME + textColumnWidth((rows ?? []).map(({ name }) => name)),
    [rows],
  )
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
    const all = everyColumn(props, sums)
    const isExtra = (key: string) =>
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
  }, [props, sums, nameWidth, chosen?.join()])
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
  sums: SumsByValue | null,
): readonly Column<Row>[] {
  return shownMeasures(measures).map((key): Column<Row> => {
    const format = LIST_FORMATS[key] ?? { format: 'def', decimals: 0 }
    const sign = format.format === '$' && sums !== null ? `, ${sums.currency}` : ''
    const title = measureTitle(key) + sign
    const values = [...(sums?.rows.values() ?? []), sums?.totals].map((m) => m?.[key] ?? 0)
    const widest = [Math.min(...values), Math.max(...values)]
    return {
      key,
      title,
      width: numberColumnWidth(
        title,
        widest.map((value) => shownMeasure({ name: key, value, ...format })),
      ),
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
