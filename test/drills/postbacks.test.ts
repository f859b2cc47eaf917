/** Receivers of postbacks that are slow, dead or malicious, and a server that is killed meanwhile. */
import { afterAll, expect } from 'bun:test'

import { admin, type Api, apiOf, makeCampaign } from '../support/api.ts'
import { drill } from '../support/drill.ts'
import { clickIdIn } from '../support/postbacks.ts'
import { cleanUp, freePort, type Server, startServer } from '../support/server.ts'
import { until } from '../support/until.ts'

const KILLED_CONVERSIONS = 60
const SLOW_CONVERSIONS = 40

interface LogRow {
  readonly url: string
  readonly verdict: string
  readonly tries: number
  readonly body: string
}

interface Item {
  readonly kind: string
  readonly detail: { readonly verdict?: string }
}

const receivers: { stop(force: boolean): Promise<void> }[] = []
afterAll(async () => {
  await Promise.all(receivers.map((receiver) => receiver.stop(true)))
  await cleanUp()
})

drill(
  'receivers that are slow, dead or malicious delay nobody and get nothing of us',
  null,
  async () => {
    const good = receive(() => new Response('ok'))
    const slow = receive(() => new Promise<Response>(() => {}))
    const failing = receive(() => new Response('fail: unknown click'))
    const canary = receive(() => new Response('secret'), '127.0.0.2')
    const evil = receive(() => Response.redirect(`http://127.0.0.2:${canary.port}/`, 302))
    const dead = await freePort()
    const all = [good, slow, failing, canary, evil]
    const server = await startServer({ args: outbound([...all.map(({ port }) => port), dead]) })
    const { api } = await admin(server)

    await campaign(api, 'slow', { url: `http://localhost:${slow.port}/` })
    await campaign(api, 'dead', { url: `http://localhost:${dead}/` })
    for (let n = 0; n < SLOW_CONVERSIONS; n++) {
      await convert(server, await click(server, n % 2 === 0 ? 'slow' : 'dead'))
    }
    await until('the slow receiver is called', () => slow.seen.length > 0)

    await campaign(api, 'good', { url: `http://127.0.0.1:${good.port}/` })
    await campaign(api, 'evil', { url: `http://127.0.0.1:${evil.port}/` })
    await campaign(api, 'failing', {
      url: `http://127.0.0.1:${failing.port}/`,
      failureText: 'fail',
    })
    const clicks = new Map<string, string>()
    for (const alias of ['good', 'evil', 'failing']) {
      const id = await click(server, alias)
      clicks.set(alias, id)
      await convert(server, id)
    }
    await until('the others are told', () => {
      return [good, evil, failing].every(({ seen }) => seen.length > 0)
    })
    const verdictOf = (alias: string) => firstTry(api, clicks.get(alias) ?? '')
    await until('the answers are logged', async () => {
      const tried = await Promise.all(['good', 'evil', 'failing'].map(verdictOf))
      return tried.every((verdict) => verdict !== null)
    })
    expect(await verdictOf('good')).toBe('success')
    expect(await verdictOf('evil')).toBe('private_address')
    expect(await verdictOf('failing')).toBe('says_failure')
    expect(canary.seen).toEqual([])
    expect(slow.seen.length).toBeLessThanOrEqual(4)
    expect(await server.stop()).toBe(0)
  },
)

drill('kill -9 while postbacks wait loses none of them', null, async () => {
  const release = Promise.withResolvers<Response>()
  let isOpen = false
  const receiver = receive(() => (isOpen ? new Response('ok') : release.promise))
  const args = outbound([receiver.port])
  let server = await startServer({ args })
  const { api, key } = await admin(server)
  await campaign(api, 'told', {
    url: `http://127.0.0.1:${receiver.port}/?c={subid}&d={delivery_id}`,
  })
  const converted: string[] = []
  for (let n = 0; n < KILLED_CONVERSIONS; n++) {
    const id = await click(server, 'told')
    await convert(server, id)
    converted.push(id)
  }
  await until('some are in flight', () => receiver.seen.length > 0)
  await server.kill('SIGKILL')
  isOpen = true
  release.resolve(new Response('too late'))

  server = await startServer({ data: server.dataDir, port: server.port, args })
  const again = apiOf(server, key)
  await until('all are told', async () => {
    const { body } = await again<{ rows: LogRow[] }>('GET', LOG)
    return (
      body.rows.length >= KILLED_CONVERSIONS && body.rows.every(({ verdict }) => verdict === 'sent')
    )
  })
  const told = receiver.seen.map((url) => new URL(url).searchParams)
  expect(new Set(told.map((query) => query.get('c')))).toEqual(new Set(converted))
  const ids = new Map(told.map((query) => [query.get('c'), query.get('d')]))
  expect(told.filter((query) => ids.get(query.get('c')) !== query.get('d'))).toEqual([])
  console.log(`${KILLED_CONVERSIONS} postbacks queued, ${told.length} calls, none lost`)
  expect(await server.stop()).toBe(0)
})

const LOG = '/postbacks?direction=out&datePreset=all_time&limit=1000'

function outbound(ports: readonly number[]): string[] {
  return ['--outbound-host', '127.0.0.1,localhost', '--outbound-port', ports.join(',')]
}

async function campaign(api: Api, alias: string, postback: object): Promise<void> {
  const { id } = await makeCampaign(api, { alias })
  const { status } = await api('PATCH', `/campaign/${id}/full`, { postbacks: [postback] })
  if (status !== 200) throw new Error(`the postback of ${alias} was refused: ${status}`)
}

async function click(server: Server, alias: string): Promise<string> {
  return clickIdIn(await fetch(`${server.url}/${alias}`, { redirect: 'manual' }))
}

async function convert(server: Server, clickId: string): Promise<void> {
  const response = await fetch(`${server.url}/click?cnv_id=${clickId}&payout=1`)
  const text = await response.text()
  if (!text.includes('accepted')) throw new Error(`not accepted: ${response.status} ${text}`)
}

/** The verdict of the click's first try, `null` before there is one. */
async function firstTry(api: Api, clickId: string): Promise<string | null> {
  const { body } = await api<{ items: Item[] }>('GET', `/click/${clickId}/timeline`)
  return body.items.find(({ kind }) => kind === 'try')?.detail.verdict ?? null
}

function receive(answer: () => Response | Promise<Response>, hostname = '127.0.0.1') {
  const seen: string[] = []
  const server = Bun.serve({
    hostname,
    port: 0,
    idleTimeout: 60,
    fetch(request) {
      seen.push(request.url)
      return answer()
    },
  })
  receivers.push(server)
  return { port: server.port!, seen }
}
