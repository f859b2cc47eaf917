/**
 * Where the objects of a configuration file belong: at one that is here already, or at a new one,
 * which gets its old id if that is free. New ones are put down empty, so that all may be referred to.
 */
import { DEFAULTS, type Draft, type Kind, type Records } from '../../db/records.ts'
import { documentsOf, type Stores } from '../../db/stores.ts'
import { randomBase62 } from '../../lib/base62.ts'
import { codeOf } from '../../lib/errors.ts'
import { nameOrAddressOf } from '../../lib/host-name.ts'
import { KEY_LENGTH } from '../campaigns/campaigns.ts'
import { TOKEN_LENGTH } from '../campaigns/click-api-token.ts'
import type { ConfigFile, FileObject } from './config-file.ts'
import { takenOnce } from './config-plan.ts'
import type { Places } from './config-references.ts'

export interface Placed<K extends Kind> {
  readonly object: FileObject<K>
  readonly index: number
  /** As it is stored before the import gives it its properties. */
  readonly before: Records[K]
  readonly isNew: boolean
}

/** A name that somebody else has: `field` says which. */
export interface Misplaced<K extends Kind> {
  readonly object: FileObject<K>
  readonly index: number
  readonly field: string
}

/** In a transaction. Fills `places`; objects that can't be placed are not in it. */
export function placeObjects<K extends Kind>(
  stores: Stores,
  places: Places,
  kind: K,
  file: ConfigFile,
): readonly (Placed<K> | Misplaced<K>)[] {
  const store = documentsOf(stores, kind)
  const takeHere = takenOnce(store.list('all'), (record) =>
    wordOf(kind, record as unknown as Draft<K>),
  )
  const objects = file[kind] as unknown as readonly FileObject<K>[]
  return objects.map((object, index) => {
    const existing = takeHere(object.id, wordOf(kind, object.change as Draft<K>))
    const id = existing?.id ?? newObject(stores, kind, object)
    if (id === null) return { object, index, field: UNIQUE[kind] }
    ;(places[kind] as Map<unknown, unknown>).set(object.id, id)
    const before = existing ?? store.find(id)
    if (before === null) throw new Error(`${kind} ${id} was put down and is not there`)
    return { object, index, before, isNew: existing === null }
  })
}

const UNIQUE: Readonly<Record<Kind, string>> = {
  groups: 'name',
  domains: 'host',
  traffic_sources: 'name',
  affiliate_networks: 'name',
  landings: 'name',
  offers: 'name',
  rotations: 'name',
  campaigns: 'alias or token',
}

/** What an object is known by: a campaign by its key, a domain by its host, the others by name. */
function wordOf<K extends Kind>(kind: K, draft: Draft<K>): string {
  const of = draft as Partial<Draft<'campaigns'> & Draft<'domains'> & Draft<'groups'>>
  if (kind === 'campaigns') return of.key ?? ''
  if (kind === 'domains') return nameOrAddressOf(of.host ?? '') ?? ''
  return kind === 'groups' ? `${of.subject} ${of.name}` : (of.name ?? '')
}

/** Null: a word that only one may have is another one's. */
function newObject<K extends Kind>(
  stores: Stores,
  kind: K,
  { id, change }: FileObject<K>,
): Records[K]['id'] | null {
  const store = documentsOf(stores, kind)
  try {
    return store.add(emptyDraft(kind, change as Draft<K>), freeId(store.exists(id), id))
  } catch (error) {
    if (codeOf(error) !== 'SQLITE_CONSTRAINT_UNIQUE') throw error
    return null
  }
}

function freeId<I extends number | string>(isTaken: boolean, id: I): I | null {
  if (!isTaken) return id
  return (typeof id === 'string' ? crypto.randomUUID() : null) as I | null
}

/** With what nobody else may have; everything else follows when all objects are placed. */
function emptyDraft<K extends Kind>(kind: K, change: Draft<K>): Draft<K> {
  const given = change as Partial<Draft<'campaigns'> & Draft<'domains'> & Draft<'groups'>>
  const draft = { ...DEFAULTS[kind], name: given.name }
  if (kind === 'domains')
    return { ...DEFAULTS[kind], host: nameOrAddressOf(given.host ?? '') ?? '' }
  if (kind === 'groups') return { ...draft, subject: given.subject } as unknown as Draft<K>
  if (kind !== 'campaigns') return draft as unknown as Draft<K>
  const key = given.key || randomBase62(KEY_LENGTH)
  const alias = given.alias || key
  const token = given.token || randomBase62(TOKEN_LENGTH)
  return { ...draft, key, alias, token } as unknown as Draft<K>
}
