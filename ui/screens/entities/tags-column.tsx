/** Tags in lists: a column once there are any, put on many at once. */
import { changeAll } from '../../api/object-pages.ts'
import { Menu } from '../../parts/menu.tsx'
import { Text } from '../../parts/text.tsx'
import { forgetShared, useLoad } from '../../state/load.ts'
import { tellFailure } from '../../state/toasts.ts'
import { t } from '../../words/words.ts'
import { tellBulk } from './bulk-told.ts'
import type { ListColumn, Listed } from './entity-types.ts'
import type { TagSubject } from './tags-card.tsx'
import { listTags } from './tags.ts'

export const TAGS = 'tags'

export function tagsColumn(): ListColumn<Listed> {
  return {
    key: TAGS,
    title: t('tags.tags'),
    width: 130,
    cell: ({ tags = [] }) => <Text value={tags.join(', ')} length={30} />,
    isSorted: true,
  }
}

interface BulkProps {
  readonly subject: TagSubject
  readonly rows: readonly Listed[]
  readonly done: () => void
}

export function TagBulk({ subject, rows, done }: BulkProps) {
  const tags = useLoad(listTags, [])
  if (tags.data === null || tags.data.length === 0) return null
  const put = async (tag: string) => {
    try {
      const ids = rows.map(({ id }) => id)
      const failed = await changeAll(`/tags/${subject}/change_tags`, ids, { addTagIds: [tag] })
      forgetShared()
      tellBulk(rows, failed)
      done()
    } catch (error) {
      tellFailure(error)
    }
  }
  return (
    <Menu
      label={t('tags.bulk')}
      text={t('tags.bulk')}
      icon="star"
      items={tags.data.map(({ id, name }) => ({
        label: name,
        isWrite: true,
        run: () => void put(id),
      }))}
    />
  )
}
