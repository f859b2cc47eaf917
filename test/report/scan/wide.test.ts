import { expect, test } from 'bun:test'

import fc from 'fast-check'

import type { Event } from '../../../src/core/event.ts'
import { NO_SHIFT } from '../../../src/core/reports/buckets.ts'
import type { Query } from '../../../src/core/reports/query.ts'
import type { SegmentView } from '../../../src/ledger/columns/column.ts'
import { atOnce } from '../../../src/lib/steps.ts'
import { settled } from '../../../src/lib/thread-memory.ts'
import { type Crew, type CrewWork, reportCrew } from '../../../src/report/scan/crew.ts'
import { TooManyGroups } from '../../../src/report/scan/groups.ts'
import { notedView, openPackedView, packView } from '../../../src/report/scan/packed-view.ts'
import { type PartSizes, partSteps } from '../../../src/report/scan/part-scan.ts'
import { newCounter } from '../../../src/report/scan/parts.ts'
import { planOf, type QueryResult, runQuery } from '../../../src/report/scan/run.ts'
import { emptyGroups, planPasses, scan } from '../../../src/report/scan/scan.ts'
import { newClaims, shareOf } from '../../../src/report/scan/share.ts'
import {
  compareBuckets,
  emptySurvey,
  HASHED_MAX,
  markAlone,
  surveySegments,
} from '../../../src/report/scan/survey.ts'
import { TooManyTexts } from '../../../src/report/scan/texts.ts'
import { canBeParted, inParts, reporter } from '../../../src/report/scan/wide.ts'
import { naiveReport } from '../../support/naive-report.ts'
import { aQuery } from '../../support/queries.ts'
import { randomFrom, randomLedger } from '../../support/random-ledger.ts'
import { context, randomQuery, shape } from '../../support/random-queries.ts'
import { anEvent, damaged, segmentsOf, stored } from '../../support/segments.ts'

const ROWS = 16
const alone = reportCrew(null)
const limits = { deadline: Infinity, cancelled: null }
const checkpoint = () => {}
const asked = (views: readonly SegmentView[]) => ({
  sealed: views,
  segments: { views, checkpoint },
  limits,
})

/** Adds up in parts of few rows, by two that take turns. */
function partingCrew(sizes: PartSizes): Crew {
  const shares = (views: readonly SegmentView[]) => {
    const claims = newClaims(views.map(({ number }) => number))
    return ([1, 2] as const).map((member) => shareOf(claims, member))
  }
  return {
    ...alone,
    survey({ plan, segments }) {
      const damaged = new Set<number>()
      const passes = atOnce(planPasses(segments, plan, damaged))
      const survey = structuredClone(emptySurvey([...segments.views], passes, HASHED_MAX))
      const work = { plan, passes, survey, damaged }
      for (const share of shares([...segments.views]))
        atOnce(surveySegments({ ...segments, share }, work))
      const counter = newCounter()
      for (const steps of [1, 2].map(() => compareBuckets(survey, counter))) atOnce(steps)
      return Promise.resolve({ ...work, marked: survey, counts: atOnce(markAlone(survey)) })
    },
    parts({ plan, segments }, surveyed) {
      const counter = newCounter()
      const views = [...segments.views]
      const made = shares(views).map((share) => {
        const work = { ...surveyed, plan, counter, share, sizes }
        return structuredClone(atOnce(partSteps(segments, work)))
      })
      return Promise.resolve(made.flat())
    },
  }
}

const parted = (views: readonly SegmentView[], query: Query, sizes: PartSizes) =>
  inParts(partingCrew(sizes), asked(views), query)

test('a report in parts says what a naive evaluation of the same rows says', async () => {
  const seeds = fc.integer({ min: 0, max: 2 ** 31 })
  await fc.assert(
    fc.asyncProperty(seeds, async (seed) => {
      const random = randomFrom(seed)
      const events = randomLedger(random, 1 + random.int(60), ROWS)
      const views = segmentsOf(events, ROWS)
      for (let count = 0; count < 3; count++) {
        const query = aQuery(randomQuery(random), context)
        if (!canBeParted(query)) continue
        const expected = naiveReport(events, query)
        const sizes = { wanted: 1 + random.int(9), most: 60 }
        expect(shape(await parted(views, query, sizes))).toEqual(expected)
        expect(shape(await parted(views.map(stored), query, sizes))).toEqual(expected)
      }
    }),
    { numRuns: 12 },
  )
})

const click = (part: Partial<Event>) => anEvent({ clicks: 1, time: 1000, clickTime: 1000, ...part })
const manyKeywords = (count: number, values: number) => {
  const random = randomFrom(11)
  const keyword = () => `k${random.int(values)}${random.chance(0.1) ? '\u0436' : ''}`
  return segmentsOf(
    Array.from({ length: count }, () => click({ keyword: keyword(), costMicros: random.int(9) })),
    512,
  )
}

test('pages of a report in parts are those of the whole one, in any order', async () => {
  const views = manyKeywords(4000, 1500).map(stored)
  for (const sort of [
    [],
    [{ field: 'keyword', dir: 'desc' }],
    [{ field: 'cost', dir: 'asc' }],
    [{ field: 'cr', dir: 'desc' }],
  ]) {
    for (const offset of [0, 40, 3000]) {
      const query = aQuery({ groupings: ['keyword', 'campaign'], sort, offset, limit: 30 })
      const expected = runQuery({ views, checkpoint }, query)
      const sizes = { wanted: 400, most: 4000 }
      expect(await parted(views, query, sizes)).toEqual(expected)
    }
  }
})

test('a part that turns out too large is made in halves', async () => {
  const views = manyKeywords(3000, 1000)
  const query = aQuery({ groupings: ['keyword'], limit: 20 })
  const expected = runQuery({ views, checkpoint }, query)
  expect(await parted(views, query, { wanted: 1e6, most: 50 })).toEqual(expected)
})

test('a compared period is in the parts too', async () => {
  const at = (time: string, keyword: string) =>
    click({ time: Date.parse(time), clickTime: Date.parse(time), keyword })
  const views = segmentsOf(
    [at('2026-10-24T10:00Z', 'a'), at('2026-10-24T11:00Z', 'b'), at('2026-10-26T10:00Z', 'b')],
    2,
  )
  const period = { preset: 'custom_time', from: '2026-10-26', to: '2026-10-27', timezone: 'UTC' }
  const body = { period, groupings: ['keyword'], compare: { to: 'previous_period' } }
  const expected = runQuery({ views, checkpoint }, aQuery(body))
  expect(await parted(views, aQuery(body), { wanted: 1, most: 9 })).toEqual(expected)
})

test('a damaged segment is named once, and the parts are without it', async () => {
  const views = segmentsOf([click({ keyword: 'a' }), click({ keyword: 'b' })], 1)
  const result = await parted([views[0]!, damaged(views[1]!)], aQuery({ groupings: ['keyword'] }), {
    wanted: 1,
    most: 9,
  })
  expect(result.totals['clicks']).toBe(1)
  expect(result.damaged).toEqual([1])
})

test('an open segment is the same in another thread', () => {
  const events = randomLedger(randomFrom(5), 40, 1000)
  const views = segmentsOf(events, 1000)
  const query = aQuery({ groupings: ['token_1', 'offer'], measures: ['clicks', 'revenue', 'cost'] })
  const names = new Set<string>()
  const noted = views.map((view) => notedView(view, names))
  const expected = runQuery({ views: noted, checkpoint }, query)
  const packed = structuredClone(views.map((view) => packView(view, names)))
  const opened = packed.map(openPackedView)
  expect(runQuery({ views: opened, checkpoint }, query)).toEqual(expected)
  expect(() => opened[0]!.column('userAgent')).toThrow('userAgent')
})

test('a page whose rows hold too much together is added up in halves', async () => {
  const views = manyKeywords(3000, 300)
  const alive = { wanted: 400, most: 4000 }
  const pages: number[] = []
  const crew: Crew = {
    ...partingCrew(alive),
    addUp(work) {
      const { only, room } = work.plan
      if (only === undefined) return alone.addUp(work)
      pages.push(only.length)
      return only.length > 5 && room < Infinity
        ? Promise.reject(new TooManyTexts())
        : alone.addUp(work)
    },
  }
  const query = aQuery({
    groupings: ['keyword', 'externalId', 'campaign'],
    limit: 20,
    offset: 7,
    childLimit: 2,
  })
  const expected = runQuery({ views, checkpoint }, query)
  expect(await inParts(crew, asked(views), query)).toEqual(expected)
  expect(pages).toEqual([20, 10, 5, 5, 10, 5, 5])
})

/** Adds up whole only what `isTooMuch` lets it; `calls` has the depth of each try. */
function refusingCrew(isTooMuch: (work: CrewWork) => boolean): Crew & { calls: number[] } {
  const calls: number[] = []
  return {
    ...partingCrew({ wanted: 2, most: 9 }),
    calls,
    addUp(work) {
      const isWhole = work.plan.only === undefined && work.plan.depth > 0
      if (isWhole) calls.push(work.plan.depth)
      return isWhole && isTooMuch(work) ? Promise.reject(new TooManyTexts()) : alone.addUp(work)
    },
  }
}

const DAY = 86_400_000
/** A click on each of ten days, with another keyword. */
const daily = () =>
  segmentsOf(
    Array.from({ length: 10 }, (_, day) =>
      click({ keyword: `k${day}`, time: day * DAY, clickTime: day * DAY }),
    ),
    1,
  )
const daysOf = (from: number, to: number, more: Partial<Query> = {}): Query => ({
  ...aQuery({ groupings: ['keyword'], measures: ['clicks'] }),
  period: { from: from * DAY, to: to * DAY },
  ...more,
})
const isLong = ({ plan: { query } }: CrewWork) => query.period.to - query.period.from > 5 * DAY
const clicks = ({ rows }: QueryResult) => rows.map(({ m }) => m['clicks'])

test('what had too many rows is made in parts, the next time at once', async () => {
  const crew = refusingCrew(isLong)
  const report = reporter(crew)
  for (const calls of [[1], []]) {
    crew.calls.length = 0
    expect(clicks(await report(asked(daily()), daysOf(0, 10)))).toEqual(Array(10).fill(1))
    expect(crew.calls).toEqual(calls)
  }
})

test('over a shorter period the same question is tried whole again', async () => {
  const crew = refusingCrew(isLong)
  const report = reporter(crew)
  await report(asked(daily()), daysOf(0, 10))
  crew.calls.length = 0
  const compare = { period: { from: 0, to: 2 * DAY }, shift: NO_SHIFT }
  for (const short of [daysOf(8, 10), daysOf(8, 10, { compare })])
    expect(clicks(await report(asked(daily()), short))).toHaveLength(short.compare ? 4 : 2)
  expect(crew.calls).toEqual([1, 1])
})

test('what has to be made whole is tried, also if the same grouping once had too many rows', async () => {
  const crew = refusingCrew(isLong)
  const report = reporter(crew)
  await report(asked(daily()), daysOf(0, 10))
  const deep = { offset: 200_000 }
  expect(clicks(await report(asked(daily()), daysOf(8, 10, deep)))).toEqual([])
  expect(report(asked(daily()), daysOf(0, 10, deep))).rejects.toBeInstanceOf(TooManyTexts)
})

test('what another report holds at the time makes no question one of too many rows', async () => {
  const released = Promise.withResolvers<void>()
  const crew = refusingCrew(isLong)
  const { addUp } = crew
  let isHeld = false
  crew.addUp = async (work) => {
    if (!isLong(work) && !isHeld) {
      isHeld = true
      await released.promise
    }
    return addUp(work)
  }
  const report = reporter(crew)
  const other = report(asked(daily()), daysOf(0, 1))
  await report(asked(daily()), daysOf(0, 10))
  released.resolve()
  await other
  crew.calls.length = 0
  await report(asked(daily()), daysOf(0, 10))
  expect(crew.calls).toEqual([1])
})

test('a report that holds more than it may is given up while it is added up', () => {
  const views = manyKeywords(3000, 2500)
  const query = aQuery({ groupings: ['keyword'] })
  const adding = (room: number) => () => {
    settled(0)
    const plan = { ...planOf(query), room }
    const groups = emptyGroups(plan)
    const passes = atOnce(planPasses({ views, checkpoint }, plan, groups.damaged))
    atOnce(scan({ views, checkpoint }, plan, passes, groups))
  }
  expect(adding(10_000)).toThrow(TooManyGroups)
  expect(adding(10_000_000)).not.toThrow()
})
