/**
 * Opens links that lists have closed for nothing but what the operator allows by now. That the lists have
 * named them is forgotten: nobody has looked at the links, so what is no longer allowed closes them again.
 */
import type { LinkListing } from '../../db/links/link-listings.ts'
import { breathe } from '../../lib/turns.ts'
import { linkKey } from '../../routing/links.ts'
import { THE_SERVER } from '../access.ts'
import { type Desk, noteDeed } from '../desk.ts'
import { addressesOf, closedReason } from './close-listed.ts'

const OPENED_AT_ONCE = 50

export interface OpeningPace {
  /** Resolves when nothing else makes a large change. */
  readonly calm: () => Promise<void>
  readonly isStopped: () => boolean
}

/** How many were opened. */
export async function openAllowed(desk: Desk, { calm, isStopped }: OpeningPace): Promise<number> {
  let opened = 0
  for (let after = 0; !isStopped();) {
    await calm()
    const began = performance.now()
    const ids = desk.stores.linkListings.closedAfter(after, OPENED_AT_ONCE)
    const allowed = ids.filter((id) => allowedListings(desk, id).length > 0)
    if (allowed.length > 0) {
      opened += await desk.together(() => allowed.filter((id) => openOne(desk, id)).length)
    }
    if (ids.length < OPENED_AT_ONCE) break
    after = ids.at(-1)!
    await breathe()
    await Bun.sleep(performance.now() - began)
  }
  return opened
}

/** All that lists have said of where a link leads, if all of that is allowed and they have closed it; else nothing. */
function allowedListings({ stores, blocklist }: Desk, id: number): readonly LinkListing[] {
  const link = stores.links.find(id)
  if (link === null || link.deletedAt !== null || !link.blocked) return []
  const here = addressesOf(link)
  const said = stores.linkListings.of(id).filter(({ target }) => here.includes(target))
  const isClosedBy = said.some((listing) => closedReason(listing) === link.blockReason)
  return isClosedBy && said.every(({ target }) => blocklist.allows(target)) ? said : []
}

function openOne(desk: Desk, id: number): boolean {
  const { links, linkListings, changes } = desk.stores
  const listings = allowedListings(desk, id)
  const link = listings.length === 0 ? null : links.find(id)
  if (link === null) return false
  links.put({ ...link, blocked: false, blockReason: '' })
  for (const listing of listings) linkListings.remove(id, listing)
  changes.note('links', linkKey(link.domain, link.wordKey))
  const told = { reason: 'is allowed by now', listings }
  const deed = { event: 'kill_switch_off', kind: 'links', id, name: link.word, changes: told }
  noteDeed(desk, THE_SERVER, deed)
  return true
}
