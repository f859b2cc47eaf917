/**
 * Where the operator lets links lead whatever lists say, files and those that are asked alike. For who may
 * change the settings of lists.
 */
import { placeText, readBlockPlace } from '../../core/links/block-rules.ts'
import type { BlocklistException } from '../../db/links/blocklist-exceptions.ts'
import type { Caller } from '../access.ts'
import { type Desk, type Done, noteDeed, save, saveChange } from '../desk.ts'
import { FORBIDDEN, isRefusal, NOT_FOUND, type Refusal, wrong } from '../refusal.ts'

const EXCEPTIONS_MAX = 10_000
const KIND = 'blocklist_exceptions'

export function listExceptions(
  { stores }: Pick<Desk, 'stores'>,
  caller: Caller,
): readonly BlocklistException[] | Refusal {
  return mayAllow(caller) ? stores.blocklistExceptions.list() : FORBIDDEN
}

/** What is allowed may be told by a host or an address, with all below it. */
export function allowPlace(
  desk: Desk,
  caller: Caller,
  { place: given, note }: Pick<BlocklistException, 'place' | 'note'>,
): number | Refusal {
  if (!mayAllow(caller)) return FORBIDDEN
  const place = readPlace(given)
  if (isRefusal(place)) return place
  const { blocklistExceptions } = desk.stores
  if (blocklistExceptions.has(place)) return { refused: 'taken', field: 'place' }
  if (isFull(desk)) return FULL
  const deed = { event: 'create', kind: KIND, name: place, changes: { place, note } } as const
  return save(desk, caller, deed, () =>
    blocklistExceptions.add({ place, note, userId: caller.userId }),
  )
}

/** Adds one that a file brings, within the transaction of all of it. */
export function addException(
  desk: Desk,
  caller: Caller,
  { place, note }: Pick<BlocklistException, 'place' | 'note'>,
): number | Refusal {
  if (isFull(desk)) return FULL
  const id = desk.stores.blocklistExceptions.add({ place, note, userId: caller.userId })
  noteDeed(desk, caller, { event: 'import', kind: KIND, id, name: place, changes: { place, note } })
  return id
}

/** Links that lead there are held against the lists again, when a round comes. */
export function removeException(desk: Desk, caller: Caller, id: number): Done | Refusal {
  if (!mayAllow(caller)) return FORBIDDEN
  const { blocklistExceptions } = desk.stores
  const exception = blocklistExceptions.find(id)
  if (exception === null) return NOT_FOUND
  const deed = { event: 'remove', kind: KIND, id, name: exception.place } as const
  return saveChange(desk, caller, deed, () => blocklistExceptions.remove(id))
}

function mayAllow({ role }: Caller): boolean {
  return role === 'super_admin'
}

/** As it is stored. */
export function readPlace(given: string): string | Refusal {
  const read = readBlockPlace(given.trim())
  return read === null
    ? wrong('place', 'is neither a host nor an address of the web')
    : placeText(read)
}

const FULL = wrong('place', `is one too many: there are ${EXCEPTIONS_MAX} already`)

function isFull({ stores }: Desk): boolean {
  const { added, removed } = stores.blocklistExceptions.counts()
  return added - removed >= EXCEPTIONS_MAX
}
