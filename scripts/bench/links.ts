/**
 * What short links cost: a redirect beside that of a campaign with one flow, a link that was just
 * read beside one from the cache, memory with a million of them, making them, counting their visits.
 */
import { join } from 'node:path'

import { admin } from '../../test/support/api.ts'
import { cleanUp, newDataDir, startServer } from '../../test/support/server.ts'
import { type Contender, startSluice } from './contenders.ts'
import { BENCH_HOST, fillLinks, fillVisits } from './fill-links.ts'
import { load } from './load.ts'
import { cpuMicros, residentMb } from './process.ts'
import type { BenchOptions } from './redirect.ts'

const LINKS = 1_000_000
const VISITS = 1_000_000
const CONNECTIONS = 16
const BINARY = join(import.meta.dir, '../../dist/sluice')
const ONE_BY_ONE = { links: 6000, clients: 32 }
const BULK = { calls: 40, items: 1000, clients: 2 }

/** What must hold: a figure, and the most (or least) it may be. */
interface Promised {
  readonly what: string
  readonly figure: number
  readonly limit: number
  readonly is: 'at most' | 'at least'
}

/** Prints its figures; resolves with whether all promises were kept. */
export async function benchLinks(options: BenchOptions): Promise<boolean> {
  process.env['SLUICE_BIN'] = BINARY
  try {
    const { data, token, made } = await prepare()
    const promised = [...made, ...(await measure(data, token, options))]
    for (const one of promised) console.log(`${textOf(one)}${isKept(one) ? '' : '  NOT KEPT'}`)
    return promised.every(isKept)
  } finally {
    await cleanUp()
  }
}

const isKept = ({ figure, limit, is }: Promised) =>
  is === 'at most' ? figure <= limit : figure >= limit

const textOf = ({ what, figure, limit, is }: Promised) =>
  `${what}: ${figure.toFixed(2)} (${is} ${limit})`

async function prepare() {
  const data = newDataDir()
  const server = await startServer({ data })
  const { api, key } = await admin(server)
  await api('POST', `/domain/${crypto.randomUUID()}`, { host: BENCH_HOST })
  const { body } = await api<{ token: string }>('POST', '/link_tokens', { name: 'Bench', rate: 0 })
  const made = [await createOneByOne(server.port, body.token), await createInBulk(server.port, key)]
  await server.stop()
  fillLinks(data, LINKS)
  fillVisits(data, 1, VISITS)
  return { data, token: body.token, made }
}

async function createOneByOne(port: number, token: string): Promise<Promised> {
  let next = 0
  const client = async () => {
    while (next++ < ONE_BY_ONE.links) {
      const attributes = { web_url: `https://shop.example/p/${next}` }
      const answer = await fetch(`http://127.0.0.1:${port}/api/v1/links`, {
        method: 'POST',
        headers: { 'X-Auth-Token': token },
        body: JSON.stringify({ data: { attributes } }),
      })
      if (answer.status !== 200 || !(await answer.text()).includes('"data"')) throw new Error('no')
    }
  }
  const perSecond = await rate(ONE_BY_ONE.links, ONE_BY_ONE.clients, client)
  return {
    what: 'links made one by one, per second',
    figure: perSecond,
    limit: 1500,
    is: 'at least',
  }
}

async function createInBulk(port: number, key: string): Promise<Promised> {
  let next = 0
  const item = (_: unknown, n: number) => ({ webUrl: `https://shop.example/b/${next}/${n}` })
  const client = async () => {
    while (next++ < BULK.calls) {
      const items = Array.from({ length: BULK.items }, item)
      const answer = await fetch(`http://127.0.0.1:${port}/public/api/v1/links/bulk`, {
        method: 'POST',
        headers: { 'api-key': key },
        body: JSON.stringify({ items }),
      })
      const { created } = (await answer.json()) as { created: number }
      if (created !== BULK.items) throw new Error(`only ${created} were made`)
    }
  }
  const perSecond = await rate(BULK.calls * BULK.items, BULK.clients, client)
  return {
    what: 'links made in bulk, per second',
    figure: perSecond,
    limit: 20_000,
    is: 'at least',
  }
}

async function rate(count: number, clients: number, client: () => Promise<void>): Promise<number> {
  const started = performance.now()
  await Promise.all(Array.from({ length: clients }, client))
  return (count / (performance.now() - started)) * 1000
}

async function measure(data: string, token: string, options: BenchOptions): Promise<Promised[]> {
  const sluice = await startSluice(data)
  try {
    const idle = residentMb(sluice.pid)
    const statistics = await measureStatistics(sluice, token)
    await visit(sluice, 1, 1, options)
    await visit(sluice, 0, 1, options)
    const beforeLinks = residentMb(sluice.pid)
    const costs = { campaign: [] as number[], hot: [] as number[], cold: [] as number[] }
    for (let round = 0; round < options.rounds; round++) {
      costs.campaign.push(await visit(sluice, 0, round + 2, options))
      costs.hot.push(await visit(sluice, 1000, round + 2, options))
      costs.cold.push(await visit(sluice, LINKS, round + 2, options))
    }
    const [campaign, hot, cold] = [costs.campaign, costs.hot, costs.cold].map(median) as number[]
    console.log(
      `CPU µs per redirect: campaign ${campaign!.toFixed(1)}, link ${hot!.toFixed(1)}, cold link ${cold!.toFixed(1)}`,
    )
    console.log(
      `RSS MB: idle with a million links ${idle.toFixed(0)}, after visits of a campaign ${beforeLinks.toFixed(0)}`,
    )
    return [
      { what: 'link × campaign', figure: hot! / campaign!, limit: 1.1, is: 'at most' },
      { what: 'cold link × hot', figure: cold! / hot!, limit: 2, is: 'at most' },
      {
        what: 'RSS with a million links after visits, MB',
        figure: residentMb(sluice.pid),
        limit: 250,
        is: 'at most',
      },
      ...statistics,
    ]
  } finally {
    await sluice.stop()
  }
}

/** Microseconds of CPU per redirect; `links` 0 visits the campaign. */
async function visit(sluice: Contender, links: number, seed: number, options: BenchOptions) {
  const before = cpuMicros(sluice.pid)
  const { port } = sluice
  const wanted = { port, connections: CONNECTIONS, seconds: options.seconds, seed }
  const measured = await load({ ...wanted, campaigns: links, requests: 'links' })
  if (measured.failed > 0) throw new Error(`${measured.failed} failed requests`)
  return (cpuMicros(sluice.pid) - before) / measured.requests
}

/** The first question reads the segments, later ones only what came since. */
async function measureStatistics({ port }: Contender, token: string): Promise<Promised[]> {
  const ask = async (slice: string) => {
    const started = performance.now()
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/links/1/stat${slice}`, {
      headers: { 'X-Auth-Token': token },
    })
    await answer.text()
    return performance.now() - started
  }
  const first = await ask('/referers')
  const later: number[] = []
  for (const slice of ['', '/clicks', '/countries', '/referers', '/platforms', '/languages']) {
    later.push(await ask(slice))
  }
  const at = (figure: number, what: string): Promised => ({
    what,
    figure,
    limit: 100,
    is: 'at most',
  })
  return [
    at(Math.max(...later), 'statistics of a million visits, ms'),
    { ...at(first, 'the same, asked for the first time, ms'), limit: 300 },
  ]
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
