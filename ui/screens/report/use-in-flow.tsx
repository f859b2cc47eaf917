/** The chosen rows as values of a flow's filter: of which level, and what no filter can say. */
import { useState } from 'preact/hooks'

import { queryReport } from '../../api/measures.ts'
import { titleWith, useParameterNames } from '../../api/parameter-names.ts'
import type { ReportAnswer, ReportCatalog } from '../../api/types.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { SelectField, Switch } from '../../parts/field.tsx'
import { Failed, Notice, Skeleton } from '../../parts/states.tsx'
import { useLoad } from '../../state/load.ts'
import { periodInput } from '../../state/period.ts'
import { dimensionTitle } from '../../words/titles.ts'
import { plural, t } from '../../words/words.ts'
import { firstNames } from '../flows/names.ts'
import { UseDialog } from '../flows/use-dialog.tsx'
import { valueName } from './names.ts'
import { type ShownRow, shownRow } from './rows.ts'
import { levelsAbove, levelsIn, type SaidRows, saidRows } from './said-rows.ts'
import { campaignsOf, levelsOf, type ReportState, screenQuery } from './state.ts'

/** As they were when the dialog opened: the report may refresh itself meanwhile. */
export interface UsedRows {
  /** Those that were chosen, or all that are shown. */
  readonly rows: readonly ShownRow[]
  readonly shown: readonly ShownRow[]
  readonly answer: ReportAnswer
}

interface Props {
  readonly used: UsedRows
  readonly state: ReportState
  readonly catalog: ReportCatalog
  readonly onClose: () => void
}

/** So many values a filter may have, and so many rows an answer. */
const MAX_ROWS = 10_000

export function UseInFlow(props: Props) {
  const { used, state, catalog, onClose } = props
  const levels = levelsIn(used.rows)
  const [level, setLevel] = useState(levels.find((one) => filterFor(catalog, one)) ?? levels[0])
  const dimension = level ?? ''
  const whole = useWholeReport(props, dimension)
  const title = useTitles(state)
  const filter = filterFor(catalog, dimension)
  const rows = whole.rows ?? used.rows.filter((row) => row.dimension === dimension)
  const said = filter === null ? null : saidRows(filter.form, rows, whole.rows ?? used.shown)
  const about = (
    <>
      {levels.length < 2 ? null : (
        <SelectField
          label={t('use.level')}
          value={dimension}
          options={levels.map((value) => ({ value, label: title(value) }))}
          onChange={setLevel}
        />
      )}
      {whole.field}
      {said === null ? (
        <Notice look="danger">{t('use.noFilter', { title: title(dimension) })}</Notice>
      ) : (
        <About
          said={said}
          dimension={dimension}
          title={title(dimension)}
          above={aboveOf(rows, state).map(title)}
        />
      )}
    </>
  )
  if (filter === null || said === null) {
    return (
      <Dialog title={t('use.title')} onClose={onClose}>
        {about}
      </Dialog>
    )
  }
  return (
    <UseDialog
      name={filter.key}
      values={whole.isPending ? [] : said.values}
      title={title(dimension)}
      campaign={onlyCampaign(used.rows, state)}
      onClose={onClose}
    >
      {about}
    </UseDialog>
  )
}

function filterFor({ dimensions }: ReportCatalog, key: string) {
  return dimensions.find((one) => one.key === key)?.filter ?? null
}

function useTitles(state: ReportState): (key: string) => string {
  const names = useParameterNames(campaignsOf(state))
  return (key) => titleWith(names, key, dimensionTitle(key))
}

/** The campaign is chosen beside. */
function aboveOf(rows: readonly ShownRow[], { inside }: ReportState): readonly string[] {
  const above = [...inside.map(({ dimension }) => dimension), ...levelsAbove(rows)]
  return [...new Set(above)].filter((dimension) => dimension !== 'campaign')
}

/** The campaign that all of the rows are of, if it is one. */
function onlyCampaign(rows: readonly ShownRow[], state: ReportState): string | null {
  const steps = rows.flatMap((row) => row.steps.slice(0, -1))
  const found = steps.flatMap(({ dimension, value }) => (dimension === 'campaign' ? [value] : []))
  const all = new Set(found.length > 0 ? found : campaignsOf(state))
  const [first] = all
  return all.size === 1 && Number(first) > 0 ? (first ?? null) : null
}

/** Offered when all of a page is meant and there are more pages. */
function useWholeReport({ used, state, catalog }: Props, dimension: string) {
  const [isOn, setOn] = useState(false)
  const { rows: pageRows, meta } = used.answer
  const { totalRows } = meta
  const isPage =
    used.rows === used.shown && dimension === levelsOf(state)[0] && totalRows > pageRows.length
  const isOffered = isPage && totalRows <= MAX_ROWS
  const isWanted = isOn && isOffered
  const read = useLoad(
    async (signal) => {
      if (!isWanted) return null
      const query = { ...screenQuery({ ...state, page: 0 }, catalog, periodInput.peek()) }
      const all = await queryReport({ ...query, limit: MAX_ROWS }, signal)
      return all.rows.map(shownRow)
    },
    [isWanted],
  )
  const rows = isWanted ? read.data : null
  const field = isOffered ? (
    <>
      <Switch label={plural('use.wholeReport', totalRows)} isOn={isWanted} onChange={setOn} />
      {read.error === null ? null : <Failed failure={read.error} onRetry={read.reload} />}
      {isWanted && rows === null && read.error === null ? <Skeleton lines={2} /> : null}
    </>
  ) : isPage ? (
    <Notice look="warning">{plural('use.pageOnly', totalRows)}</Notice>
  ) : null
  return { rows, field, isPending: isWanted && rows === null }
}

interface AboutProps {
  readonly said: SaidRows
  readonly dimension: string
  readonly title: string
  readonly above: readonly string[]
}

/** What the rows are in a filter; all that is not as it looks comes before it is saved. */
function About({ said, dimension, title, above }: AboutProps) {
  const { values, unsaid, alsoMeant } = said
  const namesOf = (rows: readonly ShownRow[]) =>
    firstNames(
      rows.map(({ value, label, isOther }) =>
        isOther ? t('report.other') : valueName(dimension, value, label),
      ),
    )
  return (
    <>
      {values.length === 0 ? null : (
        <p class="wrap">
          {plural('use.values', values.length, { title, names: firstNames(values) })}
        </p>
      )}
      {unsaid.length === 0 ? null : (
        <Notice look="warning">
          {plural('use.unsaid', unsaid.length, { names: namesOf(unsaid) })}
        </Notice>
      )}
      {said.hasEmpty ? <Notice look="info">{t('use.empty')}</Notice> : null}
      {alsoMeant.length === 0 ? null : (
        <Notice look="warning">
          {plural('use.alsoMeant', alsoMeant.length, { names: namesOf(alsoMeant) })}
        </Notice>
      )}
      {above.length === 0 ? null : (
        <Notice look="info">{t('use.above', { titles: above.join(', ') })}</Notice>
      )}
    </>
  )
}
