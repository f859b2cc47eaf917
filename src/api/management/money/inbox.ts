/** The inbox of unmatched postbacks: by cause, with hints; tried again, edited, dismissed. */
import { type Static, Type } from '@sinclair/typebox'

import { type Cause, CAUSES, HINTS } from '../../../core/conversions/causes.ts'
import { clickIdHint, clickIdSentence } from '../../../core/conversions/hints.ts'
import { isCurrency } from '../../../core/conversions/rates.ts'
import { formatMoney } from '../../../core/money.ts'
import { settingLines, settingOf } from '../../../core/settings/settings.ts'
import { discreetCall, withoutQuery } from '../../../core/timeline/discreet.ts'
import type {
  ParkedFilter,
  ParkedGroup,
  ParkedMoney,
  StoredCall,
} from '../../../db/money/incoming-calls.ts'
import {
  type Caller,
  campaignsSeen,
  isAdmin,
  mayReadPostbacks,
  networksSeen,
} from '../../../manage/access.ts'
import { dismissCalls, noteReapplied } from '../../../manage/money-deeds.ts'
import { FORBIDDEN, isRefusal } from '../../../manage/refusal.ts'
import { putSettings } from '../../../manage/settings.ts'
import type { Again } from '../../../track/conversions/again.ts'
import { calendarOf } from '../campaigns/catalog.ts'
import { type Call, type Operation, operation } from '../operation.ts'
import { PERIOD, periodOf } from '../reports/period.wire.ts'
import { anyCase } from '../shape.ts'
import { resultTo } from '../shown.ts'
import { timestamp, timestampOrNull } from '../wire.ts'

const tag = 'Postbacks'
const optional = Type.Optional
/** The setting of further click-id parameters. */
const KEY = 'conversions.click_id_names'
/** A person waits for the answer. */
const AT_ONCE_MAX = 5000
/** The newest calls of a group that are looked through for the parameter with our click id. */
const LOOKED_AT_MAX = 200
const ODD_CURRENCIES_TOLD = 3

const Filter = {
  cause: optional(anyCase(CAUSES)),
  networkId: optional(Type.Integer({ minimum: 0 })),
  /** Those that were put aside, instead of those that wait. */
  dismissed: optional(Type.Boolean()),
}
const ListParameters = Type.Object({
  ...Filter,
  ...PERIOD,
  cursor: optional(Type.Integer({ minimum: 1 })),
  limit: optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
})

type ListCall = Call<unknown, Static<typeof ListParameters>>

function list(call: ListCall) {
  const { caller, query, read, clock } = call
  if (!mayReadPostbacks(caller)) return FORBIDDEN
  const timed = periodOf(query, clock(), calendarOf(call), 'all_time')
  if (isRefusal(timed)) return timed
  const filter = { ...filterOf(query), ...timed.period, ...scopeOf(call) }
  const limit = query.limit ?? 100
  const found = read.incomingCalls.parked(filter, query.cursor ?? null, limit + 1)
  const rows = found.slice(0, limit)
  const money = read.incomingCalls.parkedMoney(filter)
  const isDismissed = query.dismissed === true
  const groups = read.incomingCalls
    .parkedGroups(filter)
    .map((group) => groupView(call, { ...group, isDismissed }, money))
  const pageInfo = { cursor: rows.at(-1)?.id ?? null, hasNextPage: found.length > limit, limit }
  const shown = rows.map((row) => rowOf(caller, row))
  return { groups, rows: shown, pending: pendingOf(call), pageInfo }
}

/** For limited users: calls for clicks of other campaigns are none of theirs. */
function scopeOf({ read, caller }: Call): ParkedFilter {
  const [networkIds, campaignIds] = [networksSeen(read, caller), campaignsSeen(read, caller)]
  return { ...(networkIds && { networkIds }), ...(campaignIds && { campaignIds }) }
}

interface Group extends ParkedGroup {
  readonly isDismissed: boolean
}

function groupView(call: Call, group: Group, money: readonly ParkedMoney[]) {
  const { read, tables } = call
  const { cause, networkId } = group
  const network = read.affiliate_networks.find(networkId)
  const usual = network?.currency || settingOf(tables().settings, 'currency')
  const own = money.filter((each) => each.cause === cause && each.networkId === networkId)
  return {
    cause,
    networkId,
    network: network?.name ?? '',
    count: group.count,
    money: worthTelling(own).map(({ currency, micros }) => ({
      currency: currency || usual,
      amount: formatMoney(micros),
    })),
    firstAt: timestamp(group.firstAt),
    lastAt: timestamp(group.lastAt),
    ...sampleOf(call, group),
  }
}

/** Of texts that are no currency the largest few: anybody can send any number of them. */
function worthTelling(money: readonly ParkedMoney[]): readonly ParkedMoney[] {
  const isCode = ({ currency }: ParkedMoney) => currency === '' || isCurrency(currency)
  const others = new Set(money.filter((each) => !isCode(each)).slice(0, ODD_CURRENCIES_TOLD))
  return money.filter((each) => isCode(each) || others.has(each))
}

/** The newest call of a group; `mapping`: the parameter that evidently holds the click id. */
function sampleOf({ read, caller }: Call, { cause, networkId, sampleId, isDismissed }: Group) {
  const newest = read.incomingCalls.find(sampleId)
  if (cause !== 'missing_click_id' || newest === null) {
    return { sample: rowOf(caller, newest), hint: HINTS[cause as Cause], mapping: null }
  }
  const looked = read.incomingCalls
    .parked({ cause, networkId, isDismissed }, null, LOOKED_AT_MAX)
    .map((call) => ({ call, hint: clickIdHint(fieldsOf(call)) }))
  const shown = looked.find(({ hint }) => hint.likely !== null) ?? looked[0]
  if (shown === undefined)
    return { sample: rowOf(caller, newest), hint: HINTS[cause], mapping: null }
  const { call, hint } = shown
  return { sample: rowOf(caller, call), hint: clickIdSentence(hint), mapping: hint.likely }
}

function fieldsOf({ fields }: StoredCall): [string, string][] {
  return JSON.parse(fields) as [string, string][]
}

/** Payouts without a rate: accepted, and in no sum until there is one. They are of all campaigns. */
function pendingOf({ read, caller }: Call) {
  if (!isAdmin(caller)) return []
  return read.conversions.pending().map(({ currency, count, micros }) => ({
    currency,
    count,
    ...(caller.hidesMoney ? {} : { amount: formatMoney(micros) }),
  }))
}

/** What a banner tells; `since` is the newest entry that was looked at. */
function counts(call: Call<unknown, { since?: number }>) {
  const { caller, query, read, postbacks } = call
  if (!isAdmin(caller)) return FORBIDDEN
  const pending = pendingOf(call).reduce((sum, { count }) => sum + count, 0)
  const parked = read.incomingCalls.parkedSince(query.since ?? 0)
  return { unmatched: parked, pending, wrongKeys: postbacks.wrongKeys.count() }
}

/** Those since the start, as many as are kept: the rest is only counted. */
function wrongKeys({ caller, postbacks }: Call) {
  if (!isAdmin(caller)) return FORBIDDEN
  const rows = postbacks.wrongKeys.list().map(({ at, method, url, ip, userAgent }) => ({
    at: timestamp(at),
    method,
    url: caller.hidesMoney ? withoutQuery(url) : url,
    ip,
    userAgent,
  }))
  return { count: postbacks.wrongKeys.count(), rows }
}

const Mapping = Type.Object({
  parameter: Type.String({ pattern: '^[\\w.-]{1,64}$' }),
  dryRun: optional(Type.Boolean()),
})

/** From now on the parameter holds the click id where no usual one does; parked calls come again. */
async function mapClickId(call: Call<unknown, unknown, Static<typeof Mapping>>) {
  const { caller, desk, tables, body, read } = call
  if (!isAdmin(caller)) return FORBIDDEN
  const { parameter, dryRun = false } = body
  const names = new Set(settingLines(tables().settings, KEY)).add(parameter)
  if (!dryRun) putSettings(desk, caller, new Map([[KEY, [...names].join('\n')]]))
  const parked = read.incomingCalls.parked({ cause: 'missing_click_id' }, null, AT_ONCE_MAX)
  // Without the setting a dry run has to say itself what the setting would find.
  const again = (entry: StoredCall): Again => ({
    isDry: dryRun,
    edit: dryRun ? { clickId: new Map(fieldsOf(entry)).get(parameter) ?? '' } : null,
    userId: caller.userId,
  })
  return { names: [...names], results: await tryAgain(call, parked.toReversed(), again) }
}

interface AskedFilter {
  readonly cause?: Cause
  readonly networkId?: number
  readonly dismissed?: boolean
}

function filterOf({ cause, networkId, dismissed = false }: AskedFilter): ParkedFilter {
  return {
    isDismissed: dismissed,
    ...(cause === undefined ? {} : { cause }),
    ...(networkId === undefined ? {} : { networkId }),
  }
}

function rowOf({ hidesMoney }: Caller, stored: StoredCall | null) {
  if (stored === null) return null
  const call = hidesMoney ? discreetCall(stored) : stored
  return {
    id: call.id,
    at: timestamp(call.at),
    url: call.url,
    method: call.method,
    fields: Object.fromEntries(fieldsOf(call)),
    ip: call.ip,
    networkId: call.networkId,
    cause: call.cause,
    detail: call.detail,
    clickId: call.clickId,
    payout: call.amountText,
    tries: call.tries,
    nextTryAt: timestampOrNull(call.nextTryAt),
    edits: JSON.parse(call.edits) as unknown,
  }
}

const Chosen = {
  ids: optional(Type.Array(Type.Integer({ minimum: 1 }), { maxItems: AT_ONCE_MAX })),
  filter: optional(Type.Object(Filter)),
}
const Edit = Type.Object({
  clickId: optional(Type.String({ maxLength: 128 })),
  status: optional(Type.String({ maxLength: 64 })),
  payout: optional(Type.String({ maxLength: 40 })),
  currency: optional(Type.String({ pattern: '^[A-Za-z]{3}$' })),
})
const Reapply = Type.Object({
  ...Chosen,
  edit: optional(Edit),
  dryRun: optional(Type.Boolean()),
  /** Of clicks that were removed: book without their details. */
  withoutClick: optional(Type.Boolean()),
})

async function reapply(call: Call<unknown, unknown, Static<typeof Reapply>>) {
  const { caller, body, desk } = call
  if (!isAdmin(caller)) return FORBIDDEN
  const entries = chosen(call)
  const again = {
    isDry: body.dryRun === true,
    edit: body.edit ?? null,
    userId: caller.userId,
    isClickless: body.withoutClick === true,
  }
  const ids = entries.map(({ id }) => id)
  if (!again.isDry) noteReapplied(desk, caller, ids, again.edit)
  return { results: await tryAgain(call, entries, () => again) }
}

function tryAgain(
  { conversions, caller }: Call,
  entries: readonly StoredCall[],
  againOf: (entry: StoredCall) => Again,
) {
  return Promise.all(
    entries.map(async (entry) => {
      const verdict = await conversions.again(entry, againOf(entry))
      if (verdict === null) return { id: entry.id, result: 'unavailable' }
      const { cause, conversionId } = verdict
      const result = resultTo(caller, verdict.result)
      return { id: entry.id, result, ...(cause === null ? {} : { cause }), conversionId }
    }),
  )
}

/** In the order in which they came, so that a lead is booked before its sale. */
function chosen({ read, body }: Call<unknown, unknown, Static<typeof Reapply>>): StoredCall[] {
  const { ids, filter } = body
  const found =
    ids === undefined
      ? filter === undefined
        ? []
        : read.incomingCalls.parked(filterOf(filter), null, AT_ONCE_MAX)
      : ids.flatMap((id) => read.incomingCalls.find(id) ?? [])
  return found.filter(({ verdict }) => verdict === 'parked').toSorted((a, b) => a.id - b.id)
}

const Dismiss = Type.Object(Chosen)

function dismiss(call: Call<unknown, unknown, Static<typeof Dismiss>>) {
  const { caller, desk } = call
  if (!isAdmin(caller)) return FORBIDDEN
  const ids = chosen(call).map(({ id }) => id)
  return { count: dismissCalls(desk, caller, ids) }
}

export const inboxOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/postbacks/unmatched',
    id: 'listUnmatchedPostbacks',
    summary: 'Postbacks that did not count, by cause: those that wait, or were put aside',
    tag,
    own: true,
    query: ListParameters,
    run: list,
  }),
  operation({
    method: 'GET',
    path: '/postbacks/unmatched/counts',
    id: 'countUnmatchedPostbacks',
    summary: 'How many postbacks did not count, and how many of them are new',
    tag,
    own: true,
    query: Type.Object({ since: optional(Type.Integer({ minimum: 0 })) }),
    run: counts,
  }),
  operation({
    method: 'GET',
    path: '/postbacks/wrong_keys',
    id: 'listWrongKeys',
    summary: 'The newest calls with a key that is none of ours',
    tag,
    own: true,
    run: wrongKeys,
  }),
  operation({
    method: 'POST',
    path: '/postbacks/unmatched/map',
    id: 'mapClickIdParameter',
    summary: 'Read the click id from a further parameter, and try parked postbacks again',
    tag,
    own: true,
    body: Mapping,
    run: mapClickId,
  }),
  operation({
    method: 'POST',
    path: '/postbacks/unmatched/reapply',
    id: 'reapplyPostbacks',
    summary: 'Try postbacks again with today’s settings and their own time',
    tag,
    own: true,
    body: Reapply,
    run: reapply,
  }),
  operation({
    method: 'POST',
    path: '/postbacks/unmatched/dismiss',
    id: 'dismissPostbacks',
    summary: 'Put postbacks aside; they stay stored',
    tag,
    own: true,
    body: Dismiss,
    run: dismiss,
  }),
]
