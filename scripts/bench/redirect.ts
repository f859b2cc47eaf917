/**
 * What a tracked click costs beside a logged redirect of nginx. Rounds are interleaved, because
 * only figures of the same minutes on the same machine can be compared; every answered click must
 * be stored, or the run fails.
 */
import { statSync } from 'node:fs'
import { join } from 'node:path'

import { admin, apiOf } from '../../test/support/api.ts'
import { cleanUp, newDataDir, startServer } from '../../test/support/server.ts'
import { reportedClicks } from '../../test/support/stored.ts'
import { until } from '../../test/support/until.ts'
import { fillCampaigns } from './campaigns.ts'
import { type Contender, startBareBun, startNginx, startSluice } from './contenders.ts'
import { load, type Measured } from './load.ts'
import { cpuMicros, residentMb } from './process.ts'
import { printStart, printTable, type Row } from './table.ts'

export interface BenchOptions {
  readonly campaigns: number
  readonly seconds: number
  readonly rounds: number
}

const CONNECTIONS = [1, 16, 64]
const IDLE_MS = 2000
export const BINARY = join(import.meta.dir, '../../dist/sluice')

/** Prints its tables; resolves with whether every answered click was stored. */
export async function benchRedirect(options: BenchOptions): Promise<boolean> {
  process.env['SLUICE_BIN'] = BINARY
  const { data, key } = await prepare(options.campaigns)
  await measureStart(data)
  const sluice = await startSluice(data)
  const contenders = [await startNginx(), sluice, await startBareBun()]
  try {
    const { rows, answered, inFlight } = await compete(contenders, options)
    printTable(rows)
    return await allStored(sluice, key, answered, inFlight)
  } finally {
    await Promise.all(contenders.map((contender) => contender.stop()))
    await cleanUp()
  }
}

/** A folder with an administrator and the campaigns, and no server on it. */
export async function prepare(campaigns: number): Promise<{ data: string; key: string }> {
  const data = newDataDir()
  const server = await startServer({ data })
  const { key } = await admin(server)
  await server.stop()
  fillCampaigns(data, campaigns)
  return { data, key }
}

/** From starting the process to the first redirect, then what it holds while nobody comes. */
async function measureStart(data: string): Promise<void> {
  const started = performance.now()
  const server = await startServer({ data })
  const answer = await fetch(`${server.url}/b1`, { redirect: 'manual' })
  const firstRedirectMs = performance.now() - started
  if (answer.status !== 302) throw new Error(`/b1 answered ${answer.status}`)
  await Bun.sleep(IDLE_MS)
  printStart({
    firstRedirectMs,
    idleMb: residentMb(server.pid),
    binaryMb: statSync(BINARY).size / 1e6,
  })
  await server.stop()
}

interface Competition {
  readonly rows: readonly Row[]
  /** Requests that Sluice answered, warm-up included. */
  readonly answered: number
  /** Requests that wrk may have left under way at the end of its runs. */
  readonly inFlight: number
}

async function compete(
  contenders: readonly Contender[],
  options: BenchOptions,
): Promise<Competition> {
  const rows: Row[] = []
  let [answered, inFlight, seed] = [0, 0, 1]
  const count = (contender: Contender, requests: number, connections: number) => {
    if (contender.name !== 'sluice') return
    answered += requests
    inFlight += connections
  }
  // The first round is not kept: code is compiled and campaigns are met for the first time in it.
  for (let round = 0; round <= options.rounds; round++) {
    for (const connections of CONNECTIONS) {
      for (const contender of contenders) {
        const row = await measure(contender, connections, seed++, options)
        count(contender, row.requests, connections)
        if (round > 0) rows.push(row)
      }
    }
  }
  return { rows, answered, inFlight: inFlight + 1 }
}

async function measure(
  contender: Contender,
  connections: number,
  seed: number,
  { seconds, campaigns }: BenchOptions,
): Promise<Row> {
  const before = cpuMicros(contender.pid)
  const measured: Measured = await load({
    port: contender.port,
    connections,
    seconds,
    campaigns,
    seed,
    requests: 'visits',
  })
  const cpu = cpuMicros(contender.pid) - before
  if (measured.failed > 0) throw new Error(`${contender.name}: ${measured.failed} failed requests`)
  return {
    ...measured,
    name: contender.name,
    connections,
    cpuPerRequest: cpu / measured.requests,
    residentMb: residentMb(contender.pid),
  }
}

/** wrk does not count answers that were under way when it ended; nothing else may differ. */
async function allStored(sluice: Contender, key: string, answered: number, inFlight: number) {
  const api = apiOf(sluice, key)
  await until(
    'the report counts every click',
    async () => (await reportedClicks(api)).clicks >= answered,
  ).catch(() => {})
  const { clicks } = await reportedClicks(api)
  const isComplete = clicks >= answered && clicks <= answered + inFlight
  const verdict = isComplete ? 'every answered click is stored' : 'CLICKS ARE MISSING OR DOUBLED'
  console.log(`\n${answered} answered, ${clicks} stored, at most ${inFlight} in flight: ${verdict}`)
  return isComplete
}
