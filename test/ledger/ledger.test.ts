import { Database } from 'bun:sqlite'
import { afterAll, expect, test } from 'bun:test'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

import { EventKind } from '../../src/core/event.ts'
import { KeeperUnavailable } from '../../src/ledger/keeper/keeper-link.ts'
import { type Ledger, openLedger } from '../../src/ledger/ledger.ts'
import { workerFile } from '../../src/lib/worker-file.ts'
import { removeFolders, temporaryFolder } from '../support/journals.ts'
import { anEvent } from '../support/segments.ts'
import { until } from '../support/until.ts'

afterAll(removeFolders)

const workers = {
  writer: workerFile('ledger/journal/writer.ts'),
  keeper: join(import.meta.dir, '../support/keeper-entry.ts'),
}

function ledgerOn(dataDir: string): Promise<Ledger> {
  return openLedger({ dataDir, node: 3, clock: Date.now, workers })
}

async function withLedger(dataDir: string, use: (ledger: Ledger) => Promise<void>): Promise<void> {
  const ledger = await ledgerOn(dataDir)
  try {
    await use(ledger)
  } finally {
    await ledger.close()
  }
}

/** `expect(…).rejects` would not let the messages of a worker through while it waits. */
function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => null,
    (error: unknown) => error,
  )
}

async function click(ledger: Ledger, country: string): Promise<string> {
  const { clickId, seq, row } = ledger.reserve()
  const place = { clickSeq: seq, row, time: Date.now(), clickTime: Date.now() }
  // `append` alone resolves at its deadline, too, when the machine is busy.
  const userAgent = `browser of ${country}`
  await ledger.appendDurable(anEvent({ kind: EventKind.click, country, userAgent, ...place }))
  return clickId
}

test('a click is found at once, after restarts, and not under another id', async () => {
  const dataDir = temporaryFolder()
  let id = ''
  await withLedger(dataDir, async (ledger) => {
    id = await click(ledger, 'DE')
    expect((await ledger.readClick(id))?.country).toBe('DE')
    expect(await ledger.readClick(` ${id.toUpperCase()} `)).not.toBeNull()
    expect(await ledger.request('rows', null)).toBe(1)
    expect(await ledger.clickIds([(await ledger.readClick(id))!.clickSeq])).toEqual([id])
  })
  await withLedger(dataDir, async (ledger) => {
    expect((await ledger.readClick(id))?.country).toBe('DE')
    const guess = id.slice(0, -1) + (id.endsWith('0') ? '1' : '0')
    expect(await ledger.readClick(guess)).toBeNull()
    expect(await ledger.readClick('not an id')).toBeNull()
    await until('it is sealed', async () => (await ledger.keeperStatus()).sealedRows === 1)
    expect((await ledger.readClick(id))?.country).toBe('DE')
  })
})

test('a conversion is on the disk when its durable append is done', async () => {
  await withLedger(temporaryFolder(), async (ledger) => {
    expect(await ledger.appendDurable(anEvent({ kind: EventKind.conversion }))).toBe(true)
    expect(ledger.status().journal).toMatchObject({ stored: 1, failing: null })
    expect(ledger.status().journal.lastSyncAt).not.toBeNull()
  })
})

test('handlers get and give values; what they throw comes back as text', async () => {
  await withLedger(temporaryFolder(), async (ledger) => {
    expect(await ledger.request('echo', { a: [1] })).toEqual({ a: [1] })
    expect(await errorOf(ledger.request('fail', null))).toMatchObject({ message: 'no such luck' })
    expect(String(await errorOf(ledger.request('nothing', null)))).toContain('"nothing"')
  })
})

test('a dead keeper fails its requests, is replaced, and knows everything again', async () => {
  await withLedger(temporaryFolder(), async (ledger) => {
    await click(ledger, 'FR')
    expect(await errorOf(ledger.request('die', null))).toBeInstanceOf(KeeperUnavailable)
    await until('it answers again', () =>
      ledger.request('rows', null).then(
        (rows) => rows === 1,
        () => false,
      ),
    )
    expect(ledger.status().problems).toEqual([expect.stringContaining('died and is started again')])
  })
})

/** What it was before. */
function setVersion(dataDir: string, version: number): number {
  const db = new Database(join(dataDir, 'ledger.db'))
  const before = db.query<{ user_version: number }, []>('PRAGMA user_version').get()!
  db.run(`PRAGMA user_version = ${version}`)
  db.close()
  return before.user_version
}

test('a keeper that can not open its data after a restart says so, and tries until it can', async () => {
  const dataDir = temporaryFolder()
  const problems: string[] = []
  const onProblem = (problem: string) => void problems.push(problem)
  const ledger = await openLedger({ dataDir, node: 3, clock: Date.now, workers, onProblem })
  try {
    await click(ledger, 'FR')
    const version = setVersion(dataDir, 99)
    await errorOf(ledger.request('die', null))
    const refused = () => problems.filter((problem) => problem.includes('newer version'))
    await until('it is told', () => refused().length > 0)
    expect(await errorOf(ledger.request('rows', null))).toMatchObject({ code: 'UNAVAILABLE' })
    setVersion(dataDir, version)
    await until('it answers again', async () => (await errorOf(ledger.keeperStatus())) === null)
    expect(await ledger.request('rows', null)).toBe(1)
    expect(refused()).toHaveLength(1)
  } finally {
    await ledger.close()
  }
})

test('data of a newer version is refused with a sentence', async () => {
  const dataDir = temporaryFolder()
  await withLedger(dataDir, async () => {})
  setVersion(dataDir, 99)
  expect(String(await errorOf(ledgerOn(dataDir)))).toContain(
    'newer version of Sluice: run that one, or restore a backup',
  )
})

test('a click that is removed by its id is gone from memory at once, and soon from the disk', async () => {
  const dataDir = temporaryFolder()
  await withLedger(dataDir, async (ledger) => {
    const [kept, gone] = [await click(ledger, 'AT'), await click(ledger, 'DE')]
    const forged = gone.slice(0, -1) + (gone.endsWith('0') ? '1' : '0')
    const asked = [gone, gone, forged, 'no id']
    const answer = await ledger.retention.removeClicks(asked)
    expect(answer).toEqual({ events: 1, unknown: [forged, 'no id'] })
    expect(await ledger.readClick(gone)).toBeNull()
    expect((await ledger.readClick(kept))?.country).toBe('AT')
    expect((await ledger.retention.gone(gone))?.why).toBe('click')
    expect(await ledger.retention.gone(forged)).toBeNull()
    expect(await ledger.retention.removeClicks([gone])).toEqual({ events: 0, unknown: [gone] })

    const journals = () => readdirSync(join(dataDir, 'journal'))
    await until('its journal is sealed', () => !journals().includes('1.journal'))
    expect((await ledger.retention.gone(gone))?.why).toBe('click')
    expect(await ledger.keeperStatus()).toMatchObject({ sealedRows: 1, openRows: 0 })
    await click(ledger, 'CH')
    expect(journals()).toEqual(['2.journal'])
  })
})

test('a click that is judged anew is so at once, though it is still in memory', async () => {
  await withLedger(temporaryFolder(), async (ledger) => {
    const id = await click(ledger, 'DE')
    const robotOf = async (one: string) => (await ledger.readClick(one))?.robot
    expect(await robotOf(id)).toBe('')
    const lists = { addresses: [], peopleUserAgents: [], peopleAddresses: [] }
    const work = (isDry: boolean) => ({
      uuid: `dry ${isDry}`,
      isDry,
      clicks: { period: { from: 0, to: Date.now() + 1 }, campaigns: null },
      lists: { ...lists, userAgents: ['browser of DE'] },
    })
    await ledger.verdicts.apply(work(true))
    expect(await robotOf(id)).toBe('')
    await ledger.verdicts.apply(work(false))
    expect(await robotOf(id)).toBe('Tester')
    expect(await ledger.verdicts.of('dry false')).toMatchObject({ state: 'done', looked: 1 })
    expect((await ledger.verdicts.list()).map(({ uuid }) => uuid)).toEqual([
      'dry false',
      'dry true',
    ])
  })
})
