/** Tags that short links have: words, which nobody lists, so they are proposed from the newest links. */
import { get, search } from '../../api/client.ts'
import type { Option } from '../../parts/field.tsx'
import { shared } from '../../state/load.ts'
import type { LinkPage, LinkRow } from './link-page.ts'

const NEWEST = `/links${search({ limit: 200 })}`

/** Each once; none where they can't be had, because they can be typed. */
export const listLinkTags = (signal?: AbortSignal): Promise<readonly Option[]> =>
  shared('link tags', (wanted) => get<LinkPage>(NEWEST, wanted), signal).then(
    ({ rows }) => tagOptions(rows),
    () => [],
  )

export function tagOptions(rows: readonly Pick<LinkRow, 'tags'>[]): readonly Option[] {
  const tags = [...new Set(rows.flatMap((row) => row.tags))]
  return tags.toSorted((a, b) => a.localeCompare(b)).map((value) => ({ value, label: value }))
}
