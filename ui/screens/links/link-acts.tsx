/** What is done to several links at once: each is checked for itself, and those that failed are named. */
import { useState } from 'preact/hooks'

import { ask } from '../../api/client.ts'
import { listDomains } from '../../api/lists.ts'
import { Button, WriteButton } from '../../parts/button.tsx'
import { confirmed } from '../../parts/dialog.tsx'
import { Menu } from '../../parts/menu.tsx'
import { forEachOf } from '../../state/each.ts'
import { useLoad } from '../../state/load.ts'
import { tellFailure, tellHeld } from '../../state/toasts.ts'
import { problemText } from '../../words/said.ts'
import { plural, t } from '../../words/words.ts'
import { tellBulk } from '../entities/bulk-told.ts'
import { LinkMarks } from './link-marks.tsx'
import type { LinkRow } from './link-page.ts'

interface ActsProps {
  readonly chosen: readonly LinkRow[]
  readonly isDeleted: boolean
  readonly onCopy: () => void
  readonly onDone: () => void
}

type Act = (row: LinkRow) => Promise<unknown>

const remove: Act = ({ id }) => ask('DELETE', `/links/${id}`)
const restore: Act = ({ id }) => ask('POST', `/links/${id}/restore`)

/** Of those that could not be changed, with why. */
interface Changed {
  readonly failedIds: readonly number[]
  readonly fields?: Readonly<Record<string, readonly string[]>>
}

/** What is done to the chosen ones, one after the other or by one change of all. */
function useActs(chosen: readonly LinkRow[], onDone: () => void) {
  const [progress, setProgress] = useState<number | null>(null)
  const act = async (one: Act, back: Act | null = null, rows = chosen) => {
    setProgress(0)
    const { failed, problem } = await forEachOf(rows, one, setProgress)
    setProgress(null)
    const ids = failed.map(({ id }) => id)
    const done = rows.filter(({ id }) => !ids.includes(id))
    const way =
      back === null || done.length === 0
        ? null
        : { label: t('undo'), run: () => void act(back, null, done) }
    tellBulk(rows, ids, way)
    if (failed.length > 0) tellFailure(problem)
    onDone()
  }
  const change = async (changes: object) => {
    setProgress(0)
    try {
      const body = { ids: chosen.map(({ id }) => id), ...changes }
      const { data } = await ask<Changed>('PATCH', '/links/bulk', { body })
      tellBulk(chosen, data.failedIds)
      const why = Object.values(data.fields ?? {}).flat()
      if (why.length > 0) tellHeld(why.map(problemText).join('; '))
    } catch (error) {
      tellFailure(error)
    }
    setProgress(null)
    onDone()
  }
  return { progress, act, change }
}

export function LinkActs({ chosen, isDeleted, onCopy, onDone }: ActsProps) {
  const { progress, act, change } = useActs(chosen, onDone)
  const [isMarking, setMarking] = useState(false)
  const askToRemove = async () => {
    const title = plural('link.deleteMany', chosen.length)
    if (await confirmed(title, t('link.deleteManyText'), t('delete'))) await act(remove, restore)
  }
  const isBusy = progress !== null
  return (
    <div class="tools" inert={isBusy}>
      <span class="faint">{plural('list.selected', chosen.length)}</span>
      {isDeleted ? (
        <WriteButton icon="refresh" onClick={() => void act(restore)}>
          {t('restore')}
        </WriteButton>
      ) : (
        <>
          <Button icon="copy" onClick={onCopy}>
            {t('link.copy')}
          </Button>
          <WriteButton icon="star" onClick={() => setMarking(true)}>
            {t('link.marks')}
          </WriteButton>
          <MoveMenu onMove={(domainUuid) => void change({ domainUuid })} />
          <WriteButton icon="block" onClick={() => void change({ blocked: true })}>
            {t('link.block')}
          </WriteButton>
          <WriteButton onClick={() => void change({ blocked: false })}>
            {t('kill.undo')}
          </WriteButton>
          <WriteButton icon="trash" onClick={() => void askToRemove()}>
            {t('delete')}
          </WriteButton>
        </>
      )}
      {isBusy ? <progress value={progress} aria-label={t('bulk.running')} /> : null}
      {isMarking ? (
        <LinkMarks
          chosen={chosen}
          onClose={() => setMarking(false)}
          onSave={(marks) => {
            setMarking(false)
            void change(marks)
          }}
        />
      ) : null}
    </div>
  )
}

/** Nothing while there is only one domain. */
function MoveMenu({ onMove }: { readonly onMove: (domainUuid: string) => void }) {
  const domains = useLoad(listDomains, []).data ?? []
  if (domains.length < 2) return null
  const items = domains.map(({ id, name }) => ({
    label: name,
    isWrite: true,
    run: () => onMove(id),
  }))
  return <Menu label={t('link.move')} text={t('domain')} icon="domain" items={items} />
}
