/**
 * What reports over many clicks cost, beside DuckDB on the same rows: each question to the running
 * server, as a browser asks it, and to DuckDB, in turns, because only figures of the same minutes
 * on the same machine can be compared. Both must count the same clicks, or the run fails.
 */
import { Database } from 'bun:sqlite'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { admin, type Api, apiOf, makeCampaign } from '../../test/support/api.ts'
import {
  cleanUp,
  newDataDir,
  runSluiceFor,
  type Server,
  startServer,
} from '../../test/support/server.ts'
import { type Duck, openDuck } from './duck.ts'
import { load } from './load.ts'
import { forgetPeak, peakMb, residentMb } from './process.ts'
import { type Question, questionsOver, type Span } from './questions.ts'
import { median, printTimings, printUnderLoad, type Timing } from './report-table.ts'

export interface ReportBenchOptions {
  readonly events: number
  /** A folder to keep and use again; `null` for one that is removed. */
  readonly data: string | null
  readonly rounds: number
  readonly seconds: number
}

const LOAD_WITHIN_MS = 3_600_000
const CONNECTIONS = 16
const DAY_MS = 86_400_000
const ALIAS = 'b1'

interface Report {
  readonly totals: { readonly clicks: number }
  readonly meta: { readonly tookMs: number }
}

/** Prints its tables; resolves with whether both sides always counted the same. */
export async function benchReports(options: ReportBenchOptions): Promise<boolean> {
  const data = options.data ?? newDataDir()
  await fill(data, options.events)
  const { span, smallCampaign } = describe(data)
  const duck = await openDuck(data)
  const server = await startServer({ data })
  try {
    const api = apiOf(server, await keyOf(server, data))
    console.log(`idle RSS ${residentMb(server.pid).toFixed(0)} MB\n`)
    const questions = questionsOver(span, smallCampaign)
    const isSame = await compete(server, { api, duck, questions, rounds: options.rounds })
    await underLoad(server, api, questions[0]!, options.seconds)
    return isSame
  } finally {
    duck.close()
    await server.stop()
    await cleanUp()
  }
}

async function fill(data: string, events: number): Promise<void> {
  if (existsSync(join(data, 'ledger.db'))) return
  const started = performance.now()
  const words = ['demo', '--clicks', `${events}`, '--data', data]
  const { code, stderr } = await runSluiceFor(LOAD_WITHIN_MS, words)
  if (code !== 0) throw new Error(`sluice demo ended with ${code}: ${stderr}`)
  console.log(`loaded in ${((performance.now() - started) / 1000).toFixed(0)} s`)
}

/** What the ledger holds, printed; and the time and the smallest campaign to ask about. */
function describe(data: string): { span: Span; smallCampaign: number } {
  const db = new Database(join(data, 'ledger.db'), { readonly: true })
  const sums = db
    .query<{ rows: number; bytes: number; least: number; most: number }, []>(
      `SELECT sum(rows) rows, sum(bytes) bytes, min(min_click_time) least, max(max_click_time) most
       FROM segments WHERE number >= 1 << 25`,
    )
    .get()!
  db.close()
  const config = new Database(join(data, 'config.db'), { readonly: true })
  const { id } = config
    .query<{ id: number }, []>("SELECT id FROM campaigns WHERE alias LIKE 'games%' ORDER BY id")
    .get()!
  config.close()
  console.log(`${sums.rows} events, ${(sums.bytes / sums.rows).toFixed(1)} bytes each`)
  const from = Math.floor(sums.least / DAY_MS) * DAY_MS
  return { span: { from, to: Math.ceil(sums.most / 1000) * 1000 }, smallCampaign: id }
}

async function keyOf(server: Server, data: string): Promise<string> {
  const path = join(data, 'bench.key')
  if (existsSync(path)) return readFileSync(path, 'utf8')
  const { key, api } = await admin(server)
  await makeCampaign(api, { alias: ALIAS })
  writeFileSync(path, key, { mode: 0o600 })
  return key
}

interface Competition {
  readonly api: Api
  readonly duck: Duck
  readonly questions: readonly Question[]
  readonly rounds: number
}

async function compete(
  { pid }: Server,
  { api, duck, questions, rounds }: Competition,
): Promise<boolean> {
  const timings = questions.map(({ name }) => ({
    name,
    sluice: [] as number[],
    duck: [] as number[],
    peakMb: 0,
  }))
  let isSame = true
  for (let round = 0; round < rounds; round++) {
    for (const [index, { name, body, sql }] of questions.entries()) {
      const timing = timings[index]!
      const theirs = await duck.ask(sql)
      forgetPeak(pid)
      const ours = await ask(api, body)
      timing.peakMb = Math.max(timing.peakMb, peakMb(pid))
      timing.sluice.push(ours.ms)
      timing.duck.push(theirs.ms)
      if (ours.clicks === theirs.total) continue
      isSame = false
      console.log(`${name}: Sluice counts ${ours.clicks}, DuckDB ${theirs.total}`)
    }
  }
  printTimings(timings satisfies Timing[])
  return isSame
}

/** NaN clicks for an answer that is not a report. */
async function ask(api: Api, body: unknown): Promise<{ ms: number; clicks: number }> {
  const started = performance.now()
  const answer = await api<Report>('POST', '/report/query', body)
  const ms = performance.now() - started
  if (answer.status !== 200) console.log(`${answer.status}: ${JSON.stringify(answer.body)}`)
  return { ms, clicks: answer.status === 200 ? answer.body.totals.clicks : NaN }
}

/** Redirects while nobody asks, and while one full report follows the other. */
async function underLoad(
  { port }: Server,
  api: Api,
  { body }: Question,
  seconds: number,
): Promise<void> {
  const wanted = {
    port,
    connections: CONNECTIONS,
    seconds,
    campaigns: 1,
    requests: 'visits',
  } as const
  await load({ ...wanted, seed: 1 })
  const quiet = await load({ ...wanted, seed: 2 })
  let isOver = false
  const times: number[] = []
  const asking = (async () => {
    while (!isOver) times.push((await ask(api, body)).ms)
  })()
  const busy = await load({ ...wanted, seed: 3 })
  isOver = true
  await asking
  const row = (name: string, { requests, micros, p50, p99 }: typeof quiet) => ({
    name,
    p50,
    p99,
    requestsPerSecond: (requests / micros) * 1e6,
  })
  printUnderLoad([row('alone', quiet), row('while reports run', busy)])
  console.log(`p99 × ${(busy.p99 / quiet.p99).toFixed(2)}; reports ${median(times).toFixed(0)} ms`)
}
