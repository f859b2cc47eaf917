/** Below the report: what is selected, its sums, copying, and the way to the next page. */
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'

import type { ReportAnswer, ReportCatalog } from '../../api/types.ts'
import { number, percent } from '../../format/numbers.ts'
import { shortened } from '../../format/text.ts'
import { Button, copyText, LinkButton, WriteButton } from '../../parts/button.tsx'
import { Menu } from '../../parts/menu.tsx'
import { useKeys } from '../../state/keys.ts'
import { href } from '../../state/router.ts'
import { tell, tellHeld } from '../../state/toasts.ts'
import { measureTitle } from '../../words/titles.ts'
import { plural, t } from '../../words/words.ts'
import { chanceBetter } from './chances.ts'
import { isMarked, turnMarks } from './marks.ts'
import { valueName } from './names.ts'
import {
  cardOf,
  copied,
  copiedValues,
  type CopyShape,
  hasInside,
  onlyThese,
  type RowFilters,
  type ShownRow,
  summed,
  withoutThese,
} from './rows.ts'
import { type Change, PAGE_ROWS, type ReportState } from './state.ts'
import { type UsedRows, UseInFlow } from './use-in-flow.tsx'

interface Props {
  readonly answer: ReportAnswer
  readonly state: ReportState
  readonly change: Change
  readonly catalog: ReportCatalog
  readonly shown: readonly ShownRow[]
  readonly selection: ReadonlySet<string>
  readonly onOpen: (row: ShownRow) => void
  /** What marks the rows to cut. */
  readonly rule: ComponentChildren
}

const SHAPES: readonly CopyShape[] = ['lines', 'commas', 'quoted', 'url']
const SUMMED = ['clicks', 'leads', 'cost', 'revenue', 'profit']

export function SelectionFoot(props: Props) {
  const { answer, state, change, catalog, shown, selection, onOpen, rule } = props
  const chosen = shown.filter(({ key }) => selection.has(key))
  const rows = chosen.length > 0 ? chosen : shown
  const [used, setUsed] = useState<UsedRows | null>(null)
  const copy = (shape: CopyShape) => {
    const values = copiedValues(rows)
    void copyText(copied(values, shape)).then(() => tell(plural('report.copied', values.length)))
  }
  const copyColumn = (key: string) => {
    const values = rows.map(({ m }) => String(m[key] ?? ''))
    void copyText(values.join('\n')).then(() => tell(plural('report.copiedValues', values.length)))
  }
  useKeys({ c: () => copy('lines') })
  const { totalRows, tookMs } = answer.meta
  return (
    <div class="table-foot">
      <span>
        {plural('report.rows', totalRows)} · {t('report.took', { n: number(tookMs) })}
      </span>
      <Menu
        label={t('copyIds')}
        text={chosen.length > 0 ? plural('report.copyChosen', chosen.length) : t('copyIds')}
        icon="copy"
        items={SHAPES.map((shape) => ({ label: t(`copyShape.${shape}`), run: () => copy(shape) }))}
      />
      <Menu
        label={t('report.copyColumn')}
        text={t('report.copyColumnShort')}
        icon="copy"
        items={state.columns.map((key) => ({
          label: titleOf(key, catalog),
          run: () => copyColumn(key),
        }))}
      />
      {chosen.length === 0 ? null : (
        <RowActs chosen={chosen} state={state} change={change} onOpen={onOpen} />
      )}
      <Button icon="block" look="quiet" onClick={() => setUsed({ rows, shown, answer })}>
        {t('use.act')}
      </Button>
      {used === null ? null : (
        <UseInFlow used={used} state={state} catalog={catalog} onClose={() => setUsed(null)} />
      )}
      {rule}
      <Versus rows={chosen} />
      {chosen.length === 0 ? null : <Sums rows={chosen} columns={state.columns} />}
      <span class="grow" />
      <Pages total={totalRows} page={state.page} onPage={(page) => change({ page })} />
    </div>
  )
}

type RowActsProps = Pick<Props, 'state' | 'change' | 'onOpen'> & {
  readonly chosen: readonly ShownRow[]
}

/** What can be done with the chosen rows: gone into, filtered by, marked. */
function RowActs({ chosen, state, change, onOpen }: RowActsProps) {
  const [first] = chosen
  const card = first === undefined || chosen.length > 1 ? null : cardOf(first)
  const add = (found: RowFilters) => {
    if (typeof found === 'string') return tellHeld(t(found))
    const known = new Set(state.filters.map((one) => JSON.stringify(one)))
    const added = found.filter((one) => !known.has(JSON.stringify(one)))
    change({ filters: [...state.filters, ...added], page: 0 })
  }
  return (
    <>
      {first !== undefined && chosen.length === 1 && hasInside(first, state) ? (
        <Button icon="right" look="quiet" onClick={() => onOpen(first)}>
          {t('report.open')}
        </Button>
      ) : null}
      {card === null ? null : (
        <LinkButton icon="settings" look="quiet" to={href(card)}>
          {t('report.card')}
        </LinkButton>
      )}
      <Menu
        label={t('report.filterRows')}
        text={t('report.filter')}
        icon="filter"
        items={[
          { label: t('report.onlyThese'), run: () => add(onlyThese(chosen)) },
          { label: t('report.withoutThese'), run: () => add(withoutThese(chosen)) },
        ]}
      />
      <WriteButton icon="star" look="quiet" onClick={() => turnMarks(state.inside, chosen)}>
        {chosen.every((row) => isMarked(state.inside, row)) ? t('report.unmark') : t('report.mark')}
      </WriteButton>
    </>
  )
}

function titleOf(key: string, { measures }: ReportCatalog): string {
  const measure = measures.find((one) => one.key === key)
  return measure === undefined ? key : measureTitle(measure.key, measure.title)
}

/** Of two rows: which converts better, and how sure that is. */
function Versus({ rows }: { readonly rows: readonly ShownRow[] }) {
  const [a, b] = rows
  if (a === undefined || b === undefined || rows.length !== 2) return null
  const chance = chanceBetter(rateOf(a), rateOf(b))
  const [better, worse] = (chance ?? 1) >= 0.5 ? [a, b] : [b, a]
  return (
    <output class="versus">
      {chance === null
        ? t('report.tooFew')
        : t('report.better', {
            chance: percent(100 * Math.max(chance, 1 - chance), 1),
            better: nameOf(better),
            worse: nameOf(worse),
          })}
    </output>
  )
}

function rateOf({ m }: ShownRow) {
  return { clicks: m['clicks'] ?? 0, leads: m['leads'] ?? 0 }
}

function nameOf({ dimension, value, label, isOther }: ShownRow): string {
  return isOther ? t('report.other') : shortened(valueName(dimension, value, label), 30)
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
          {measureTitle(key)} <b>{number(sum, Number.isInteger(sum) ? 0 : 2)}</b>{' '}
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
