/** Makes a filter of the report or the click log: a dimension chooses clicks, a measure chooses rows. */
import { useState } from 'preact/hooks'

import { MACRO } from '../../../src/core/words/values.ts'
import type { ChoiceKind } from '../../api/found.ts'
import { queryReport } from '../../api/measures.ts'
import type { ReportCatalog } from '../../api/types.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { type Option, SelectField, TextField } from '../../parts/field.tsx'
import { Picker } from '../../parts/picker.tsx'
import { useLoad } from '../../state/load.ts'
import { periodInput } from '../../state/period.ts'
import { dimensionTitle } from '../../words/titles.ts'
import { t } from '../../words/words.ts'
import { ChooseMany } from '../entities/choose-many.tsx'
import {
  areRight,
  filterOf,
  isMeasure,
  isNumberSoFar,
  isTagField,
  type Operator,
  operatorsOf,
  roomOf,
} from './filter-operators.ts'
import { fieldTitle, type TitleOf } from './filter-sentence.ts'
import { kindOf, rememberNames, tagOptions, valueName } from './names.ts'
import type { PlainFilter } from './state.ts'

interface Props {
  /** The field it begins with. */
  readonly first: string
  readonly catalog: ReportCatalog
  /** Of a report its groupings: a filter on sums chooses rows of one of them. */
  readonly levels?: readonly string[]
  /** How many of them one has gone into. */
  readonly above?: number
  readonly titleOf?: TitleOf
  readonly onAdd: (filter: PlainFilter) => void
  readonly onClose: () => void
}

export function FilterDialog(props: Props) {
  const { first, catalog, levels = [], above = 0, titleOf = dimensionTitle } = props
  const [field, setField] = useState(first)
  const [op, setOp] = useState<Operator>(operatorsOf(first, catalog)[0] ?? 'in')
  const [values, setValues] = useState<readonly string[]>([])
  const [level, setLevel] = useState(levels.length)
  const isSum = isMeasure(field, catalog)
  const isRight = areRight(values, op, isSum)
  const add = () => {
    const filter = filterOf(field, op, values)
    props.onAdd(isSum ? { ...filter, level } : filter)
    props.onClose()
  }
  const choose = (next: string) => {
    setField(next)
    setOp(operatorsOf(next, catalog)[0] ?? 'in')
    setValues([])
  }
  return (
    <Dialog
      title={t('report.filter')}
      onClose={props.onClose}
      actions={
        <>
          <Button onClick={props.onClose}>{t('cancel')}</Button>
          <Button look="primary" isDisabled={!isRight} onClick={add}>
            {t('apply')}
          </Button>
        </>
      }
    >
      <SelectField
        label={t('filter.field')}
        hasFocus
        value={field}
        options={fieldsOf(catalog).map((value) => ({
          value,
          label: fieldTitle(value, catalog, titleOf),
        }))}
        onChange={choose}
      />
      {isSum && levels.length - above > 1 ? (
        <SelectField
          label={t('report.filterLevel')}
          hint={t('report.filterLevelText')}
          value={String(level)}
          options={levels
            .map((key, at) => ({ value: String(at + 1), label: titleOf(key) }))
            .slice(above)}
          onChange={(next) => setLevel(Number(next))}
        />
      ) : null}
      <SelectField
        label={t('filter.operator')}
        value={op}
        options={operatorsOf(field, catalog).map((value) => ({ value, label: t(`op.${value}`) }))}
        onChange={(next) => setOp(next as Operator)}
      />
      <Values key={field} {...{ field, op, catalog, values }} onChange={setValues} />
    </Dialog>
  )
}

interface ValuesProps {
  readonly field: string
  readonly op: Operator
  readonly catalog: ReportCatalog
  readonly values: readonly string[]
  readonly onChange: (values: readonly string[]) => void
}

/** As many as the operator takes. */
function Values(props: ValuesProps) {
  const { field, op, catalog, values, onChange } = props
  const room = roomOf(op)
  if (room === 0) return null
  if (room === 'many') return <ManyValues {...props} />
  const isSum = isMeasure(field, catalog)
  const label = (at: number) =>
    room === 1 ? t('filter.value') : t(at === 0 ? 'filter.least' : 'filter.most')
  const put = (at: number, text: string) =>
    onChange(Array.from({ length: room }, (_, one) => (one === at ? text : (values[one] ?? ''))))
  return (
    <div class={room === 1 ? undefined : 'form two'}>
      {Array.from({ length: room }, (_, at) => (
        <TextField
          key={at}
          label={label(at)}
          value={values[at] ?? ''}
          errors={isSum && !isNumberSoFar(values[at] ?? '') ? [t('filter.noNumber')] : []}
          onInput={(text) => put(at, text)}
        />
      ))}
    </div>
  )
}

/** Of a dimension those with traffic in the period are offered, the busiest first. */
function ManyValues(props: ValuesProps) {
  const { field, catalog, values, onChange } = props
  const kind = kindOf(field)
  if (isTagField(field, catalog)) return <TagValues {...props} />
  if (kind === null) return <SeenValues {...props} />
  return <ObjectValues field={field} kind={kind} values={values} onChange={onChange} />
}

function TagValues({ values, onChange }: ValuesProps) {
  const tags = useLoad(tagOptions, [])
  const given = { label: t('filter.values'), values, onChange }
  return <Picker {...given} options={tags.data ?? []} isOpen={false} />
}

type ObjectsProps = Omit<ValuesProps, 'catalog' | 'op'> & { readonly kind: ChoiceKind }

/** With traffic or without. */
function ObjectValues({ field, kind, values, onChange }: ObjectsProps) {
  const seen = useLoad((signal) => seenValues(field, '', signal), [field])
  const given = { label: t('filter.values'), values, onChange }
  const first = (seen.data ?? []).map((one) => ({ ...one, about: `#${one.value}` }))
  return <ChooseMany {...given} kind={kind} first={first} />
}

function SeenValues({ field, catalog, values, onChange }: ValuesProps) {
  const kind = catalog.dimensions.find(({ key }) => key === field)?.kind ?? null
  const [text, setText] = useState('')
  const asked = kind === 'text' ? text.trim() : ''
  const seen = useLoad(
    (signal) => seenValues(kind === null ? null : field, asked, signal),
    [field, asked],
  )
  return (
    <Picker
      label={t('filter.values')}
      values={values}
      options={seen.data ?? []}
      isOpen={kind !== 'id'}
      placeholder={t(kind === 'id' ? 'picker.search' : 'filter.valuesHint')}
      onSearch={setText}
      onChange={onChange}
    />
  )
}

const OFFERED = 300

async function seenValues(
  field: string | null,
  text: string,
  signal: AbortSignal,
): Promise<readonly Option[]> {
  if (field === null) return []
  const sort = timeSort(field)
  const answer = await queryReport(
    {
      period: periodInput.peek(),
      groupings: [field],
      measures: ['clicks'],
      filters: text === '' ? [] : [{ field, op: 'contains', value: text }],
      ...(sort === null ? {} : { sort: [sort] }),
      limit: OFFERED,
    },
    signal,
  )
  rememberNames(answer)
  return answer.rows.flatMap(({ path: [step] }) => {
    if (step === undefined || step.value === null || step.value === MACRO) return []
    const { value, label } = step
    return [{ value, label: valueName(field, value, label) }]
  })
}

const DATES = ['days', 'weeks', 'month', 'year', 'hours', 'quarterHours']
const CLOCKS = ['dayOfWeek', 'hourOfDay']

/** Times are looked for by their order: of dates the newest first. */
function timeSort(field: string) {
  if (DATES.includes(field)) return { field, dir: 'desc' } as const
  return CLOCKS.includes(field) ? ({ field, dir: 'asc' } as const) : null
}

/** Dimensions with the tags of what they are behind them, then measures; what is both is a measure. */
function fieldsOf({ dimensions, measures, tagFilters }: ReportCatalog): readonly string[] {
  const sums = measures.map(({ key }) => key)
  return [
    ...dimensions.flatMap(({ key }) => [
      ...(sums.includes(key) ? [] : [key]),
      ...tagFilters.flatMap((tags) => (tags.of === key ? [tags.key] : [])),
    ]),
    ...sums,
  ]
}
