/** Visits of links that a file has brought: the ledger counts them from now on. */
import { linkKey } from '../../routing/links.ts'
import type { Desk } from '../desk.ts'

/** What counts as a visit is none from before any more. `loaded`: visits of people by link. */
export async function noteLoadedVisits(
  desk: Desk,
  loaded: ReadonlyMap<number, number>,
): Promise<void> {
  await desk.together(() => {
    const { links, changes } = desk.stores
    for (const [id, count] of loaded) {
      const link = links.find(id)
      if (link === null || link.clicksBefore === 0) continue
      links.put({ ...link, clicksBefore: Math.max(0, link.clicksBefore - count) })
      changes.note('links', linkKey(link.domain, link.wordKey))
    }
  })
}
