/**
 * Changes of short links: check → write → publish, the checks of a link and its write in one turn,
 * so that of twenty who want a word one gets it. A write is on the disk and live when it answers.
 */
import type { LinkDraft, LinkRecord } from '../../db/links/link-rows.ts'
import type { Stores } from '../../db/stores.ts'
import { EVERY_LINK, linkKey } from '../../routing/links.ts'
import { type Caller, mayCreateUnder } from '../access.ts'
import { addressesOf, closedBy, noteSaid, unsaidOf } from '../blocklist/close-listed.ts'
import { type Desk, DONE, type Done, earlier, noteDeed } from '../desk.ts'
import { keptIf } from '../many.ts'
import { FORBIDDEN, isRefusal, NOT_FOUND, type Refusal } from '../refusal.ts'
import { checkLink, type LinkChange, newAddresses } from './link-checks.ts'
import type { LinkPlace } from './link-domains.ts'
import { linkRoom, NO_LINK_ROOM } from './link-room.ts'

export async function createLink(
  desk: Desk,
  place: LinkPlace,
  change: LinkChange,
): Promise<LinkRecord | Refusal> {
  await askLists(desk, place, [change])
  return desk.together(() => {
    if (!mayCreateUnder(place.caller, 'link')) return FORBIDDEN
    const made = linkAdder(desk, place)(change)
    if (!isRefusal(made)) noteAudit(desk, place.caller, { event: 'create', link: made, change })
    return made
  })
}

/** Each item alone: those that fail do not keep the others from being made. */
export async function createLinks(
  desk: Desk,
  place: LinkPlace,
  changes: readonly LinkChange[],
  event: 'bulk_create' | 'import' = 'bulk_create',
): Promise<(LinkRecord | Refusal)[] | Refusal> {
  await askLists(desk, place, changes)
  return desk.together(() => {
    if (!mayCreateUnder(place.caller, 'link')) return FORBIDDEN
    const made = changes.map(linkAdder(desk, place))
    const ids = made.flatMap((one) => (isRefusal(one) ? [] : [one.id]))
    const name = `${ids.length} links`
    noteDeed(desk, place.caller, { kind: 'links', event, id: ids[0] ?? 0, name, changes: { ids } })
    return made
  }, changes.length)
}

/** What `createLinks` would answer after as many more links; nothing is written. */
export async function tryLinks(
  desk: Desk,
  place: LinkPlace,
  changes: readonly LinkChange[],
  more: number,
): Promise<(LinkRecord | Refusal)[] | Refusal> {
  await askLists(desk, place, changes)
  return desk.together(() => {
    if (!mayCreateUnder(place.caller, 'link')) return FORBIDDEN
    const work = () => changes.map(linkAdder(desk, place, more))
    return keptIf(desk.db, work, () => false)
  }, changes.length)
}

/** `before` is read again, so that a change made meanwhile is not lost. */
export async function changeLink(
  desk: Desk,
  place: LinkPlace,
  before: LinkRecord,
  wanted: LinkChange | ((current: LinkRecord) => LinkChange),
): Promise<LinkRecord | Refusal> {
  const changeOf = typeof wanted === 'function' ? wanted : () => wanted
  await askLists(desk, place, [changeOf(before)])
  return desk.together(() => {
    const current = desk.stores.links.find(before.id)
    if (current === null || current.deletedAt !== null) return NOT_FOUND
    const change = changeOf(current)
    const checked = checkLink(desk, place, change, current)
    if (isRefusal(checked)) return checked
    const after = { ...checked, id: current.id, changedAt: desk.clock() }
    desk.stores.links.put(after)
    noteChanged(desk.stores, current)
    noteChanged(desk.stores, after)
    noteAudit(desk, place.caller, { event: 'change', link: after, change, current })
    return after
  })
}

/** The word is free at once; statistics stay. Read again like in a change; twice is the same as once. */
export function deleteLink(desk: Desk, caller: Caller, { id }: LinkRecord): Promise<Done> {
  return desk.together(() => {
    const link = desk.stores.links.find(id)
    if (link === null || link.deletedAt !== null) return DONE
    desk.stores.links.put({ ...link, deletedAt: desk.clock() })
    noteChanged(desk.stores, link)
    noteAudit(desk, caller, { event: 'archive', link, change: null })
    return DONE
  })
}

/**
 * `taken`: somebody else has the word meanwhile, or a campaign. What blocklists name by now comes back
 * closed, because they were not asked about it while it was deleted.
 */
export async function restoreLink(
  desk: Desk,
  caller: Caller,
  link: LinkRecord,
): Promise<LinkRecord | 'taken' | Refusal> {
  await desk.blocklist.ask(addressesOf(link))
  return desk.together(() => {
    const { links } = desk.stores
    if (linkRoom(desk, caller, link.ownerId) < 1) return NO_LINK_ROOM
    if (links.holder(link.domain, link.wordKey) !== null || links.isAlias(link.word)) return 'taken'
    const unsaid = link.blocked ? [] : unsaidOf(desk, link)
    const after = { ...closedBy(link, unsaid), deletedAt: null }
    desk.stores.links.put(after)
    noteSaid(desk, link.id, unsaid)
    noteChanged(desk.stores, after)
    noteAudit(desk, caller, { event: 'restore', link, change: null })
    return after
  })
}

/** Before the write, in which nothing can be waited for. */
function askLists(
  { blocklist }: Desk,
  place: LinkPlace,
  changes: readonly LinkChange[],
): Promise<void> {
  return blocklist.ask(changes.flatMap((change) => newAddresses(change, place)))
}

/** Counts what the owner has once, for all that are made in one go; as if he had `more`. */
function linkAdder(
  desk: Desk,
  place: LinkPlace,
  more = 0,
): (change: LinkChange) => LinkRecord | Refusal {
  let room = linkRoom(desk, place.caller, place.ownerId) - more
  return (change) => {
    if (room < 1) return NO_LINK_ROOM
    const made = addLink(desk, place, change)
    if (!isRefusal(made)) room--
    return made
  }
}

function addLink(desk: Desk, place: LinkPlace, change: LinkChange): LinkRecord | Refusal {
  const draft = checkLink(desk, place, change, null)
  if (isRefusal(draft)) return draft
  const id = desk.stores.links.add(draft)
  noteChanged(desk.stores, draft)
  return { ...draft, id, changedAt: desk.clock() }
}

function noteChanged({ changes }: Stores, { domain, wordKey }: LinkDraft): void {
  changes.note('links', linkKey(domain, wordKey))
}

/** For changes that may concern any link. */
export function noteEveryLink({ changes }: Stores): void {
  changes.note('links', EVERY_LINK)
}

interface LinkEvent {
  readonly event: string
  readonly link: LinkRecord
  readonly change: LinkChange | null
  /** As it was before. */
  readonly current?: LinkRecord
}

/** A password is a secret, also as its hash. */
function noteAudit(desk: Desk, caller: Caller, { event, link, change, current }: LinkEvent): void {
  const { passwordHash, ...shown } = change ?? {}
  const changes = passwordHash === undefined ? change : { ...shown, password: 'changed' }
  const before = current && earlier(current, link, changes)
  noteDeed(desk, caller, { kind: 'links', event, id: link.id, name: link.word, changes, before })
}
