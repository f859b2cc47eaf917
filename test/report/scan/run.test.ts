import { Database } from 'bun:sqlite'
import { expect, test } from 'bun:test'

import fc from 'fast-check'

import type { Event } from '../../../src/core/event.ts'
import { type Formula, parseFormula } from '../../../src/core/reports/formula.ts'
import type { Query } from '../../../src/core/reports/query.ts'
import type { SegmentView } from '../../../src/ledger/columns/column.ts'
import { atOnce } from '../../../src/lib/steps.ts'
import { addPartial, partialOf } from '../../../src/report/scan/partial.ts'
import { planOf, type QueryResult, resultOf, runQuery } from '../../../src/report/scan/run.ts'
import { emptyGroups, planPasses, scan } from '../../../src/report/scan/scan.ts'
import { newClaims, shareOf } from '../../../src/report/scan/share.ts'
import { textTables } from '../../../src/report/scan/text-tables.ts'
import { naiveReport } from '../../support/naive-report.ts'
import { aQuery } from '../../support/queries.ts'
import { randomFrom, randomLedger } from '../../support/random-ledger.ts'
import { context, groups, randomQuery, shape, ZONES } from '../../support/random-queries.ts'
import { anEvent, damaged, segmentsOf, stored } from '../../support/segments.ts'

const ROWS = 16
const OWN = '11111111-1111-4111-8111-111111111111'

const run = (views: readonly SegmentView[], query: Query): QueryResult =>
  runQuery({ views, checkpoint: () => {} }, query)

/** By two threads that take turns, with everything that travels between them. */
function runTogether(views: readonly SegmentView[], query: Query): QueryResult {
  const plan = planOf(query)
  const claims = newClaims(views.map(({ number }) => number))
  const passes = atOnce(planPasses({ views, checkpoint: () => {} }, plan, new Set()))
  const work = ([1, 2] as const).map((member) => {
    const groups = emptyGroups(plan)
    const share = shareOf(claims, member)
    return { groups, steps: scan({ views, checkpoint: () => {}, share }, plan, passes, groups) }
  })
  while (work.map(({ steps }) => steps.next().done).includes(false));
  const [own, other] = work
  addPartial(own!.groups, structuredClone(partialOf(other!.groups)))
  return resultOf(own!.groups, query)
}

const seeds = fc.integer({ min: 0, max: 2 ** 31 })

test('a report says what a naive evaluation of the same rows says', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const random = randomFrom(seed)
      const events = randomLedger(random, 1 + random.int(60), ROWS)
      const views = segmentsOf(events, ROWS)
      const sealed = { views: views.map(stored), checkpoint: () => {}, texts: textTables() }
      for (let count = 0; count < 4; count++) {
        const query = aQuery(randomQuery(random), context)
        const expected = naiveReport(events, query)
        expect(shape(run(views, query))).toEqual(expected)
        expect(shape(runQuery(sealed, query))).toEqual(expected)
        expect(shape(runTogether(views, query))).toEqual(expected)
      }
    }),
    { numRuns: 30 },
  )
})

test('segments of any size give the same report', () => {
  fc.assert(
    fc.property(seeds, fc.boolean(), (seed, isEvent) => {
      const events = randomLedger(randomFrom(seed), 40, 1000)
      const one = segmentsOf(events, 1000)
      const body = { groupings: ['campaign', 'geoCountry'], timeBasis: isEvent ? 'event' : 'click' }
      const halves = [
        ...segmentsOf(events.slice(0, 20), 1000),
        ...segmentsOf(events.slice(20), 1000),
      ]
      expect(run(halves, aQuery(body))).toEqual(run(one, aQuery(body)))
    }),
    { numRuns: 20 },
  )
})

test('both time bases add up to the same over everything, and so do parts of time', () => {
  const measures = ['clicks', 'leads', 'revenue', 'cost', 'profit', 'conv_rejected']
  fc.assert(
    fc.property(seeds, fc.constantFrom(...ZONES), (seed, timezone) => {
      const views = segmentsOf(randomLedger(randomFrom(seed), 40, ROWS), ROWS)
      const totals = (timeBasis: string, from: string, to: string) => {
        const period = { preset: 'custom_time', from, to, timezone }
        return run(views, aQuery({ measures, timeBasis, period })).totals
      }
      const whole = totals('event', '2026-09-30', '2026-12-01')
      expect(totals('click', '2026-09-30', '2026-12-01')).toEqual(whole)
      const parts = [
        totals('event', '2026-09-30', '2026-10-24'),
        totals('event', '2026-10-25', '2026-10-25'),
        totals('event', '2026-10-26', '2026-12-01'),
      ]
      for (const key of measures) {
        const micros = parts.map((part) => Math.round(part[key]! * 1e6))
        expect(micros.reduce((all, each) => all + each, 0)).toBe(Math.round(whole[key]! * 1e6))
      }
    }),
    { numRuns: 15 },
  )
})

test('plain SQL over the same rows gives the same sums', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const events = randomLedger(randomFrom(seed), 60, ROWS)
      const body = {
        groupings: ['campaign', 'deviceType'],
        measures: ['clicks', 'bots', 'leads', 'revenue', 'cost'],
        filters: [{ field: 'host', op: 'eq', value: 'a.example' }].map((filter) => ({
          ...filter,
          field: 'domain',
        })),
      }
      const { rows } = run(segmentsOf(events, ROWS), aQuery(body))
      const leaves = rows.filter(({ level }) => level === 2)
      expect(
        leaves
          .map(({ path, m }) => [...path.map(({ value }) => value), ...Object.values(m)])
          .map(String)
          .toSorted(byText),
      ).toEqual(sqlRows(events, aQuery(body).period.to).map(String).toSorted(byText))
    }),
    { numRuns: 20 },
  )
})

const byText = (a: string, b: string) => (a < b ? -1 : 1)

/** Test clicks (flag 2048) and provisional ones (2) are not counted; flag 1 is a bot. */
function sqlRows(events: readonly Event[], until: number): unknown[][] {
  const db = new Database(':memory:')
  db.run(
    'create table events (campaign, device, host, kind, flags, time, clicks, leads, revenue, cost)',
  )
  const insert = db.prepare('insert into events values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  for (const event of events) {
    const revenue =
      event.revenueHoldMicros + event.revenueConfirmedMicros + event.revenueOtherMicros
    const { campaignId, deviceType, host, kind, flags, clickTime, clicks, leads, costMicros } =
      event
    insert.run(
      campaignId,
      deviceType,
      host,
      kind,
      flags,
      clickTime,
      clicks,
      leads,
      revenue,
      costMicros,
    )
  }
  const rows = db
    .query(
      `select cast(campaign as text), nullif(device, ''), sum(clicks), sum(clicks * (flags & 1)), sum(leads),
         sum(revenue) / 1e6, sum(cost) / 1e6
       from events where host = 'a.example' and time < ? and flags & 2048 = 0 and not (flags & 2 and kind = 1)
       group by 1, 2`,
    )
    .values(until)
  db.close()
  return rows
}

const click = (part: Partial<Event>) => anEvent({ clicks: 1, time: 1000, clickTime: 1000, ...part })
const labels = (result: QueryResult) => result.rows.map(({ path }) => path.at(-1)!.label)

test('a damaged segment counts nothing and is named', () => {
  const [first, second] = segmentsOf([click({}), click({})], 1)
  const result = run([first!, damaged(second!)], aQuery())
  expect(result.totals['clicks']).toBe(1)
  expect(result.damaged).toEqual([1])
})

test('a segment outside the period is not read', () => {
  const [view] = segmentsOf([click({})], 1)
  const query = aQuery({ period: { preset: 'yesterday' } })
  expect(run([damaged(view!)], query).damaged).toEqual([])
})

test('with a parent only its children are returned, and they add up to the totals', () => {
  const events = ['DE', 'AT', 'DE', ''].map((country, index) =>
    click({ campaignId: 1 + (index >> 1), country }),
  )
  const body = {
    groupings: ['campaign', 'geoCountry', 'deviceType'],
    parent: [{ dimension: 'campaign', value: '1' }],
  }
  const result = run(segmentsOf(events, 9), aQuery(body))
  expect(
    result.rows.map(({ level, path, hasChildren }) => [
      level,
      path.map((part) => part.value),
      hasChildren,
    ]),
  ).toEqual([
    [2, ['1', 'AT'], true],
    [2, ['1', 'DE'], true],
  ])
  expect(result.totals['clicks']).toBe(2)
  expect(result.totalRows).toBe(2)
})

test('the parent row is meant exactly, not in any case', () => {
  const events = [click({ country: 'DE' }), click({ country: 'de' })]
  const body = {
    groupings: ['geoCountry', 'campaign'],
    parent: [{ dimension: 'geoCountry', value: 'de' }],
  }
  expect(run(segmentsOf(events, 9), aQuery(body)).totals['clicks']).toBe(1)
})

test('rows carry names, and groups are the present ones', () => {
  const names = new Map([['1', 'Push DE']])
  const catalog = {
    names: (noun: string) => (noun === 'campaign' ? names : null),
    groups: () => groups,
  }
  const views = segmentsOf([click({ campaignId: 1 }), click({ campaignId: 9 })], 9)
  expect(labels(run(views, aQuery({ groupings: ['campaign'] }, { catalog })))).toEqual([
    '9',
    'Push DE',
  ])
  expect(labels(run(views, aQuery({ groupings: ['campaignsGroup'] }, { catalog })))).toEqual([
    '(not set)',
    'g1',
  ])
  const named = {
    groupings: ['campaign'],
    filters: [{ field: 'name', op: 'contains', value: 'push' }],
  }
  const result = run(views, aQuery(named, { catalog }))
  expect(labels(result)).toEqual(['Push DE'])
  expect(result.excluded).toEqual({ rows: 1, clicks: 1, cost: 0, revenue: 0 })
})

test('a name above a row keeps it, too, if that is asked for', () => {
  const names = new Map([
    ['1', 'Push DE'],
    ['2', 'Pop'],
  ])
  const catalog = {
    names: (noun: string) => (noun === 'campaign' ? names : null),
    groups: () => groups,
  }
  const events = [
    click({ campaignId: 1, country: 'AT' }),
    click({ campaignId: 1, country: 'DE' }),
    click({ campaignId: 2, country: 'AT' }),
  ]
  const rowsNamed = (field: string, value: string) => {
    const filters = [{ field, op: 'contains', value }]
    return run(
      segmentsOf(events, 9),
      aQuery({ groupings: ['campaign', 'geoCountry'], filters }, { catalog }),
    )
  }
  expect(labels(rowsNamed('names_above', 'push'))).toEqual(['Push DE', 'AT', 'DE'])
  expect(labels(rowsNamed('names_above', 'at'))).toEqual(labels(rowsNamed('name', 'at')))
  expect(rowsNamed('names_above', 'push').totals['clicks']).toBe(2)
  expect(rowsNamed('names_above', 'nobody').rows).toEqual([])
  expect(rowsNamed('name', 'push').rows).toEqual([])
})

test('the top rows of very many are those of a full sort', () => {
  const random = randomFrom(7)
  const events = Array.from({ length: 3000 }, () => click({ keyword: `k${random.int(900)}` }))
  const body = { groupings: ['keyword'], measures: ['clicks'] }
  const views = segmentsOf(events, 1000)
  const all = run(views, aQuery({ ...body, limit: 10_000 }))
  const page = run(views, aQuery({ ...body, limit: 7, offset: 5 }))
  expect(page.rows).toEqual(all.rows.slice(5, 12))
  expect(page.totalRows).toBe(all.rows.length)
})

test('a compared period lies over the asked one, and rows missing on one side are 0', () => {
  const at = (text: string, country: string) =>
    click({ time: Date.parse(text), clickTime: Date.parse(text), country })
  const events = [
    at('2026-10-24T10:00Z', 'DE'),
    at('2026-10-26T10:00Z', 'AT'),
    at('2026-10-26T11:00Z', 'DE'),
  ]
  const period = {
    preset: 'custom_time',
    from: '2026-10-26',
    to: '2026-10-27',
    timezone: 'Europe/Berlin',
  }
  const body = { period, measures: ['clicks'], compare: { to: 'previous_period' } }
  const byDay = run(segmentsOf(events, 9), aQuery({ ...body, groupings: ['days'] }))
  expect(
    byDay.rows.map(({ path, m, prev }) => [path[0]!.value, m['clicks'], prev!['clicks']]),
  ).toEqual([['2026-10-26', 2, 1]])
  const byCountry = run(segmentsOf(events, 9), aQuery({ ...body, groupings: ['geoCountry'] }))
  expect(
    byCountry.rows.map(({ path, m, prev }) => [path[0]!.value, m['clicks'], prev!['clicks']]),
  ).toEqual([
    ['AT', 1, 0],
    ['DE', 1, 1],
  ])
  expect(byCountry.prevTotals).toEqual({ clicks: 1 })
})

test('what the checkpoint throws ends the query', () => {
  const views = segmentsOf([click({})], 1)
  const checkpoint = () => {
    throw new Error('late')
  }
  expect(() => runQuery({ views, checkpoint }, aQuery())).toThrow('late')
})

test('limited users see the report of everyone filtered to their campaigns', () => {
  const views = segmentsOf(randomLedger(randomFrom(3), 60, ROWS), ROWS)
  const body = { groupings: ['geoCountry', 'token_1'], timeBasis: 'event' }
  const filtered = { ...body, filters: [{ field: 'campaign', op: 'in', value: ['2', '4'] }] }
  expect(run(views, aQuery(body, { scope: [2, 4] }))).toEqual(run(views, aQuery(filtered)))
  expect(run(views, aQuery(body, { scope: [] })).rows).toEqual([])
})

test('money is shown, filtered and put in order in the currency that was asked for, all else stays', () => {
  const spent = (keyword: string, costMicros: number) => {
    const sums = { clicks: 2, costMicros, revenueConfirmedMicros: 3_000_000, eventValues: ['4'] }
    return anEvent({ keyword, time: 1, clickTime: 1, ...sums })
  }
  const views = segmentsOf([spent('a', 1_000_000), spent('b', 2_000_000)], ROWS)
  const formula = parseFormula('revenue / clicks + event_1') as Formula
  const asked = (moneyRate: number | null) => {
    const body = {
      groupings: ['keyword'],
      measures: ['clicks', 'cost', 'profit', 'roi', 'cpc', 'event_1', `custom:${OWN}`],
      filters: [{ field: 'cost', op: 'lt', value: 3 }],
      sort: [{ field: 'cost', dir: 'desc' }],
      currency: 'EUR',
    }
    const part = { rateOf: () => moneyRate, formulas: new Map([[OWN, { name: 'Own', formula }]]) }
    const { rows, excluded } = run(views, aQuery(body, part))
    return [rows.map(({ path, m }) => [path[0]!.value, ...Object.values(m)]), excluded]
  }
  const excluded = { rows: 0, clicks: 0, cost: 0, revenue: 0 }
  expect(asked(null)).toEqual([
    [
      ['b', 2, 2, 1, 50, 1, 4, 5.5],
      ['a', 2, 1, 2, 200, 0.5, 4, 5.5],
    ],
    excluded,
  ])
  expect(asked(2)).toEqual([
    [['a', 2, 2, 4, 200, 1, 4, 7]],
    { rows: 1, clicks: 2, cost: 4, revenue: 6 },
  ])
})
