/**
 * Closes links that lead where a blocklist says. Each entry does so once for an address of a link: who
 * opens the link afterwards has looked at it, and is not contradicted by the same entry.
 */
import type { LinkListing } from '../../db/links/link-listings.ts'
import { LINK_TARGETS, type LinkDraft, type LinkRecord } from '../../db/links/link-rows.ts'
import { linkKey } from '../../routing/links.ts'
import { THE_SERVER } from '../access.ts'
import { type Desk, noteDeed } from '../desk.ts'

/** A link and what names the addresses it led to when somebody looked. */
export interface Hit {
  readonly id: number
  readonly listings: readonly LinkListing[]
}

type Shown = Pick<LinkDraft, (typeof LINK_TARGETS)[number]>

export function addressesOf(link: Shown): readonly string[] {
  const shown = LINK_TARGETS.map((name) => link[name]?.shown)
  return [...new Set(shown.filter((one) => one !== undefined))]
}

/** What of the lists names a link, as far as they were asked. */
export function listingsOf({ blocklist }: Pick<Desk, 'blocklist'>, link: Shown): LinkListing[] {
  return addressesOf(link).flatMap((target) =>
    blocklist.find(target).map((listing) => ({ ...listing, target })),
  )
}

/** All that names the link if any of it has not closed it before, that first; else nothing. */
export function unsaidOf(
  desk: Pick<Desk, 'blocklist' | 'stores'>,
  link: LinkRecord,
  listings: readonly LinkListing[] = listingsOf(desk, link),
): readonly LinkListing[] {
  const { linkListings } = desk.stores
  const isUnsaid = (listing: LinkListing) => !linkListings.has(link.id, listing)
  const unsaid = listings.filter(isUnsaid)
  return unsaid.length === 0 ? [] : [...new Set([...unsaid, ...listings])]
}

/** What is said to whoever wonders why a link is closed. */
export const closedReason = ({ list, entry }: Pick<LinkListing, 'list' | 'entry'>) =>
  `on the blocklist ${list}: ${entry}`

/** The link as it is if nothing names it. */
export function closedBy<L extends LinkDraft>(link: L, [first]: readonly LinkListing[]): L {
  if (first === undefined) return link
  return { ...link, blocked: true, blockReason: closedReason(first) }
}

/** In the transaction that closes it. */
export function noteSaid(
  { stores }: Pick<Desk, 'stores'>,
  id: number,
  listings: readonly LinkListing[],
): void {
  for (const listing of listings) stores.linkListings.add(id, listing)
}

/** How many were closed; those that have changed meanwhile are not. Live when it resolves. */
export function closeListed(desk: Desk, hits: readonly Hit[]): Promise<number> {
  return desk.together(() => hits.filter((hit) => closeOne(desk, hit)).length)
}

function closeOne(desk: Desk, { id, listings }: Hit): boolean {
  const { links, changes } = desk.stores
  const link = links.find(id)
  if (link === null || link.deletedAt !== null || link.blocked) return false
  const here = addressesOf(link)
  const unsaid = unsaidOf(
    desk,
    link,
    listings.filter(({ target }) => here.includes(target) && !desk.blocklist.allows(target)),
  )
  if (unsaid.length === 0) return false
  const closed = closedBy(link, unsaid)
  links.put(closed)
  noteSaid(desk, id, unsaid)
  changes.note('links', linkKey(link.domain, link.wordKey))
  const told = { reason: closed.blockReason, listings: unsaid }
  const deed = { event: 'kill_switch', kind: 'links', id, name: link.word, changes: told }
  noteDeed(desk, THE_SERVER, deed)
  return true
}
