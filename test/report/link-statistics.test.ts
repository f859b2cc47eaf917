/** Statistics of links against plain sums over the same events, before and after retention. */
import { afterAll, expect, test } from 'bun:test'

import fc from 'fast-check'

import { SEGMENT_ROWS } from '../../src/core/click-id.ts'
import { type Event, EventKind, Flag } from '../../src/core/event.ts'
import { openKeeper } from '../../src/ledger/keeper/keeper.ts'
import { atOnce } from '../../src/lib/steps.ts'
import {
  type Counts,
  LINK_SLICES,
  type LinkSlice,
  type LinkStatistics,
  linkTallies,
} from '../../src/report/link-statistics.ts'
import { linkSumsOf } from '../../src/report/link-tally.ts'
import { journalOf, putJournal, removeFolders, temporaryFolder } from '../support/journals.ts'
import { anEvent } from '../support/segments.ts'

afterAll(removeFolders)

const DAY = 86_400_000
const START = Date.UTC(2025, 0, 1)
const ROWS = 8

const visit = fc.record({
  linkId: fc.constantFrom(0, 1, 1, 2),
  at: fc.integer({ min: 0, max: 20 * DAY }),
  flags: fc.constantFrom(0, 0, 0, Flag.bot, Flag.bot | Flag.head, Flag.test),
  action: fc.constantFrom('redirect', 'redirect', 'pixel_page', 'blocked', 'limit'),
  country: fc.constantFrom('', 'DE', 'US'),
  os: fc.constantFrom('', 'Mac OS', 'iOS', 'Linux'),
  language: fc.constantFrom('', 'de', 'de-AT', 'fil'),
  referrer: fc.constantFrom('', 'https://www.a.test/x', 'https://a.test/y', 'http://2130706433/'),
  isProvisional: fc.boolean(),
})
type Visit = typeof visit extends fc.Arbitrary<infer V> ? V : never

function eventOf(one: Visit, index: number): Event {
  const time = START + one.at
  const { linkId, action, country, os, language, referrer } = one
  return anEvent({
    kind: EventKind.click,
    row: index % ROWS,
    clickSeq: (1 + Math.floor(index / ROWS)) * SEGMENT_ROWS + (index % ROWS),
    time,
    clickTime: time,
    flags: one.flags | (one.isProvisional ? Flag.provisional : 0),
    linkId,
    action,
    country,
    os,
    language,
    referrer,
    robot: (one.flags & Flag.bot) === 0 ? '' : 'BingBot',
    clicks: one.isProvisional ? 0 : 1,
  })
}

const PLATFORMS = new Map([
  ['Mac OS', 'Mac'],
  ['Linux', 'GNU/Linux'],
])

/** By the words of the contract, event by event. */
function plainly(visits: readonly Visit[]): Record<LinkSlice, Record<string, number>> {
  const sums = {
    clicks: {},
    countries: {},
    referers: {},
    platforms: {},
    languages: {},
    sharings: {},
  }
  const count = (into: Record<string, number>, key: string) => {
    if (key !== '') into[key] = (into[key] ?? 0) + 1
  }
  for (const one of visits) {
    const isShown = one.action === 'redirect' || one.action === 'pixel_page'
    if (one.linkId !== 1 || !isShown || one.flags === Flag.test) continue
    if (one.flags === Flag.bot) count(sums.sharings, 'BingBot')
    if (one.flags !== 0 || one.isProvisional) continue
    count(sums.clicks, new Date(START + one.at).toISOString().slice(0, 10))
    count(sums.countries, one.country)
    count(sums.platforms, PLATFORMS.get(one.os) ?? one.os)
    count(sums.languages, one.language.startsWith('de') ? 'DE' : '')
    count(sums.referers, /a\.test|\d{5,}/.exec(one.referrer)?.[0] ?? '')
  }
  return sums
}

const sum = (counts: Record<string, number>) =>
  Object.values(counts).reduce((total, count) => total + count, 0)
const asObject = (counts: Counts) => Object.fromEntries(counts)

function isOrdered(counts: Counts, byDay: boolean): boolean {
  return counts.every(([key, count], index) => {
    const [before, most] = counts[index - 1] ?? ['', Infinity]
    if (index === 0) return true
    return byDay ? key < before : count < most || (count === most && key > before)
  })
}

test('equal plain sums, in order; and stay what they are when retention removes events', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(visit, { maxLength: 40 }),
      fc.integer({ max: 20 }),
      async (all, day) => {
        const dataDir = temporaryFolder()
        const events = all.map(eventOf)
        for (let from = 0; from < events.length; from += ROWS) {
          const number = 1 + from / ROWS
          putJournal(dataDir, number, journalOf(number, [events.slice(from, from + ROWS)]))
        }
        const options = { dataDir, liveFrom: null, clock: () => 4e12, report: () => undefined }
        const keeper = openKeeper({ ...options, sumUp: linkSumsOf })
        putJournal(dataDir, keeper.liveFrom, journalOf(keeper.liveFrom, []))
        keeper.refresh()
        const tallies = linkTallies()
        const asked = { linkId: 1, zone: 'UTC', period: null }
        const statistics = (from = tallies) =>
          atOnce(from.statistics(keeper.source(), () => undefined, asked))
        const wanted = plainly(all)
        const check = (found: LinkStatistics) => {
          for (const slice of LINK_SLICES) {
            expect(asObject(found[slice])).toEqual(wanted[slice])
            expect(isOrdered(found[slice], slice === 'clicks')).toBe(true)
          }
        }
        /** Of some whole days; `left`: what is there of their visits. */
        const checkDays = (from: number, to: number, left: number) => {
          const period = { from: START + from * DAY, to: START + to * DAY }
          const question = { ...asked, period }
          const found = atOnce(tallies.statistics(keeper.source(), () => undefined, question))
          const own = all.filter(({ at }) => at >= from * DAY && at < to * DAY)
          expect(asObject(found.clicks)).toEqual(plainly(own).clicks)
          const kept = plainly(own.filter(({ at }) => at >= left * DAY))
          expect(found.daysOnly).toBe(sum(plainly(own).clicks) - sum(kept.clicks))
          expect(asObject(found.countries)).toEqual(kept.countries)
        }
        check(statistics())
        while (keeper.sealNext());
        check(statistics())
        await keeper.retention.removeOlder(START + day * DAY)
        check(statistics())
        check(statistics(linkTallies()))
        for (const [from, to] of [
          [0, 21],
          [3, 9],
          [day, day + 1],
        ] as const)
          checkDays(from, to, day)
        keeper.close()
      },
    ),
    { numRuns: 40 },
  )
})
