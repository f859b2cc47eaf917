/** The values of a filter: a list to pick from, a form, or JSON where neither can show them. */
import { useMemo, useState } from 'preact/hooks'

import type { FilterSpec } from '../../../src/core/model.ts'
import type { FilterEntry } from '../../api/types.ts'
import { AreaField } from '../../parts/field.tsx'
import { joined, Picker } from '../../parts/picker.tsx'
import { useLoad } from '../../state/load.ts'
import { t, term } from '../../words/words.ts'
import { COMPLETE, knownValues, payloadKindOf } from './filter-text.ts'
import { seenValues } from './filter-values.ts'
import { Expected, PayloadForm } from './payload-form.tsx'
import { fitsForm, objectSchemaOf, type Payload } from './payload-parts.ts'

interface PayloadProps {
  readonly filter: FilterSpec
  readonly entry: FilterEntry | null
  readonly onChange: (payload: unknown) => void
  /** Whether what was typed last can be read at all. */
  readonly onReadable: (isReadable: boolean) => void
}

export function PayloadField({ filter, entry, onChange, onReadable }: PayloadProps) {
  const { key, payload } = filter
  // Whatever is typed meanwhile: a field that turns into others loses its reader.
  const [look] = useState(() => lookOf(payload, entry))
  const about = term('payload', key, entry?.payloadSchema.description ?? '')
  const schema = entry === null ? null : objectSchemaOf(entry)
  switch (look) {
    case 'none':
      return null
    case 'form':
      return <PayloadForm schema={schema!} payload={payload as Payload} onChange={onChange} />
    case 'list': {
      const values = ((payload ?? []) as readonly unknown[]).map(String)
      return <ListPayload name={key} values={values} about={about} onChange={onChange} />
    }
    case 'json':
      return (
        <JsonPayload value={payload} about={about} onChange={onChange} onReadable={onReadable} />
      )
  }
}

function lookOf(payload: unknown, entry: FilterEntry | null): 'none' | 'form' | 'list' | 'json' {
  if (entry === null) return 'json'
  const kind = payloadKindOf(entry)
  if (kind === 'none') return 'none'
  const schema = objectSchemaOf(entry)
  if (schema !== null && fitsForm(payload, schema)) return 'form'
  const isList = Array.isArray(payload) || payload === null
  return kind === 'list' && isList ? 'list' : 'json'
}

interface ListProps {
  /** The key of the filter. */
  readonly name: string
  readonly values: readonly string[]
  readonly about: string
  readonly onChange: (payload: unknown) => void
}

function ListPayload({ name, values, about, onChange }: ListProps) {
  const [text, setText] = useState('')
  const known = useMemo(() => knownValues(name), [name])
  const seen = useLoad((signal) => seenValues(name, text, signal), [name, text])
  const options = useMemo(() => joined(known, seen.data ?? []), [known, seen.data])
  return (
    <>
      <Picker
        label={t('filter.values')}
        values={values}
        options={options}
        onSearch={setText}
        isOpen
        isComplete={COMPLETE.has(name)}
        placeholder={t('filter.valuesHint')}
        onChange={onChange}
      />
      <Expected what={about} />
    </>
  )
}

interface JsonProps {
  readonly value: unknown
  readonly about: string
  readonly onChange: (payload: unknown) => void
  readonly onReadable: PayloadProps['onReadable']
}

const UNREADABLE = Symbol('no JSON')

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return UNREADABLE
  }
}

function JsonPayload({ value, about, onChange, onReadable }: JsonProps) {
  const [text, setText] = useState(JSON.stringify(value, null, 2))
  const [problem, setProblem] = useState<readonly string[]>([])
  const read = (next: string) => {
    setText(next)
    const payload = parsed(next)
    onReadable(payload !== UNREADABLE)
    setProblem(payload === UNREADABLE ? [t('filter.badJson')] : [])
    if (payload !== UNREADABLE) onChange(payload)
  }
  return (
    <AreaField
      label={t('filter.values')}
      hint={about}
      errors={problem}
      value={text}
      rows={6}
      onInput={read}
    />
  )
}
