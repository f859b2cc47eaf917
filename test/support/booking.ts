/** Booking on a real database in memory: a clerk, clicks, and calls as jobs. */
import { Database } from 'bun:sqlite'

import { readCall } from '../../src/core/conversions/call.ts'
import { type Cell, type Event, EventKind, rowToEvent } from '../../src/core/event.ts'
import { migrate } from '../../src/db/migrate.ts'
import { conversionStore } from '../../src/db/money/conversions.ts'
import { incomingCallStore } from '../../src/db/money/incoming-calls.ts'
import { clickStore, ledgerQueue } from '../../src/db/money/ledger-queue.ts'
import type { Job, Verdict } from '../../src/track/conversions/jobs.ts'
import type { Clerk } from '../../src/track/conversions/keep.ts'
import {
  aCampaign,
  aFlow,
  aNetwork,
  anOffer,
  anOfferEntry,
  aPath,
  tablesOf,
  type World,
} from './build.ts'

export const MINUTE = 60_000
export const CLICK_TIME = Date.UTC(2026, 10, 21)

const PATH = aPath({
  id: 8,
  offers: [anOfferEntry({ offerId: 1 }), anOfferEntry({ offerId: 5 })],
})
export const WORLD: World = {
  campaigns: [
    { spec: aCampaign({ id: 1 }) },
    { spec: aCampaign({ id: 2, cost: cost('RevShare', 50_000_000) }) },
    { spec: aCampaign({ id: 3, cost: cost('CPA', 2_000_000) }) },
    {
      spec: aCampaign({ id: 4 }),
      set: { mode: 'position', flows: [aFlow({ id: 7, paths: [PATH] })] },
    },
    { spec: aCampaign({ id: 5, cost: { ...cost('CPA', 2_000_000), statuses: ['ftd'] } }) },
  ],
  networks: [aNetwork({ id: 1, statusMap: [{ word: '7', class: 'ignore' }] }), aNetwork({ id: 2 })],
  offers: [
    anOffer({ id: 1, payoutAuto: true, upsell: 'off', networkId: 1 }),
    anOffer({ id: 2, payoutAuto: true, upsell: 'by_tid', payoutMicros: 3_000_000 }),
    anOffer({ id: 3, payoutAuto: true, upsell: 'add' }),
    anOffer({ id: 4, payoutAuto: false, payoutMicros: 4_000_000, payoutCurrency: 'EUR' }),
    anOffer({ id: 5, payoutAuto: true, networkId: 2, reviewAboveMicros: 100_000_000 }),
  ],
}
export const tables = tablesOf(WORLD)
export const withRate = tablesOf({
  ...WORLD,
  settings: new Map([['conversions.rates', 'XPF=0.01']]),
})

/** A tracker that counts in money of small value. */
export const smallMoney = tablesOf({
  ...WORLD,
  settings: new Map([['currency', 'VND']]),
})

function cost(model: 'RevShare' | 'CPA', amountMicros: number) {
  return { model, amountMicros, currency: 'USD', auto: false, trafficLoss: 0 } as const
}

/** A database as it is when new; each clerk gets a copy, which is made faster than it is migrated. */
const fresh = (() => {
  const db = new Database(':memory:')
  migrate(db)
  return db.serialize()
})()

export function openClerk(): { readonly clerk: Clerk; readonly db: Database } {
  const db = Database.deserialize(fresh, { strict: true })
  const clerk: Clerk = {
    conversions: conversionStore(db),
    calls: incomingCallStore(db),
    queue: ledgerQueue(db),
    clicks: clickStore(db),
    tables: () => tables,
    outgoing: () => {},
  }
  return { clerk, db }
}

export function aClick(seq: number, differs: Partial<Event> = {}): Event {
  const event = rowToEvent([EventKind.click])
  const place = { clickSeq: seq, row: seq, time: CLICK_TIME, clickTime: CLICK_TIME, clicks: 1 }
  return { ...event, ...place, campaignId: 1, offerId: 1, networkId: 1, country: 'DE', ...differs }
}

const isUnconfirmed = false
export const found = (event: Event) => ({
  clickId: `click${event.clickSeq}`,
  event,
  isUnconfirmed,
  newest: null,
})

export function callJob(event: Event, fields: Record<string, string>, at: number): Job {
  const map = new Map(Object.entries(fields))
  const raw = {
    at,
    method: 'GET',
    url: '/click',
    fields: [...map],
    ip: '203.0.113.5',
    userAgent: 'net',
    isVisitors: false,
    origin: 'http://t.test',
  }
  return {
    do: 'call',
    raw,
    call: readCall(map, 'keitaro', false),
    key: { id: 1, kind: 'general', networkId: null, endsAt: null },
    click: found(event),
    signedBy: null,
    stored: null,
    isDry: false,
    now: at,
    afterSeq: 0,
  }
}

export const queued = (verdict: Verdict) =>
  verdict.events.map(({ row }) => rowToEvent(JSON.parse(row) as Cell[]))
