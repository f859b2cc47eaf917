/** The visitors' history while the server runs. */
import { afterAll, describe, expect, test } from 'bun:test'
import { join } from 'node:path'

import { EventKind, Flag } from '../../../src/core/event.ts'
import type { Binding } from '../../../src/core/model.ts'
import type { Bound } from '../../../src/core/visit.ts'
import { visitorKey } from '../../../src/core/visitor-key.ts'
import type { Ledger } from '../../../src/ledger/ledger.ts'
import type { RecentQuery } from '../../../src/ledger/segments/recent-events.ts'
import { parseIp } from '../../../src/lib/ip.ts'
import { loadHistory } from '../../../src/track/history/history-file.ts'
import { keepHistory } from '../../../src/track/history/history-keeper.ts'
import { aCampaign, tablesOf } from '../../support/build.ts'
import { cleanUp, newFolder } from '../../support/server.ts'

afterAll(cleanUp)

/** A ledger without events; `asked`: what became of damaged ones. */
function keptOver(status: () => unknown, asked: string[] = []) {
  const path = join(newFolder(), 'history.bin')
  const ledger = {
    recentEvents: async ({ damaged }: RecentQuery) => (
      asked.push(damaged),
      { rows: [], cursor: null }
    ),
    status,
  } as unknown as Ledger
  const parts = { tables: () => tablesOf({}), capUsed: () => 0, clock: () => 0, log: () => {} }
  return { path, kept: keepHistory({ ledger, path, ...parts }) }
}

test("events that can't be read keep no server from starting", async () => {
  const asked: string[] = []
  await keptOver(() => null, asked).kept
  expect(asked).toEqual(['left_out'])
})

test('saves that were asked for at once follow one another, the last with all', async () => {
  let rowsGiven = 0
  const { path, kept: opening } = keptOver(() => ({
    journal: { segment: 0, rowsGiven: ++rowsGiven },
  }))
  const kept = await opening
  await Promise.all([kept.save(), kept.save(), kept.save()])
  expect(loadHistory(path)).toMatchObject({ seq: 2 })
})

test('after a crash all since the last save is replayed, however long ago; else what is a day old', async () => {
  const DAY = 86_400_000
  const asked: (readonly [afterSeq: number, sinceTime: number])[] = []
  let rowsGiven = 5
  const path = join(newFolder(), 'history.bin')
  const ledger = {
    recentEvents: async ({ afterSeq, sinceTime }: RecentQuery) => (
      asked.push([afterSeq, sinceTime]),
      { rows: [], cursor: null }
    ),
    status: () => ({ journal: { segment: 0, rowsGiven } }),
  } as unknown as Ledger
  const start = () =>
    keepHistory({
      ledger,
      path,
      tables: () => tablesOf({}),
      capUsed: () => 0,
      clock: () => 30 * DAY,
      log: () => {},
    })
  const { save } = await start()
  await save()
  for (const events of [5, 1_000_005, 1_000_006]) {
    rowsGiven = events
    await start()
  }
  expect(asked).toEqual([
    [-1, 29 * DAY],
    [4, 0],
    [4, 0],
    [4, 29 * DAY],
  ])
})

describe('after a crash a visitor is bound to what the events since the last save say', () => {
  const AT = Date.UTC(2026, 0, 2)
  const visit = { kind: EventKind.click, flowId: 11, pathId: 21, landingId: 5, offerId: 0 }
  const clicked = { ...visit, kind: EventKind.landingClick, offerId: 7 }
  const moved = { ...visit, flowId: 12 }
  const bound = { flowId: 11, pathId: 21, landingId: 5, offerId: 7 }
  const cases: readonly [Binding, readonly object[], Bound | null][] = [
    ['none', [visit, clicked], null],
    ['flow', [visit, clicked], { ...bound, landingId: 0, offerId: 0 }],
    ['landing', [visit, clicked], { ...bound, offerId: 0 }],
    ['offer', [visit], { ...bound, offerId: 0 }],
    ['offer', [visit, clicked, visit], bound],
    ['offer', [visit, moved, clicked], { ...bound, flowId: 12, offerId: 0 }],
    ['offer', [{ ...visit, flags: Flag.provisional }], null],
  ]
  test.each(cases)('of binding %s', async (binding, events, expected) => {
    const rows = ({ columns }: RecentQuery) =>
      events.map((event) => {
        const facts: Record<string, unknown> = { ...ANYBODY, time: AT, ...event }
        return columns.map((name) => facts[name] ?? 0)
      })
    const ledger = {
      recentEvents: async (query: RecentQuery) => ({ rows: rows(query), cursor: null }),
    } as unknown as Ledger
    const spec = aCampaign({ id: 1, binding })
    const tables = () => tablesOf({ campaigns: [{ spec }] })
    const path = join(newFolder(), 'history.bin')
    const parts = { ledger, path, tables, capUsed: () => 0, clock: () => AT, log: () => {} }
    const { history } = await keepHistory(parts)
    const key = visitorKey(parseIp(ANYBODY.ip)!, ANYBODY.userAgent)
    const asker = { campaignId: 1, key, seen: null, boundByCookie: null, timezone: 'UTC' }
    const view = history.view({ ...asker, ttlSeconds: 3600, now: AT + 1000 })
    expect(view.bound(1)).toEqual(expected)
  })
})

describe('of whom less is stored, others are not taken for', () => {
  const cases: readonly [string, 'ip' | 'ip_ua', number, boolean][] = [
    ['all', 'ip', 0, false],
    ['all', 'ip_ua', 0, false],
    ['a part of the address', 'ip', Flag.addressShortened, true],
    ['a part of the address', 'ip_ua', Flag.addressShortened, true],
    ['no agent', 'ip', Flag.agentLeftOut, false],
    ['no agent', 'ip_ua', Flag.agentLeftOut, true],
  ]
  test.each(cases)('%s stored, told apart by %s', async (_what, method, flag, isNew) => {
    const flags = flag | Flag.uniqueCampaign
    const userAgent = (flag & Flag.agentLeftOut) === 0 ? ANYBODY.userAgent : ''
    const facts: Record<string, unknown> = { ...ANYBODY, kind: EventKind.click, flags, userAgent }
    const ledger = {
      recentEvents: async ({ columns }: RecentQuery) => ({
        rows: [columns.map((name) => facts[name] ?? 0)],
        cursor: null,
      }),
    } as unknown as Ledger
    const spec = aCampaign({ id: 1, uniqueness: { method, cookies: false, ttlHours: 1 } })
    const tables = () => tablesOf({ campaigns: [{ spec }] })
    const path = join(newFolder(), 'history.bin')
    const parts = { ledger, path, tables, capUsed: () => 0, clock: () => 0, log: () => {} }
    const { history } = await keepHistory(parts)
    const key = visitorKey(parseIp(ANYBODY.ip)!, method === 'ip' ? '' : userAgent)
    const asker = { campaignId: 1, key, seen: null, boundByCookie: null, timezone: 'UTC' }
    const view = history.view({ ...asker, ttlSeconds: 3600, now: 1000 })
    expect(view.unique('campaign', 1)).toBe(isNew)
  })
})

test('what is saved without visitors still knows the clicks that have counted', async () => {
  const settings = new Map([['privacy.address', 'shortened']])
  const path = join(newFolder(), 'history.bin')
  const ledger = {
    recentEvents: async () => ({ rows: [], cursor: null }),
    status: () => ({ journal: { segment: 0, rowsGiven: 1 } }),
  } as unknown as Ledger
  const tables = () => tablesOf({ settings })
  const parts = { ledger, path, tables, capUsed: () => 0, clock: () => 0, log: () => {} }
  const first = await keepHistory(parts)
  const key = { high: 5, low: 6 }
  const about = { campaignId: 1, key, seen: null, boundByCookie: null, timezone: 'UTC' }
  const asker = { ...about, ttlSeconds: 3600, now: 1000 }
  const unique = { campaign: true, flow: true, global: true }
  const bind = { flowId: 2, pathId: 3, landingId: 0, offerId: 0 }
  first.history.remember(asker, { flowId: 2, unique, bind })
  first.history.isFirstLandingClick(77, 1000)
  first.history.isFirstConfirmation(77, 1000)
  await first.save()
  const { history } = await keepHistory(parts)
  const view = history.view(asker)
  expect([view.unique('campaign', 1), view.bound(1), view.flowClicks(2, 'total')]).toEqual([
    true,
    null,
    1,
  ])
  expect(history.isFirstLandingClick(77, 1001)).toBe(false)
  expect(history.isFirstConfirmation(77, 1001)).toBe(false)
})

const ANYBODY = { ip: '203.0.113.7', userAgent: 'An agent of today', campaignId: 1, clickSeq: 1 }
