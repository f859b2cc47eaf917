/**
 * Visitors of whom less is to be stored: decided with all that is known, and then neither a file
 * nor a log knows their whole address or their agent, sealed or not, over a kill and a restart.
 */
import { Database } from 'bun:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

import { actionFlow, openInstallation, pathFlow } from '../support/click-api.ts'
import { openLinks } from '../support/links.ts'
import { postbackKey } from '../support/postbacks.ts'
import { cleanUp, runSluice, type Server, startServer } from '../support/server.ts'
import { until } from '../support/until.ts'

const PROXIED = ['--trusted-proxy', '127.0.0.1']
const AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Private~7'
const V4 = '203.0.113.77'
const V6 = '2001:db8:77:1:2:3:4:5'
const TELLING = 'https://offer.example/?c={subid}&ip={ip}&ua={user_agent}&v={visitor_code}'
const LONG = 60_000

interface ClickRow {
  readonly id: string
  readonly ip: string
  readonly user_agent: string
  readonly browser_name: string
  readonly country: string
}

interface Timeline {
  readonly items: readonly {
    readonly kind: string
    readonly detail: Readonly<Record<string, unknown>>
  }[]
}

afterAll(cleanUp)

/** Files below the folder in which one of the texts stands, as it is or as an address holds it. */
function filesWith(folder: string, texts: readonly string[]): string[] {
  const files = readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => statSync(join(folder, name)).isFile())
  const written = texts.flatMap((text) => [text, encodeURIComponent(text)])
  return files.filter((name) => {
    const bytes = readFileSync(join(folder, name))
    return written.some((text) => bytes.includes(text))
  })
}

/** Every text of every table, because pages of a database may hold them in pieces. */
function textsOfConfig(server: Server): string {
  const db = new Database(join(server.dataDir, 'config.db'), { readonly: true })
  const tables = db
    .query<{ name: string }, []>("SELECT name FROM sqlite_master WHERE type = 'table'")
    .all()
  const rows = tables.map(({ name }) => JSON.stringify(db.query(`SELECT * FROM "${name}"`).all()))
  db.close()
  return rows.join('\n')
}

const REFUSING = {
  type: 'forced',
  name: 'Nobody',
  action: { key: 'http', payload: 'https://nobody.example/' },
  filters: [
    { key: 'ip', mode: 'accept', payload: ['10.0.0.0/8'] },
    { key: 'user_agent', mode: 'accept', payload: ['Nobody'] },
  ],
}

/** A server whose visitors have done all that visitors do. */
async function stage(settings: object) {
  const installation = await openInstallation(PROXIED)
  const { server, api } = installation
  expect((await api('PATCH', '/settings', settings)).status).toBe(200)
  const postbacks = [{ url: 'https://told.example/?a={ip}&b={visitor_code}&d={user_agent}' }]
  const flows = [REFUSING, actionFlow('http', TELLING)]
  const { id, token } = await installation.campaign('go', flows, { postbacks })
  const landing = await installation.landing('https://landing.example/?ip={ip}')
  const offer = await installation.offer(TELLING)
  await installation.campaign('lands', [pathFlow([landing], [offer])])
  return { installation, server, api, id, token }
}

type Stage = Awaited<ReturnType<typeof stage>>

function visit(server: Server, path: string, ip: string, more: Record<string, string> = {}) {
  const headers = { 'user-agent': AGENT, 'x-forwarded-for': ip, ...more }
  return fetch(`${server.url}${path}`, { headers, redirect: 'manual' })
}

const targetOf = (answer: Response) => new URL(answer.headers.get('location') ?? '')

async function visits({ server, api, token }: Stage) {
  const query = `sub_id_4=${V4}&keyword=at+${V4}&ua=${encodeURIComponent(AGENT)}`
  const first = targetOf(
    await visit(server, `/go?${query}`, V4, { referer: `https://a.test/?${V4}` }),
  )
  const second = targetOf(await visit(server, '/go', V6))
  const shown = await visit(server, '/lands', V4)
  const [subid = ''] = shown.headers.getSetCookie().filter((each) => each.startsWith('_subid='))
  const cookie = subid.split(';')[0]!
  const landed = targetOf(await visit(server, `/?_lp=1&sub_id_9=${V4}`, V4, { cookie }))
  const call = new URLSearchParams({
    token,
    ip: V4,
    ua: AGENT,
    log: '1',
    force_redirect_offer: '1',
  })
  const called = await fetch(`${server.url}/click_api/v3?${call}`)
  const key = await postbackKey(api)
  const clickId = first.searchParams.get('c')!
  const told = `subid=${clickId}&payout=1&ip=${V4}&user_agent=${encodeURIComponent(AGENT)}`
  await fetch(`${server.url}/${key}/postback?${told}`)
  await visit(server, `/${key}/postback.gif?payout=1`, V4, { cookie: cookie })
  await visit(server, `/${key}/postback?subid=nobody123&tid=x`, V4, { 'sec-fetch-mode': 'cors' })
  return {
    first,
    second,
    landed,
    clickId,
    called: (await called.json()) as { log: string[] },
  }
}

async function rowsOf({ api }: Stage): Promise<readonly ClickRow[]> {
  return (await api<{ rows: ClickRow[] }>('GET', '/clicklog?datePreset=all_time')).body.rows
}

/** Takes the visits out of the journal: one that nobody needs is forgotten by its id. */
async function seal(on: Stage): Promise<void> {
  await visit(on.server, '/go', '198.51.100.1')
  let last = ''
  await until('the visits are in the log', async () => {
    const rows = await rowsOf(on)
    last = rows[0]?.id ?? ''
    return rows.length === 5
  })
  expect((await on.api('DELETE', '/clicklog/delete', { ids: [last] })).status).toBe(200)
  await until('all is sealed', async () => {
    const name = readdirSync(join(on.server.dataDir, 'journal'))
    return name.length === 1
  })
}

const timelineOf = async ({ api }: Stage, id: string) =>
  (await api<Timeline>('GET', `/click/${id}/timeline`)).body

const WHOLE = [V4, V6, AGENT]

describe.each<[string, string, string]>([
  ['shortened', '203.0.113.0', '2001:db8:77::'],
  ['none', '', ''],
])('addresses are stored %s, agents not', (address, v4, v6) => {
  let on: Stage
  let told: Awaited<ReturnType<typeof visits>>

  beforeAll(async () => {
    on = await stage({ 'privacy.address': address, 'privacy.user_agent': false })
    told = await visits(on)
  }, LONG)

  test('visitors are led on by all that is known of them', () => {
    const ofUrl = ({ searchParams }: URL) => [searchParams.get('ip'), searchParams.get('ua')]
    expect(ofUrl(told.first)).toEqual([V4, AGENT])
    expect(ofUrl(told.second)).toEqual([V6, AGENT])
    expect(ofUrl(told.landed)).toEqual([V4, AGENT])
    const codes = [told.first, told.landed].map((url) => url.searchParams.get('v'))
    expect(codes[0]).toMatch(/^\w{14}$/)
    expect(codes[1]).toBe(codes[0]!)
    expect(told.called.log).toContain(`IP: ${V4}`)
  })

  test(
    'no file knows them, before and after sealing',
    async () => {
      expect(filesWith(on.server.dataDir, WHOLE)).toEqual([])
      await seal(on)
      expect(filesWith(on.server.dataDir, WHOLE)).toEqual([])
      const code = told.first.searchParams.get('v')!
      const config = textsOfConfig(on.server)
      for (const text of [...WHOLE, code]) expect(config).not.toContain(text)
      const rows = await rowsOf(on)
      expect(rows.map(({ ip }) => ip).toSorted()).toEqual([v4, v4, v4, v6].toSorted())
      expect(new Set(rows.map((row) => row.user_agent))).toEqual(new Set(['']))
      expect(new Set(rows.map((row) => row.browser_name))).toEqual(new Set(['Chrome']))
      for (const { id } of rows) {
        const story = JSON.stringify(await timelineOf(on, id))
        for (const text of [V4, V6, AGENT, encodeURIComponent(AGENT), code])
          expect(story).not.toContain(text)
      }
    },
    LONG,
  )

  test('the story of a click says so', async () => {
    const { items } = await timelineOf(on, told.clickId)
    const { detail } = items.find(({ kind }) => kind === 'click')!
    const word = address === 'none' ? 'addressLeftOut' : 'addressShortened'
    expect(detail['flags']).toEqual(expect.arrayContaining([word, 'agentLeftOut']))
    expect(detail['query']).toStartWith(`sub_id_4=${v4}&keyword=at+${v4}&ua=`)
  })

  test('the simulator takes the device as it was seen', async () => {
    const asked = { clickId: told.clickId }
    const path = `/campaign/${on.id}/simulate`
    const { body } = await on.api<{ decision: object }>('POST', path, asked)
    expect(body).toMatchObject({
      decision: {
        isBot: false,
        visitor: { ip: v4, device: { os: 'Linux', browser: 'Chrome', type: 'desktop' } },
      },
    })
  })

  test('addresses of networks stay, those of browsers do not, and sources hear what is stored', async () => {
    const { body } = await on.api<{ rows: { ip: string; direction: string; url: string }[] }>(
      'GET',
      '/postbacks?datePreset=all_time',
    )
    const ips = body.rows.filter(({ direction }) => direction === 'in').map(({ ip }) => ip)
    expect(ips.toSorted()).toEqual(['127.0.0.1', v4, v4].toSorted())
    const out = body.rows.filter(({ direction }) => direction === 'out').map(({ url }) => url)
    expect(out).toEqual([`https://told.example/?a=${v4}&b=&d=`])
  })

  test(
    'who comes again is known while the server runs; files know nobody after a kill',
    async () => {
      const isNew = async (ip: string) => {
        const url = targetOf(await visit(on.server, '/once', ip))
        return url.searchParams.get('new')
      }
      await on.installation.campaign('once', [
        actionFlow('http', 'https://offer.example/?new={is_unique_campaign}'),
      ])
      expect([await isNew(V4), await isNew(V4), await isNew('203.0.113.78')]).toEqual([
        '1',
        '0',
        '1',
      ])
      const { server } = on
      await server.kill('SIGKILL')
      const again = await startServer({ data: server.dataDir, port: server.port, args: PROXIED })
      on = { ...on, server: again }
      // Nobody takes another of the same network for somebody who was here.
      expect([await isNew('203.0.113.0'), await isNew(V4), await isNew(V4)]).toEqual([
        '1',
        '1',
        '0',
      ])
      expect(filesWith(again.dataDir, WHOLE)).toEqual([])
      expect(await again.stop()).toBe(0)
      expect(filesWith(again.dataDir, WHOLE)).toEqual([])
      const saved = await startServer({ data: server.dataDir, port: server.port, args: PROXIED })
      on = { ...on, server: saved }
      expect([await isNew(V4), await isNew(V4)]).toEqual(['1', '0'])
      expect(await saved.stop()).toBe(0)
    },
    LONG,
  )
})

test(
  'without a word of the owner all is stored, and may be cut from then on',
  async () => {
    const on = await stage({ 'privacy.address': 'whole' })
    const before = await visits(on)
    expect(filesWith(on.server.dataDir, [V4])).not.toEqual([])
    const first = (await rowsOf(on)).find(({ id }) => id === before.clickId)!
    expect(first).toMatchObject({ ip: V4, user_agent: AGENT })
    await on.api('PATCH', '/settings', { 'privacy.address': 'shortened' })
    await visits(on)
    await until('they are in the log', async () => (await rowsOf(on)).length === 8)
    const addresses = (await rowsOf(on)).map(({ ip }) => ip)
    expect(addresses.filter((ip) => ip === V4)).toHaveLength(3)
    expect(addresses.filter((ip) => ip === '203.0.113.0')).toHaveLength(3)
    // What is told of it from now on is less, too, and so is what its conversion stores.
    const key = await postbackKey(on.api)
    await fetch(
      `${on.server.url}/${key}/postback?subid=${before.second.searchParams.get('c')}&payout=2`,
    )
    const { body } = await on.api<{ rows: { direction: string; url: string }[] }>(
      'GET',
      '/postbacks?datePreset=all_time',
    )
    const told = body.rows.filter(({ direction }) => direction === 'out')
    const tellings = told.map(({ url }) => new URL(url).searchParams.get('a') ?? '')
    expect(tellings.toSorted()).toEqual(['2001:db8:77::', '203.0.113.0', V4])
  },
  LONG,
)

test(
  'visits of short links follow the setting, also those that are loaded from a file',
  async () => {
    const links = await openLinks(PROXIED)
    const { server } = links
    await links.need('PATCH', '/settings', {
      'privacy.address': 'none',
      'privacy.user_agent': false,
    })
    await links.domain('links.example.test')
    const { id, word } = await links.link({ forwardQuery: true })
    const headers = { 'User-Agent': AGENT, 'X-Forwarded-For': V4 }
    const answer = await links.visit('links.example.test', `/${word}?seen=${V4}`, { headers })
    expect(answer.headers.get('location')).toBe(`https://example.com/d?seen=${V4}`)
    const file = join(server.dataDir, '..', 'visits.csv')
    await Bun.write(file, `time,link,ua\n2026-01-01T00:00:00Z,${id},"${AGENT}"\n`)
    const loaded = await runSluice(['links', 'visits', '--file', file, '--data', server.dataDir])
    expect(loaded).toMatchObject({ code: 0, stdout: 'Loaded 1 visits; 0 lines were left out\n' })
    expect(await server.stop()).toBe(0)
    expect(filesWith(server.dataDir, WHOLE)).toEqual([])
  },
  LONG,
)

test.each([
  ['all', 'before'],
  ['parent', 'before'],
  ['parent', 'after'],
])(
  'who is passed on from a landing under another address is stored without it (%s clicks; less is stored from %s his first)',
  async (hops, chosen) => {
    const now = '198.51.100.222'
    const made = await openInstallation(PROXIED)
    const { server, api } = made
    const less = { 'privacy.address': 'shortened', 'privacy.user_agent': false }
    const set = async (settings: object) =>
      expect((await api('PATCH', '/settings', settings)).status).toBe(200)
    const next = await made.campaign('next', [REFUSING, actionFlow('http', TELLING)])
    const landing = await made.landing('https://landing.example/')
    await made.campaign('lands', [pathFlow([landing], [{ campaignId: next.id }])])
    await set({ campaign_hop_clicks: hops, ...(chosen === 'before' ? less : {}) })
    const shown = await visit(server, '/lands', V4)
    const cookies = shown.headers.getSetCookie().map((each) => each.split(';')[0]!)
    const cookie = cookies.find((each) => each.startsWith('_subid='))!
    await set(less)
    const gone = targetOf(await visit(server, '/?_lp=1', now, { cookie }))
    expect([gone.searchParams.get('ip'), gone.searchParams.get('ua')]).toEqual([now, AGENT])
    expect(await server.stop()).toBe(0)
    const secrets = chosen === 'before' ? [now, ...WHOLE] : [now]
    expect(filesWith(server.dataDir, secrets)).toEqual([])
  },
  LONG,
)
