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
import { plural, t } from '../../words/words.ts'
import { CutRule } from './cut-rule.tsx'
import { rememberNames } from './names.ts'
import { rowName, useColumns } from './report-columns.tsx'
import {
  type Children,
  flattened,
  hasInside,
  isCutCandidate,
  type ShownRow,
  shownRow,
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
    setSelection(new Set(candidates.map(({ key }) => key)))
    tell(plural('report.cutFound', candidates.length))
  }
  useKeys({ x: chooseCandidates })
  const open = (row: ShownRow) => {
    if (!hasInside(row, state)) return
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
        rule={<CutRule found={candidates.length} onChoose={chooseCandidates} />}
      />
    </>
  )
}

/** The mean payout of the report, when the columns do not hold it. */
function payoutOf({ totals }: ReportAnswer): number {
  const leads = totals['leads'] ?? 0
  return leads > 0 ? (totals['revenue'] ?? 0) / leads : 0
}

function useChildren({ rows, state, catalog, shape }: Props) {
  const [children, setChildren] = useState<Children>(new Map())
  const asked = useRef(new AbortController())
  // Answers that come later are children of another question.
  useEffect(() => {
    asked.current = new AbortController()
    setChildren(new Map())
    return () => asked.current.abort()
  }, [shape, rows])
  const put = (key: string, below: readonly ShownRow[] | 'loading' | null) =>
    setChildren((before) => {
      const next = new Map(before)
      if (below === null) next.delete(key)
      else next.set(key, below)
      return next
    })
  const load = async (row: ShownRow) => {
    const { signal } = asked.current
    put(row.key, 'loading')
    try {
      const query = screenQuery(state, catalog, periodInput.value, row.steps)
      const answer = await queryReport(query, signal)
      if (signal.aborted) return
      rememberNames(answer)
      const found = answer.rows.map(shownRow)
      put(
        row.key,
        found.filter(({ level }) => level === row.level + 1),
      )
    } catch (error) {
      if (signal.aborted) return
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
