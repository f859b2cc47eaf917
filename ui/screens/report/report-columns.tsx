/** The columns of a report: names with what they are, numbers with how sure and how changed they are. */
import type { ComponentChildren } from 'preact'
import { useMemo } from 'preact/hooks'

import { MACRO, valueWord } from '../../../src/core/words/values.ts'
import { titleWith, useParameterNames } from '../../api/parameter-names.ts'
import type { MeasureEntry, Measures, ReportAnswer, ReportCatalog } from '../../api/types.ts'
import {
  change as changeOf,
  difference as differenceOf,
  number,
  WIDEST_CHANGE,
} from '../../format/numbers.ts'
import { numberColumnWidth } from '../../parts/column-room.ts'
import { Icon } from '../../parts/icon.tsx'
import { Measure, shownMeasure } from '../../parts/measure.tsx'
import { hasFingers, isPhone } from '../../parts/phone.ts'
import type { Column } from '../../parts/table-types.ts'
import { Text } from '../../parts/text.tsx'
import { thresholds } from '../../state/preferences.ts'
import { dimensionTitle, measureTitle } from '../../words/titles.ts'
import { language, plural, t } from '../../words/words.ts'
import { crInterval } from './chances.ts'
import { heatOf } from './heat.ts'
import { isMarked, marks } from './marks.ts'
import { valueName } from './names.ts'
import { hasInside, type ShownRow } from './rows.ts'
import { campaignsOf, levelsOf, type ReportState } from './state.ts'

interface Shown {
  /** Those below opened rows as well. */
  readonly shown: readonly ShownRow[]
  readonly answer: ReportAnswer
  readonly catalog: ReportCatalog
  readonly state: ReportState
  /** Goes into a row. */
  readonly onOpen: (row: ShownRow) => void
}

export function useColumns({
  state,
  catalog,
  answer,
  shown,
  onOpen,
}: Shown): readonly Column<ShownRow>[] {
  const byKey = new Map(catalog.measures.map((measure) => [measure.key, measure]))
  const measures = state.columns.flatMap((key) => byKey.get(key) ?? [])
  const widest = useMemo(
    () => new Map(measures.map((measure) => [measure.key, widestNumbers(measure, answer, shown)])),
    [state.columns.join(), catalog, answer, shown],
  )
  const names = useParameterNames(campaignsOf(state))
  return useMemo(() => {
    const levels = levelsOf(state)
    const name: Column<ShownRow> = {
      key: 'name',
      title: levels.map((key) => titleWith(names, key, dimensionTitle(key))).join(' › '),
      width: isPhone() ? 164 : 226,
      sortFirst: 'asc',
      cell: (row) => (
        <RowName
          row={row}
          isMarked={isMarked(state.inside, row)}
          onOpen={hasFingers() && hasInside(row, state) ? onOpen : null}
        />
      ),
    }
    const measured = measures.map((measure) =>
      measureColumn(measure, answer, state.heat, widest.get(measure.key) ?? []),
    )
    return [name, ...measured]
  }, [
    [...names].join(),
    state.columns.join(),
    state.groupings,
    state.inside,
    state.heat,
    catalog,
    answer,
    [...widest.values()].join(),
    thresholds.value,
    marks.value,
  ])
}

function measureColumn(
  measure: MeasureEntry,
  answer: ReportAnswer,
  heat: boolean,
  widest: readonly string[],
): Column<ShownRow> {
  const { key, format, decimals } = measure
  const title =
    measureTitle(measure.key, measure.title) + (format === '$' ? `, ${answer.meta.currency}` : '')
  const common = { name: key, format, decimals }
  const shadeOf = heat ? heatOf(key, answer) : null
  const below = (m: Measures, prev: Measures | null) => {
    const interval = key === 'cr' ? <Interval sums={m} /> : null
    if (prev === null) return interval
    return (
      <Difference {...common} now={m[key] ?? null} before={prev[key] ?? null}>
        {interval}
      </Difference>
    )
  }
  return {
    key,
    title,
    width: numberColumnWidth(
      title,
      widest,
      answer.prevTotals === null ? '' : (key === 'cr' ? WIDEST_INTERVAL : '') + WIDEST_CHANGE,
    ),
    align: 'end',
    sortFirst: 'desc',
    cell: ({ m, prev }) => (
      <>
        {shadeOf === null ? null : <Shade {...shadeOf(m[key])} />}
        <Measure {...common} value={m[key]} />
        {below(m, prev)}
      </>
    ),
    total: (
      <>
        <Measure {...common} value={answer.totals[key]} />
        {below(answer.totals, answer.prevTotals)}
      </>
    ),
  }
}

const WIDEST_INTERVAL = '0.0–0.0  '

/** The 95 % interval of the rate, seen while the row is pointed at or current. */
function Interval({ sums }: { readonly sums: Measures }) {
  const rate = { clicks: sums['clicks'] ?? 0, leads: sums['leads'] ?? 0 }
  const interval = crInterval(rate)
  if (interval === null) return null
  const [low, high] = interval.map((limit) => number(limit, limit < 10 ? 1 : 0))
  return (
    <small class="interval faint" title={t('report.interval')}>
      {low}–{high}
    </small>
  )
}

function Shade({ look, strength }: ReturnType<ReturnType<typeof heatOf>>) {
  return <span class={`heat ${look}`} style={{ opacity: String(strength) }} />
}

/** What a column has to have room for: the total, the smallest and the largest of its rows. */
function widestNumbers(
  { key, format, decimals }: MeasureEntry,
  { totals }: ReportAnswer,
  rows: readonly ShownRow[],
): string[] {
  let [least, most] = [totals[key] ?? 0, totals[key] ?? 0]
  for (const { m } of rows) {
    least = Math.min(least, m[key] ?? 0)
    most = Math.max(most, m[key] ?? 0)
  }
  return [least, most].map((value) => shownMeasure({ name: key, value, format, decimals }))
}

interface DifferenceProps extends Pick<MeasureEntry, 'format' | 'decimals'> {
  readonly name: string
  readonly now: number | null
  readonly before: number | null
  readonly children: ComponentChildren
}

/** In percent; of the current row as a number, and of the total as both: cells have room for one of them. */
function Difference({ now, before, children, ...measure }: DifferenceProps) {
  const { decimals } = measure
  const was = t('dashboard.was', { value: shownMeasure({ ...measure, value: before }) })
  const delta = differenceOf(now, before, decimals)
  return (
    <small class="difference faint" title={was}>
      {children}
      {delta === null ? null : <span class="delta">{delta}</span>}
      <span>{changeOf(now, before)}</span>
    </small>
  )
}

interface RowNameProps {
  readonly row: ShownRow
  readonly isMarked: boolean
  /** Null: its name is only a name. */
  readonly onOpen: ((row: ShownRow) => void) | null
}

function RowName({ row, isMarked: hasMark, onOpen }: RowNameProps) {
  return (
    <>
      {hasMark ? (
        <span class="warn-text" title={t('report.marked')}>
          <Icon name="star" size={14} /> <span class="visually-hidden">{t('report.marked')}</span>
        </span>
      ) : null}
      {onOpen === null ? (
        <Value row={row} />
      ) : (
        <button type="button" class="link" tabIndex={-1} onClick={() => onOpen(row)}>
          <Value row={row} />
        </button>
      )}
    </>
  )
}

export function rowName({ isOther, more, dimension, value, label }: ShownRow): string {
  if (more !== undefined) return plural('report.more', more)
  return isOther ? t('report.other') : valueName(dimension, value, label)
}

function Value({ row }: { readonly row: ShownRow }) {
  if (row.isOther) return <em class="faint">{rowName(row)}</em>
  if (row.value === MACRO) {
    return (
      <span class="warn-text">
        <Icon name="warning" size={14} /> {t('value.macro')}
      </span>
    )
  }
  const { dimension, value } = row
  const name = rowName(row)
  if (value === null) {
    // Whatever else is of no campaign is no click.
    const isLinks = dimension === 'campaign' && (row.m['clicks'] ?? 0) > 0
    return (
      <>
        <em class="faint">{name}</em>
        {isLinks ? <small class="faint"> {t('report.shortLinks')}</small> : null}
      </>
    )
  }
  const isId =
    /^\d+$/.test(value) &&
    row.label !== value &&
    valueWord(language.peek(), dimension, value) === null
  return (
    <>
      <Text value={name} length={64} />
      {isId ? <small class="faint"> #{value}</small> : null}
    </>
  )
}
