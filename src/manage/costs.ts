/** Costs of past clicks: reads what a person asks for, has the ledger do it, keeps who did it. */
import type { CostOrder } from '../core/cost-batches.ts'
import { subIdNumber } from '../core/event.ts'
import { COST_PARTS_MAX, costFileOf, PART_MARK } from '../core/files/cost-parts.ts'
import { dimensionOf } from '../core/reports/dimensions.ts'
import {
  type Period,
  PERIOD_PLACES,
  PERIOD_TEXTS,
  type PeriodInput,
  resolvePeriod,
} from '../core/reports/period.ts'
import { equalityKey } from '../core/reports/predicate.ts'
import { isSettingOn, settingNumber } from '../core/settings/settings.ts'
import type { CostAsk, CostResult } from '../ledger/costs/cost-book.ts'
import type { CostLedger, CostList } from '../ledger/costs/cost-link.ts'
import type { Author, CostQuery } from '../ledger/costs/cost-store.ts'
import type { Upload, UploadState } from '../ledger/costs/cost-uploads.ts'
import { isTimeZone } from '../lib/zoned-time.ts'
import { accessTo, type Caller, campaignsSeen, COMMAND_LINE, unknownTo } from './access.ts'
import { type Desk, noteDeed } from './desk.ts'
import {
  type Fields,
  FORBIDDEN,
  NOT_FOUND,
  type Problems,
  problems,
  type Refusal,
  wrong,
} from './refusal.ts'
import { baseCurrency } from './settings.ts'

/** What a batch can be limited to; `sub_id_1` … `sub_id_30` besides. Words ↔ dimensions. */
const FIELDS: ReadonlyMap<string, string> = new Map([
  ['keyword', 'keyword'],
  ['source', 'source'],
  ['ad_campaign_id', 'adCampaignId'],
  ['creative_id', 'creativeId'],
  ['external_id', 'externalId'],
  ['country', 'geoCountry'],
  ['device_type', 'deviceType'],
  ['os', 'osName'],
  ['landing', 'landing'],
  ['offer', 'offer'],
  ['flow', 'flow'],
])
/** Products with clicks must stay exact: 2^53 micro-units. */
const DEAREST_CLICK_MICROS = 1_000_000 * 1_000_000

/** A batch as a person writes it. */
export interface CostDraft {
  readonly campaigns: readonly number[]
  /** Dates or times on the wall of the zone, both inclusive to the second; or the very times. */
  readonly period: PeriodInput | Period
  readonly zone: string
  readonly how: CostOrder['how']
  readonly micros: number
  /** `null`: that of the installation. */
  readonly currency: string | null
  readonly filters: readonly { readonly field: string; readonly values: readonly string[] }[]
  readonly uniqueness: CostOrder['uniqueness']
  /** Whether bots bear a part; `null`: as visits do. */
  readonly bots: boolean | null
}

/** What changes need besides the desk. */
export interface CostParts {
  readonly desk: Desk
  readonly costs: CostLedger
  /** An amount in the base currency now; `null`: there is no rate. */
  readonly toBase: (micros: number, currency: string) => number | null
}

type OrderParts = Pick<CostParts, 'desk' | 'toBase'>

/** `fields` as the surface calls them, where that differs from a draft's own words. */
export function orderOf(parts: OrderParts, caller: Caller, draft: CostDraft): CostOrder | Refusal {
  return orderMaker(parts, caller)(draft)
}

/** Orders of many drafts: which campaigns a list of them names is looked up once. */
export function orderMaker(
  { desk, toBase }: OrderParts,
  caller: Caller,
): (draft: CostDraft) => CostOrder | Refusal {
  const settings = desk.stores.settings.all()
  const weekStart = settingNumber(settings, 'week_start')
  const lists = new Map<CostDraft['campaigns'], readonly number[] | null>()
  const campaignsOf = (draft: CostDraft) =>
    lists.getOrInsertComputed(draft.campaigns, (wanted) => {
      const ids = [...new Set(wanted)].toSorted((a, b) => a - b)
      return ids.every((id) => mayCost(desk, caller, id)) ? ids : null
    })
  return (draft) => {
    const found = problems()
    const campaigns = campaignsOf(draft)
    if (campaigns === null) found.add('campaigns', 'does not exist')
    const period = periodOf(draft, { now: desk.clock(), weekStart }, found)
    const currency = draft.currency ?? baseCurrency(desk)
    const micros = amountOf(draft, toBase(draft.micros, currency), found)
    const where = whereOf(draft, found)
    const refusal = found.refusal()
    if (refusal !== null || campaigns === null || period === null || micros === null)
      return refusal ?? NOT_FOUND
    const { how, zone, uniqueness } = draft
    const bots = (draft.bots ?? !isSettingOn(settings, 'bots_free')) ? 'charged' : 'free'
    const original = { micros: draft.micros, currency }
    return { campaigns, period, zone, how, micros, original, where, uniqueness, bots }
  }
}

function amountOf({ how }: CostDraft, micros: number | null, found: Problems): number | null {
  if (micros === null)
    found.add('currency', 'has no exchange rate, or the amount is too much to convert')
  if (how === 'per_click' && (micros ?? 0) > DEAREST_CLICK_MICROS)
    found.add('cost', 'is too much for one click')
  return micros
}

function whereOf({ filters }: CostDraft, found: Problems): CostOrder['where'] {
  return filters.map(({ field, values }) => {
    const key = keyOf(field)
    if (key === null) found.add('filters', `can't be by ${field}`)
    return { any: [{ field: key ?? field, op: 'in', values: values.map(orNotSet) }] }
  })
}

function mayCost({ stores }: Desk, caller: Caller, id: number): boolean {
  const campaign = stores.campaigns.find(id)
  return campaign !== null && accessTo(caller, 'campaigns', campaign) === 'modify'
}

/** Nothing in the field is how reports say "not set". */
const orNotSet = (value: string) => (value === '' ? null : value)

const keyOf = (field: string) =>
  subIdNumber(field) > 0 ? (dimensionOf(field)?.key ?? null) : (FIELDS.get(field) ?? null)

/** What values of a field are compared by. */
export function valueKeyOf(field: string): (value: string) => string {
  const dimension = dimensionOf(keyOf(field) ?? '')
  return dimension === null ? (value) => value : equalityKey(dimension)
}

function periodOf(
  { period, zone }: CostDraft,
  calendar: { now: number; weekStart: number },
  found: Problems,
) {
  if (!isTimeZone(zone)) {
    found.add('timezone', 'unknown time zone: a name such as Europe/Berlin')
    return null
  }
  if (!('preset' in period)) return period
  const resolved = resolvePeriod(period, { zone, ...calendar })
  if (typeof resolved !== 'string') return { from: resolved.from, to: resolved.to }
  const place = PERIOD_PLACES[resolved]
  found.add(place === 'preset' ? 'period' : place, PERIOD_TEXTS[resolved])
  return null
}

const authorOf = ({ userId, via }: Caller): Author => ({ userId, via })

/** `null` when no click matches and that is to be refused. */
export async function applyCosts(
  { desk, costs }: CostParts,
  caller: Caller,
  order: CostOrder,
  ask: Pick<CostAsk, 'whenNone'>,
): Promise<CostResult | null> {
  const [result = null] = (await costs.apply([order], { ...ask, by: authorOf(caller) })) ?? []
  if (result === null) return null
  noteDeed(desk, caller, {
    kind: 'costs',
    name: '',
    id: result.id,
    event: 'create',
    changes: order,
  })
  return result
}

/** The orders of a file as one change: all of them are booked, or none is. */
export async function uploadCosts(
  { desk, costs }: CostParts,
  caller: Caller,
  orders: readonly CostOrder[],
  upload: Upload,
): Promise<readonly CostResult[]> {
  const ask = { whenNone: 'keep', by: authorOf(caller), upload } as const
  const results = (await costs.apply(orders, ask)) ?? []
  if (results.length > 0) noteUpload(desk, caller, { upload: upload.id, event: 'create', results })
  return results
}

/** A file that was uploaded: how far it is, and what became of its lines. */
export async function uploadedCosts(
  { desk, costs }: Pick<CostParts, 'desk' | 'costs'>,
  caller: Caller,
  upload: string,
): Promise<UploadState | Refusal> {
  const found = await costs.uploadOf(upload)
  if (found === null) return unknownTo(caller)
  const seen = campaignsSeen(desk.stores, caller)
  return seen === null || found.campaigns.every((id) => seen.includes(id)) ? found : FORBIDDEN
}

interface UploadDeed {
  readonly upload: string
  readonly event: 'create' | 'undo' | 'redo'
  readonly results: readonly CostResult[]
}

/** Notes files that are booked after the process which they came to has ended. */
export async function noteResumedCosts({ desk, costs }: Pick<CostParts, 'desk' | 'costs'>) {
  for (const { upload, by, results } of await costs.takeResumed()) {
    const caller = { ...COMMAND_LINE, userId: by.userId, via: by.via as Caller['via'] }
    noteUpload(desk, caller, { upload, event: 'create', results })
  }
}

function noteUpload(desk: Desk, caller: Caller, { upload, event, results }: UploadDeed): void {
  const changes = { batches: results.map(({ id }) => id) }
  noteDeed(desk, caller, { kind: 'costs', name: '', id: upload, event, changes })
}

export async function setCosts(
  { desk, costs }: CostParts,
  caller: Caller,
  id: number,
  event: 'undo' | 'redo',
): Promise<CostResult | Refusal> {
  const campaigns = await costs.campaignsOf({ id })
  if (campaigns === null) return unknownTo(caller)
  if (!campaigns.every((campaign) => mayCost(desk, caller, campaign))) return FORBIDDEN
  const result = await costs.set(id, event, authorOf(caller))
  if (result === null) return NOT_FOUND
  noteDeed(desk, caller, { kind: 'costs', name: '', id, event, changes: null })
  return result
}

/** All batches of an uploaded file: of each part all of them change, or none does. */
export async function setUploadedCosts(
  parts: CostParts,
  caller: Caller,
  upload: string,
  event: 'undo' | 'redo',
): Promise<readonly CostResult[] | Refusal> {
  const priced = await pricedParts(parts, upload)
  if (priced.length === 0) return unknownTo(caller)
  const campaigns = priced.flatMap((part) => part.campaigns)
  if (!campaigns.every((id) => mayCost(parts.desk, caller, id))) return FORBIDDEN
  const all: CostResult[] = []
  for (const { id } of priced) {
    const results = await parts.costs.setUpload(id, event, authorOf(caller))
    noteUpload(parts.desk, caller, { upload: id, event, results })
    all.push(...results)
  }
  return all
}

/** Parts of a file that have batches. */
async function pricedParts({ costs }: CostParts, upload: string) {
  const found = (await costs.partsOf(upload)).map(async (id) => {
    const campaigns = await costs.campaignsOf({ upload: id })
    return campaigns === null ? [] : [{ id, campaigns }]
  })
  return (await Promise.all(found)).flat()
}

/** The id for a further part of a file that the caller may take back. */
export async function nextPartOf(
  parts: CostParts,
  caller: Caller,
  upload: string,
): Promise<string | Refusal> {
  const known = costFileOf(upload) === upload ? await parts.costs.partsOf(upload) : []
  const first = known.length === 0 ? null : await parts.costs.uploadOf(upload)
  const priced = await pricedParts(parts, upload)
  const campaigns = [...(first?.campaigns ?? []), ...priced.flatMap((part) => part.campaigns)]
  if (known.length === 0 || !campaigns.every((id) => mayCost(parts.desk, caller, id)))
    return wrong('importId', 'is no file of yours that goes on')
  if (known.length >= COST_PARTS_MAX)
    return wrong('importId', `has ${COST_PARTS_MAX} parts: a file may have no more`)
  return `${upload}${PART_MARK}${crypto.randomUUID()}`
}

/** The batches all of whose campaigns the caller may read, newest first; so is what is worked on. */
export async function listCosts(
  { desk, costs }: Pick<CostParts, 'desk' | 'costs'>,
  caller: Caller,
  query: Omit<CostQuery, 'campaigns'>,
): Promise<CostList> {
  const campaigns = campaignsSeen(desk.stores, caller)
  const list = await costs.list({ ...query, campaigns })
  const isSeen = campaigns === null || list.running?.campaigns.every((id) => campaigns.includes(id))
  return isSeen === true ? list : { ...list, running: null }
}

/** Renames the fields of a refusal to those of the surface that asked. */
export function renamed(refusal: Refusal, names: Readonly<Record<string, string>>): Refusal {
  if (refusal.refused !== 'invalid') return refusal
  const fields: Fields = Object.fromEntries(
    Object.entries(refusal.fields).map(([name, texts]) => [names[name] ?? name, texts]),
  )
  return { ...refusal, fields }
}
