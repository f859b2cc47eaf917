/** The report: any grouping, sums pinned, children on demand, everything in the address bar. */
import { useMemo } from 'preact/hooks'

import { reportCatalog } from '../../api/lists.ts'
import { queryReport } from '../../api/measures.ts'
import type { ReportAnswer, ReportCatalog } from '../../api/types.ts'
import { number } from '../../format/numbers.ts'
import { Button } from '../../parts/button.tsx'
import { NoTraffic } from '../../parts/no-traffic.tsx'
import { Page } from '../../parts/page.tsx'
import { PeriodBar, useAutoRefresh } from '../../parts/period-bar.tsx'
import { Empty, Failed, Notice, Skeleton } from '../../parts/states.tsx'
import { useKeys } from '../../state/keys.ts'
import { useLoad } from '../../state/load.ts'
import { periodInput, refreshes } from '../../state/period.ts'
import { query, setQuery } from '../../state/router.ts'
import { said } from '../../words/said.ts'
import { plural, t } from '../../words/words.ts'
import { ReportActs } from './acts.tsx'
import { ReportBar } from './bar.tsx'
import { rememberNames } from './names.ts'
import { ownColumns } from './own-columns.ts'
import { ReportTable } from './report-table.tsx'
import { shownRow } from './rows.ts'
import {
  type Change,
  permitted,
  queryOf,
  readState,
  type ReportState,
  screenQuery,
  writeState,
} from './state.ts'

export function Report() {
  const own = ownColumns()
  const catalog = useLoad(reportCatalog, [])
  const state = useMemo(() => {
    const read = readState(query.value, own)
    return catalog.data === null ? read : permitted(read, catalog.data)
  }, [query.value, own.join(), catalog.data])
  const asked = JSON.stringify(queryOf(state, periodInput.value))
  const report = useLoad(
    async (signal) => ({ asked, answer: await askReport(state, signal) }),
    [asked, refreshes.value],
  )
  // The way back leads out of a row, not out of the report.
  const change: Change = (changes) =>
    setQuery(writeState(changes), 'inside' in changes ? 'new place' : 'same place')
  useAutoRefresh(state.auto)
  useKeys({
    Backspace: () => state.inside.length > 0 && change({ inside: state.inside.slice(0, -1) }),
  })
  return (
    <Page
      title={t('nav.report')}
      shape="fill"
      actions={
        <>
          <PeriodBar at={report.at} isLoading={report.isLoading} />
          <ReportActs state={state} change={change} />
        </>
      }
    >
      {catalog.data === null ? null : (
        <ReportBar
          state={state}
          change={change}
          catalog={catalog.data}
          onCatalog={catalog.reload}
        />
      )}
      {report.error === null ? null : <Failed failure={report.error} onRetry={report.reload} />}
      {report.data === null || catalog.data === null ? (
        report.error === null ? (
          <Skeleton lines={10} onCancel={report.cancel} />
        ) : null
      ) : (
        <Body
          answer={report.data.answer}
          shape={report.data.asked}
          catalog={catalog.data}
          state={state}
          change={change}
          isLoading={report.isLoading}
        />
      )}
    </Page>
  )
}

/** The catalogue is there at once but for the first time; it says what may be asked. */
async function askReport(state: ReportState, signal: AbortSignal): Promise<ReportAnswer> {
  const question = screenQuery(state, await reportCatalog(signal), periodInput.peek())
  const answer = await queryReport(question, signal)
  rememberNames(answer)
  return answer
}

interface BodyProps {
  readonly answer: ReportAnswer
  readonly catalog: ReportCatalog
  readonly state: ReportState
  readonly change: Change
  readonly isLoading: boolean
  /** The question that `answer` is of. */
  readonly shape: string
}

function Body(props: BodyProps) {
  const { answer, state, change } = props
  const rows = useMemo(() => answer.rows.map(shownRow), [answer])
  if (rows.length === 0) {
    return (
      <Empty icon="report" title={t('report.empty')} text={t('report.emptyText')}>
        {state.filters.length + state.inside.length === 0 ? (
          <NoTraffic />
        ) : (
          <Button onClick={() => change({ filters: [], inside: [] })}>{t('list.clear')}</Button>
        )}
      </Empty>
    )
  }
  return (
    <>
      <Remarks answer={answer} basis={state.basis} />
      <ReportTable {...props} rows={rows} />
    </>
  )
}

/** What is to be known of the numbers before they are read. */
function Remarks({ answer, basis }: Pick<BodyProps, 'answer'> & Pick<ReportState, 'basis'>) {
  const { partial, warnings, excluded } = answer.meta
  return (
    <>
      {basis === 'event' ? <Notice look="info">{t('report.byEvent')}</Notice> : null}
      {partial ? <Notice look="warning">{t('report.partial')}</Notice> : null}
      {warnings.map((warning) => (
        <Notice look="info" key={warning}>
          {remarkText(warning)}
        </Notice>
      ))}
      {excluded.rows === 0 ? null : (
        <Notice look="info">
          {plural('report.excluded', excluded.rows, { clicks: number(excluded.clicks) })}
        </Notice>
      )}
    </>
  )
}

const LAG = /^lag: (\d+) s$/

/** The server's sentence; one is a word for programs. */
function remarkText(warning: string): string {
  const seconds = LAG.exec(warning)?.[1]
  return seconds === undefined ? said(warning) : t('report.lag', { n: seconds })
}
