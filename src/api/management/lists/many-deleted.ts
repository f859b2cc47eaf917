/** Several objects of a kind deleted, or brought back, at once; those that could not be are named. */
import { Type } from '@sinclair/typebox'

import type { Caller } from '../../../manage/access.ts'
import { archiveRotation } from '../../../manage/campaigns/rotations.ts'
import { archiveObject, type Desk, type Done, restoreObject } from '../../../manage/desk.ts'
import { changeMany } from '../../../manage/many.ts'
import type { Refusal } from '../../../manage/refusal.ts'
import { ENTITIES, type Entity, STORES } from '../entities.ts'
import { type Operation, operation } from '../operation.ts'
import { FailedIds, Ids } from '../wire.ts'

const WORDS: { readonly [E in Entity]: readonly [tag: string, noun: string, many: string] } = {
  campaign: ['Campaigns', 'Campaigns', 'campaigns'],
  landing: ['Landings', 'Landings', 'landings'],
  offer: ['Offers', 'Offers', 'offers'],
  rotation: ['Rotations', 'Rotations', 'rotations'],
  affiliate_network: ['Affiliate networks', 'AffiliateNetworks', 'affiliate networks'],
  traffic_source: ['Traffic sources', 'TrafficSources', 'traffic sources'],
}

function deleted(desk: Desk, caller: Caller, entity: Entity, id: number): Done | Refusal {
  if (entity === 'rotation') return archiveRotation(desk, caller, id)
  return archiveObject(desk, caller, STORES[entity], id)
}

export const manyDeletedOperations: readonly Operation[] = ENTITIES.map((entity) => {
  const [tag, noun, many] = WORDS[entity]
  return operation({
    method: 'POST',
    path: `/${entity}/change_deleted`,
    id: `change${noun}Deleted`,
    summary: `Delete several ${many} (soft), or restore them`,
    tag,
    own: true,
    body: Type.Object({ ids: Ids, deleted: Type.Boolean() }),
    answer: FailedIds,
    run: async ({ desk, caller, body }) => ({
      failedIds: await changeMany(desk, body.ids, (inside, id) =>
        body.deleted
          ? deleted(inside, caller, entity, id)
          : restoreObject(inside, caller, STORES[entity], id),
      ),
    }),
  })
})
