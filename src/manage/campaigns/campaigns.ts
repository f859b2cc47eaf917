/** Changes of campaigns. A new one gets its key, alias and token here, and an own flow set. */
import type { FlowSet } from '../../core/model.ts'
import type { CompiledCampaign } from '../../core/tables.ts'
import type { CampaignRecord, Draft } from '../../db/records.ts'
import { DEFAULTS, emptyFlowSet } from '../../db/records.ts'
import type { ReadStores } from '../../db/stores.ts'
import { randomBase62 } from '../../lib/base62.ts'
import type { Compilers } from '../../routing/load.ts'
import { type Caller, lookUp, mayCreate } from '../access.ts'
import {
  type Deed,
  type DeedOn,
  type Desk,
  type Done,
  earlier,
  grantOwn,
  save,
  saveChange,
} from '../desk.ts'
import { changeMany } from '../many.ts'
import { FORBIDDEN, isRefusal, problems, type Refusal, wrong } from '../refusal.ts'
import { checkCampaign } from './campaign-checks.ts'
import { TOKEN_LENGTH } from './click-api-token.ts'
import { flowsOf } from './flow-owner.ts'
import { putFlows, refuseFlows } from './flows.ts'

/** Properties to set. `key` and `alias` left out or empty on creation are generated. */
export type CampaignChange = Partial<Draft<'campaigns'>>

export const KEY_LENGTH = 20
const ALIAS_LENGTH = 8

/** `flows` null: an empty default flow. */
export function createCampaign(
  desk: Desk,
  caller: Caller,
  change: CampaignChange,
  flows: FlowSet | null,
): number | Refusal {
  if (!mayCreate(caller, 'campaigns')) return FORBIDDEN
  const draft = completed(desk, caller, change)
  const set = flows ?? emptyFlowSet(0)
  const refusal = refuseCampaign(desk, caller, { before: null, after: draft, flows: set })
  if (refusal !== null) return refusal
  const deed: Deed = { event: 'create', kind: 'campaigns', name: draft.name, changes: change }
  return save(desk, caller, deed, () => {
    const id = desk.stores.campaigns.add(draft, null)
    putFlows(desk.stores, { scope: 'campaign', id }, set)
    grantOwn(desk, caller, 'campaigns', { ...draft, id })
    return id
  })
}

/** Properties left out keep their value, and so do flows given as null. */
export function changeCampaign(
  desk: Desk,
  caller: Caller,
  id: number,
  { change, flows = null }: { change: CampaignChange; flows?: FlowSet | null },
): Done | Refusal {
  const before = lookUp(desk.stores, caller, 'campaigns', { id, need: 'modify' })
  if (isRefusal(before)) return before
  const after: CampaignRecord = { ...before, ...change }
  const refusal = refuseCampaign(desk, caller, { before, after, flows })
  if (refusal !== null) return refusal
  const told = { name: after.name, changes: change, before: earlier(before, after, change) }
  const deed: DeedOn = { event: 'change', kind: 'campaigns', id, ...told }
  return saveChange(desk, caller, deed, () => {
    desk.stores.campaigns.put(after)
    if (flows !== null) putFlows(desk.stores, { scope: 'campaign', id }, flows)
  })
}

/** The ids that were not changed: unknown, not permitted or refused. */
export function changeCampaigns(
  desk: Desk,
  caller: Caller,
  ids: readonly number[],
  changeOf: (campaign: CampaignRecord) => CampaignChange,
): Promise<number[]> {
  return changeMany(desk, ids, (inside, id) => {
    const campaign = lookUp(inside.stores, caller, 'campaigns', { id, need: 'modify' })
    if (isRefusal(campaign)) return campaign
    return changeCampaign(inside, caller, id, { change: changeOf(campaign) })
  })
}

function completed(desk: Desk, caller: Caller, change: CampaignChange): Draft<'campaigns'> {
  const key = change.key || randomBase62(KEY_LENGTH)
  const draft = { ...DEFAULTS.campaigns, ownerId: caller.userId, ...change, key }
  const alias = change.alias || freeAlias(desk, key)
  return { ...draft, alias, token: randomBase62(TOKEN_LENGTH) }
}

/** The key serves as alias too, unless visitors know the word as something else. */
function freeAlias(desk: Desk, key: string): string {
  const found = problems()
  checkCampaign(desk, { before: null, after: { ...DEFAULTS.campaigns, alias: key, key } }, found)
  const refusal = found.refusal()
  const unfit = refusal?.refused === 'invalid' && 'alias' in refusal.fields
  return unfit || isTaken(desk, 'alias', key, null) ? randomBase62(ALIAS_LENGTH) : key
}

interface Change {
  readonly before: CampaignRecord | null
  readonly after: Draft<'campaigns'>
  readonly flows: FlowSet | null
}

/** What is wrong with it and with the flows, if they come with it; null: nothing is. */
export function refuseCampaign(
  desk: Desk,
  caller: Caller,
  { before, after, flows }: Change,
): Refusal | null {
  const found = problems()
  checkCampaign(desk, { before, after, caller }, found)
  const refusal = found.refusal()
  if (refusal !== null) return refusal
  for (const field of ['key', 'alias'] as const) {
    if (isTaken(desk, field, after[field], before?.id ?? null)) return { refused: 'taken', field }
  }
  const owner = { scope: 'campaign', id: before?.id ?? 0 } as const
  const flowRefusal = flows === null ? null : refuseFlows(desk, caller, owner, flows)
  return flowRefusal ?? refuseUncompilable(desk, after, flows ?? flowsOf(desk.stores, owner))
}

function isTaken(desk: Desk, field: 'key' | 'alias', word: string, own: number | null): boolean {
  const sql = `SELECT id FROM campaigns WHERE "${field}" = ?`
  const row = desk.db.query<{ id: number }, [string]>(sql).get(word)
  return row !== null && row.id !== own
}

/** Tables that can't be compiled are refused here, so that they never meet a visitor. */
function refuseUncompilable(desk: Desk, draft: Draft<'campaigns'>, flows: FlowSet): Refusal | null {
  const compiled = compiledWith(desk, desk.stores, { ...draft, id: 0 }, flows)
  return 'refused' in compiled ? compiled : null
}

/** The campaign as visitors would meet it with these flows. */
export function compiledWith(
  { compilers }: Pick<Desk, 'compilers'>,
  { traffic_sources }: Pick<ReadStores, 'traffic_sources'>,
  campaign: Parameters<Compilers['campaign']>[0] & Pick<Draft<'campaigns'>, 'sourceId'>,
  flows: FlowSet,
): CompiledCampaign | Refusal {
  const source = campaign.sourceId === null ? null : traffic_sources.find(campaign.sourceId)
  try {
    return compilers.campaign(campaign, compilers.flows(flows), source)
  } catch (error) {
    const why = error instanceof Error ? error.message : 'for an unknown reason'
    return wrong('flows', `can't be compiled: ${why}`)
  }
}
