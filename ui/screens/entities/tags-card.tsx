/** Tags and the note of an object: kept at once, apart from its form. */
import { useState } from 'preact/hooks'

import { ask, get, post } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { AreaField, FieldGroup } from '../../parts/field.tsx'
import { Card } from '../../parts/page.tsx'
import { Picker } from '../../parts/picker.tsx'
import { Failed, Skeleton } from '../../parts/states.tsx'
import { useLoad } from '../../state/load.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { t } from '../../words/words.ts'
import { listTags, tagIds } from './tags.ts'

export type TagSubject = 'campaign' | 'offer' | 'landing' | 'affiliate_network' | 'traffic_source'

interface Props {
  readonly subject: TagSubject
  readonly id: string
}

interface Loaded {
  readonly all: readonly { readonly id: string; readonly name: string }[]
  readonly own: readonly string[]
  readonly note: { readonly id?: string; readonly text?: string }
}

export function TagsCard({ subject, id }: Props) {
  const about = useLoad(
    async (signal): Promise<Loaded> => {
      const [all, own, note] = await Promise.all([
        listTags(),
        get<{ id: string }[]>(`/tags/${subject}/${id}`, signal),
        get<Loaded['note']>(`/note/${subject}/${id}`, signal),
      ])
      return { all, own: own.map((tag) => tag.id), note }
    },
    [subject, id],
  )
  if (about.error !== null) return <Failed failure={about.error} onRetry={about.reload} />
  if (about.data === null) return <Skeleton lines={2} />
  const { all, own, note } = about.data
  const names = new Map(all.map((tag) => [tag.id, tag.name]))
  const choose = async (chosen: readonly string[]) => {
    try {
      const ids = await tagIds(chosen)
      await post(`/tags/${subject}/change_tags`, { ids: [Number(id)], tagIds: ids })
      about.reload()
    } catch (error) {
      tellFailure(error)
    }
  }
  return (
    <Card title={t('tags.title')}>
      <FieldGroup label={t('tags.tags')} hint={t('tags.hint')}>
        <Picker
          label={t('tags.tags')}
          values={own.map((tag) => names.get(tag) ?? tag)}
          options={all.map(({ name }) => ({ value: name, label: name }))}
          isOpen
          onChange={(chosen) => void choose(chosen)}
        />
      </FieldGroup>
      <Note key={note.id} subject={subject} id={id} note={note} onSaved={about.reload} />
    </Card>
  )
}

interface NoteProps extends Props {
  readonly note: Loaded['note']
  readonly onSaved: () => void
}

function Note({ subject, id, note, onSaved }: NoteProps) {
  const [text, setText] = useState(note.text ?? '')
  const save = async () => {
    try {
      if (note.id === undefined) {
        const body = { subject, subjectId: Number(id), text }
        await post(`/note/${crypto.randomUUID()}`, body)
      } else await ask('PUT', `/note/${note.id}`, { body: { text } })
      tell(t('saved'))
      onSaved()
    } catch (error) {
      tellFailure(error)
    }
  }
  return (
    <>
      <AreaField
        label={t('tags.note')}
        hint={t('tags.noteHint')}
        value={text}
        rows={3}
        onInput={setText}
      />
      {text === (note.text ?? '') ? null : (
        <div>
          <Button onClick={() => void save()}>{t('save')}</Button>
        </div>
      )}
    </>
  )
}
