/** Conversions as they stand, and their steps. Statements are prepared once: they run per call. */
import type { Database } from 'bun:sqlite'

import type { ConversionClass } from '../../core/conversions/classes.ts'
import type {
  Conversion,
  ConversionState,
  ConversionStep,
} from '../../core/conversions/conversion.ts'
import type { ClickEffect } from '../../core/conversions/import-effects.ts'
import { insertedId } from '../../lib/inserted-id.ts'
import { namedColumns, rowWriter, type Value } from './named-rows.ts'

/** Where a step came from, beyond what the step says itself. */
export interface StepSource {
  readonly callId: number | null
  readonly importId: number | null
  readonly userId: number | null
  /** What its line said of the click; `null`: nothing, or it is of no import. */
  readonly effect: ClickEffect | null
}

export interface StoredStep extends StepSource {
  readonly id: number
  readonly conversionId: number
  readonly clickSeq: number
  readonly time: number
  readonly arrivedAt: number
  readonly kind: ConversionStep['kind']
  readonly origin: ConversionStep['origin']
  /** Those of earlier versions lack `changedAt` and what follows it. */
  readonly before: ConversionState | null
  readonly after: ConversionState
}

export interface PendingPayouts {
  readonly currency: string
  readonly count: number
  readonly micros: number
}

/** Times are epoch milliseconds, the end excluded; campaigns `null`: all. */
export interface PendingAsked {
  readonly from: number
  readonly to: number
  readonly basis: 'click' | 'event'
  readonly campaignIds: readonly number[] | null
}

export interface ReadConversions {
  /** Of one click, oldest first, deleted ones included. */
  ofClick(clickSeq: number): Conversion[]
  ofClickId(clickId: string): Conversion[]
  /** Of every click, oldest first. */
  ofTransaction(transactionId: string): Conversion[]
  find(id: number): Conversion | null
  /** Oldest first. */
  stepsOfClick(clickSeq: number): StoredStep[]
  /** Each once. */
  clicksOfImport(importId: number): ImportedClick[]
  /** Newest first; deleted ones are left out. */
  list(filter: ConversionFilter): Conversion[]
  /** Payouts that wait for a rate, by currency; they are in no sum. */
  pending(): PendingPayouts[]
  /** Those of them that a report would count. */
  pendingIn(asked: PendingAsked): PendingPayouts[]
  /** Those in these currencies that wait for a rate, oldest first, beyond an id. */
  waitingFor(currencies: readonly string[], afterId: number, limit: number): Conversion[]
  /** Words that conversions of the campaigns have at present, in order; `null`: of all. */
  wordsSeen(which: 'word' | 'word2', campaignIds: readonly number[] | null): string[]
  /** Which campaigns have conversions of which offers, among these campaigns; `null`: all. */
  placesSeen(campaignIds: readonly number[] | null): ConversionPlace[]
}

export interface ImportedClick {
  readonly clickId: string
  readonly campaignId: number
}

export interface ConversionPlace {
  readonly campaignId: number
  readonly offerId: number
  /** As in conversions: `''` and 0 where the click led to an offer. */
  readonly directUrl: string
  readonly parentCampaignId: number
}

export interface ConversionStore extends ReadConversions {
  /** The id it got. */
  add(conversion: Conversion): number
  put(conversion: Conversion): void
  /** How many steps the conversions of a click have; counted no further than `upTo`. */
  countSteps(clickSeq: number, upTo: number): number
  /** The step's id. */
  addStep(step: ConversionStep, source: StepSource): number
}

const COLUMNS = {
  clickId: 'click_id',
  clickSeq: 'click_seq',
  clickTime: 'click_time',
  campaignId: 'campaign_id',
  offerId: 'offer_id',
  networkId: 'network_id',
  sourceId: 'source_id',
  directUrl: 'direct_url',
  parentCampaignId: 'parent_campaign_id',
  country: 'country',
  time: 'time',
  arrivedAt: 'arrived_at',
  changedAt: 'changed_at',
  sentMicros: 'sent_micros',
  sentCurrency: 'sent_currency',
  isFirst: 'is_first',
  isUpsell: 'is_upsell',
  isTest: 'is_test',
  isPixel: 'is_pixel',
  sender: 'sender',
  notes: 'notes',
  transactionId: 'transaction_id',
  word: 'word',
  word2: 'word2',
  class: 'class',
  payoutMicros: 'payout_micros',
  payoutCurrency: 'payout_currency',
  rateNanos: 'rate_nanos',
  rateAt: 'rate_at',
  amountMicros: 'amount_micros',
  costMicros: 'cost_micros',
  isDeleted: 'is_deleted',
} as const satisfies Record<Exclude<keyof Conversion, 'id'>, string>

type Property = keyof typeof COLUMNS
export type ConversionRow = Record<Property | 'id', Value>

const PROPERTIES = Object.keys(COLUMNS) as Property[]
/** A list for SELECT that gives rows for `conversionOf`. */
const CONVERSION_COLUMNS = namedColumns('conversions', COLUMNS)

const FLAGS = ['isFirst', 'isUpsell', 'isTest', 'isPixel', 'isDeleted'] as const

function conversionOf(row: ConversionRow): Conversion {
  const flags = Object.fromEntries(FLAGS.map((name) => [name, row[name] === 1]))
  const notes = String(row.notes) === '' ? [] : String(row.notes).split(',')
  return { ...row, ...flags, notes } as unknown as Conversion
}

const STEP_COLUMNS = `id, conversion_id AS conversionId, click_seq AS clickSeq, time,
  arrived_at AS arrivedAt, kind, origin, call_id AS callId, import_id AS importId,
  user_id AS userId, before, after, effect`

export function conversionStore(db: Database): ConversionStore {
  const select = `SELECT ${CONVERSION_COLUMNS} FROM conversions`
  const ofClick = db.query<ConversionRow, [number]>(`${select} WHERE click_seq = ? ORDER BY id`)
  const byClickId = db.query<ConversionRow, [string]>(`${select} WHERE click_id = ? ORDER BY id`)
  const byTransaction = db.query<ConversionRow, [string]>(
    `${select} WHERE transaction_id = ? AND transaction_id <> '' ORDER BY id LIMIT 100`,
  )
  const one = db.query<ConversionRow, [number]>(`${select} WHERE id = ?`)
  const rows = rowWriter(db, 'conversions', COLUMNS)
  const insertStep = db.query<unknown, Value[]>(
    `INSERT INTO conversion_steps (conversion_id, click_seq, time, arrived_at, kind, origin,
       call_id, import_id, user_id, before, after, effect)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const stepsOfClick = db.query<StepRow, [number]>(
    `SELECT ${STEP_COLUMNS} FROM conversion_steps WHERE click_seq = ? ORDER BY id`,
  )
  const countSteps = db.query<{ count: number }, [number, number]>(
    'SELECT count(*) AS count FROM (SELECT 1 FROM conversion_steps WHERE click_seq = ? LIMIT ?)',
  )
  const clicksOfImport = db.query<ImportedClick, [number]>(
    `SELECT DISTINCT click_id AS clickId, campaign_id AS campaignId FROM conversion_steps
     JOIN conversions ON conversions.id = conversion_id WHERE import_id = ?`,
  )
  return {
    ofClick: (clickSeq) => ofClick.all(clickSeq).map(conversionOf),
    ofClickId: (clickId) => byClickId.all(clickId).map(conversionOf),
    ofTransaction: (transactionId) => byTransaction.all(transactionId).map(conversionOf),
    find: (id) => {
      const row = one.get(id)
      return row === null ? null : conversionOf(row)
    },
    add: (conversion) => rows.add(valuesOf(conversion)),
    put: (conversion) => rows.put(conversion.id, valuesOf(conversion)),
    countSteps: (clickSeq, upTo) => countSteps.get(clickSeq, upTo)?.count ?? 0,
    addStep: (step, source) => insertedId(insertStep, ...stepValues(step, source)),
    list: (filter) => listConversions(db, filter),
    ...waitingOn(db),
    wordsSeen: (which, campaignIds) => wordsSeen(db, which, campaignIds),
    placesSeen: (campaignIds) => placesSeen(db, campaignIds),
    stepsOfClick: (clickSeq) => stepsOfClick.all(clickSeq).map(stepOf),
    clicksOfImport: (importId) => clicksOfImport.all(importId),
  }
}

/** Payouts that wait for a rate. */
function waitingOn(db: Database): Pick<ReadConversions, 'pending' | 'pendingIn' | 'waitingFor'> {
  return {
    pendingIn({ from, to, basis, campaignIds }) {
      const time = basis === 'click' ? 'click_time' : 'time'
      const sql = `SELECT payout_currency AS currency, count(*) AS count, sum(payout_micros) AS micros
        FROM conversions WHERE amount_micros IS NULL AND is_deleted = 0 AND is_test = 0
          AND ${time} >= ? AND ${time} < ? AND ${inList('campaign_id', campaignIds)}
        GROUP BY payout_currency ORDER BY payout_currency`
      const query = db.query<PendingPayouts, (number | string)[]>(sql)
      return query.all(from, to, ...parametersOf(campaignIds))
    },
    pending: () =>
      db
        .query<PendingPayouts, []>(
          `SELECT payout_currency AS currency, count(*) AS count, sum(payout_micros) AS micros
           FROM conversions WHERE amount_micros IS NULL AND is_deleted = 0
           GROUP BY payout_currency ORDER BY payout_currency`,
        )
        .all(),
    waitingFor: (currencies, afterId, limit) =>
      db
        .query<ConversionRow, [string, number, number]>(
          `SELECT ${CONVERSION_COLUMNS} FROM conversions WHERE amount_micros IS NULL AND is_deleted = 0
             AND payout_currency IN (SELECT value FROM json_each(?)) AND id > ? ORDER BY id LIMIT ?`,
        )
        .all(JSON.stringify(currencies), afterId, limit)
        .map(conversionOf),
  }
}

function valuesOf(conversion: Conversion): Value[] {
  return PROPERTIES.map((name) => {
    const value = conversion[name]
    if (typeof value === 'boolean') return value ? 1 : 0
    return Array.isArray(value) ? value.join(',') : (value as Value)
  })
}

function stepValues(step: ConversionStep, source: StepSource): Value[] {
  const { conversion, time, arrivedAt, kind, origin, before } = step
  const { callId, importId, userId, effect } = source
  const states = [before === null ? null : stateText(before), stateText(conversion)]
  const texts = [...states, effect === null ? null : JSON.stringify(effect)]
  const { id, clickSeq } = conversion
  return [id, clickSeq, time, arrivedAt, kind, origin, callId, importId, userId, ...texts]
}

const STATE: readonly (keyof ConversionState)[] = [
  'transactionId',
  'word',
  'word2',
  'class',
  'payoutMicros',
  'payoutCurrency',
  'rateNanos',
  'rateAt',
  'amountMicros',
  'costMicros',
  'isDeleted',
  'changedAt',
  'sentMicros',
  'sentCurrency',
  'notes',
]

/** The part of a conversion that steps change. */
function stateText(state: ConversionState): string {
  return JSON.stringify(Object.fromEntries(STATE.map((name) => [name, state[name]])))
}

interface StepRow extends Omit<StoredStep, 'before' | 'after' | 'effect'> {
  readonly before: string | null
  readonly after: string
  readonly effect: string | null
}

function stepOf(row: StepRow): StoredStep {
  const before = row.before === null ? null : (JSON.parse(row.before) as ConversionState)
  const effect = row.effect === null ? null : (JSON.parse(row.effect) as ClickEffect)
  return { ...row, before, after: JSON.parse(row.after) as ConversionState, effect }
}

export interface CapUse {
  readonly used: number
  /** The newest step that is counted in `used`. */
  readonly lastStep: number
}

/** Conversions that fill an offer's cap and came in at or after a time. */
export function capUseOn(db: Database): (offerId: number, since: number) => CapUse {
  const query = db.query<CapUse, [number, number]>(
    `SELECT count(*) AS used,
       (SELECT coalesce(max(id), 0) FROM conversion_steps) AS lastStep
     FROM conversions WHERE offer_id = ? AND arrived_at >= ?
       AND is_upsell = 0 AND is_deleted = 0 AND is_test = 0 AND class NOT IN ('rejected', 'trash')`,
  )
  return (offerId, since) => query.get(offerId, since) ?? { used: 0, lastStep: 0 }
}

/** Any of them. */
export interface ConversionTargets {
  readonly offerIds: readonly number[]
  readonly directUrls: readonly string[]
  /** That were an offer of another campaign. */
  readonly campaignIds: readonly number[]
}

export interface ConversionFilter {
  /** Epoch milliseconds, the end excluded. */
  readonly from: number
  readonly to: number
  /** `null`: all. */
  readonly campaignIds: readonly number[] | null
  /** Where clicks led to: offers, direct addresses, campaigns; `null`: anywhere. */
  readonly targets: ConversionTargets | null
  readonly networkIds: readonly number[] | null
  /** ISO alpha-2 in upper case; `null`: all. */
  readonly countries: readonly string[] | null
  readonly classes: readonly ConversionClass[] | null
  /** Transaction ids and click ids, of which one is the conversion's; `null`: any. */
  readonly anyIds: readonly string[] | null
  /** Only those beyond this id; `null`: from the end that is meant. */
  readonly edge: number | null
  /** `older`: the newest first, from the edge on; `newer`: the oldest first. */
  readonly toward: 'older' | 'newer'
  readonly limit: number
}

const ANY_OF = 'IN (SELECT value FROM json_each(?))'

type Wanted = readonly (number | string)[] | null

/** Whether the column has one of these, which are one parameter; `null`: all, and none. */
function inList(column: string, wanted: Wanted): string {
  return wanted === null ? '1' : `${column} ${ANY_OF}`
}

function parametersOf(...lists: readonly Wanted[]): string[] {
  return lists.flatMap((wanted) => (wanted === null ? [] : [JSON.stringify(wanted)]))
}

const TARGETS = `(offer_id ${ANY_OF} OR (direct_url <> '' AND direct_url ${ANY_OF})
  OR (parent_campaign_id > 0 AND campaign_id ${ANY_OF}))`

/** Two looks into indexes, however many conversions there are. */
const ANY_ID = `id IN (SELECT id FROM conversions WHERE transaction_id <> '' AND transaction_id ${ANY_OF}
  UNION SELECT id FROM conversions WHERE click_id ${ANY_OF})`

function listConversions(db: Database, filter: ConversionFilter): Conversion[] {
  const { from, to, campaignIds, targets, networkIds, countries, classes, anyIds } = filter
  const { toward, limit } = filter
  const wanted = targets === null ? [] : [targets.offerIds, targets.directUrls, targets.campaignIds]
  const lists = parametersOf(campaignIds, ...wanted, networkIds, countries, classes, anyIds, anyIds)
  const sql = `SELECT ${CONVERSION_COLUMNS} FROM conversions
    WHERE time >= ? AND time < ? AND id ${toward === 'older' ? '<' : '>'} ? AND is_deleted = 0
      AND ${inList('campaign_id', campaignIds)} AND ${targets === null ? '1' : TARGETS}
      AND ${inList('network_id', networkIds)} AND ${inList('country', countries)}
      AND ${inList('class', classes)} AND ${anyIds === null ? '1' : ANY_ID}
    ORDER BY id ${toward === 'older' ? 'DESC' : 'ASC'} LIMIT ?`
  const edge = filter.edge ?? (toward === 'older' ? Number.MAX_SAFE_INTEGER : 0)
  return db
    .query<ConversionRow, (string | number)[]>(sql)
    .all(from, to, edge, ...lists, limit)
    .map(conversionOf)
}

/** Pairs that one list of filters is made of. */
const PLACES_MAX = 20_000

function wordsSeen(
  db: Database,
  which: 'word' | 'word2',
  campaignIds: readonly number[] | null,
): string[] {
  const sql = `SELECT DISTINCT ${which} AS word FROM conversions
    WHERE ${which} <> '' AND ${inList('campaign_id', campaignIds)} ORDER BY 1 LIMIT 1000`
  return db
    .query<{ word: string }, string[]>(sql)
    .all(...parametersOf(campaignIds))
    .map(({ word }) => word)
}

function placesSeen(db: Database, campaignIds: readonly number[] | null): ConversionPlace[] {
  const sql = `SELECT DISTINCT campaign_id AS campaignId, offer_id AS offerId,
      direct_url AS directUrl, parent_campaign_id AS parentCampaignId FROM conversions
    WHERE is_deleted = 0 AND ${inList('campaign_id', campaignIds)}
    ORDER BY 1, 2 LIMIT ${PLACES_MAX}`
  return db.query<ConversionPlace, string[]>(sql).all(...parametersOf(campaignIds))
}
