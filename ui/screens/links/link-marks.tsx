/** Tags and pixels that several links get or lose at once. */
import { useState } from 'preact/hooks'

import { get } from '../../api/client.ts'
import { WriteButton } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import type { Option } from '../../parts/field.tsx'
import { joined } from '../../parts/picker.tsx'
import { useLoad } from '../../state/load.ts'
import { plural, t } from '../../words/words.ts'
import { type FieldSpec, listOf, type Values } from '../entities/field-specs.ts'
import { FormFields } from '../entities/fields.tsx'
import type { LinkRow } from './link-page.ts'
import { listLinkTags, tagOptions } from './link-tags.ts'

/** Names of tags, ids of pixels, by the names of the API. */
export interface Marks {
  readonly addTags: readonly string[]
  readonly dropTags: readonly string[]
  readonly addPixelIds: readonly number[]
  readonly dropPixelIds: readonly number[]
}

interface Props {
  readonly chosen: readonly LinkRow[]
  readonly onClose: () => void
  readonly onSave: (marks: Marks) => void
}

const BLANK: Values = { addTags: [], dropTags: [], addPixelIds: [], dropPixelIds: [] }

export function LinkMarks({ chosen, onClose, onSave }: Props) {
  const [values, setValues] = useState(BLANK)
  const pixels = useLoad(
    (signal) =>
      get<{ rows: { id: number; name: string }[] }>('/pixels?limit=1000', signal).catch(() => null),
    [],
  )
  const known = useLoad(listLinkTags, [])
  const isEmpty = Object.keys(BLANK).every((name) => listOf(values, name).length === 0)
  const ids = (name: string) => listOf(values, name).map(Number)
  const save = () =>
    onSave({
      addTags: listOf(values, 'addTags'),
      dropTags: listOf(values, 'dropTags'),
      addPixelIds: ids('addPixelIds'),
      dropPixelIds: ids('dropPixelIds'),
    })
  return (
    <Dialog
      title={plural('link.marksOf', chosen.length)}
      onClose={onClose}
      actions={
        <WriteButton look="primary" isDisabled={isEmpty} onClick={save}>
          {t('save')}
        </WriteButton>
      }
    >
      <FormFields
        specs={fieldsOf(chosen, known.data ?? [], pixels.data?.rows ?? [])}
        values={values}
        errors={{}}
        onChange={(changes) => setValues((before) => ({ ...before, ...changes }))}
      />
    </Dialog>
  )
}

/** What can be taken away is what one of them has. */
function fieldsOf(
  chosen: readonly LinkRow[],
  known: readonly Option[],
  pixels: readonly { readonly id: number; readonly name: string }[],
): readonly FieldSpec[] {
  const own = tagOptions(chosen)
  const shown = new Set(chosen.flatMap((row) => (row['pixelIds'] ?? []) as number[]))
  const all = pixels.map(({ id, name }) => ({ value: String(id), label: name }))
  const dropped = all.filter(({ value }) => shown.has(Number(value)))
  const choices = (name: string, label: string, options: readonly Option[], isOpen = false) =>
    isOpen || options.length > 0
      ? [{ kind: 'picker', name, label, options, isOpen, isNaming: isOpen, isWide: true } as const]
      : []
  return [
    ...choices('addTags', t('link.addTags'), joined(own, known), true),
    ...choices('dropTags', t('link.dropTags'), own),
    ...choices('addPixelIds', t('link.addPixels'), all),
    ...choices('dropPixelIds', t('link.dropPixels'), dropped),
  ]
}
