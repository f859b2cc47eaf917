/** What is done to several links at once: each is checked for itself, and those that failed are named. */
import { useState } from 'preact/hooks'

import { ask } from '../../api/client.ts'
import { Button, WriteButton } from '../../parts/button.tsx'
import { confirmed } from '../../parts/dialog.tsx'
import { forEachOf } from '../../state/each.ts'
import { tellFailure } from '../../state/toasts.ts'
import { plural, t } from '../../words/words.ts'
import { tellBulk } from '../entities/bulk-told.ts'
import { LinkMarks, marked, type Marks } from './link-marks.tsx'
import type { LinkRow } from './link-page.ts'

interface ActsProps {
  readonly chosen: readonly LinkRow[]
  readonly isDeleted: boolean
  readonly onCopy: () => void
  readonly onDone: () => void
}

type Act = (row: LinkRow) => Promise<unknown>

const turn =
  (blocked: boolean): Act =>
  ({ id }) =>
    ask('PATCH', `/links/${id}`, { body: { blocked } })
const remove: Act = ({ id }) => ask('DELETE', `/links/${id}`)
const restore: Act = ({ id }) => ask('POST', `/links/${id}/restore`)

/** What others changed since the list was read stays. */
const mark =
  (marks: Marks): Act =>
  async ({ id }) => {
    const path = `/links/${id}`
    const { data, etag } = await ask<LinkRow & { pixelIds: readonly number[] }>('GET', path)
    await ask('PATCH', path, { body: marked(data, marks), etag })
  }

export function LinkActs({ chosen, isDeleted, onCopy, onDone }: ActsProps) {
  const [progress, setProgress] = useState<number | null>(null)
  const [isMarking, setMarking] = useState(false)
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
          <WriteButton icon="block" onClick={() => void act(turn(true))}>
            {t('link.block')}
          </WriteButton>
          <WriteButton onClick={() => void act(turn(false))}>{t('kill.undo')}</WriteButton>
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
            void act(mark(marks))
          }}
        />
      ) : null}
    </div>
  )
}
