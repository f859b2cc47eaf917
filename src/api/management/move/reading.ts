/** What reading the lists of several kinds of trackers has in common. */
import { idIn, objectOf } from './foreign.ts'
import type { Remarks } from './remarks.ts'
import { ROWS_MAX, type TrackerReader, Unreadable } from './tracker-reader.ts'

const PAGE = 500

/** Until a page tells nothing new: one that does not know pages tells all of them each time. */
export async function pagesOf({ list }: TrackerReader, path: string): Promise<readonly unknown[]> {
  const rows: unknown[] = []
  const seen = new Set<number>()
  for (let offset = 0; offset < ROWS_MAX; offset += PAGE) {
    const page = await list(`${path}?limit=${PAGE}&offset=${offset}`)
    const fresh = page.filter((row) => {
      const id = idIn(objectOf(row)['id'])
      return id === null || !seen.has(id)
    })
    for (const row of fresh) seen.add(idIn(objectOf(row)['id']) ?? 0)
    rows.push(...fresh)
    if (fresh.length === 0 || page.length !== PAGE) return rows
  }
  throw new Unreadable(`it has more than ${ROWS_MAX} at ${path}`)
}

/** What a limited key may not see, and nothing depends on. */
export async function unlessClosed(
  told: Remarks,
  kind: 'domains' | 'groups',
  read: () => Promise<readonly unknown[]>,
): Promise<readonly unknown[]> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof Unreadable && error.status === 403)) throw error
    told.leftOut(
      { kind, name: '', part: '' },
      'are not shown to this key (403): none of them comes',
    )
    return []
  }
}
