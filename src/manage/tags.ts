/**
 * Tags of objects. A limited user sees his own tags and those on objects he may read; he puts tags
 * on what he may change, and renames or removes what he made.
 */
import type { ReadStores } from '../db/stores.ts'
import { readDocumentsOf } from '../db/stores.ts'
import type { Tag, TaggedKind, TagLink } from '../db/tags.ts'
import { type Caller, isAdmin, lookUp, readable, unknownTo } from './access.ts'
import { type Desk, type Done, save, saveChange } from './desk.ts'
import { changeMany } from './many.ts'
import { FORBIDDEN, isRefusal, NOT_FOUND, type Refusal, wrong } from './refusal.ts'

const NAME_MAX = 100
const TAGS_MAX = 2000
/** Of one user, so that nobody uses up everybody's. */
const TAGS_OF_USER_MAX = 500
const TAGS_OF_OBJECT_MAX = 50

/** An object that has tags or a note. */
export interface Target {
  readonly kind: TaggedKind
  readonly id: string
}

/** The target if the caller has `need` on it. Ids that are no ids of the kind are unknown ones. */
export function targetFor(
  stores: ReadStores,
  caller: Caller,
  { kind, id }: Target,
  need: 'read' | 'modify',
): Target | Refusal {
  const isNumbered = kind !== 'domains'
  if (isNumbered && !/^[1-9]\d{0,14}$/.test(id)) return unknownTo(caller)
  const key = isNumbered ? Number(id) : id.toLowerCase()
  const found = lookUp(stores, caller, kind, { id: key, need })
  return isRefusal(found) ? found : { kind, id: String(found.id) }
}

/** By name. */
export function visibleTags(read: ReadStores, caller: Caller): Tag[] {
  const all = read.tags.list()
  if (isAdmin(caller)) return all
  const seen = new Set(visibleLinks(read, caller).map(({ tagId }) => tagId))
  return all.filter(({ id, ownerId }) => seen.has(id) || isOwn(caller, ownerId))
}

/** On an object that the caller may read, by name. */
export function tagsOn(read: Pick<ReadStores, 'tags'>, { kind, id }: Target): Tag[] {
  const own = read.tags.of(kind, id)
  return own.length === 0 ? [] : read.tags.list().filter((tag) => own.includes(tag.id))
}

/** Which tags are on which objects, of those that the caller may read. */
export function visibleLinks(read: ReadStores, caller: Caller): TagLink[] {
  const links = read.tags.links()
  if (isAdmin(caller)) return links
  const kinds = [...new Set(links.map(({ kind }) => kind))]
  const open = new Set(kinds.flatMap((kind) => readableIds(read, caller, kind)))
  return links.filter(({ kind, objectId }) => open.has(`${kind} ${objectId}`))
}

/** Ids of the objects of a kind that have one of the tags. */
export function taggedWith(
  links: readonly TagLink[],
  kind: TaggedKind,
  tags: readonly string[],
): ReadonlySet<string> {
  const wanted = new Set(tags.map((id) => id.toLowerCase()))
  const found = links.filter((link) => link.kind === kind && wanted.has(link.tagId))
  return new Set(found.map(({ objectId }) => objectId))
}

function readableIds(read: ReadStores, caller: Caller, kind: TaggedKind): string[] {
  const all = readDocumentsOf(read, kind).list('all')
  return readable(caller, kind, all).map(({ id }) => `${kind} ${id}`)
}

function isOwn({ userId }: Caller, ownerId: number | null): boolean {
  return userId !== null && userId === ownerId
}

/** The id of the new tag. */
export function createTag(desk: Desk, caller: Caller, text: string): string | Refusal {
  const name = text.trim()
  const refusal = refuseName(desk, caller, name, null) ?? refuseCount(desk, caller)
  if (refusal !== null) return refusal
  const id = crypto.randomUUID()
  return save(desk, caller, { event: 'create', kind: 'tags', name, changes: null }, () => {
    desk.stores.tags.add({ id, ownerId: caller.userId, name })
    return id
  })
}

function refuseCount({ stores }: Desk, caller: Caller): Refusal | null {
  const all = stores.tags.list()
  const own = all.filter(({ ownerId }) => isOwn(caller, ownerId))
  const isFull = all.length >= TAGS_MAX || (!isAdmin(caller) && own.length >= TAGS_OF_USER_MAX)
  return isFull ? { refused: 'conflict', why: 'There are too many tags: remove some' } : null
}

/** Names of tags that the caller can't see are not taken for him: he must not learn of them. */
function refuseName(
  { stores }: Desk,
  caller: Caller,
  name: string,
  own: string | null,
): Refusal | null {
  if (name === '' || name.length > NAME_MAX) {
    return wrong('name', `1 to ${NAME_MAX} characters`)
  }
  const isSame = (tag: Tag) => tag.id !== own && tag.name.toLowerCase() === name.toLowerCase()
  const isTaken = visibleTags(stores, caller).some(isSame)
  return isTaken ? { refused: 'taken', field: 'name' } : null
}

export function renameTag(desk: Desk, caller: Caller, id: string, text: string): Done | Refusal {
  const tag = ownTag(desk, caller, id)
  if (isRefusal(tag)) return tag
  const name = text.trim()
  const refusal = refuseName(desk, caller, name, id)
  if (refusal !== null) return refusal
  const deed = { event: 'change', kind: 'tags', id, name: tag.name, changes: { name } } as const
  return saveChange(desk, caller, deed, () => desk.stores.tags.rename(id, name))
}

/** Objects lose the tag. */
export function removeTag(desk: Desk, caller: Caller, id: string): Done | Refusal {
  const tag = ownTag(desk, caller, id)
  if (isRefusal(tag)) return tag
  return saveChange(desk, caller, { event: 'remove', kind: 'tags', id, name: tag.name }, () =>
    desk.stores.tags.remove(id),
  )
}

function ownTag({ stores }: Desk, caller: Caller, id: string): Tag | Refusal {
  const tag = stores.tags.find(id)
  if (isAdmin(caller)) return tag ?? NOT_FOUND
  return tag !== null && isOwn(caller, tag.ownerId) ? tag : FORBIDDEN
}

export function linkTag(desk: Desk, caller: Caller, id: string, at: Target): Done | Refusal {
  const found = linkFor(desk, caller, id, at)
  if (isRefusal(found)) return found
  if (desk.stores.tags.isLinked(found.link)) {
    return { refused: 'conflict', why: 'The tag is on it already' }
  }
  return putTags(desk, caller, found.target, { add: [id], remove: [] })
}

/** Twice is the same as once. */
export function unlinkTag(desk: Desk, caller: Caller, id: string, at: Target): Done | Refusal {
  const found = linkFor(desk, caller, id, at)
  if (isRefusal(found)) return found
  return putTags(desk, caller, found.target, { add: [], remove: [id] })
}

function linkFor(desk: Desk, caller: Caller, id: string, at: Target) {
  const target = targetFor(desk.stores, caller, at, 'modify')
  if (isRefusal(target)) return target
  const isSeen = visibleTags(desk.stores, caller).some((tag) => tag.id === id)
  if (!isSeen) return unknownTo(caller)
  return { target, link: { tagId: id, kind: target.kind, objectId: target.id } }
}

export interface TagChange {
  /** All that the objects shall have; null: those they have, with `add` and without `remove`. */
  readonly only: readonly string[] | null
  readonly add: readonly string[]
  readonly remove: readonly string[]
}

/** Ids of the objects whose tags could not be changed; a refusal when a tag is unknown. */
export async function changeTags(
  desk: Desk,
  caller: Caller,
  { kind, ids }: { readonly kind: TaggedKind; readonly ids: readonly string[] },
  change: TagChange,
): Promise<string[] | Refusal> {
  const seen = visibleTags(desk.stores, caller).map(({ id }) => id)
  const wanted = [...(change.only ?? []), ...change.add]
  const unknown = wanted.filter((id) => !seen.includes(id))
  if (unknown.length > 0) {
    return wrong('tagIds', `there are no tags ${unknown.join(', ')}`)
  }
  const places = ids.map((_id, at) => at)
  const failed = await changeMany(desk, places, (inside, place) => {
    const target = targetFor(inside.stores, caller, { kind, id: ids[place] ?? '' }, 'modify')
    return isRefusal(target) ? target : changeTagsOf(inside, caller, target, { ...change, seen })
  })
  return failed.map((place) => ids[place] ?? '')
}

/** Tags that the caller can't see stay. */
function changeTagsOf(
  desk: Desk,
  caller: Caller,
  target: Target,
  { only, add, remove, seen }: TagChange & { readonly seen: readonly string[] },
): Done | Refusal {
  const before = desk.stores.tags.of(target.kind, target.id)
  const gone = only === null ? remove : before.filter((id) => !only.includes(id))
  return putTags(desk, caller, target, {
    add: [...(only ?? []), ...add].filter((id) => !before.includes(id)),
    remove: gone.filter((id) => seen.includes(id)),
  })
}

function putTags(
  desk: Desk,
  caller: Caller,
  { kind, id }: Target,
  { add, remove }: { readonly add: readonly string[]; readonly remove: readonly string[] },
): Done | Refusal {
  const { tags } = desk.stores
  if (tags.of(kind, id).length + add.length - remove.length > TAGS_OF_OBJECT_MAX) {
    return { refused: 'conflict', why: `An object has at most ${TAGS_OF_OBJECT_MAX} tags` }
  }
  const changes = { kind, id, add, remove }
  return saveChange(desk, caller, { event: 'tag', kind: 'tags', id, changes }, () => {
    for (const tagId of remove) tags.unlink({ tagId, kind, objectId: id })
    for (const tagId of add) tags.link({ tagId, kind, objectId: id })
  })
}
