/** Below the report: what is selected, its sums, copying, and the way to the next page. */
import type { ReportAnswer } from '../../api/types.ts'
import { number } from '../../format/numbers.ts'
import { Button, copyText } from '../../parts/button.tsx'
import { Menu } from '../../parts/menu.tsx'
import { useKeys } from '../../state/keys.ts'
import { tell } from '../../state/toasts.ts'
import { plural, t } from '../../words/words.ts'
import { CutRule } from './cut-rule.tsx'
import { copied, type CopyShape, type ShownRow, summed } from './rows.ts'
import { type Change, PAGE_ROWS, type ReportState } from './state.ts'

interface Props {
  readonly answer: ReportAnswer
  readonly state: ReportState
  readonly change: Change
  readonly shown: readonly ShownRow[]
  readonly selection: ReadonlySet<string>
}

const SHAPES: readonly CopyShape[] = ['lines', 'commas', 'quoted', 'url']
const SUMMED = ['clicks', 'leads', 'cost', 'revenue', 'profit']

export function SelectionFoot({ answer, state, change, shown, selection }: Props) {
  const chosen = shown.filter(({ key }) => selection.has(key))
  const rows = chosen.length > 0 ? chosen : shown
  const copy = (shape: CopyShape) => {
    const values = rows.flatMap(({ value }) => (value === null ? [] : [value]))
    void copyText(copied(values, shape)).then(() => tell(plural('report.copied', values.length)))
  }
  useKeys({ c: () => copy('lines') })
  const { totalRows, tookMs } = answer.meta
  return (
    <div class="table-foot">
      <span>
        {plural('report.rows', totalRows)} · {number(tookMs)} ms
      </span>
      <Menu
        label={t('copyIds')}
        text={chosen.length > 0 ? plural('report.copyChosen', chosen.length) : t('copyIds')}
        icon="copy"
        items={SHAPES.map((shape) => ({ label: t(`copyShape.${shape}`), run: () => copy(shape) }))}
      />
      <CutRule />
      {chosen.length === 0 ? null : <Sums rows={chosen} columns={state.columns} />}
      <span class="grow" />
      <Pages total={totalRows} page={state.page} onPage={(page) => change({ page })} />
    </div>
  )
}

function Sums({
  rows,
  columns,
}: {
  readonly rows: readonly ShownRow[]
  readonly columns: readonly string[]
}) {
  const sums = summed(
    rows,
    SUMMED.filter((key) => columns.includes(key)),
  )
  return (
    <span class="number">
      {[...sums].map(([key, sum]) => (
        <span class="sum" key={key}>
          {t(`measure.${key as 'clicks'}`)} <b>{number(sum, Number.isInteger(sum) ? 0 : 2)}</b>{' '}
        </span>
      ))}
    </span>
  )
}

interface PagesProps {
  readonly total: number
  readonly page: number
  readonly onPage: (page: number) => void
}

function Pages({ total, page, onPage }: PagesProps) {
  const last = Math.ceil(total / PAGE_ROWS) - 1
  if (last <= 0) return null
  return (
    <span class="row">
      {t('report.narrow')}
      <Button
        icon="left"
        look="quiet"
        label={t('page.before')}
        isDisabled={page === 0}
        onClick={() => onPage(page - 1)}
      />
      {t('page.of', { page: page + 1, last: last + 1 })}
      <Button
        icon="right"
        look="quiet"
        label={t('page.next')}
        isDisabled={page >= last}
        onClick={() => onPage(page + 1)}
      />
    </span>
  )
}
