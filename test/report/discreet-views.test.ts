/** For whom revenue is kept from, a ledger is one in which shares of the revenue cost nothing. */
import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { type Event, Flag } from '../../src/core/event.ts'
import type { SegmentSource } from '../../src/ledger/columns/column.ts'
import { pinFor } from '../../src/report/discreet-views.ts'
import { type ClickExportQuestion, clickLines } from '../../src/report/export/click-export.ts'
import { PLAIN_CSV } from '../../src/report/export/csv.ts'
import { reportHandlers } from '../../src/report/handlers.ts'
import { aLogQuery, aQuery } from '../support/queries.ts'
import { randomFrom, randomLedger } from '../support/random-ledger.ts'
import { segmentsOf, stored } from '../support/segments.ts'

const ROWS = 16
const NOW = Date.UTC(2026, 10, 5, 12)
const measures = ['clicks', 'cost', 'cpc', 'cpa']
const QUERIES = [
  { groupings: ['campaign'], measures },
  { groupings: ['clickCost', 'days'], measures },
  { groupings: ['campaign', 'token_1'], measures, sort: [{ field: 'cost', dir: 'desc' }] },
  { groupings: ['days'], measures, filters: [{ field: 'cost', op: 'gt', value: 0.01 }] },
  { groupings: ['offer'], measures, timeBasis: 'event' },
]

/** The first segments sealed. */
function sourceOf(events: readonly Event[], sealed: number): SegmentSource {
  const views = segmentsOf(events, ROWS)
  const first = views.slice(0, sealed).map(stored)
  return { sealed: () => first, open: () => views.slice(sealed) }
}

const handlers = reportHandlers({ clock: () => NOW })

async function toldBy(source: SegmentSource, who: { hidesShares?: boolean }): Promise<unknown> {
  const answers: unknown[] = []
  for (const query of QUERIES)
    answers.push(
      await handlers.query(source, { ask: { ...aQuery(query), ...who }, deadline: Infinity }),
    )
  const ask = { ...aLogQuery({ limit: 100 }), ...who }
  const page = await handlers.log(source, { ask, deadline: Infinity })
  return [answers, costsIn(page), linesOf(source, who)]
}

/** Rows of the log hold whole events. */
function costsIn(page: unknown): unknown {
  const text = JSON.stringify(page)
  return [...text.matchAll(/"costMicros":(-?\d+)/g)].map(([, micros]) => micros)
}

function linesOf(source: SegmentSource, who: { hidesShares?: boolean }): string {
  const nothing = new Map()
  const kinds = ['flow', 'path', 'offer', 'landing', 'source', 'network', 'rotation'] as const
  const asked: ClickExportQuestion = {
    key: '1',
    query: { ...aLogQuery(), ...who },
    columns: ['id', 'cost'],
    kind: 'csv',
    format: PLAIN_CSV,
    campaigns: nothing,
    names: Object.fromEntries(kinds.map((kind) => [kind, nothing])) as never,
  }
  const pin = pinFor(asked.query, () => ({ source, close: () => undefined }))
  return [...clickLines(asked, { pin, idOf: String })].join('')
}

test('its reports, its log and its exports say the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.nat(4), async (seed, sealed) => {
      const events = randomLedger(randomFrom(seed), 20, ROWS)
      const isShare = ({ flags }: Event) => (flags & Flag.costShare) !== 0
      const without = events.map((event) => (isShare(event) ? { ...event, costMicros: 0 } : event))
      const kept = await toldBy(sourceOf(events, sealed), { hidesShares: true })
      expect(kept).toEqual(await toldBy(sourceOf(without, sealed), {}))
    }),
    { numRuns: 15 },
  )
})
