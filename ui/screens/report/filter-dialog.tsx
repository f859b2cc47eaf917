/** Makes a filter of the report or the click log: a dimension chooses clicks, a measure chooses rows. */
import { useState } from 'preact/hooks'

import { MACRO } from '../../../src/core/words/values.ts'
import { queryReport } from '../../api/measures.ts'
import type { ReportCatalog } from '../../api/types.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { type Option, SelectField } from '../../parts/field.tsx'
import { Picker } from '../../parts/picker.tsx'
import { useLoad } from '../../state/load.ts'
import { periodInput } from '../../state/period.ts'
import { t } from '../../words/words.ts'
import { fieldTitle } from './filter-sentence.ts'
import { listed, rememberNames, valueName } from './names.ts'
import type { PlainFilter } from './state.ts'

interface Props {
  /** The field it begins with. */
  readonly first: string
  readonly catalog: ReportCatalog
  readonly onAdd: (filter: PlainFilter) => void
  readonly onClose: () => void
}

type Operator = PlainFilter['op']

const TEXT: readonly Operator[] = [
  'in',
  'not_in',
  'contains',
  'not_contains',
  'starts',
  'ends',
  'mask',
  'set',
  'not_set',
  'macro',
]
const NUMBER: readonly Operator[] = ['gte', 'lte', 'gt', 'lt', 'eq', 'between']
const IDS: readonly Operator[] = ['in', 'not_in', 'set', 'not_set']
const TAGS: readonly Operator[] = ['in', 'not_in']

export function FilterDialog({ first, catalog, onAdd, onClose }: Props) {
  const [field, setField] = useState(first)
  const [op, setOp] = useState<Operator>('in')
  const [values, setValues] = useState<readonly string[]>([])
  const operators = operatorsOf(field, catalog)
  const needsValue = !['set', 'not_set', 'macro'].includes(op)
  const add = () => {
    onAdd(filterOf(field, op, values))
    onClose()
  }
  const choose = (next: string) => {
    setField(next)
    setOp(operatorsOf(next, catalog)[0] ?? 'in')
    setValues([])
  }
  return (
    <Dialog
      title={t('report.filter')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button look="primary" isDisabled={needsValue && values.length === 0} onClick={add}>
            {t('apply')}
          </Button>
        </>
      }
    >
      <SelectField
        label={t('filter.field')}
        value={field}
        options={fieldsOf(catalog).map((value) => ({ value, label: fieldTitle(value, catalog) }))}
        onChange={choose}
      />
      <SelectField
        label={t('filter.operator')}
        value={op}
        options={operators.map((value) => ({ value, label: t(`op.${value}`) }))}
        onChange={(next) => setOp(next as Operator)}
      />
      {needsValue ? (
        <Values key={field} field={field} catalog={catalog} values={values} onChange={setValues} />
      ) : null}
    </Dialog>
  )
}

interface ValuesProps {
  readonly field: string
  readonly catalog: ReportCatalog
  readonly values: readonly string[]
  readonly onChange: (values: readonly string[]) => void
}

/** Of a dimension those with traffic in the period are offered, the busiest first. */
function Values({ field, catalog, values, onChange }: ValuesProps) {
  const kind = isTagField(field, catalog)
    ? 'id'
    : (catalog.dimensions.find(({ key }) => key === field)?.kind ?? null)
  const [text, setText] = useState('')
  const asked = kind === 'text' ? text.trim() : ''
  const seen = useLoad(
    (signal) =>
      isTagField(field, catalog)
        ? listed(field)
        : seenValues(kind === null ? null : field, asked, signal),
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
  const answer = await queryReport(
    {
      period: periodInput.peek(),
      groupings: [field],
      measures: ['clicks'],
      filters: text === '' ? [] : [{ field, op: 'contains', value: text }],
      limit: OFFERED,
    },
    signal,
  )
  rememberNames(answer)
  const seen = answer.rows.flatMap(({ path: [step] }) => {
    if (step === undefined || step.value === null || step.value === MACRO) return []
    const { value, label } = step
    return [{ value, label: valueName(field, value, label) }]
  })
  const known = new Set(seen.map(({ value }) => value))
  const rest = text === '' ? await listed(field) : []
  return [...seen, ...rest.filter(({ value }) => !known.has(value))]
}

/** Dimensions with the tags of what they are behind them, then measures. */
function fieldsOf({ dimensions, measures, tagFilters }: ReportCatalog): readonly string[] {
  return [
    ...dimensions.flatMap(({ key }) => [
      key,
      ...tagFilters.flatMap((tags) => (tags.of === key ? [tags.key] : [])),
    ]),
    ...measures.map(({ key }) => key),
  ]
}

const isTagField = (field: string, { tagFilters }: ReportCatalog) =>
  tagFilters.some(({ key }) => key === field)

function operatorsOf(field: string, catalog: ReportCatalog): readonly Operator[] {
  if (isTagField(field, catalog)) return TAGS
  const dimension = catalog.dimensions.find(({ key }) => key === field)
  if (dimension === undefined) return NUMBER
  switch (dimension.kind) {
    case 'id':
    case 'flag':
      return IDS
    case 'number':
    case 'time':
      return [...NUMBER, 'in', 'not_in']
    case 'ip':
      return ['cidr', ...TEXT]
    case 'text':
      return TEXT
  }
}

function filterOf(field: string, op: Operator, values: readonly string[]): PlainFilter {
  const read = NUMBER.includes(op) ? values.map(numberOrText) : [...values]
  if (['set', 'not_set', 'macro'].includes(op)) return { field, op }
  const isList = op === 'in' || op === 'not_in' || op === 'between'
  return { field, op, value: isList ? read : (read[0] ?? '') }
}

function numberOrText(text: string): string | number {
  const value = Number(text.replace(',', '.'))
  return Number.isFinite(value) ? value : text
}
