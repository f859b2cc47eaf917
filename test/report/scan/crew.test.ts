/** Two threads at one report: with the helper, and after it has failed, the answer is the same. */
import { afterAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { LEDGER_FILE, openLedgerDb } from '../../../src/ledger/segments/ledger-db.ts'
import { loadedSegments } from '../../../src/ledger/segments/loaded-segments.ts'
import { sealedSegments } from '../../../src/ledger/segments/sealed-segments.ts'
import { workerFile } from '../../../src/lib/worker-file.ts'
import { type CrewOptions, reportCrew } from '../../../src/report/scan/crew.ts'
import { runQuery } from '../../../src/report/scan/run.ts'
import { inParts } from '../../../src/report/scan/wide.ts'
import { aQuery } from '../../support/queries.ts'
import { randomFrom } from '../../support/random-ledger.ts'
import { anEvent, segmentOf } from '../../support/segments.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'sluice-crew-'))
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

const random = randomFrom(3)
const click = () =>
  anEvent({
    time: 1000 + random.int(9),
    clickTime: 1000,
    clicks: 1,
    costMicros: random.int(1000),
    keyword: `k${random.int(3000)}`,
  })
const clicks = (count: number) => Array.from({ length: count }, click)

const { db } = openLedgerDb(dataDir, 0)
for (let segment = 0; segment < 8; segment++) {
  const load = loadedSegments(db, 1)
  clicks(400).forEach(load.add)
  load.finish()
}
const sealed = sealedSegments(db)
const views = sealed.list().map(({ number }) => sealed.view(number)!)
const all = [...views, segmentOf(1, clicks(50))]
const checkpoint = () => {}
const asked = {
  sealed: views,
  segments: { views: all, checkpoint },
  limits: { deadline: Infinity, cancelled: null },
}

const brokenFile = join(dataDir, 'broken.ts')
writeFileSync(brokenFile, 'throw new Error("broken")')
const ledger = join(dataDir, LEDGER_FILE)
const HELPERS: Readonly<Record<string, CrewOptions | null>> = {
  'with a helper': { file: workerFile('report/scan/scan-worker.ts').toString(), ledger },
  'with a helper that fails': { file: brokenFile, ledger },
  'without a helper': null,
}

for (const [how, options] of Object.entries(HELPERS)) {
  test(`a report in parts ${how} is that of one thread`, async () => {
    const crew = reportCrew(options)
    for (const limit of [20, 5000]) {
      const query = aQuery({ groupings: ['keyword'], measures: ['clicks', 'cost', 'cr'], limit })
      const expected = runQuery({ views: all, checkpoint }, query)
      expect(await inParts(crew, asked, query)).toEqual(expected)
    }
    crew.close()
  })
}
