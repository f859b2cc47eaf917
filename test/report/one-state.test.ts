/** What changes while a question is answered is in all of the answer, or in nothing of it. */
import { afterAll, expect, test } from 'bun:test'

import { SEGMENT_ROWS } from '../../src/core/click-id.ts'
import { EVER, type Period } from '../../src/core/reports/period.ts'
import type { Query } from '../../src/core/reports/query.ts'
import { judgeBy } from '../../src/detect/robot-verdict.ts'
import { openSegmentsReadOnly } from '../../src/ledger/check/read-only.ts'
import { allViews } from '../../src/ledger/columns/column.ts'
import type { Keeper } from '../../src/ledger/keeper/keeper.ts'
import type { VerdictWork } from '../../src/ledger/verdicts/verdict-store.ts'
import type { Steps } from '../../src/lib/steps.ts'
import { type ClickExportQuestion, clickLines } from '../../src/report/export/click-export.ts'
import { PLAIN_CSV } from '../../src/report/export/csv.ts'
import { keptExports } from '../../src/report/export/export.ts'
import { reportHandlers } from '../../src/report/handlers.ts'
import { clickFinder } from '../../src/report/logs/find-clicks.ts'
import type { Crew } from '../../src/report/scan/crew.ts'
import { TooManyGroups } from '../../src/report/scan/groups.ts'
import { type QueryResult, runQuery } from '../../src/report/scan/run.ts'
import { emptyGroups, planPasses, scan } from '../../src/report/scan/scan.ts'
import { removeFolders } from '../support/journals.ts'
import { ledgerOf, openLedgerOn } from '../support/ledgers.ts'
import { aCostOrder, aLogQuery, aQuery } from '../support/queries.ts'
import { anEvent } from '../support/segments.ts'

afterAll(removeFolders)

const NOON = Date.UTC(2026, 9, 25, 12)
const SEGMENTS = 4
const SEALED = 2
const ME = { userId: 1, via: 'key' }
const KEEP = { by: ME, whenNone: 'keep' } as const

/** Two clicks in each of four segments. */
function ledgerFolder(): string {
  const events = Array.from({ length: SEGMENTS * 2 }, (_, index) => {
    const [segment, row] = [1 + (index >> 1), index % 2]
    const clickSeq = segment * SEGMENT_ROWS + row
    const click = { clickSeq, row, time: NOON + index, clickTime: NOON + index, clicks: 1 }
    const facts = { country: 'DE', userAgent: 'Acme/1.0 (Linux)' }
    return anEvent({ ...click, ...facts, campaignId: 1 + row, costMicros: 1000 })
  })
  return ledgerOf(events)
}

/** The first two segments sealed; a batch on campaign 2. */
async function opened(dataDir: string): Promise<Keeper> {
  const keeper = openLedgerOn(dataDir)
  for (let sealed = 0; sealed < SEALED; sealed++) keeper.sealNext()
  await keeper.costs.apply([order([2], 50)], KEEP, clickFinder(keeper.source))
  return keeper
}

const order = (campaigns: number[], micros: number) =>
  aCostOrder({ campaigns, micros, period: { from: NOON, to: NOON + 1000 } })

/** Everything that changes the past. */
const CHANGES: Readonly<Record<string, (keeper: Keeper) => Promise<unknown>>> = {
  'a batch over sealed and open segments': (keeper) =>
    keeper.costs.apply([order([1, 2], 999)], KEEP, clickFinder(keeper.source)),
  'a batch over open segments only': (keeper) => {
    const period = { from: NOON + 2 * SEALED, to: NOON + 1000 }
    const some = { ...order([1], 7), period }
    return keeper.costs.apply([some], KEEP, clickFinder(keeper.source))
  },
  'a sum without clicks': (keeper) =>
    keeper.costs.apply([order([3], 77)], KEEP, clickFinder(keeper.source)),
  'an undo': (keeper) => keeper.costs.set(1, 'undo', ME),
  'a campaign cleared': (keeper) => keeper.retention.removeCampaign(2, EVER),
  'clicks removed by their ids': (keeper) =>
    keeper.retention.removeClicks([1, SEGMENTS].map((segment) => segment * SEGMENT_ROWS)),
  'robots told apart anew': (keeper) => keeper.verdicts.apply(robots({ from: 0, to: NOON + 1000 })),
  'robots told apart anew in open segments only': (keeper) =>
    keeper.verdicts.apply(robots({ from: NOON + 2 * SEALED, to: NOON + 1000 })),
}

const robots = (period: Period): VerdictWork => ({
  uuid: crypto.randomUUID(),
  isDry: false,
  clicks: { period, campaigns: null },
  lists: { userAgents: ['acme'], addresses: [], peopleUserAgents: [], peopleAddresses: [] },
})

/** Works as the real one, but waits for `between` after each step of the scan. */
function pausingCrew(between: (step: number) => Promise<void>): Crew & { steps: number } {
  const crew = {
    steps: 0,
    async addUp({ plan, segments }: Parameters<Crew['addUp']>[0]) {
      const groups = emptyGroups(plan, segments.texts)
      const passes = await walk(planPasses(segments, plan, groups.damaged))
      await walk(scan(segments, plan, passes, groups))
      return groups
    },
    survey: () => Promise.reject(new Error('nothing here has that many rows')),
    parts: () => Promise.reject(new Error('nothing here has that many rows')),
    close: () => undefined,
  }
  async function walk<T>(steps: Steps<T>): Promise<T> {
    for (;;) {
      const { done, value } = steps.next()
      if (done) return value
      await between(crew.steps++)
    }
  }
  return crew
}

const QUERIES: readonly Query[] = [
  aQuery({ groupings: [], measures: ['clicks', 'bots', 'cost'] }),
  aQuery({
    groupings: ['campaign', 'clickCost'],
    measures: ['clicks', 'bots', 'cost'],
    childLimit: 50,
  }),
]
const timed = (ask: unknown) => ({ ask, deadline: Infinity, cancelled: null })
const never = () => Promise.resolve()

async function answerOf(keeper: Keeper, query: Query, crew: Crew): Promise<QueryResult> {
  const handlers = reportHandlers({ clock: () => NOON, crew })
  const answered = await handlers.query(keeper.source(), timed(query), keeper)
  return (answered as { answer: QueryResult }).answer
}

for (const [what, change] of Object.entries(CHANGES)) {
  test(`${what}, at any moment of a report: it is of the state after it`, async () => {
    for (const query of QUERIES) {
      const keeper = await opened(ledgerFolder())
      const quiet = pausingCrew(never)
      const before = await answerOf(keeper, query, quiet)
      expect(quiet.steps).toBeGreaterThanOrEqual(SEGMENTS)

      // As many reports as a report has steps, each of which stops at another one.
      const changed = Promise.withResolvers<void>()
      const stopped = Array.from({ length: quiet.steps }, () => Promise.withResolvers<void>())
      const during = stopped.map(({ resolve }, at) => {
        const stop = (step: number) => (step === at ? (resolve(), changed.promise) : never())
        return answerOf(keeper, query, pausingCrew(stop))
      })
      await Promise.all(stopped.map(({ promise }) => promise))
      await change(keeper)
      changed.resolve()

      const after = await answerOf(keeper, query, pausingCrew(never))
      expect(after).not.toEqual(before)
      for (const answer of await Promise.all(during)) expect(answer).toEqual(after)
      keeper.close()
    }
  })

  for (const [where, crew] of [
    ['in memory', pausingCrew(never)],
    ['in parts', { ...pausingCrew(never), addUp: () => Promise.reject(new TooManyGroups()) }],
  ] as const) {
    test(`${what}, between two pieces of a report's export ${where}: it is of the state before it`, async () => {
      const dataDir = ledgerFolder()
      const keeper = await opened(dataDir)
      const query = QUERIES[1]!
      const [whole, changed] = [await exportOf(never), await exportOf(() => change(keeper))]
      expect(changed).toEqual(whole)
      expect(await exportOf(never)).not.toEqual(whole)
      keeper.close()

      async function exportOf(between: () => Promise<unknown>): Promise<string> {
        const lines: Iterator<string>[] = []
        const kept = {
          ...keptExports(),
          start: (_key: string, made: Iterator<string>) => void lines.push(made),
        }
        const handlers = reportHandlers({
          clock: () => NOON,
          crew,
          exports: kept,
          folder: dataDir,
        })
        const asked = { key: '1', query, kind: 'csv', format: PLAIN_CSV }
        await handlers['export.start'](keeper.source(), timed(asked), keeper)
        const first = lines[0]!.next().value
        await between()
        return [first, ...{ [Symbol.iterator]: () => lines[0]! }].join('')
      }
    })
  }
}

const CLICKS = aLogQuery({ period: { from: 0, to: NOON + 1000 } })
const NONE = new Map<number, string>()
const ASKED: ClickExportQuestion = {
  key: '',
  query: CLICKS,
  columns: ['id', 'campaign_id', 'is_bot', 'cost'],
  kind: 'ndjson',
  format: PLAIN_CSV,
  campaigns: new Map(),
  names: {
    flow: NONE,
    path: NONE,
    offer: NONE,
    landing: NONE,
    source: NONE,
    network: NONE,
    rotation: NONE,
  },
}

for (const [what, change] of Object.entries(CHANGES)) {
  test(`${what}, after any line of the click log's export: it is of the state before it`, async () => {
    const keeper = await opened(ledgerFolder())
    const start = () => clickLines(ASKED, { pin: keeper.pin, idOf: keeper.clicks.idReader() })
    const before = [...start()]
    const begun = before.map((_, line) => {
      const rest = start()
      return { rest, lines: Array.from({ length: line + 1 }, () => String(rest.next().value)) }
    })
    await change(keeper)
    while (keeper.sealNext());
    for (const { lines, rest } of begun) expect([...lines, ...rest]).toEqual(before)
    expect([...start()].join('') === before.join('')).toBe(what === 'a sum without clicks')
    keeper.close()
  })
}

for (const [what, change] of Object.entries(CHANGES)) {
  test(`${what}, while a command reads beside the server: it reads the state before it`, async () => {
    const dataDir = ledgerFolder()
    const keeper = await opened(dataDir)
    const reader = openSegmentsReadOnly(dataDir, judgeBy)
    const views = { views: allViews(reader.source), checkpoint: () => undefined }
    const before = await answerOf(keeper, QUERIES[1]!, pausingCrew(never))
    await change(keeper)
    expect(runQuery(views, QUERIES[1]!)).toEqual(before)
    reader.close()
    keeper.close()
  })
}

test('of too many exports the one without a pull for longest is given up, and gives back what it held', () => {
  const given: string[] = []
  function* held(name: string): Generator<string> {
    try {
      for (;;) yield name
    } finally {
      given.push(name)
    }
  }
  const exports = keptExports()
  for (const name of ['a', 'b', 'c', 'd']) exports.start(name, held(name))
  for (const name of ['d', 'c', 'b', 'a']) expect(exports.pull(name)?.isDone).toBe(false)
  exports.start('e', held('e'))
  expect(given).toEqual(['d'])
  expect(exports.pull('d')).toBeNull()
  exports.end('a')
  exports.end('a')
  expect(given).toEqual(['d', 'a'])
})
