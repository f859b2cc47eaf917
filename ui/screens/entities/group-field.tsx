/** Choosing a group, or making a new one without leaving the form. */
import { useState } from 'preact/hooks'

import { groupOptions } from '../../api/choices.ts'
import { post } from '../../api/client.ts'
import type { GroupSubject } from '../../api/lists.ts'
import { Button, WriteButton } from '../../parts/button.tsx'
import { Select } from '../../parts/field.tsx'
import { forgetShared, useLoad } from '../../state/load.ts'
import { tellFailure } from '../../state/toasts.ts'
import { mayCreate } from '../../state/user.ts'
import { t } from '../../words/words.ts'
import type { FieldSpec } from './field-specs.ts'

export function groupField(subject: GroupSubject, name: string): FieldSpec {
  return {
    kind: 'own',
    name,
    label: t('group'),
    draw: (value, set) => (
      <GroupSelect
        subject={subject}
        value={typeof value === 'string' ? value : ''}
        onChange={set}
      />
    ),
  }
}

interface GroupSelectProps {
  readonly subject: GroupSubject
  readonly value: string
  readonly onChange: (value: string) => void
}

function GroupSelect({ subject, value, onChange }: GroupSelectProps) {
  const [name, setName] = useState<string | null>(null)
  const options = useLoad((signal) => groupOptions(subject, signal), [])
  const add = async () => {
    const uuid = crypto.randomUUID()
    try {
      await post(`/group/${subject}/${uuid}`, { name })
      forgetShared()
      options.reload()
      onChange(uuid)
      setName(null)
    } catch (error) {
      tellFailure(error)
    }
  }
  if (name !== null) {
    return (
      <span class="input-row">
        <input
          aria-label={t('group.name')}
          placeholder={t('group.name')}
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <WriteButton onClick={() => void add()} isDisabled={name.trim() === ''}>
          {t('add')}
        </WriteButton>
        <Button icon="close" look="quiet" label={t('cancel')} onClick={() => setName(null)} />
      </span>
    )
  }
  return (
    <span class="input-row">
      <Select label={t('group')} value={value} options={options.data ?? []} onChange={onChange} />
      {mayCreate(`${subject.slice(0, -1)}_group`) ? (
        <Button icon="plus" look="quiet" label={t('group.new')} onClick={() => setName('')} />
      ) : null}
    </span>
  )
}
