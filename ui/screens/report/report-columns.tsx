/** The columns of a report: names with what they are, numbers with how sure and how changed they are. */
import { useMemo } from 'preact/hooks'

import { countryName } from '../../api/choices.ts'
import type { MeasureEntry, Measures, ReportAnswer, ReportCatalog } from '../../api/types.ts'
import { change as changeOf, number } from '../../format/numbers.ts'
import { Icon } from '../../parts/icon.tsx'
import { Measure, measureText } from '../../parts/measure.tsx'
import { isPhone } from '../../parts/phone.ts'
import type { Column } from '../../parts/table-types.ts'
import { Text } from '../../parts/text.tsx'
import { thresholds } from '../../state/preferences.ts'
import { t } from '../../words/words.ts'
import { crInterval } from './chances.ts'
import { heatOf } from './heat.ts'
import { isMarked, marks } from './marks.ts'
import type { ShownRow } from './rows.ts'
import { levelsOf, MACRO_VALUE, type ReportState } from './state.ts'
import { dimensionTitle, measureTitle } from './titles.ts'

interface Shown {
  readonly answer: ReportAnswer
  readonly catalog: ReportCatalog
  readonly state: ReportState
}

export function useColumns({ state, catalog, answer }: Shown): readonly Column<ShownRow>[] {
  return useMemo(() => {
    const byKey = new Map(catalog.measures.map((measure) => [measure.key, measure]))
    const levels = levelsOf(state)
    const name: Column<ShownRow> = {
      key: 'name',
      title: levels.map((key) => dimensionTitle(catalog, key)).join(' › '),
      width: isPhone() ? 170 : 224,
      sortFirst: 'asc',
      cell: (row) => <RowName row={row} isMarked={isMarked(state.inside, row)} />,
    }
    const measured = state.columns.flatMap((key) => {
      const measure = byKey.get(key)
      return measure === undefined ? [] : [measureColumn(measure, answer, state.heat)]
    })
    return [name, ...measured]
  }, [
    state.columns.join(),
    state.groupings,
    state.inside,
    state.heat,
    catalog,
    answer,
    thresholds.value,
    marks.value,
  ])
}

function measureColumn(
  measure: MeasureEntry,
  answer: ReportAnswer,
  heat: boolean,
): Column<ShownRow> {
  const { key, format, decimals } = measure
  const sign = format === '$' ? `, ${answer.meta.currency}` : ''
  const common = { name: key, format, decimals }
  const room = (answer.prevTotals === null ? 0 : 52) + (key === 'cr' ? INTERVAL : 0)
  const shadeOf = heat ? heatOf(key, answer) : null
  return {
    key,
    title: measureTitle(measure) + sign,
    width: Math.max(widthOf(measureTitle(measure) + sign), room + widthOfNumbers(measure, answer)),
    align: 'end',
    sortFirst: 'desc',
    cell: ({ m, prev }) => (
      <>
        {shadeOf === null ? null : <Shade {...shadeOf(m[key])} />}
        {key === 'cr' ? <Interval sums={m} /> : null}
        <Measure {...common} value={m[key]} />
        {prev === null ? null : <Difference now={m[key]} before={prev[key]} />}
      </>
    ),
    total: (
      <>
        {key === 'cr' ? <Interval sums={answer.totals} /> : null}
        <Measure {...common} value={answer.totals[key]} />
        {answer.prevTotals === null ? null : (
          <Difference now={answer.totals[key]} before={answer.prevTotals[key]} />
        )}
      </>
    ),
  }
}

/** Room for `1.2–5.8`. */
const INTERVAL = 58

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

const NARROWEST = 96
const WIDEST = 132
const LETTER = 7.6

/** Room for the longest number: the total, or the largest of a row. */
function widthOfNumbers({ key, format, decimals }: MeasureEntry, answer: ReportAnswer): number {
  const values = [answer.totals, ...answer.rows.map(({ m }) => m)].map((m) => m[key] ?? 0)
  const longest = [Math.min(...values), Math.max(...values)].map(
    (value) => measureText({ name: key, value, format, decimals }).length,
  )
  return 34 + (Math.max(...longest) + 1) * LETTER
}

/** Room for a title on one line or two. */
function widthOf(title: string): number {
  const oneLine = 40 + title.length * LETTER
  return Math.round(Math.max(NARROWEST, oneLine > WIDEST ? WIDEST : oneLine))
}

interface DifferenceProps {
  readonly now: number | null | undefined
  readonly before: number | null | undefined
}

function Difference({ now, before }: DifferenceProps) {
  return (
    <small class="difference faint" title={number(before ?? null, 2)}>
      {changeOf(now ?? null, before ?? null)}
    </small>
  )
}

function RowName({
  row,
  isMarked: hasMark,
}: {
  readonly row: ShownRow
  readonly isMarked: boolean
}) {
  return (
    <>
      {hasMark ? (
        <span class="warn-text" title={t('report.marked')}>
          <Icon name="star" size={14} /> <span class="visually-hidden">{t('report.marked')}</span>
        </span>
      ) : null}
      <Value row={row} />
    </>
  )
}

function Value({ row }: { readonly row: ShownRow }) {
  if (row.isOther) return <em class="faint">{t('report.other')}</em>
  if (row.value === MACRO_VALUE) {
    return (
      <span class="warn-text">
        <Icon name="warning" size={14} /> {t('report.macro')}
      </span>
    )
  }
  if (row.label === null) return <em class="faint">{t('report.notSet')}</em>
  const label =
    row.dimension === 'geoCountry' && row.value !== null ? countryName(row.value) : row.label
  const isId = row.value !== null && row.label !== row.value && /^\d+$/.test(row.value)
  return (
    <>
      <Text value={label} length={64} />
      {isId ? <small class="faint"> #{row.value}</small> : null}
    </>
  )
}
