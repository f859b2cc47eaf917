/** What is done with the chosen objects of a list, and how all that match are chosen. */
import { useState } from 'preact/hooks'

import { allThatMatch, changeAll, type ListQuestion } from '../../api/object-pages.ts'
import { Button, copyText, WriteButton } from '../../parts/button.tsx'
import { confirmed } from '../../parts/dialog.tsx'
import { ReadOnly } from '../../state/held.ts'
import { onlyRead } from '../../state/rights.ts'
import { tellFailure } from '../../state/toasts.ts'
import { plural, t } from '../../words/words.ts'
import { tellBulk } from './bulk-told.ts'
import type { EntityListProps, Listed } from './entity-types.ts'

/** By id as text: rows of the list, and objects of pages that are not there. */
export type Chosen = ReadonlyMap<string, Listed>

export const NONE_CHOSEN: Chosen = new Map()

/** Of ids as the table gives them; those that the list does not show stay as they were. */
export function chosenOf(
  ids: ReadonlySet<string>,
  rows: readonly Listed[],
  before: Chosen,
): Chosen {
  const shown = new Map(rows.map((row) => [String(row.id), row]))
  return new Map(
    [...ids].flatMap((id) => {
      const row = shown.get(id) ?? before.get(id)
      return row === undefined ? [] : [[id, row] as const]
    }),
  )
}

interface ActsProps<Row extends Listed> {
  readonly props: EntityListProps<Row>
  readonly chosen: Chosen
  readonly choose: (chosen: Chosen) => void
  /** That the list answers, and how many match it. */
  readonly question: ListQuestion
  readonly total: number
  readonly done: () => void
}

/** Below the rows: above them they would move them from under the cursor that chooses. */
export function ListActs<Row extends Listed>(acts: ActsProps<Row>) {
  const { props, chosen, choose, total, done } = acts
  if (chosen.size === 0) return null
  const rows = [...chosen.values()]
  return (
    <>
      <span class="faint" role="status">
        {plural('list.selected', chosen.size)}
      </span>
      {total > chosen.size ? <ChooseAll {...acts} /> : null}
      <Button look="quiet" onClick={() => choose(NONE_CHOSEN)}>
        {t('list.chooseNone')}
      </Button>
      <Button icon="copy" onClick={() => void copyText([...chosen.keys()].join('\n'))}>
        {t('copyIds')}
      </Button>
      <ReadOnly.Provider value={onlyRead(rows).size === rows.length}>
        {props.bulk?.(rows, done)}
        <BulkDelete props={props} rows={rows} done={done} />
      </ReadOnly.Provider>
    </>
  )
}

function ChooseAll<Row extends Listed>({ question, total, choose, chosen }: ActsProps<Row>) {
  const [isBusy, setBusy] = useState(false)
  const all = async () => {
    setBusy(true)
    try {
      const found = await allThatMatch(question)
      choose(
        new Map<string, Listed>([...chosen, ...found.map((one) => [String(one.id), one] as const)]),
      )
    } catch (error) {
      tellFailure(error)
    }
    setBusy(false)
  }
  return (
    <Button look="quiet" isBusy={isBusy} onClick={() => void all()}>
      {plural('list.chooseAll', total)}
    </Button>
  )
}

interface BulkDeleteProps<Row extends Listed> {
  readonly props: EntityListProps<Row>
  readonly rows: readonly Listed[]
  readonly done: () => void
}

/** Some may be in use, or not the user's to delete; these are named. The others can come back. */
function BulkDelete<Row extends Listed>({ props, rows, done }: BulkDeleteProps<Row>) {
  const { api } = props
  if (api === null) return null
  const change = async (some: readonly Listed[], deleted: boolean) => {
    try {
      const ids = some.map(({ id }) => id)
      const failed = await changeAll(`${api}/change_deleted`, ids, { deleted })
      const kept = new Set(failed)
      const gone = some.filter(({ id }) => !kept.has(id))
      const back = { label: t('undo'), run: () => void change(gone, false) }
      tellBulk(some, failed, deleted && gone.length > 0 ? back : null)
    } catch (error) {
      tellFailure(error)
    }
    done()
  }
  const remove = async () => {
    const title = plural('bulk.delete', rows.length)
    if (await confirmed(title, t('delete.text'), t('delete'))) await change(rows, true)
  }
  return (
    <WriteButton icon="trash" look="quiet" onClick={() => void remove()}>
      {t('delete')}
    </WriteButton>
  )
}
