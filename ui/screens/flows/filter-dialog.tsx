/** Choosing a filter and its values. */
import { useEffect, useRef, useState } from 'preact/hooks'

import type { FilterSpec } from '../../../src/core/model.ts'
import type { FilterEntry } from '../../api/types.ts'
import { Button } from '../../parts/button.tsx'
import { Badge } from '../../parts/chip.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { SelectField, Switch } from '../../parts/field.tsx'
import { SearchBox } from '../../parts/search-box.tsx'
import { Segments } from '../../parts/segments.tsx'
import { Notice } from '../../parts/states.tsx'
import { trackerZone } from '../../state/user.ts'
import { t, term } from '../../words/words.ts'
import { filterTitle, useNames } from './names.ts'
import { PayloadField } from './payload-field.tsx'
import { blankPayload, isWhole as isPayloadWhole } from './payload-parts.ts'

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
        <KindList onPick={(picked) => setEdited(blankFilter(picked))} />
      </Dialog>
    )
  }
  const isWhole = entry === undefined || isPayloadWhole(entry, edited.payload)
  return (
    <Dialog
      title={entry === undefined ? edited.key : filterTitle(entry)}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button
            look="primary"
            isDisabled={!isReadable || !isWhole}
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

function blankFilter(entry: FilterEntry): FilterSpec {
  const payload = blankPayload(entry, trackerZone.peek())
  return { key: entry.key, mode: 'accept', payload, onUnknown: 'defer', enabled: true }
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
      <SearchBox
        label={t('filter.search')}
        value={text}
        onInput={setText}
        hasFocus
        onTake={() => {
          const first = found.find(({ group }) => group === groups[0])
          if (first !== undefined) onPick(first)
        }}
      />
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
  const payload = useRef<HTMLDivElement>(null)
  // The list of kinds is gone, and the focus with it; the values are what is typed next.
  useEffect(
    () => payload.current?.querySelector<HTMLElement>('input, textarea, select')?.focus(),
    [],
  )
  return (
    <>
      <Segments
        label={t('filter.mode')}
        options={(['accept', 'reject'] as const).map((value) => ({
          value,
          label: t(`filter.${value}`),
        }))}
        value={filter.mode}
        onChange={(mode) => set({ mode })}
      />
      {entry?.available === false ? (
        <Notice look="warning">
          {t('filter.noData', { need: term('need', entry.needs ?? '') })}
        </Notice>
      ) : null}
      <div class="stack" ref={payload}>
        <PayloadField
          filter={filter}
          entry={entry}
          onChange={(payload) => set({ payload })}
          onReadable={onReadable}
        />
      </div>
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
