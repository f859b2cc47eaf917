/** The group and the tag that a list is narrowed to, which stand in its address. */
import { Select } from '../../parts/field.tsx'
import { query, setQuery } from '../../state/router.ts'
import { t } from '../../words/words.ts'

type PartName = 'group' | 'tag'

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i

/** Ids, as the server is asked for them; none of an address that says something else. */
export function partIn(name: PartName): readonly string[] {
  const id = query.value.get(name) ?? ''
  return UUID.test(id) ? [id.toLowerCase()] : []
}

interface PartChoiceProps {
  readonly name: PartName
  readonly parts: readonly { readonly id: string; readonly name: string }[]
}

/** Nothing where there is nothing to choose. */
export function PartChoice({ name, parts }: PartChoiceProps) {
  const [chosen = ''] = partIn(name)
  if (parts.length === 0 && chosen === '') return null
  const options = parts.map((part) => ({ value: part.id, label: part.name }))
  return (
    <Select
      label={t(`list.${name}`)}
      value={chosen}
      options={[{ value: '', label: t(`list.${name}.any`) }, ...options]}
      onChange={(id) => setQuery({ [name]: id === '' ? null : id })}
    />
  )
}
