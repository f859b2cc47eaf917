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

const ANYBODY = { ip: '203.0.113.7', userAgent: 'An agent of today', campaignId: 1, clickSeq: 1 }
