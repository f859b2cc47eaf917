/** Hostile calls that the file puts in words: what they say is done here, by id. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import file from '../cases/hostile-http.json'
import { clickIdIn } from '../support/postbacks.ts'
import { cleanUp } from '../support/server.ts'
import { until } from '../support/until.ts'
import { filled, type HostileCase } from './cases.ts'
import { API, apiCases, BOSS, isWhole, openStage, sendWhole, type Stage } from './stage.ts'
import { SECRET } from './two-owners.ts'

/** A listener of this machine that nobody may reach through the server. */
const canary = { hits: 0, port: 0 }
const listener = Bun.serve({
  hostname: '::',
  port: 0,
  fetch() {
    canary.hits++
    return new Response('inside')
  },
})
canary.port = listener.port ?? 0
afterAll(() => listener.stop(true))

let stage: Stage
beforeAll(async () => {
  stage = await openStage(canary.port)
}, 30_000)
afterAll(cleanUp)

const limited = (method: string, path: string, body?: unknown) =>
  stage.world.ask(stage.world.limited, method, path, body)
const boss = (method: string, path: string, body?: unknown) =>
  stage.world.ask(stage.world.admin, method, path, body)

const payloadsOf = ({ request }: HostileCase): readonly unknown[] => {
  const sets: Readonly<Record<string, readonly unknown[]>> = file.payload_sets
  return sets[request.payloads?.replace('$set:', '') ?? ''] ?? []
}

/** Where the report takes what a case wants to put into it. */
const REPORT_PLACES: Readonly<Record<string, (value: unknown) => unknown>> = {
  'groupings[]': (value) => ({ groupings: [value] }),
  'sort column': (value) => ({ sort: [{ field: value, dir: 'asc' }] }),
  'sort direction': (value) => ({ sort: [{ field: 'clicks', dir: value }] }),
  'filter.operator': (value) => ({ filters: [{ field: 'geoCountry', op: value, value: 'DE' }] }),
  limit: (value) => ({ limit: value }),
  'formula column': (value) => ({ measures: ['clicks', value] }),
}

/** What is allowed there, so that a refusal is one of the value. */
const HARMLESS: Readonly<Record<string, unknown>> = {
  'groupings[]': 'geoCountry',
  'sort column': 'clicks',
  'sort direction': 'asc',
  'filter.operator': 'eq',
  limit: 5,
  'formula column': 'clicks',
}

async function hostileReport(one: HostileCase): Promise<void> {
  const place = REPORT_PLACES[one.request.payloads_into ?? '']!
  const harmless = HARMLESS[one.request.payloads_into ?? '']
  const usual = { groupings: ['geoCountry'], ...(place(harmless) as object) }
  expect((await limited('POST', '/report/query', usual)).status).toBe(200)
  for (const payload of payloadsOf(one)) {
    const query = { groupings: ['geoCountry'], ...(place(payload) as object) }
    const { status, text } = await limited('POST', '/report/query', query)
    expect([payload, status]).toEqual([payload, 400])
    for (const leak of one.oracle.body_not_contains ?? []) expect(text).not.toContain(leak)
  }
}

/** The cell that a report's export shows for a visit with this sub id. */
async function exportedCell(one: HostileCase): Promise<void> {
  const value = one.request.payload ?? ''
  const query = value.includes('%') ? value : encodeURIComponent(value)
  await fetch(`${stage.world.server.url}/ours?sub1=${query}`, { redirect: 'manual' })
  const asked = { groupings: ['sub_id_1'], measures: ['clicks'], period: { preset: 'all_time' } }
  await until('the visit is exported', async () => (await exported(asked)).length > 1)
  const forbidden = ['=', '+', '-', '@', '\t', '\r', '\n']
  for (const line of (await exported(asked)).slice(1)) {
    expect(forbidden).not.toContain(line.replace(/^"/, '')[0] ?? '')
  }
}

async function exported(query: unknown): Promise<string[]> {
  const answer = await exportOf(query)
  expect(answer.status).toBe(200)
  return (await answer.text()).trim().split('\n')
}

/** Every way in which a person can make the server call an address. */
async function fetchesNothing(one: HostileCase): Promise<void> {
  const url = filled(one.request.url ?? '', stage.variables)
  await boss('PUT', '/traffic_source/2', { postbackUrl: `${url}?c={external_id}` })
  const { body: before } = await boss('GET', '/campaign/2/flows')
  const flow = { type: 'default', name: 'fetch', action: { key: 'curl', payload: url } }
  await boss('PUT', '/campaign/2/flows', { flows: [flow] })
  await fetch(`${stage.world.server.url}/ours?external_id=1`, { redirect: 'manual' })
  const sale = `subid=${stage.variables['SUBID']}&status=sale&tid=${crypto.randomUUID()}`
  expect(
    (await fetch(`${stage.world.server.url}${stage.variables['POSTBACK_PATH']}?${sale}`)).status,
  ).toBe(200)
  await until('no postback waits for its first try', async () => {
    const { body } = await boss('GET', '/postbacks?direction=out&datePreset=all_time')
    return body.rows.every((row: { tries: number }) => row.tries > 0)
  })
  await boss('PUT', '/campaign/2/flows', before)
  expect(canary.hits).toBe(0)
}

const logIn = (login: string, password: string) =>
  fetch(`${stage.world.server.url}${API}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: 'sluice=attacker' },
    body: JSON.stringify({ login, password }),
  })

/** Nothing of what is not the limited user's comes out, whatever the answer. */
async function showsNothing(method: string, path: string, body?: unknown): Promise<void> {
  const { status, text } = await limited(method, path, body)
  expect([200, 403, 404]).toContain(status)
  expect(text).not.toContain(SECRET)
  for (const id of stage.world.clicks.foreign) expect(text).not.toContain(id)
}

const OF_B = [{ field: 'campaign', op: 'in', value: [1] }]
const ALL_TIME = { preset: 'all_time' }

const IN_WORDS: Readonly<Record<string, (one: HostileCase) => Promise<void>>> = {
  'SQL-001': hostileReport,
  'SQL-003': hostileReport,
  'SQL-004': hostileReport,
  'SQL-006': hostileReport,
  'SQL-008': hostileReport,
  'SQL-011': hostileReport,
  async 'SQL-012'() {
    for (const value of [["' or 1=1--"], ['%'], ['_'], [{ a: 1 }], [['x']]]) {
      const filters = [{ field: 'geoCountry', op: 'in', value }]
      const { status, body } = await limited('POST', '/report/query', { filters, period: ALL_TIME })
      expect([200, 400]).toContain(status)
      if (status === 200) expect(body.totals?.clicks ?? 0).toBe(0)
    }
  },
  async 'SQL-013'({ request }) {
    const clicks = async () =>
      (await boss('POST', '/report/query', { groupings: ['campaign'], period: ALL_TIME })).body
        .totals
    const before = await clicks()
    await boss('PUT', '/campaign/2/rename', { name: request.payload })
    expect(await clicks()).toEqual(before)
    await boss('PUT', '/campaign/2/rename', { name: 'Ours' })
    expect(await clicks()).toEqual(before)
  },
  'CSV-001': exportedCell,
  'CSV-003': exportedCell,
  'CSV-005': exportedCell,
  'CSV-008': exportedCell,
  'CSV-010': exportedCell,
  async 'CSV-011'() {
    const { headers } = await exportOf({ groupings: ['geoCountry'], period: ALL_TIME })
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="?[\w.-]+"?$/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  },
  async 'CSV-012'({ request }) {
    await boss('PUT', '/campaign/2/rename', { name: request.payload })
    const { status, headers } = await exportOf({ groupings: ['campaign'], period: ALL_TIME })
    expect(status).toBe(200)
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="?[\w.-]+"?$/)
    await boss('PUT', '/campaign/2/rename', { name: 'Ours' })
  },
  'IDOR-004': () =>
    showsNothing('POST', '/report/query', {
      groupings: ['campaign'],
      filters: OF_B,
      period: ALL_TIME,
    }),
  'IDOR-007': () =>
    showsNothing('POST', '/report/export', {
      groupings: ['campaign'],
      filters: OF_B,
      period: ALL_TIME,
    }),
  async 'IDOR-009'() {
    const flows = [{ type: 'default', name: 'f', paths: [{ name: 'p', offers: [{ offerId: 1 }] }] }]
    const foreign = await limited('PUT', '/campaign/2/flows', { flows })
    flows[0]!.paths[0]!.offers[0]!.offerId = 4242
    const unknown = await limited('PUT', '/campaign/2/flows', { flows })
    expect(foreign.status).toBe(403)
    expect(foreign).toEqual(unknown)
  },
  async 'IDOR-014'() {
    const foreign = await limited('GET', '/identity/api_key/1')
    expect([403, 404]).toContain(foreign.status)
    expect(foreign).toEqual(await limited('GET', '/identity/api_key/4242'))
  },
  async 'MASS-001'() {
    const body = {
      language: 'en',
      role: 'admin',
      is_admin: true,
      permissions: ['*'],
      id: 1,
      password_hash: 'x',
      api_key: 'x',
    }
    expect([200, 400]).toContain((await limited('PUT', '/me/preferences', body)).status)
    expect((await limited('GET', '/user/role')).body.role).toBe('user')
  },
  async 'JWT-018'() {
    const visit = await fetch(`${stage.world.server.url}/ours`, { redirect: 'manual' })
    const tokens = visit.headers.getSetCookie().map((line) => line.split(/[=;]/)[1] ?? '')
    for (const token of tokens) {
      for (const headers of [
        { 'api-key': token },
        { authorization: `Bearer ${token}` },
        { cookie: `sluice=${token}` },
      ]) {
        const { status } = await fetch(`${stage.world.server.url}${API}/user/role`, { headers })
        expect(status).toBe(401)
      }
    }
  },
  async 'AUTH-018'() {
    const [known, unknown] = [await logIn(BOSS.login, 'wrong'), await logIn('nobody', 'wrong')]
    expect(unknown.status).toBe(known.status)
    expect(await unknown.text()).toBe(await known.text())
  },
  async 'AUTH-020'() {
    const answer = await logIn(BOSS.login, BOSS.password)
    const [, session = ''] = /^sluice=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '') ?? []
    expect(session.length).toBeGreaterThanOrEqual(22)
    expect(session).not.toBe('attacker')
    const headers = { cookie: 'sluice=attacker' }
    expect((await fetch(`${stage.world.server.url}${API}/user/role`, { headers })).status).toBe(401)
  },
  async 'AUTH-022'(one) {
    const { headers } = await logIn(BOSS.login, BOSS.password)
    const cookie = headers.get('set-cookie') ?? ''
    for (const flag of one.oracle.cookie_flags ?? []) expect(cookie).toContain(flag)
    expect(cookie).not.toContain('Domain')
  },
  async 'PB-003'(one) {
    await boss('PUT', '/affiliate_network/2', { postbackIpWhitelist: ['1.2.3.4'] })
    const { status } = await sendWhole(stage, one)
    await boss('PUT', '/affiliate_network/2', { postbackIpWhitelist: [] })
    expect(one.oracle.status_in).toContain(status)
  },
  async 'PB-014'() {
    const sale = `subid=${stage.world.clicks.own[2]}&status=sale&payout=5&tid=parallel`
    const url = `${stage.world.server.url}${stage.variables['POSTBACK_PATH']}?${sale}`
    const answers = await Promise.all(Array.from({ length: 100 }, () => fetch(url)))
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 100 }, () => 200))
    const { body } = await boss('GET', '/conversions?datePreset=all_time&limit=1000')
    const made = JSON.stringify(body.rows).match(/"parallel"/g) ?? []
    expect(made).toHaveLength(1)
  },
  async 'PB-015'() {
    const visit = await fetch(`${stage.world.server.url}/ours`, { redirect: 'manual' })
    const id = await clickIdIn(visit)
    const words: string[] = []
    for (const status of ['sale', 'lead', 'rejected']) {
      const query = `subid=${id}&status=${status}&payout=2`
      const answer = await fetch(
        `${stage.world.server.url}${stage.variables['POSTBACK_PATH']}?${query}`,
      )
      words.push(await answer.text())
    }
    expect(words).toEqual(['Success', 'Success', 'Success'])
    const { body } = await boss('GET', `/click/${id}/timeline`)
    expect(body.code).toBeString()
  },
  async 'PB-019'() {
    const [, , id] = stage.world.clicks.foreign
    const url = `${stage.world.server.url}${stage.variables['PIXEL_PATH']}?subid=${id}&payout=9999`
    expect((await fetch(url)).status).toBe(200)
    const { text } = await boss('GET', '/conversions?datePreset=all_time&limit=1000')
    expect(text).not.toContain('9999')
    expect(text).toContain(id!)
  },
  async 'DOS-001'() {
    const depth = 200_000
    const { status } = await fetch(`${stage.world.server.url}${API}/campaign`, {
      method: 'POST',
      headers: { 'api-key': stage.world.admin },
      body: '['.repeat(depth) + ']'.repeat(depth),
    })
    expect([400, 413]).toContain(status)
  },
  async 'DOS-004'() {
    const { id } = (
      await boss('POST', '/campaign', { name: 'P', key: 'patterns', trafficSourceId: 1 })
    ).body
    const matching: Readonly<Record<string, string>> = {
      '^(a+)+$': 'a'.repeat(40),
      '(a|a)*b': `${'a'.repeat(40)}!b`,
      '^(\\w+\\s?)*$': 'a a'.repeat(13),
      '(.*)*x': `${'a'.repeat(40)}!x`,
    }
    for (const [pattern, match] of Object.entries(matching)) {
      const filters = [{ key: 'sub_id_1', mode: 'accept', payload: [`/${pattern}/`] }]
      const flows = [
        { type: 'forced', name: 'f', filters, action: { key: 'http', payload: 'https://a.test/' } },
        { type: 'default', name: 'd', action: { key: 'http', payload: 'https://b.test/' } },
      ]
      expect((await boss('PUT', `/campaign/${id}/flows`, { flows })).status).toBe(200)
      const targetOf = async (sub: string) => {
        const url = `${stage.world.server.url}/patterns?sub_id_1=${encodeURIComponent(sub)}`
        return (await fetch(url, { redirect: 'manual' })).headers.get('location')
      }
      expect([pattern, await targetOf(`${'a'.repeat(40)}!`)]).toEqual([pattern, 'https://b.test/'])
      expect([pattern, await targetOf(match)]).toEqual([pattern, 'https://a.test/'])
    }
  },
  ...Object.fromEntries(
    apiCases
      .filter(({ id, request }) => id.startsWith('SSRF-') && request.url !== undefined)
      .map(({ id }) => [id, fetchesNothing]),
  ),
}

function exportOf(query: unknown): Promise<Response> {
  return fetch(`${stage.world.server.url}${API}/report/export`, {
    method: 'POST',
    headers: { 'api-key': stage.world.admin, 'content-type': 'application/json' },
    body: JSON.stringify(query),
  })
}

const inWords = apiCases.filter((one) => !isWhole(one))

test.each(inWords.map((one) => [one.id, one.title, one] as const))('%s %s', (id, _title, one) => {
  const act = IN_WORDS[id]
  if (!act) throw new Error('the case is in words, and nobody has put it into code')
  return act(one)
})

test('nothing here is written for a case that is not run', () => {
  const run = new Set(inWords.map(({ id }) => id))
  expect(Object.keys(IN_WORDS).filter((id) => !run.has(id))).toEqual([])
})
