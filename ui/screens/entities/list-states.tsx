/** Which of a list's objects are shown: by their state, and the deleted ones, under addresses of their own. */
import { Select } from '../../parts/field.tsx'
import { Segments } from '../../parts/segments.tsx'
import { query, setQuery } from '../../state/router.ts'
import { t } from '../../words/words.ts'
import type { EntityListProps, Listed, ListState } from './entity-types.ts'

export const DELETED = 'deleted'

export const showsDeleted = (): boolean => query.value.get('status') === DELETED

/** The state that the address asks for; null: all that are not deleted. */
export function stateIn(states: readonly ListState[] = []): ListState | null {
  return states.find(({ key }) => key === query.value.get('status')) ?? null
}

interface StateChoiceProps<Row extends Listed> {
  readonly props: EntityListProps<Row>
}

/** Nothing where there is nothing to choose. */
export function StateChoice<Row extends Listed>({ props }: StateChoiceProps<Row>) {
  const { states = [] } = props
  const turn = (status: string) => setQuery({ status: status === '' ? null : status })
  const value = showsDeleted() ? DELETED : (stateIn(states)?.key ?? '')
  const deleted = props.api !== null ? [{ value: DELETED, label: t('list.deleted') }] : []
  if (states.length === 0 && deleted.length === 0) return null
  if (states.length === 0) {
    const options = [{ value: '', label: t('list.active') }, ...deleted]
    return (
      <Segments label={t('state')} options={options} value={value} onChange={turn} look="tabs" />
    )
  }
  const options = [
    { value: '', label: t('list.anyState') },
    ...states.map(({ key, title }) => ({ value: key, label: t(title) })),
    ...deleted,
  ]
  return <Select label={t('state')} value={value} options={options} onChange={turn} />
}
