/**
 * One change of many links: each takes it or fails alone. Tags and pixels are added to those that a link
 * has when it is written, so nobody has to read it before.
 */
import type { LinkRecord } from '../../db/links/link-rows.ts'
import { breathe } from '../../lib/turns.ts'
import type { Desk } from '../desk.ts'
import { isRefusal, NOT_FOUND, type Refusal } from '../refusal.ts'
import { permitted } from './link-access.ts'
import type { LinkChange } from './link-checks.ts'
import type { LinkPlace } from './link-domains.ts'
import { changeLink } from './links.ts'

/** What links get and lose; what is both is lost. */
export interface LinkMarks {
  readonly addTags: readonly string[]
  readonly dropTags: readonly string[]
  readonly addPixelIds: readonly number[]
  readonly dropPixelIds: readonly number[]
}

/** Links in one transaction. */
const AT_ONCE = 50

/** Those that were not changed, and why: unknown, not permitted or refused. */
export async function changeLinks(
  desk: Desk,
  place: LinkPlace,
  ids: readonly number[],
  { marks, change }: { readonly marks: LinkMarks; readonly change: LinkChange },
): Promise<ReadonlyMap<number, Refusal>> {
  const refused = new Map<number, Refusal>()
  const one = async (id: number) => {
    const link = permitted(place.caller, 'link', desk.stores.links.find(id), 'modify')
    const done = isRefusal(link) ? link : await changed(link)
    if (isRefusal(done)) refused.set(id, done)
  }
  const changed = (link: LinkRecord) =>
    link.deletedAt === null
      ? changeLink(desk, place, link, (current) => ({
          ...change,
          ...marked(current, change, marks),
        }))
      : NOT_FOUND
  const all = [...new Set(ids)]
  for (let from = 0; from < all.length; from += AT_ONCE) {
    if (from > 0) await breathe()
    await Promise.all(all.slice(from, from + AT_ONCE).map(one))
  }
  return refused
}

/** Tags and pixels of the link afterwards, if any are added or taken away. */
function marked(link: LinkRecord, change: LinkChange, marks: LinkMarks): LinkChange {
  const { addTags, dropTags, addPixelIds, dropPixelIds } = marks
  const pixelIds = Array.isArray(change.pixelIds) ? change.pixelIds : link.pixelIds
  return {
    ...(addTags.length + dropTags.length === 0
      ? {}
      : { tags: turned(change.tags ?? link.tags, addTags, dropTags) }),
    ...(addPixelIds.length + dropPixelIds.length === 0
      ? {}
      : { pixelIds: turned(pixelIds, addPixelIds, dropPixelIds) }),
  }
}

function turned<T>(before: readonly T[], add: readonly T[], drop: readonly T[]): readonly T[] {
  return [...new Set([...before, ...add])].filter((one) => !drop.includes(one))
}
