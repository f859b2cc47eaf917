/** Columns made of formulas: written, changed, removed; from then on measures like any other. */
import { useState } from 'preact/hooks'

import { ask, get, post } from '../../api/client.ts'
import { type ApiFailure, failureFrom } from '../../api/failure.ts'
import type { ReportCatalog } from '../../api/types.ts'
import { Button, WriteButton } from '../../parts/button.tsx'
import { type Option, SelectField, TextField } from '../../parts/field.tsx'
import { Failed, Skeleton } from '../../parts/states.tsx'
import { ReadOnly } from '../../state/held.ts'
import { forgetShared, useLoad } from '../../state/load.ts'
import { mayChangeOthers } from '../../state/user.ts'
import { measureTitle } from '../../words/titles.ts'
import { t } from '../../words/words.ts'

const CUSTOM = 'custom:'

interface Column {
  readonly name: string
  readonly formula: string
  readonly decimals: number
  readonly format: string
}

export function customColumns({ measures }: Pick<ReportCatalog, 'measures'>) {
  return measures.filter(({ key }) => key.startsWith(CUSTOM))
}

/** Decimals as typed. */
type Typed = Omit<Column, 'decimals'> & { readonly decimals: string }

/** Answers the column's key. */
async function saveColumn(column: string | null, values: Typed): Promise<string> {
  const { name, formula, format, decimals } = values
  const body = { name: name.trim(), formula, format, decimals: Number(decimals) }
  const uuid = column?.slice(CUSTOM.length) ?? crypto.randomUUID()
  await (column === null
    ? post(`/custom_column/${uuid}`, body)
    : ask('PUT', `/custom_column/${uuid}`, { body }))
  return CUSTOM + uuid
}

async function removeColumn(column: string | null): Promise<null> {
  await ask('DELETE', `/custom_column/${column?.slice(CUSTOM.length) ?? ''}`)
  return null
}

interface Props {
  readonly catalog: ReportCatalog
  /** `custom:` and its uuid; null: a new one. */
  readonly column: string | null
  /** Gets the key of a new one, null when it was removed. */
  readonly onDone: (key: string | null) => void
  readonly onCancel: () => void
}

export function CustomColumn(props: Props) {
  const { column } = props
  const stored = useLoad(
    (signal) =>
      column === null
        ? Promise.resolve({ name: '', formula: '', decimals: 2, format: 'def' })
        : get<Column>(`/custom_column/${column.slice(CUSTOM.length)}`, signal),
    [column],
  )
  if (stored.error !== null) return <Failed failure={stored.error} onRetry={stored.reload} />
  if (stored.data === null) return <Skeleton lines={3} />
  return (
    <ReadOnly.Provider value={column !== null && !mayChangeOthers('custom_column')}>
      <ColumnForm {...props} stored={stored.data} />
    </ReadOnly.Provider>
  )
}

function ColumnForm({
  column,
  catalog,
  stored,
  onDone,
  onCancel,
}: Props & { readonly stored: Column }) {
  const [values, setValues] = useState({ ...stored, decimals: String(stored.decimals) })
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const act = async (run: () => Promise<string | null>) => {
    setFailure(null)
    try {
      const key = await run()
      forgetShared()
      onDone(key)
    } catch (error) {
      setFailure(failureFrom(error))
    }
  }
  const field = (name: 'name' | 'formula' | 'decimals') => ({
    value: values[name],
    errors: failure?.facts.fields[name] ?? [],
    onInput: (text: string) => setValues({ ...values, [name]: text }),
  })
  const isShownBeside = Object.keys(failure?.facts.fields ?? {}).length > 0
  return (
    <form
      class="card form"
      onSubmit={(event) => {
        event.preventDefault()
        void act(() => saveColumn(column, values))
      }}
    >
      {failure === null || isShownBeside ? null : <Failed failure={failure} />}
      <TextField label={t('column.name')} {...field('name')} hasFocus isRequired />
      <TextField
        label={t('column.formula')}
        hint={t('column.formulaHint')}
        placeholder="(revenue - cost) / clicks"
        {...field('formula')}
        isCode
        isRequired
      />
      <div class="form three">
        <SelectField
          label={t('column.insert')}
          value=""
          options={[{ value: '', label: t('choose') }, ...measureOptions(catalog)]}
          onChange={(key) => setValues({ ...values, formula: `${values.formula} ${key}`.trim() })}
        />
        <SelectField
          label={t('column.format')}
          value={values.format}
          options={(['def', '$', '%'] as const).map((value) => ({
            value,
            label: t(`column.format.${value}`),
          }))}
          onChange={(format) => setValues({ ...values, format })}
        />
        <TextField label={t('column.decimals')} type="number" {...field('decimals')} />
      </div>
      <div class="row">
        <WriteButton type="submit" look="primary">
          {t('save')}
        </WriteButton>
        <Button onClick={onCancel}>{t('cancel')}</Button>
        {column === null ? null : (
          <WriteButton look="danger" onClick={() => void act(() => removeColumn(column))}>
            {t('delete')}
          </WriteButton>
        )}
      </div>
    </form>
  )
}

function measureOptions({ measures }: ReportCatalog): readonly Option[] {
  return measures
    .filter(({ key }) => !key.startsWith(CUSTOM))
    .map((measure) => ({
      value: measure.key,
      label: `${measureTitle(measure.key, measure.title)} · ${measure.key}`,
    }))
}
