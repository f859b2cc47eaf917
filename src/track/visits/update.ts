/** An update from a page: sub ids of a stored click, sent as the address of an image. */
import { parseClickId } from '../../core/click-id.ts'
import { subIdNumber } from '../../core/event.ts'
import type { CompiledCampaign } from '../../core/tables.ts'
import { TEXT_BYTES } from '../../detect/parameters.ts'
import { parseQuery } from '../../detect/query.ts'
import { cutBytes } from '../../detect/text.ts'
import type { UpdateFault } from '../faults.ts'
import type { TrackParts } from '../parts.ts'
import { confirmByPage } from './confirm.ts'
import type { TrafficRequest } from './request.ts'
import type { SubIdChanges } from './sub-ids.ts'

/**
 * `?_update_tokens=1&sub_id=…&sub_id_1=…`: the update is stored when this resolves, or still on its
 * way if the disk hangs.
 */
export async function updateClick(parts: TrackParts, request: TrafficRequest): Promise<PageUpdate> {
  const result = await updated(parts, request)
  if (result !== 'updated') parts.refusedUpdates.note(result)
  return result
}

/** Needs no key. */
type PageUpdate = 'updated' | Exclude<UpdateFault, 'wrong_key'>

async function updated(parts: TrackParts, request: TrafficRequest): Promise<PageUpdate> {
  const { ledger, tables, subIds, clickPace, clock } = parts
  const query = parseQuery(request.rawQuery)
  const clickId = query.get('sub_id') ?? query.get('subid') ?? query.get('_subid') ?? ''
  if (parseClickId(clickId) === null) return 'unreadable'
  const click = await ledger.readClick(clickId)
  if (click === null) return 'unknown_click'
  const changes = changesIn(query, tables().campaign(click.campaignId))
  if (changes.size === 0) return 'unreadable'
  await confirmByPage(parts, click, request)
  // Rejects while nobody can say what holds.
  await subIds.latest(click)
  const now = clock()
  if (!clickPace.isOpen(clickId, now)) return 'too_many'
  if (await subIds.update(click, changes, now)) clickPace.note(clickId, now, 1)
  return 'updated'
}

/** The plain name wins over the campaign's own name for the same sub id. */
function changesIn(
  query: ReadonlyMap<string, string>,
  campaign: CompiledCampaign | null,
): SubIdChanges {
  const changes = new Map<number, string>()
  const take = (field: string, value: string | undefined) => {
    const number = subIdNumber(field)
    if (number > 0 && value !== undefined) changes.set(number, cutBytes(value, TEXT_BYTES))
  }
  const inherited = campaign?.source?.parameters ?? []
  for (const { field, alias } of [...inherited, ...(campaign?.spec.parameters ?? [])]) {
    if (alias !== '') take(field, query.get(alias))
  }
  for (const [name, value] of query) take(name, value)
  return changes
}
