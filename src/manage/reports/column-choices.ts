/**
 * Which columns are where: everybody's own choice and order of them, and how the built-in ones are
 * shown to all, which is for administrators and those with the right to them.
 */
import type { SavedObject } from '../../db/saved-objects.ts'
import type { ReadStores } from '../../db/stores.ts'
import { type Access, accessUnder, type Caller } from '../access.ts'
import { type Desk, DONE, type Done } from '../desk.ts'
import { FORBIDDEN, type Refusal } from '../refusal.ts'
import { addSaved, putSaved, removeSaved } from './saved-objects.ts'

export interface ColumnChoice {
  /** Uuids of the columns of a page, in their order; a page that is not there shows all. */
  readonly pages: Readonly<Record<string, readonly string[]>>
  /** Uuids in the order of the whole list; what is not named comes after. */
  readonly order: readonly string[]
  /** Names of columns of the click log; null: all. */
  readonly clickLog: readonly string[] | null
}

const UNCHOSEN: ColumnChoice = { pages: {}, order: [], clickLog: null }

export function columnChoiceOf({ saved }: ReadStores, { userId }: Caller): ColumnChoice {
  const stored = userId === null ? null : saved.find('column_choices', String(userId))
  return { ...UNCHOSEN, ...(stored?.spec as Partial<ColumnChoice> | undefined) }
}

export function chooseColumns(
  desk: Desk,
  caller: Caller,
  change: Partial<ColumnChoice>,
): Done | Refusal {
  const { userId } = caller
  if (userId === null) return FORBIDDEN
  const spec = { ...columnChoiceOf(desk.stores, caller), ...change }
  return keep(desk, caller, { kind: 'column_choices', id: String(userId), ownerId: userId }, spec)
}

/** How a built-in column is called and written; what is null is as it comes. */
export interface DefaultColumnLook {
  readonly name: string | null
  readonly decimals: number | null
  readonly format: 'def' | '$' | '%' | null
}

const AS_IT_COMES: DefaultColumnLook = { name: null, decimals: null, format: null }
const SUBJECT = 'default_column'

export function accessToDefaultColumn(caller: Caller, id: string): Access {
  return accessUnder(caller, SUBJECT, { id })
}

/** By uuid; only those that somebody changed. */
export function defaultColumnLooks({ saved }: ReadStores): ReadonlyMap<string, DefaultColumnLook> {
  const all = saved.list('default_columns')
  return new Map(all.map(({ id, spec }) => [id, { ...AS_IT_COMES, ...(spec as object) }]))
}

/** `id` is that of a built-in column. What is left out stays. */
export function changeDefaultColumn(
  desk: Desk,
  caller: Caller,
  id: string,
  change: Partial<DefaultColumnLook>,
): Done | Refusal {
  if (accessToDefaultColumn(caller, id) !== 'modify') return FORBIDDEN
  const before = defaultColumnLooks(desk.stores).get(id) ?? AS_IT_COMES
  return keep(
    desk,
    caller,
    { kind: 'default_columns', id, ownerId: null },
    { ...before, ...change },
  )
}

/** Those that the caller may change, as they came. */
export function resetDefaultColumns(desk: Desk, caller: Caller): Done | Refusal {
  const all = desk.stores.saved.list('default_columns')
  const own = all.filter(({ id }) => accessToDefaultColumn(caller, id) === 'modify')
  if (own.length === 0 && accessToDefaultColumn(caller, '') !== 'modify') return FORBIDDEN
  for (const each of own) removeSaved(desk, caller, each)
  return DONE
}

function keep(
  desk: Desk,
  caller: Caller,
  place: Pick<SavedObject, 'kind' | 'id' | 'ownerId'>,
  spec: object,
): Done | Refusal {
  const before = desk.stores.saved.find(place.kind, place.id)
  if (before !== null) return putSaved(desk, caller, before, { spec })
  return addSaved(desk, caller, { ...place, isShared: false, name: '', spec })
}
