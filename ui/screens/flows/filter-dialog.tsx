/** Choosing a filter and its values. */
import { useMemo, useState } from 'preact/hooks'

import type { FilterSpec } from '../../../src/core/model.ts'
import type { FilterEntry } from '../../api/types.ts'
import { Button } from '../../parts/button.tsx'
import { Badge } from '../../parts/chip.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { AreaField, SelectField, Switch } from '../../parts/field.tsx'
import { Picker } from '../../parts/picker.tsx'
import { SearchBox } from '../../parts/search-box.tsx'
import { Notice } from '../../parts/states.tsx'
import { useLoad } from '../../state/load.ts'
import { t, term } from '../../words/words.ts'
import { COMPLETE, knownValues, payloadKindOf } from './filter-text.ts'
import { joined, seenValues } from './filter-values.ts'
import { filterTitle, useNames } from './names.ts'

interface FilterDialogProps {
  /** Null: a new one, whose kind is chosen first. */
  readonly filter: FilterSpec | null
  readonly onSave: (filter: FilterSpec) => void
  readonly onClose: () => void
}

export function FilterDialog({ filter, onSave, onClose }: FilterDialogProps) {
  const { catalog } = useNames()
  const [edited, setEdited] = useState(filter)
  const [isReadable, setReadable] = useState(true)
  const entry = catalog.filters.find(({ key }) => key === edited?.key)
  if (edited === null) {
    return (
      <Dialog title={t('filter.choose')} onClose={onClose}>
        <KindList onPick={({ key }) => setEdited(blankFilter(key))} />
      </Dialog>
    )
  }
  const isEmpty = Array.isArray(edited.payload) && edited.payload.length === 0
  const needsValues = entry !== undefined && payloadKindOf(entry) !== 'none'
  return (
    <Dialog
      title={entry === undefined ? edited.key : filterTitle(entry)}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button
            look="primary"
            isDisabled={!isReadable || (needsValues && isEmpty)}
            onClick={() => onSave(edited)}
          >
            {t('apply')}
          </Button>
        </>
      }
    >
      <FilterForm
        filter={edited}
        entry={entry ?? null}
        onChange={setEdited}
        onReadable={setReadable}
      />
    </Dialog>
  )
}

function blankFilter(key: string): FilterSpec {
  return { key, mode: 'accept', payload: [], onUnknown: 'defer', enabled: true }
}

function KindList({ onPick }: { readonly onPick: (entry: FilterEntry) => void }) {
  const { catalog } = useNames()
  const [text, setText] = useState('')
  const wanted = text.trim().toLowerCase()
  const found = catalog.filters.filter(
    (entry) =>
      filterTitle(entry).toLowerCase().includes(wanted) ||
      entry.title.toLowerCase().includes(wanted) ||
      entry.key.includes(wanted),
  )
  const groups = [...new Set(found.map(({ group }) => group))]
  return (
    <>
      <SearchBox label={t('filter.search')} value={text} onInput={setText} hasFocus />
      {groups.map((group) => (
        <section key={group}>
          <h3 class="faint">{t(`filterGroup.${group}`)}</h3>
          <div class="kinds">
            {found
              .filter((entry) => entry.group === group)
              .map((entry) => (
                <button type="button" class="kind" key={entry.key} onClick={() => onPick(entry)}>
                  {filterTitle(entry)}
                  {entry.available ? null : <Badge look="warning">{t('filter.needsData')}</Badge>}
                </button>
              ))}
          </div>
        </section>
      ))}
    </>
  )
}

interface FormProps {
  readonly filter: FilterSpec
  readonly entry: FilterEntry | null
  readonly onChange: (filter: FilterSpec) => void
  /** Whether what was typed last can be read at all. */
  readonly onReadable: (isReadable: boolean) => void
}

function FilterForm({ filter, entry, onChange, onReadable }: FormProps) {
  const set = (changes: Partial<FilterSpec>) => onChange({ ...filter, ...changes })
  return (
    <>
      <div class="segments" role="group" aria-label={t('filter.mode')}>
        {(['accept', 'reject'] as const).map((mode) => (
          <button
            type="button"
            key={mode}
            aria-pressed={filter.mode === mode}
            onClick={() => set({ mode })}
          >
            {t(`filter.${mode}`)}
          </button>
        ))}
      </div>
      {entry?.available === false ? (
        <Notice look="warning">
          {t('filter.noData', { need: term('need', entry.needs ?? '') })}
        </Notice>
      ) : null}
      <Payload
        filter={filter}
        entry={entry}
        onChange={(payload) => set({ payload })}
        onReadable={onReadable}
      />
      <SelectField
        label={t('filter.onUnknown')}
        hint={t('filter.onUnknownHint')}
        value={filter.onUnknown}
        options={(['defer', 'allow', 'reject'] as const).map((value) => ({
          value,
          label: t(`unknown.${value}`),
        }))}
        onChange={(onUnknown) => set({ onUnknown: onUnknown as FilterSpec['onUnknown'] })}
      />
      <Switch
        label={t('filter.enabled')}
        isOn={filter.enabled}
        onChange={(enabled) => set({ enabled })}
      />
    </>
  )
}

interface PayloadProps {
  readonly filter: FilterSpec
  readonly entry: FilterEntry | null
  readonly onChange: (payload: unknown) => void
  readonly onReadable: FormProps['onReadable']
}

function Payload({ filter, entry, onChange, onReadable }: PayloadProps) {
  const kind = entry === null ? 'object' : payloadKindOf(entry)
  const isList = Array.isArray(filter.payload) || filter.payload === null
  const [text, setText] = useState('')
  const known = useMemo(() => knownValues(filter.key), [filter.key])
  const seen = useLoad((signal) => seenValues(filter.key, text, signal), [filter.key, text])
  const options = useMemo(() => joined(known, seen.data ?? []), [known, seen.data])
  if (kind === 'none') return null
  const about = entry?.payloadSchema.description ?? ''
  if (kind === 'list' && isList) {
    return (
      <>
        <Picker
          label={t('filter.values')}
          values={((filter.payload ?? []) as readonly unknown[]).map(String)}
          options={options}
          onSearch={setText}
          isOpen
          isComplete={COMPLETE.has(filter.key)}
          placeholder={t('filter.valuesHint')}
          onChange={onChange}
        />
        <p class="hint">{t('filter.expects', { what: term('payload', filter.key, about) })}</p>
        {about.includes('/re/') ? <p class="hint">{t('filter.regexHint')}</p> : null}
      </>
    )
  }
  const told = { about: term('payload', filter.key, about), onChange, onReadable }
  return <JsonPayload value={filter.payload} {...told} />
}

interface JsonProps {
  readonly value: unknown
  readonly about: string
  readonly onChange: (payload: unknown) => void
  readonly onReadable: FormProps['onReadable']
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
  const [text, setText] = useState(JSON.stringify(Array.isArray(value) ? {} : value, null, 2))
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
