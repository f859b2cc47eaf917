/** Tags in lists: a column once there are any, found by the search, put on many at once. */
import { useMemo } from 'preact/hooks'

import { post } from '../../api/client.ts'
import { Menu } from '../../parts/menu.tsx'
import { Text } from '../../parts/text.tsx'
import { forgetShared, useLoad } from '../../state/load.ts'
import { tellFailure } from '../../state/toasts.ts'
import { t } from '../../words/words.ts'
import { tellBulk } from './bulk-told.ts'
import type { ListColumn, Listed } from './entity-types.ts'
import type { TagSubject } from './tags-card.tsx'
import { listTags, tagsBySubject } from './tags.ts'

export const TAGS = 'tags'

export function useTagsColumn<Row extends Listed>(subject: TagSubject): ListColumn<Row> {
  const tags = useLoad(() => tagsBySubject(subject), [subject])
  // The same until there are other tags: lists are searched and sorted anew when it changes.
  return useMemo(() => {
    const of = ({ id }: Listed) => tags.data?.get(String(id)) ?? ''
    return {
      key: TAGS,
      title: t('tags.tags'),
      width: 130,
      isExtra: (tags.data?.size ?? 0) === 0,
      cell: (row) => <Text value={of(row)} length={30} />,
      sortBy: of,
    }
  }, [tags.data])
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
      const body = { ids: rows.map(({ id }) => Number(id)), addTagIds: [tag] }
      const { failedIds } = await post<{ failedIds: unknown[] }>(
        `/tags/${subject}/change_tags`,
        body,
      )
      forgetShared()
      tellBulk(rows, failedIds)
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
