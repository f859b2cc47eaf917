/**
 * How many conversions a second are acknowledged, which means on the disk: alone, beside some
 * redirects, and beside as many as the machine can do; and what that costs the redirects. The clicks
 * are older than those that the answering thread remembers. Afterwards the table of conversions
 * and the reports must agree, or the run fails.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { apiOf } from '../../test/support/api.ts'
import { makeClicks, moneyTable, postbackKey, reportedMoney } from '../../test/support/postbacks.ts'
import { cleanUp, newFolder, type Server, startServer } from '../../test/support/server.ts'
import { until } from '../../test/support/until.ts'
import { load, type Measured, runWrk } from './load.ts'
import { type BenchOptions, prepare } from './redirect.ts'

/** Connections of browsers: some, and so many that the answering thread is never idle. */
const SOME_VISITORS = 4
const ALL_VISITORS = 16
const NETWORKS = 64
/** Ids for so many calls a second; beyond that, calls repeat and count as duplicates. */
const IDS_PER_SECOND = 3000
const MADE_AT_ONCE = 5000
/** The promise. */
const PER_SECOND_MIN = 2000

/** Prints its table; resolves with whether the promises were kept. */
export async function benchPostbacks(options: BenchOptions): Promise<boolean> {
  const { data, key } = await prepare(options.campaigns)
  const server = await startServer({ data })
  try {
    const file = join(newFolder(), 'ids')
    const idsPerRun = IDS_PER_SECOND * options.seconds
    writeFileSync(file, (await someClicks(server, idsPerRun * 3)).join('\n'))
    const secret = await postbackKey(apiOf(server, key))
    const network = (run: number) =>
      postbacks(server, options, [file, secret, `${run * idsPerRun}`])
    const alone = await visits(server, options, ALL_VISITORS)
    const onlyCalls = await network(0)
    const [some, beside] = await Promise.all([visits(server, options, SOME_VISITORS), network(1)])
    const [all, besideAll] = await Promise.all([visits(server, options, ALL_VISITORS), network(2)])
    print({
      'redirects alone': alone,
      'postbacks alone': onlyCalls,
      'some redirects': some,
      'postbacks beside': beside,
      'all redirects': all,
      'postbacks beside all': besideAll,
    })
    console.log(`\npostbacks per redirect: ${ratio(beside, some)}, ${ratio(besideAll, all)}`)
    const agree = await sumsAgree(server, key)
    const failed = onlyCalls.failed + beside.failed + besideAll.failed
    return agree && perSecond(beside) >= PER_SECOND_MIN && failed === 0
  } finally {
    await server.stop()
    await cleanUp()
  }
}

async function someClicks({ url }: Server, wanted: number): Promise<string[]> {
  const ids: string[] = []
  while (ids.length < wanted) ids.push(...(await makeClicks(url, 'b1', MADE_AT_ONCE)))
  return ids
}

function visits(
  { port }: Server,
  { seconds, campaigns }: BenchOptions,
  connections: number,
): Promise<Measured> {
  return load({ port, connections, seconds, campaigns, seed: 1, requests: 'visits' })
}

function postbacks({ port }: Server, { seconds }: BenchOptions, args: string[]): Promise<Measured> {
  return runWrk({ port, connections: NETWORKS, seconds, script: 'postbacks.lua' }, args)
}

function perSecond({ requests, micros }: Measured): number {
  return (requests * 1_000_000) / micros
}

function ratio(calls: Measured, redirects: Measured): string {
  return (perSecond(calls) / perSecond(redirects)).toFixed(2)
}

function print(rows: Readonly<Record<string, Measured>>): void {
  for (const [name, measured] of Object.entries(rows)) {
    const rate = Math.round(perSecond(measured)).toString().padStart(7)
    const [p50, p99] = [measured.p50, measured.p99].map((micros) => (micros / 1000).toFixed(1))
    console.log(
      `${name.padEnd(20)} ${rate}/s  p50 ${p50} ms  p99 ${p99} ms  failed ${measured.failed}`,
    )
  }
}

async function sumsAgree(server: Server, key: string): Promise<boolean> {
  const api = apiOf(server, key)
  // Read again each time: calls that the loader left under way are still being booked.
  let table = moneyTable(server.dataDir)
  const agrees = async () => {
    table = moneyTable(server.dataDir)
    const { conversions, revenue } = await reportedMoney(api)
    const sameMoney = Math.round(revenue * 1_000_000) === table.revenueMicros
    return conversions === table.conversions && sameMoney
  }
  await until('reports have every step', agrees, 30_000).catch(() => {})
  const isSame = (await agrees()) && table.doubled === 0
  console.log(
    `${table.conversions} conversions: ${isSame ? 'table and reports agree' : 'SUMS DIFFER'}`,
  )
  return isSame
}
