/** Tags of the objects of one kind, for a page of them. */
import { readDocumentsOf, type ReadStores } from '../../../db/stores.ts'
import type { TaggedKind } from '../../../db/tags.ts'
import { accessTo, type Caller, seesAll } from '../../../manage/access.ts'

export interface Tagged {
  /** Names of an object's tags, by name. */
  readonly of: (id: number) => readonly string[]
  /** The same of all that have some, by id as text. */
  readonly all: () => ReadonlyMap<string, readonly string[]>
  /** Ids, as text, of the objects that have a tag whose name passes. */
  readonly idsWith: (passes: (name: string) => boolean) => ReadonlySet<string>
  /** Whether an object that the caller may read has one. */
  readonly isUsed: () => boolean
}

/** Tags are few, and objects that have them may be all: what is on which is read when it is asked for. */
export function tagsOf(read: ReadStores, caller: Caller, kind: TaggedKind): Tagged {
  const names = new Map(read.tags.list().map(({ id, name }) => [id, name]))
  const named = (own: ReadonlySet<string>) =>
    own.size === 0 ? [] : [...names].flatMap(([id, name]) => (own.has(id) ? name : []))
  const isReadable = (objectId: string) => {
    const object = readDocumentsOf(read, kind).find(Number(objectId))
    return object !== null && accessTo(caller, kind, object) !== 'none'
  }
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
    isUsed() {
      if (names.size === 0 || !read.tags.isOnSome(kind)) return false
      return (
        seesAll(caller, kind) || read.tags.on(kind).some(({ objectId }) => isReadable(objectId))
      )
    },
  }
}

/** Of what can have none. */
export const NO_TAGS: Tagged = {
  of: () => [],
  all: () => new Map(),
  idsWith: () => new Set(),
  isUsed: () => false,
}
