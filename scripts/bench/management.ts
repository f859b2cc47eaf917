/**
 * What the management API costs with many campaigns: pages of lists, single objects, a change until
 * it is live, the whole configuration as a file. One caller, one request after the other.
 */
import { admin } from '../../test/support/api.ts'
import { cleanUp, newDataDir, startServer } from '../../test/support/server.ts'
import { fillCampaigns } from './campaigns.ts'

export interface ManagementBench {
  readonly campaigns: number
  readonly requests: number
}

interface Measured {
  readonly what: string
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  /** What the p99 may be; null: only told. */
  readonly limit: number | null
}

const WARM_UP = 20

/** Prints its figures; resolves with whether all promises were kept. */
export async function benchManagement({ campaigns, requests }: ManagementBench): Promise<boolean> {
  const data = newDataDir()
  try {
    const first = await startServer({ data })
    const { key } = await admin(first)
    await first.stop()
    fillCampaigns(data, campaigns)
    const server = await startServer({ data })
    const ask = caller(server.port, key)
    await ask('PATCH', '/settings', JSON.stringify({ 'api.requests_per_second': 0 }))
    const results: Measured[] = []
    for (const [what, limit, send] of questions(ask, campaigns)) {
      results.push({ what, limit, ...(await timesOf(requests, send)) })
    }
    results.push(...(await wholeFile(ask)))
    for (const { what, p50, p99, limit } of results) {
      const verdict = limit === null ? '' : ` (at most ${limit})${p99 <= limit ? '' : '  NOT KEPT'}`
      console.log(`${what}: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms${verdict}`)
    }
    return results.every(({ p99, limit }) => limit === null || p99 <= limit)
  } finally {
    await cleanUp()
  }
}

type Ask = (method: string, path: string, body?: string) => Promise<string>

/** Throws when an answer is not a success. */
function caller(port: number, key: string): Ask {
  return async (method, path, body) => {
    const url = `http://127.0.0.1:${port}/public/api/v1${path}`
    const init = body === undefined ? { method } : { method, body }
    const answer = await fetch(url, { ...init, headers: { 'api-key': key } })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 300)}`)
    return text
  }
}

const SUMS = ['clicks', 'leads', 'cr', 'cost', 'revenue', 'profit', 'roi']
  .map((measure) => `measures[]=${measure}`)
  .join('&')

type Question = [what: string, limit: number, send: (n: number) => Promise<string>]

function questions(ask: Ask, campaigns: number): Question[] {
  const id = (n: number) => 1 + ((n * 7919) % campaigns)
  const offset = (n: number) => Math.max(0, id(n) - 50)
  return [
    [
      'page of 50 campaigns',
      20,
      (n) => ask('GET', `/campaign/list/filtered?limit=50&offset=${offset(n)}`),
    ],
    ['50 found by name', 20, (n) => ask('GET', `/campaign/list/filtered?limit=50&name=${id(n)}`)],
    [
      'page of 100 by clicks, with sums',
      70,
      (n) =>
        ask('GET', `/page/campaign?${SUMS}&sortColumn=clicks&sortType=desc&offset=${offset(n)}`),
    ],
    [
      'page of 100 by name, found by a text',
      20,
      (n) => ask('GET', `/page/campaign?sortColumn=name&language=ru&search=${id(n)}`),
    ],
    [
      'page of 50 with links',
      20,
      (n) => ask('GET', `/campaign/short/info?limit=50&offset=${offset(n)}`),
    ],
    ['all campaigns with links', 200, () => ask('GET', '/campaign/short/info')],
    ['one campaign', 20, (n) => ask('GET', `/campaign/${id(n)}`)],
    ['flows of one campaign', 20, (n) => ask('GET', `/campaign/${id(n)}/flows`)],
    [
      'a change, live when it is answered',
      50,
      (n) => ask('PATCH', `/campaign/${id(n)}/full`, JSON.stringify({ name: `Renamed ${n}` })),
    ],
    [
      'a page of 50 after a change',
      70,
      async (n) => {
        await ask('PATCH', `/campaign/${id(n)}/full`, JSON.stringify({ name: `Again ${n}` }))
        return ask('GET', '/campaign/list/filtered?limit=50')
      },
    ],
  ]
}

async function timesOf(requests: number, send: (n: number) => Promise<string>) {
  for (let n = 0; n < WARM_UP; n++) await send(n)
  const times: number[] = []
  for (let n = 0; n < requests; n++) {
    const start = performance.now()
    await send(n + WARM_UP)
    times.push(performance.now() - start)
  }
  times.sort((a, b) => a - b)
  const at = (share: number) =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
  return { p50: at(0.5), p99: at(0.99) }
}

/** Once each: visitors wait while a file is taken in. */
async function wholeFile(ask: Ask): Promise<Measured[]> {
  const timed = async (what: string, work: () => Promise<unknown>): Promise<Measured> => {
    const start = performance.now()
    await work()
    const took = performance.now() - start
    return { what, p50: took, p99: took, limit: null }
  }
  let file = ''
  return [
    await timed('configuration written to a file', async () => {
      file = await ask('GET', '/config/export')
    }),
    await timed('dry run of taking it in again', () =>
      ask('POST', '/config/import?dryRun=1&mode=merge', file),
    ),
  ]
}
