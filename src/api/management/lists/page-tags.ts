/** Tags of the objects of one kind, for a page of them. */
import type { ReadStores } from '../../../db/stores.ts'
import type { TaggedKind } from '../../../db/tags.ts'
import { type Caller, seesAll } from '../../../manage/access.ts'

export interface Tagged {
  /** Names of an object's tags, by name. */
  readonly of: (id: number) => readonly string[]
  /** The same of all that have some, by id as text. */
  readonly all: () => ReadonlyMap<string, readonly string[]>
  /** Ids, as text, of the objects that have a tag whose name passes. */
  readonly idsWith: (passes: (name: string) => boolean) => ReadonlySet<string>
  /** Those that an object of the kind has, by name; `objects` are all that the caller may read. */
  readonly used: (objects: readonly { readonly id: number }[]) => readonly PartOfKind[]
}

/** A tag or a group that objects of a kind can be found by. */
export interface PartOfKind {
  readonly id: string
  readonly name: string
}

/** Tags are few, and objects that have them may be all: what is on which is read when it is asked for. */
export function tagsOf(read: ReadStores, caller: Caller, kind: TaggedKind): Tagged {
  const names = new Map(read.tags.list().map(({ id, name }) => [id, name]))
  const chosen = (wanted: ReadonlySet<string>) =>
    [...names].flatMap(([id, name]) => (wanted.has(id) ? { id, name } : []))
  const named = (own: ReadonlySet<string>) =>
    own.size === 0 ? [] : [...names].flatMap(([id, name]) => (own.has(id) ? name : []))
  return {
    of: (id) => (names.size === 0 ? [] : named(new Set(read.tags.of(kind, String(id))))),
    all() {
      const own = Map.groupBy(read.tags.on(kind), ({ objectId }) => objectId)
      return new Map(
        [...own].map(([id, links]) => [id, named(new Set(links.map(({ tagId }) => tagId)))]),
      )
    },
    idsWith(passes) {
      const wanted = new Set([...names].flatMap(([id, name]) => (passes(name) ? id : [])))
      const links = wanted.size === 0 ? [] : read.tags.on(kind)
      return new Set(links.flatMap(({ tagId, objectId }) => (wanted.has(tagId) ? objectId : [])))
    },
    used(objects) {
      const onSome = names.size === 0 ? [] : read.tags.onSome(kind)
      if (onSome.length === 0 || seesAll(caller, kind)) return chosen(new Set(onSome))
      const open = new Set(objects.map(({ id }) => String(id)))
      const links = read.tags.on(kind).filter(({ objectId }) => open.has(objectId))
      return chosen(new Set(links.map(({ tagId }) => tagId)))
    },
  }
}

/** Of what can have none. */
export const NO_TAGS: Tagged = {
  of: () => [],
  all: () => new Map(),
  idsWith: () => new Set(),
  used: () => [],
}
