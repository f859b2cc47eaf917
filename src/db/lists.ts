/**
 * Lists of documents kept parsed in memory: reading ten thousand campaigns anew for every request
 * would cost a tenth of a second. The log of changes says which have to be read again.
 */
import type { Change } from './changes.ts'
import type { ReadDocuments, Status } from './documents.ts'
import type { Kind, Records } from './records.ts'

/** More changed objects than this at once, and the whole kind is read again. */
const ONE_BY_ONE_MAX = 200
/** The log forgets older entries. */
const LOG_KEPT = 5000
/** Kinds with few objects, a change of one of which may change others. */
const WHOLE: ReadonlySet<Kind> = new Set<Kind>(['domains', 'groups'])

interface Log {
  last(): number
  after(seq: number): Change[]
}

/** The same store with lists that are kept. Records are shared: nobody may change them. */
export function withKeptLists<K extends Kind>(
  kind: K,
  store: ReadDocuments<K>,
  log: Log,
): ReadDocuments<K> {
  let seq: number | null = null
  let records = new Map<Records[K]['id'], Records[K]>()
  let lists = new Map<Status, Records[K][]>()
  const readAll = () => {
    records = new Map(store.list('all').map((record) => [record.id, record]))
  }
  const readAgain = (id: Records[K]['id']) => {
    const record = store.find(id)
    if (record === null) records.delete(id)
    else records.set(id, record)
  }
  const catchUp = () => {
    const last = log.last() // before reading: what comes between is read twice
    if (last === seq) return
    const changed = seq === null ? [] : log.after(seq).filter((change) => change.kind === kind)
    const isFar = seq === null || last - seq > LOG_KEPT || changed.length > ONE_BY_ONE_MAX
    if (isFar || (WHOLE.has(kind) && changed.length > 0)) readAll()
    else for (const { objectId } of changed) readAgain(Number(objectId) as Records[K]['id'])
    if (isFar || changed.length > 0) lists = new Map()
    seq = last
  }
  return {
    ...store,
    list(status) {
      catchUp()
      const kept = lists.get(status) ?? ordered([...records.values()].filter(fits(status)))
      lists.set(status, kept)
      return [...kept]
    },
  }
}

const fits =
  (status: Status) =>
  ({ deletedAt }: { readonly deletedAt: number | null }) =>
    status === 'all' || (deletedAt === null) === (status === 'active')

function ordered<T extends { readonly id: number | string }>(records: T[]): T[] {
  return records.sort((a, b) => (a.id < b.id ? -1 : 1))
}
