/**
 * Where the operator lets links lead whatever lists say, files and those that are asked alike. For who may
 * change the settings of lists.
 */
import { placeText, readBlockPlace } from '../../core/links/block-rules.ts'
import type { BlocklistException } from '../../db/links/blocklist-exceptions.ts'
import type { Caller } from '../access.ts'
import { type Desk, type Done, save, saveChange } from '../desk.ts'
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
  const place = placeOf(desk, given)
  if (isRefusal(place)) return place
  const deed = { event: 'create', kind: KIND, name: place, changes: { place, note } } as const
  return save(desk, caller, deed, () =>
    desk.stores.blocklistExceptions.add({ place, note, userId: caller.userId }),
  )
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

function placeOf({ stores }: Desk, given: string): string | Refusal {
  const read = readBlockPlace(given.trim())
  if (read === null) return wrong('place', 'is neither a host nor an address of the web')
  const place = placeText(read)
  const { blocklistExceptions } = stores
  if (blocklistExceptions.has(place)) return { refused: 'taken', field: 'place' }
  const { added, removed } = blocklistExceptions.counts()
  return added - removed < EXCEPTIONS_MAX
    ? place
    : wrong('place', `is one too many: there are ${EXCEPTIONS_MAX} already`)
}
