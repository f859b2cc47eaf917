/** An update from a page: sub ids of a stored click, sent as the address of an image. */
import { parseClickId } from '../core/click-id.ts'
import { parseQuery } from '../detect/query.ts'
import { cutBytes } from '../detect/text.ts'
import type { TrackParts } from './parts.ts'
import type { TrafficRequest } from './request.ts'
import type { SubIdChanges } from './sub-ids.ts'

const SUB_ID = /^sub_id_([1-9]|[12]\d|30)$/
const MAX_VALUE_BYTES = 1024

/** `?_update_tokens=1&sub_id=…&sub_id_1=…`: the update is stored when this resolves. */
export async function updateClick(
  { ledger, updateSubIds, clock }: TrackParts,
  request: TrafficRequest,
): Promise<'updated' | 'unknown_click' | 'malformed'> {
  const query = parseQuery(request.rawQuery)
  const clickId = query.get('sub_id') ?? query.get('subid') ?? query.get('_subid') ?? ''
  const changes = changesIn(query)
  if (parseClickId(clickId) === null || changes.size === 0) return 'malformed'
  const click = await ledger.readClick(clickId)
  if (click === null) return 'unknown_click'
  await updateSubIds(click, changes, clock())
  return 'updated'
}

function changesIn(query: ReadonlyMap<string, string>): SubIdChanges {
  const changes = new Map<number, string>()
  for (const [name, value] of query) {
    const number = Number(SUB_ID.exec(name)?.[1] ?? 0)
    if (number > 0) changes.set(number, cutBytes(value, MAX_VALUE_BYTES))
  }
  return changes
}
