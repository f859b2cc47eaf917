/** Costs as a table of the traffic source: one line a day or hour, each booked for itself. */
import { useMemo, useState } from 'preact/hooks'

import { costParts } from '../../../src/core/files/cost-parts.ts'
import { DATE_ORDERS } from '../../../src/core/files/dates.ts'
import { currencyOptions } from '../../api/choices.ts'
import { type ApiFailure, failureFrom } from '../../api/failure.ts'
import { useParameterNames } from '../../api/parameter-names.ts'
import { Button, WriteButton } from '../../parts/button.tsx'
import { dateOptions, hasSlashedDates } from '../../parts/dates-field.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import type { Option } from '../../parts/field.tsx'
import { Failed } from '../../parts/states.tsx'
import { TextFile } from '../../parts/text-file.tsx'
import { zone } from '../../state/period.ts'
import { readStored, store } from '../../state/stored.ts'
import { currency } from '../../state/user.ts'
import { t } from '../../words/words.ts'
import { type FieldSpec, listOf, notBeside, textOf, type Values } from '../entities/field-specs.ts'
import { FormFields } from '../entities/fields.tsx'
import { costModeOptions, subIdOptions } from './cost-choices.ts'
import {
  COST_COLUMNS,
  type CostColumn,
  type CostColumns,
  currencyIn,
  guessed,
  keepColumns,
  lastColumns,
} from './cost-columns.ts'
import { type CostsSent, sendCosts } from './cost-sending.ts'
import { CostOutcome, CostUpload } from './cost-upload.tsx'
import { headOf, type Title } from './list-titles.ts'

interface Props {
  readonly onClose: () => void
  readonly onDone: () => void
}

export function CostFile({ onClose, onDone }: Props) {
  const form = useCostFile(onDone)
  const { values, change, failure, answer } = form
  const names = useParameterNames(listOf(values, 'campaigns'))
  const titles = useMemo(() => headOf(textOf(values, 'csv'), true), [values['csv']])
  const columns = columnsOf(values, titles)
  const specs = [
    linesField(),
    ...columnFields(titles, columns, values),
    ...datesField(textOf(values, 'csv')),
    ...fieldsOf(names),
  ]
  const unsaid = notBeside(failure, specs)
  const isReady = neededOf(values).every((name) => columns[name] !== undefined)
  return (
    <Dialog
      title={t('cost.file')}
      shape="wide"
      onClose={onClose}
      actions={
        answer === null ? (
          <WriteButton
            look="primary"
            isBusy={form.progress !== null}
            isDisabled={!isReady}
            onClick={() => void form.book(columns)}
          >
            {t('cost.book')}
          </WriteButton>
        ) : (
          <Button look="primary" onClick={onClose}>
            {t('close')}
          </Button>
        )
      }
    >
      {answer === null ? (
        <>
          <TextFile
            label={t('cost.fileChoose')}
            accept=".csv,.txt,text/csv,text/plain"
            maxBytes={MAX_FILE_BYTES}
            tooLarge={t('cost.fileLarge')}
            onText={(csv) => change({ csv })}
            onFailure={form.setFailure}
          />
          <FormFields
            specs={specs}
            values={{
              ...values,
              ...chosenOf(columns),
              currency: currencyOf(values, columns) || currency.peek(),
            }}
            errors={failure?.facts.fields ?? {}}
            onChange={change}
          />
        </>
      ) : (
        <Outcome answer={answer} onDone={onDone} />
      )}
      {form.progress === null ? null : (
        <progress value={form.progress} aria-label={t('upload.running')} />
      )}
      {unsaid === null ? null : <Failed failure={unsaid} />}
    </Dialog>
  )
}

function Outcome({ answer, onDone }: { readonly answer: CostsSent; readonly onDone: () => void }) {
  const { importId, results = [], problem } = answer
  if (answer.results === undefined && importId !== null)
    return <CostUpload importId={importId} onDone={onDone} />
  return (
    <>
      {problem === null ? null : <Failed failure={failureFrom(problem)} />}
      <CostOutcome lines={results} />
    </>
  )
}

/** A hundred thousand lines of the usual length. */
const MAX_FILE_BYTES = 20_000_000
/** What this browser keeps: files of one source are all by the same. */
const FIELD = 'cost-file-field'

/** The one that the last file was booked by. */
function usualField(): string {
  const kept = readStored(FIELD)
  return fieldOptions().find(({ value }) => value === kept)?.value ?? 'sub_id_1'
}

function useCostFile(onDone: () => void) {
  const [values, setValues] = useState<Values>({
    campaigns: [],
    csv: '',
    field: usualField(),
    mode: 'spread',
  })
  const [answer, setAnswer] = useState<CostsSent | null>(null)
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const [progress, setProgress] = useState<number | null>(null)
  const change = (changes: Values) => {
    setFailure(null)
    setValues((before) => ({ ...before, ...changes }))
  }
  const book = async (columns: CostColumns) => {
    setFailure(null)
    setProgress(0)
    try {
      const { parts, ...form } = partsOf(values, columns)
      setAnswer(await sendCosts(parts, { ...bodyOf(values, columns), ...form }, setProgress))
      store(FIELD, textOf(values, 'field'))
      keepColumns(columns)
      onDone()
    } catch (error) {
      setFailure(failureFrom(error))
    } finally {
      setProgress(null)
    }
  }
  return { values, change, answer, failure, setFailure, progress, book }
}

/** Where nobody can tell its dates, or they contradict each other, it is no file to be divided. */
function partsOf(values: Values, { date = '', value = '', campaign = '', cost = '' }: CostColumns) {
  const csv = textOf(values, 'csv')
  const said = hasSlashedDates(csv) ? textOf(values, 'dates') : ''
  const order = DATE_ORDERS.find((each) => each === said) ?? null
  const { parts, dates, decimal } = costParts(csv, { date, value, campaign, cost }, order)
  if (typeof dates !== 'string' && parts.length > 1) throw new Error(t('file.dates.open'))
  const isTold = typeof dates !== 'string' || dates === 'none'
  return { parts, dates: isTold ? null : dates, decimal }
}

function bodyOf(values: Values, columns: CostColumns) {
  const field = textOf(values, 'field')
  const campaigns = listOf(values, 'campaigns').map(Number)
  return {
    ...(campaigns.length === 0 ? {} : { campaigns }),
    // One that nobody chose holds nothing, be it called so.
    columns: { value: null, campaign: null, currency: null, ...columns },
    timezone: zone.peek(),
    currency: currencyOf(values, columns) || null,
    mode: textOf(values, 'mode'),
    ...(field === '' ? {} : { field }),
  }
}

/** The one that was chosen, else what the title of the costs says; `''`: that of the tracker. */
function currencyOf(values: Values, { cost = '' }: CostColumns): string {
  return textOf(values, 'currency') || currencyIn(cost)
}

/** As the API calls them, beside which it says what is wrong with them. */
const fieldOf = (name: CostColumn) => `columns.${name}`

/** What was guessed, unless something else was chosen; an empty choice is no column. */
function columnsOf(values: Values, titles: readonly Title[]): CostColumns {
  const known = new Set(titles.map(({ title }) => title))
  const guess = guessed(titles, lastColumns())
  const columns = COST_COLUMNS.map((name) => {
    const chosen = values[fieldOf(name)]
    const isChosen = typeof chosen === 'string' && (chosen === '' || known.has(chosen))
    return [name, isChosen ? chosen : (guess[name] ?? '')] as const
  })
  const wanted = columns.filter(([name]) => name !== 'value' || textOf(values, 'field') !== '')
  return Object.fromEntries(wanted.filter(([, title]) => title !== ''))
}

function chosenOf(columns: CostColumns): Values {
  return Object.fromEntries(COST_COLUMNS.map((name) => [fieldOf(name), columns[name] ?? '']))
}

function neededOf(values: Values): readonly CostColumn[] {
  return textOf(values, 'field') === '' ? ['date', 'cost'] : ['date', 'cost', 'value']
}

const EXAMPLE_CHARS = 24

/** Once there are titles to choose from. */
function columnFields(
  titles: readonly Title[],
  columns: CostColumns,
  values: Values,
): readonly FieldSpec[] {
  if (titles.length === 0) return []
  const needed = neededOf(values)
  const shown = COST_COLUMNS.filter((name) => name !== 'value' || needed.includes(name))
  const options = titles.map(({ title, example }) => ({
    value: title,
    label: example === '' ? title : `${title} · ${example.slice(0, EXAMPLE_CHARS)}`,
  }))
  const none = (name: CostColumn) => t(needed.includes(name) ? 'choose' : 'none')
  return [
    { kind: 'heading', name: 'columns', label: t('cost.columns') },
    ...shown.map((name) => ({
      kind: 'select' as const,
      name: fieldOf(name),
      label: t(`cost.column.${name}`),
      options: [{ value: '', label: none(name) }, ...options],
      ...(needed.includes(name) && columns[name] === undefined
        ? { hint: t('cost.columnNeeded') }
        : {}),
    })),
  ]
}

const FIELDS = [
  'source',
  'creative_id',
  'ad_campaign_id',
  'keyword',
  'external_id',
  'country',
  'device_type',
  'os',
] as const

function fieldOptions(names?: ReadonlyMap<string, string>): readonly Option[] {
  const fields = FIELDS.map((value) => ({ value, label: t(`cost.field.${value}`) }))
  return [{ value: '', label: t('cost.fileByNothing') }, ...subIdOptions(names), ...fields]
}

/** Asked where the file may leave it open. */
function datesField(csv: string): readonly FieldSpec[] {
  if (!hasSlashedDates(csv)) return []
  return [{ kind: 'select', name: 'dates', label: t('file.dates'), options: dateOptions() }]
}

const linesField = (): FieldSpec => ({
  kind: 'area',
  name: 'csv',
  label: t('link.lines'),
  hint: t('cost.fileHint'),
  rows: 7,
  isWide: true,
  placeholder: 'date,value,cost\n2026-11-20,zone-81,1.25\n2026-11-20 14:00,zone-82,0.40',
})

function fieldsOf(names: ReadonlyMap<string, string>): readonly FieldSpec[] {
  return [
    { kind: 'heading', name: 'clicks', label: t('cost.fileClicks') },
    {
      kind: 'objects',
      name: 'campaigns',
      label: t('cost.fileCampaigns'),
      of: { kind: 'campaign', access: 'modify' },
      isWide: true,
    },
    {
      kind: 'select',
      name: 'field',
      label: t('cost.fileBy'),
      options: fieldOptions(names),
    },
    { kind: 'select', name: 'mode', label: t('cost.mode'), options: costModeOptions() },
    { kind: 'select', name: 'currency', label: t('currency'), options: currencyOptions() },
  ]
}
