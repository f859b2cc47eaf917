/** The table of a report: children loaded when a row is opened, selection, copying, candidates to cut. */
import { useEffect, useMemo, useState } from 'preact/hooks'

import { queryReport } from '../../api/measures.ts'
import type { MeasureEntry, ReportAnswer, ReportCatalog } from '../../api/types.ts'
import { change as changeOf, number } from '../../format/numbers.ts'
import { Icon } from '../../parts/icon.tsx'
import { Measure, measureText } from '../../parts/measure.tsx'
import { isPhone } from '../../parts/phone.ts'
import { nextSort } from '../../parts/table-model.ts'
import type { Column } from '../../parts/table-types.ts'
import { Table } from '../../parts/table.tsx'
import { Text } from '../../parts/text.tsx'
import { useKeys } from '../../state/keys.ts'
import { periodInput } from '../../state/period.ts'
import { cutPayouts, thresholds } from '../../state/preferences.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { plural, t } from '../../words/words.ts'
import { type Children, flattened, isCutCandidate, type ShownRow, shownRow } from './rows.ts'
import { SelectionFoot } from './selection.tsx'
import { type Change, levelsOf, MACRO_VALUE, queryOf, type ReportState } from './state.ts'
import { dimensionTitle, measureTitle } from './titles.ts'

interface Props {
  readonly rows: readonly ShownRow[]
  readonly answer: ReportAnswer
  readonly catalog: ReportCatalog
  readonly state: ReportState
  readonly change: Change
  readonly isLoading: boolean
  /** The question that `rows` answer: another one closes what was opened. */
  readonly shape: string
}

const NONE: ReadonlySet<string> = new Set()

export function ReportTable(props: Props) {
  const { rows, answer, state, change, isLoading } = props
  const [selection, setSelection] = useState(NONE)
  const { children, toggle } = useChildren(props)
  const shown = useMemo(() => flattened(rows, children), [rows, children])
  const columns = useColumns(props)
  const levels = levelsOf(state)
  const limit = cutPayouts.value * (answer.totals['avg_payout'] ?? payoutOf(answer))
  useEffect(() => setSelection(NONE), [props.shape])
  useKeys({
    x: () => {
      const found = shown.filter((row) => isCutCandidate(row, limit)).map(({ key }) => key)
      setSelection(new Set(found))
      tell(plural('report.cutFound', found.length))
    },
  })
  const open = (row: ShownRow) => {
    if (row.isOther || row.level >= levels.length) return
    change({ inside: [...state.inside, ...row.steps] })
  }
  return (
    <>
      <Table
        name="report"
        label={t('nav.report')}
        columns={columns}
        rows={shown}
        keyOf={({ key }) => key}
        sort={state.sort}
        onSort={(key, first) => change({ sort: nextSort(state.sort, key, first) })}
        onOrder={(keys) => change({ columns: keys })}
        selection={selection}
        onSelect={setSelection}
        onOpen={open}
        onUp={() => state.inside.length > 0 && change({ inside: state.inside.slice(0, -1) })}
        tree={{
          level: ({ level }) => level,
          isExpanded: (row) =>
            row.isOther || row.level >= levels.length ? null : children.has(row.key),
          toggle,
        }}
        hasTotals
        isDimmed={isLoading}
        rowClass={(row) => (isCutCandidate(row, limit) ? 'cut' : row.level > 1 ? 'child' : '')}
      />
      <SelectionFoot
        answer={answer}
        state={state}
        change={change}
        shown={shown}
        selection={selection}
      />
    </>
  )
}

/** The mean payout of the report, when the columns do not hold it. */
function payoutOf({ totals }: ReportAnswer): number {
  const leads = totals['leads'] ?? 0
  return leads > 0 ? (totals['revenue'] ?? 0) / leads : 0
}

function useChildren({ rows, state, shape }: Props) {
  const [children, setChildren] = useState<Children>(new Map())
  useEffect(() => setChildren(new Map()), [shape, rows])
  const put = (key: string, below: readonly ShownRow[] | 'loading' | null) =>
    setChildren((before) => {
      const next = new Map(before)
      if (below === null) next.delete(key)
      else next.set(key, below)
      return next
    })
  const load = async (row: ShownRow) => {
    put(row.key, 'loading')
    try {
      const { rows: found } = await queryReport(queryOf(state, periodInput.value, row.steps))
      put(
        row.key,
        found.map(shownRow).filter(({ level }) => level === row.level + 1),
      )
    } catch (error) {
      put(row.key, null)
      tellFailure(error)
    }
  }
  const toggle = (row: ShownRow) => {
    if (children.has(row.key)) put(row.key, null)
    else void load(row)
  }
  return { children, toggle }
}

function useColumns({ state, catalog, answer }: Props): readonly Column<ShownRow>[] {
  return useMemo(() => {
    const byKey = new Map(catalog.measures.map((measure) => [measure.key, measure]))
    const levels = levelsOf(state)
    const name: Column<ShownRow> = {
      key: 'name',
      title: levels.map((key) => dimensionTitle(catalog, key)).join(' › '),
      width: isPhone() ? 170 : 250,
      sortFirst: 'asc',
      cell: (row) => <RowName row={row} />,
    }
    const measured = state.columns.flatMap((key) => {
      const measure = byKey.get(key)
      return measure === undefined ? [] : [measureColumn(measure, answer)]
    })
    return [name, ...measured]
  }, [state.columns.join(), state.groupings, state.inside, catalog, answer, thresholds.value])
}

function measureColumn(measure: MeasureEntry, answer: ReportAnswer): Column<ShownRow> {
  const { key, format, decimals } = measure
  const sign = format === '$' ? `, ${answer.meta.currency}` : ''
  const common = { name: key, format, decimals }
  const room = answer.prevTotals === null ? 0 : 52
  return {
    key,
    title: measureTitle(measure) + sign,
    width: room + Math.max(widthOf(measureTitle(measure) + sign), widthOfNumbers(measure, answer)),
    align: 'end',
    sortFirst: 'desc',
    cell: ({ m, prev }) => (
      <>
        <Measure {...common} value={m[key]} />
        {prev === null ? null : <Difference now={m[key]} before={prev[key]} />}
      </>
    ),
    total: (
      <>
        <Measure {...common} value={answer.totals[key]} />
        {answer.prevTotals === null ? null : (
          <Difference now={answer.totals[key]} before={answer.prevTotals[key]} />
        )}
      </>
    ),
  }
}

const NARROWEST = 96
const WIDEST = 150
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

function RowName({ row }: { readonly row: ShownRow }) {
  if (row.isOther) return <em class="faint">{t('report.other')}</em>
  if (row.value === MACRO_VALUE) {
    return (
      <span class="warn-text">
        <Icon name="warning" size={14} /> {t('report.macro')}
      </span>
    )
  }
  if (row.label === null) return <em class="faint">{t('report.notSet')}</em>
  const isId = row.value !== null && row.label !== row.value && /^\d+$/.test(row.value)
  return (
    <>
      <Text value={row.label} length={64} />
      {isId ? <small class="faint"> #{row.value}</small> : null}
    </>
  )
}
