import { afterAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { openLedger } from '../../src/ledger/ledger.ts'
import { workerFile } from '../../src/lib/worker-file.ts'
import { openReports } from '../../src/report/reports.ts'
import { aLogQuery, aQuery } from '../support/queries.ts'
import { anEvent } from '../support/segments.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'sluice-report-'))
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

const workers = {
  writer: workerFile('ledger/journal/writer.ts'),
  keeper: workerFile('report/worker.ts'),
}
async function open() {
  const ledger = await openLedger({ dataDir, node: 1, clock: Date.now, workers })
  await ledger.ready
  return ledger
}
const reportsOf = (ledger: Awaited<ReturnType<typeof open>>) =>
  openReports({ ask: ledger.request, clock: Date.now, currency: () => 'USD', losses: () => [] })

const query = () =>
  aQuery({ groupings: ['geoCountry'], measures: ['clicks', 'cost'] }, { now: Date.now() })
const rows = (answer: Awaited<ReturnType<ReturnType<typeof reportsOf>['query']>>) =>
  'refused' in answer
    ? answer
    : answer.rows.map(({ path, m }) => [path[0]!.value, m['clicks'], m['cost']])

test('what was recorded is in the next report, also after a restart', async () => {
  const first = await open()
  for (const country of ['DE', 'AT', 'DE', '']) {
    const { seq, row } = first.reserve()
    const time = Date.now()
    const made = { clickSeq: seq, row, time, clickTime: time, country, subIds: ['a'] }
    await first.append(anEvent({ ...made, clicks: 1, costMicros: 250_000 }))
  }
  const expected = [
    ['DE', 2, 0.5],
    [null, 1, 0.25],
    ['AT', 1, 0.25],
  ]
  expect(rows(await reportsOf(first).query(query()))).toEqual(expected)
  await first.close()

  const second = await open()
  const { query: ask, log } = reportsOf(second)
  expect(rows(await ask(query()))).toEqual(expected)
  const page = await log(aLogQuery({ period: { from: 0, to: Date.now() + 1 }, limit: 2 }))
  expect(page).toMatchObject({
    entries: [{ event: { country: '', subIds: ['a'] } }, { event: { country: 'DE' } }],
    hasNext: true,
  })
  await second.close()
})
