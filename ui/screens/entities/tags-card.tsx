/** Tags and the note of an object: kept at once, apart from its form. */
import { useContext, useEffect, useRef, useState } from 'preact/hooks'

import { ask, get, post } from '../../api/client.ts'
import { WriteButton } from '../../parts/button.tsx'
import { AreaField, FieldGroup } from '../../parts/field.tsx'
import { Card } from '../../parts/page.tsx'
import { Picker } from '../../parts/picker.tsx'
import { Failed, Skeleton } from '../../parts/states.tsx'
import { ReadOnly } from '../../state/held.ts'
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
        listTags(signal),
        get<{ id: string }[]>(`/tags/${subject}/${id}`, signal),
        get<Loaded['note']>(`/note/${subject}/${id}`, signal),
      ])
      return { all, own: own.map((tag) => tag.id), note }
    },
    [subject, id],
  )
  const isReadOnly = useContext(ReadOnly)
  if (about.error !== null) return <Failed failure={about.error} onRetry={about.reload} />
  if (about.data === null) return <Skeleton lines={2} />
  const { all, own, note } = about.data
  const names = new Map(all.map((tag) => [tag.id, tag.name]))
  return (
    <Card title={t('tags.title')}>
      <fieldset class="stack" disabled={isReadOnly}>
        <TagPicker
          key={id}
          subject={subject}
          id={id}
          stored={own.map((tag) => names.get(tag) ?? tag)}
          known={all.map(({ name }) => name)}
        />
        <Note key={note.id} subject={subject} id={id} note={note} onSaved={about.reload} />
      </fieldset>
    </Card>
  )
}

interface TagPickerProps extends Props {
  readonly stored: readonly string[]
  readonly known: readonly string[]
}

/** Shown as chosen at once. Only what was added and removed is sent, one change after another. */
function TagPicker({ subject, id, stored, known }: TagPickerProps) {
  const [shown, setShown] = useState(stored)
  const sent = useRef(Promise.resolve())
  const send = async (added: readonly string[], removed: readonly string[]) => {
    try {
      const change = { addTagIds: await tagIds(added), removeTagIds: await tagIds(removed) }
      await post(`/tags/${subject}/change_tags`, { ids: [Number(id)], ...change })
    } catch (error) {
      setShown((now) => [...without(now, added), ...removed])
      tellFailure(error)
    }
  }
  const choose = (chosen: readonly string[]) => {
    const [added, removed] = [without(chosen, shown), without(shown, chosen)]
    setShown(chosen)
    sent.current = sent.current.then(() => send(added, removed))
  }
  return (
    <FieldGroup label={t('tags.tags')} hint={t('tags.hint')}>
      <Picker
        label={t('tags.tags')}
        values={shown}
        options={known.map((name) => ({ value: name, label: name }))}
        isOpen
        isNaming
        onChange={choose}
      />
    </FieldGroup>
  )
}

function without(names: readonly string[], some: readonly string[]): readonly string[] {
  return names.filter((name) => !some.includes(name))
}

interface NoteProps extends Props {
  readonly note: Loaded['note']
  readonly onSaved: () => void
}

function Note({ subject, id, note, onSaved }: NoteProps) {
  const stored = note.text ?? ''
  /** Null: as it is stored, whoever stored it. */
  const [typed, setTyped] = useState<string | null>(null)
  const text = typed ?? stored
  useEffect(() => {
    if (typed === stored) setTyped(null)
  }, [typed, stored])
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
        onInput={setTyped}
      />
      {text === stored ? null : (
        <div>
          <WriteButton onClick={() => void save()}>{t('save')}</WriteButton>
        </div>
      )}
    </>
  )
}
