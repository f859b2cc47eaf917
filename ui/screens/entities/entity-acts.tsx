/** What can be done with one object of a list: opened, deleted, brought back. */
import { ask } from '../../api/client.ts'
import { confirmed } from '../../parts/dialog.tsx'
import { Menu, type MenuItem } from '../../parts/menu.tsx'
import { forgetShared } from '../../state/load.ts'
import { navigate } from '../../state/router.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { t } from '../../words/words.ts'
import type { EntityListProps, Listed } from './entity-types.ts'

interface RowMenuProps<Row extends Listed> {
  readonly row: Row
  readonly props: EntityListProps<Row>
  readonly reload: () => void
}

export function RowMenu<Row extends Listed>({ row, props, reload }: RowMenuProps<Row>) {
  const { api } = props
  const canDelete = api !== null && row.accessLevel !== 'read'
  const items: readonly MenuItem[] = [
    { label: t('open'), icon: 'right', run: () => navigate(`${props.path}/${row.id}`) },
    ...(props.menu?.(row) ?? []),
    ...(canDelete
      ? [
          {
            label: t('delete'),
            icon: 'trash' as const,
            isDanger: true,
            isWrite: true,
            run: () => void remove(props, row, reload),
          },
        ]
      : []),
  ]
  return (
    <span class="cell-acts">
      <Menu label={t('actsOf', { name: row.name })} items={items} />
    </span>
  )
}

async function remove<Row extends Listed>(
  props: EntityListProps<Row>,
  row: Row,
  reload: () => void,
): Promise<void> {
  const title = t('delete.title', { name: row.name })
  if (!(await confirmed(title, t('delete.text'), t('delete')))) return
  try {
    await ask('DELETE', `${props.api}/${row.id}`)
    forgetShared()
    reload()
    const undo = { label: t('undo'), run: () => void restore(props, row, reload) }
    tell(t('delete.done', { name: row.name }), undo)
  } catch (error) {
    tellFailure(error)
  }
}

interface Restored {
  readonly api: string | null
  /** Where it is not by PATCH. */
  readonly restorePath?: (id: number | string) => string
}

/** Most kinds come back by PATCH; short links by an operation of their own. */
export async function restore(
  { api, restorePath }: Restored,
  row: Listed,
  reload: () => void,
): Promise<void> {
  try {
    if (restorePath === undefined) await ask('PATCH', `${api}/${row.id}`)
    else await ask('POST', restorePath(row.id))
    forgetShared()
    reload()
    tell(t('restore.done', { name: row.name }))
  } catch (error) {
    tellFailure(error)
  }
}
