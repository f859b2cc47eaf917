/** Flows that are changed from another screen: read, changed, saved, and anew if somebody was faster. */
import type { FlowSet } from '../../../src/core/model.ts'
import { ask, get } from '../../api/client.ts'
import { failureFrom, isAborted } from '../../api/failure.ts'
import type { FlowSetView } from '../../api/types.ts'
import { isReadOnlyAt } from '../../state/rights.ts'
import type { Key } from '../../words/words.ts'
import type { FlowWarning } from './simulation.ts'

export interface CampaignFlows {
  readonly campaign: string
  /** Of the campaign, or of the rotation whose flows it has. */
  readonly path: string
  readonly set: FlowSetView
  readonly isReadOnly: boolean
  /** Names of the campaigns on the rotation; null: the flows are the campaign's own. */
  readonly sharing: readonly string[] | null
}

export async function flowsOfCampaign(
  campaign: string,
  signal: AbortSignal,
): Promise<CampaignFlows> {
  const own = `/campaign/${campaign}/flows`
  const set = await get<FlowSetView>(own, signal)
  const { rotationId } = set
  if (rotationId === null) {
    const isReadOnly = await isReadOnlyAt('/campaigns', campaign)
    return { campaign, path: own, set, isReadOnly, sharing: null }
  }
  const [isReadOnly, sharing] = await Promise.all([
    isReadOnlyAt('/rotations', String(rotationId)),
    campaignsOn(rotationId, signal),
  ])
  const path = `/rotation/${rotationId}/flows`
  return { campaign, path, set, isReadOnly: isReadOnly || sharing === null, sharing }
}

/** Null: the rotation is not the user's to see, let alone to change. */
async function campaignsOn(
  rotationId: number,
  signal: AbortSignal,
): Promise<readonly string[] | null> {
  try {
    const address = `/campaign/by_rotation/${rotationId}/list`
    const rows = await get<readonly { readonly name: string }[]>(address, signal)
    return rows.map(({ name }) => name)
  } catch (error) {
    const { status } = failureFrom(error)
    if (isAborted(error) || (status !== 403 && status !== 404)) throw error
    return null
  }
}

const TRIES = 4

export type StoredFlows = Omit<FlowSetView, 'warnings'> & {
  readonly warnings: readonly FlowWarning[]
}

/** What was stored and what was done, or the sentence that says why nothing was. */
export async function changeFlows<Done extends { readonly set: FlowSet }>(
  path: string,
  change: (set: FlowSet) => Done | Key,
): Promise<{ readonly stored: StoredFlows; readonly done: Done } | Key> {
  for (let attempt = 1; ; attempt++) {
    const { data, etag } = await ask<FlowSetView>('GET', path)
    const done = change(data)
    if (typeof done === 'string') return done
    try {
      const { data: stored } = await ask<StoredFlows>('PUT', path, { body: done.set, etag })
      return { stored, done }
    } catch (error) {
      if (attempt === TRIES || failureFrom(error).status !== 412) throw error
    }
  }
}
