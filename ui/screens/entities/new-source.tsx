/** A traffic source made from a template without leaving the form that wants one. */
import { post } from '../../api/client.ts'
import type { Option } from '../../parts/field.tsx'
import { t } from '../../words/words.ts'
import { textOf, type Values } from './field-specs.ts'
import { leftOver } from './left-over.ts'
import { NewFromTemplate } from './new-from-template.tsx'
import { type SourceTemplate, sourceValues } from './source-template.ts'
import { BLANK_SOURCE, sourceOf } from './sources.tsx'
import { keepNote } from './template-note.ts'

export function NewSource({ onMade }: { readonly onMade: (made: Option) => void }) {
  return (
    <NewFromTemplate<SourceTemplate>
      kind="source"
      title="source.new"
      made="source.made"
      valuesOf={newSourceValues}
      make={makeSource}
      complete={(id, values) => keepNote('traffic_source', id, values)}
      onMade={onMade}
    />
  )
}

/** Null: without a template. */
export function newSourceValues(template: SourceTemplate | null): Values {
  return template === null
    ? { ...BLANK_SOURCE, name: t('setup.ownSource') }
    : { ...BLANK_SOURCE, ...sourceValues(template) }
}

/** What only the owner of the account can fill in of a postback is left to the source's own form. */
export function newSourceOf(values: Values) {
  const url = textOf(values, 'postbackUrl')
  return sourceOf({ ...values, postbackUrl: leftOver(url) === null ? url : '' })
}

async function makeSource(values: Values): Promise<number> {
  return (await post<{ id: number }>('/traffic_source', newSourceOf(values))).id
}
