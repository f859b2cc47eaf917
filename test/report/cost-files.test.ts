import { afterAll, expect, test } from 'bun:test'

import fc from 'fast-check'

import { SEGMENT_ROWS } from '../../src/core/click-id.ts'
import type { CostOrder } from '../../src/core/costs.ts'
import type { Event } from '../../src/core/event.ts'
import { allViews } from '../../src/ledger/columns/column.ts'
import { unpackRows } from '../../src/ledger/columns/row-set.ts'
import type { Keeper } from '../../src/ledger/keeper/keeper.ts'
import { clickFinder } from '../../src/report/logs/find-clicks.ts'
import { runQuery } from '../../src/report/scan/run.ts'
import { removeFolders } from '../support/journals.ts'
import { LATER, ledgerOf, openLedgerOn as open, randomEvents } from '../support/ledgers.ts'
import { aCostOrder, aQuery } from '../support/queries.ts'
import { randomFile, randomOrder } from '../support/random-costs.ts'
import { type Random, randomFrom } from '../support/random-ledger.ts'
import { anEvent } from '../support/segments.ts'

afterAll(removeFolders)

const ME = { userId: 7, via: 'key' }
const FILE = { by: ME, whenNone: 'keep', upload: 'file' } as const

/** Half of it sealed, and priced once before. */
async function ledgerWith(events: readonly Event[], before: CostOrder): Promise<Keeper> {
  const keeper = open(ledgerOf(events), () => LATER)
  keeper.sealNext()
  await keeper.costs.apply([before], { by: ME, whenNone: 'keep' }, clickFinder(keeper.source))
  return keeper
}

async function lineByLine({ costs, source }: Keeper, orders: readonly CostOrder[]) {
  const results = []
  for (const order of orders)
    results.push(...(await costs.apply([order], FILE, clickFinder(source)))!)
  return results
}

function stateOf(keeper: Keeper) {
  const views = allViews(keeper.source())
  const groupings = ['campaign', 'days', 'clickCost', 'costOrigin']
  const query = aQuery({ groupings, measures: ['clicks', 'cost'], childLimit: 500 })
  const { rows, totals } = runQuery({ views, checkpoint: () => {} }, query)
  const batches = keeper.costs.list().batches.map(({ uuid: _, ...batch }) => batch)
  return { rows: rows.map(({ path, m }) => [path.map(({ value }) => value), m]), totals, batches }
}

const withoutUuid = (results: readonly { uuid: string }[] | null) =>
  results?.map(({ uuid: _, ...result }) => result)

test('a file that is booked at once says what its lines do one after the other, before and after an undo', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const random: Random = randomFrom(seed)
      const events = randomEvents(random)
      const [before, file] = [randomOrder(random), randomFile(random)]
      const [one, other] = [await ledgerWith(events, before), await ledgerWith(events, before)]
      const made = await one.costs.apply(file, FILE, clickFinder(one.source))
      expect(withoutUuid(made)).toEqual(withoutUuid(await lineByLine(other, file)))
      expect(stateOf(one)).toEqual(stateOf(other))
      for (const event of ['undo', 'redo'] as const) {
        await one.costs.setUpload('file', event, ME)
        await other.costs.setUpload('file', event, ME)
        expect(stateOf(one)).toEqual(stateOf(other))
      }
      one.close()
      other.close()
    }),
    { numRuns: 15 },
  )
})

test('orders that are searched for together find what each finds alone', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const random = randomFrom(seed)
      const keeper = open(ledgerOf(randomEvents(random)))
      const find = clickFinder(keeper.source)
      const orders = [...randomFile(random), ...randomFile(random)]
      const rowsOf = (found: Awaited<ReturnType<typeof find>>) =>
        found.map((one) =>
          [...one].map(([segment, rows]) => [segment, rows.count, unpackRows(rows)]),
        )
      const alone = []
      for (const order of orders) alone.push(...(await find([order], () => {})))
      expect(rowsOf(await find(orders, () => {}))).toEqual(rowsOf(alone))
      keeper.close()
    }),
    { numRuns: 15 },
  )
})

test('a line means its value in any letter case where reports do, and to the letter elsewhere', async () => {
  const event = { campaignId: 1, clicks: 1, time: 5, clickTime: 5 }
  const part = (row: number, country: string, zone: string) =>
    anEvent({ ...event, row, clickSeq: SEGMENT_ROWS + row, country, subIds: [zone] })
  const keeper = open(ledgerOf([part(0, 'DE', 'Z1'), part(1, 'de', 'z1'), part(2, 'AT', 'z1')]))
  const lines = (field: string, values: string[]) =>
    values.map((value) => aCostOrder({ where: [{ any: [{ field, op: 'in', values: [value] }] }] }))
  const orders = [...lines('geoCountry', ['dE', 'AT']), ...lines('token_1', ['Z1', 'z1', 'z2'])]
  const made = await keeper.costs.apply(orders, FILE, clickFinder(keeper.source))
  expect(made!.map(({ clicks }) => clicks)).toEqual([2, 1, 1, 2, 0])
  keeper.close()
})
