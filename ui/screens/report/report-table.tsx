/** The table of a report: children loaded when a row is opened, selection, copying, candidates to cut. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'

import { queryReport } from '../../api/measures.ts'
import type { ReportAnswer, ReportCatalog } from '../../api/types.ts'
import { nextSort } from '../../parts/table-model.ts'
import { Table } from '../../parts/table.tsx'
import { useKeys } from '../../state/keys.ts'
import { periodInput } from '../../state/period.ts'
import { cutPayouts } from '../../state/preferences.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { hidesMoney } from '../../state/user.ts'
import { plural, t } from '../../words/words.ts'
import { CutRule } from './cut-rule.tsx'
import { rememberNames } from './names.ts'
import { rowName, useColumns } from './report-columns.tsx'
import {
  type Children,
  childRows,
  flattened,
  hasInside,
  isCutCandidate,
  type ShownRow,
} from './rows.ts'
import { SelectionFoot } from './selection.tsx'
import { type Change, type ReportState, screenQuery } from './state.ts'

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
  const limit = cutPayouts.value * (answer.totals['avg_payout'] ?? payoutOf(answer))
  useEffect(() => setSelection(NONE), [props.shape])
  const candidates = shown.filter((row) => isCutCandidate(row, limit))
  const chooseCandidates = () => {
    if (limit === 0 && cutPayouts.value > 0) return tell(t('report.cutUnknown'))
    setSelection(new Set(candidates.map(({ key }) => key)))
    tell(plural('report.cutFound', candidates.length))
  }
  const hasRule = !hidesMoney.value
  useKeys(hasRule ? { x: chooseCandidates } : {})
  const open = (row: ShownRow) => {
    if (!hasInside(row, state) && row.more === undefined) return
    change({ inside: [...state.inside, ...row.steps] })
  }
  const columns = useColumns({ ...props, shown, onOpen: open })
  return (
    <>
      <Table
        name="report"
        label={t('nav.report')}
        columns={columns}
        rows={shown}
        question={props.shape}
        keyOf={({ key }) => key}
        nameOf={rowName}
        sort={state.sort}
        onSort={(key, first) => change({ sort: nextSort(state.sort, key, first) })}
        onOrder={(keys) => change({ columns: keys })}
        selection={selection}
        onSelect={setSelection}
        onOpen={open}
        onUp={() => state.inside.length > 0 && change({ inside: state.inside.slice(0, -1) })}
        tree={{
          level: ({ level }) => level,
          isExpanded: (row) => (hasInside(row, state) ? children.has(row.key) : null),
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
        catalog={props.catalog}
        shown={shown}
        selection={selection}
        onOpen={open}
        rule={hasRule ? <CutRule found={candidates.length} onChoose={chooseCandidates} /> : null}
      />
    </>
  )
}

/** The mean payout of the report, when the columns do not hold it. */
function payoutOf({ totals }: ReportAnswer): number {
  const leads = totals['leads'] ?? 0
  return leads > 0 ? (totals['revenue'] ?? 0) / leads : 0
}

/** The rows below those that were opened; they stay open, and are asked for anew, when the report is. */
function useChildren({ rows, state, catalog, shape }: Props) {
  const [children, setChildren] = useState<Children>(new Map())
  const asked = useRef(new AbortController())
  const put = (key: string, below: readonly ShownRow[] | 'loading' | null) =>
    setChildren((before) => {
      const next = new Map(before)
      if (below === null) next.delete(key)
      else next.set(key, below)
      return next
    })
  const load = async (row: ShownRow) => {
    const { signal } = asked.current
    try {
      const query = screenQuery(state, catalog, periodInput.value, row.steps)
      const answer = await queryReport(query, signal)
      if (signal.aborted) return
      rememberNames(answer)
      put(row.key, childRows(row, answer))
    } catch (error) {
      if (signal.aborted) return
      put(row.key, null)
      tellFailure(error)
    }
  }
  const begin = () => {
    asked.current = new AbortController()
    return () => asked.current.abort()
  }
  const opened = useRef(shape)
  useEffect(() => {
    const end = begin()
    // Answers that come later are children of another question.
    if (opened.current !== shape) setChildren(new Map())
    else for (const row of flattened(rows, children)) if (children.has(row.key)) void load(row)
    opened.current = shape
    return end
  }, [shape, rows])
  const toggle = (row: ShownRow) => {
    if (children.has(row.key)) return put(row.key, null)
    put(row.key, 'loading')
    void load(row)
  }
  return { children, toggle }
}
