/** Visits of links that a file has brought: the ledger counts them from now on. */
import { linkKey } from '../../routing/links.ts'
import type { Desk } from '../desk.ts'

/** Links in one transaction: a running server writes in between. */
const LINKS_AT_ONCE = 200

/** What counts as a visit is none from before any more. `loaded`: visits of people by link. */
export async function noteLoadedVisits(
  desk: Desk,
  loaded: ReadonlyMap<number, number>,
): Promise<void> {
  const { links } = desk.stores
  const ids = [...loaded.keys()].filter((id) => (links.find(id)?.clicksBefore ?? 0) > 0)
  for (let at = 0; at < ids.length; at += LINKS_AT_ONCE) {
    const part = ids.slice(at, at + LINKS_AT_ONCE)
    await desk.together(() => {
      for (const id of part) takeOff(desk, id, loaded.get(id) ?? 0)
    }, part.length)
  }
}

function takeOff({ stores: { links, changes } }: Desk, id: number, count: number): void {
  const link = links.find(id)
  if (link === null) return
  links.put({ ...link, clicksBefore: Math.max(0, link.clicksBefore - count) })
  changes.note('links', linkKey(link.domain, link.wordKey))
}
