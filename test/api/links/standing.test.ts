/**
 * What holds between a short link and everything else that changes: campaigns that want its word, calls
 * at the same time, the zone of its owner, the key that was used.
 */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'

import { type LinkInstallation, openLinks } from '../../support/links.ts'
import { cleanUp } from '../../support/server.ts'
import { until } from '../../support/until.ts'

const HOST = 'standing.example.test'

let installation: LinkInstallation
let token = ''
let sourceId = 0

beforeAll(async () => {
  installation = await openLinks()
  await installation.domain(HOST)
  token = await installation.token()
  const source = await installation.need<{ id: number }>('POST', '/traffic_source', { name: 'S' })
  sourceId = source.id
}, 30_000)

afterAll(cleanUp)

const visit = (word: string) => installation.visit(HOST, `/${word}`)
const targetOf = async (word: string) => (await visit(word)).headers.get('location')

const call = (method: string, path: string, attributes?: object) =>
  installation.send(`/api/v1${path}`, {
    method,
    headers: { 'X-Auth-Token': token },
    ...(attributes === undefined ? {} : { body: JSON.stringify({ data: { attributes } }) }),
  })

const campaign = (key: string) => ({
  name: 'C',
  key,
  trafficSourceId: sourceId,
  customRotation: { defaultPaths: [], rules: [] },
})

describe('a campaign', () => {
  test('does not take the visitors of a link whose word is its key', async () => {
    const { word } = await installation.link({ word: 'my-sale' })
    await installation.need('POST', '/campaign', campaign(word))
    expect(await targetOf(word)).toBe('https://example.com/d')
  })

  test('keeps its word against a link that comes back', async () => {
    const { id, word } = await installation.link({ word: 'my-deal' })
    await installation.need('DELETE', `/links/${id}`)
    await installation.need('POST', '/campaign', campaign(word))
    expect((await installation.api('POST', `/links/${id}/restore`)).status).toBe(409)
  })
})

test('links on domains that a token is not for are not there for it', async () => {
  const domainUuid = await installation.domain('apart.example.test')
  const inside = await installation.link({ domainUuid })
  const outside = await installation.link({ word: 'out-of-reach' })
  const limited = await installation.token({ domainUuids: [domainUuid, domainUuid] })
  const ask = (method: string, path: string) =>
    installation.send(`/api/v1${path}`, { method, headers: { 'X-Auth-Token': limited } })

  const { headers, json } = await ask('GET', '/links')
  expect(json.data.map(({ id }: { id: string }) => id)).toEqual([`${inside.id}`])
  expect(headers.get('x-total-count')).toBe('1')
  for (const [method, rest] of [
    ['GET', ''],
    ['GET', '/stat'],
    ['GET', '/stat/clicks'],
    ['PUT', ''],
    ['DELETE', ''],
  ] as const) {
    expect((await ask(method, `/links/${outside.id}${rest}`)).status).toBe(404)
  }
  expect(await targetOf(outside.word)).toBe('https://example.com/d')
  expect((await ask('DELETE', `/links/${inside.id}`)).status).toBe(204)
})

test('a limit that is set anew knows the visits from between', async () => {
  const { id, word } = await installation.link({ clickLimit: 5 })
  const limit = (clickLimit: number | null) =>
    installation.need('PATCH', `/links/${id}`, { clickLimit })
  await targetOf(word)
  await limit(null)
  await targetOf(word)
  await targetOf(word)
  await limit(4)
  expect([await targetOf(word), await targetOf(word)]).toEqual(['https://example.com/d', null])
})

test('a change that a deletion overtakes finds no link', async () => {
  const { id } = await installation.link()
  const path = `/links/${id}`
  const [deleted, ...changed] = await Promise.all([
    call('DELETE', path),
    ...['a', 'b'].map((name) => call('PUT', path, { web_url: `https://${name}.test/` })),
  ])
  expect(deleted!.status).toBe(204)
  const after = await installation.need<{ deletedAt: string | null }>('GET', path)
  expect(after.deletedAt).not.toBeNull()
  const told = changed.map(({ status }) => status)
  expect(told.every((status) => status === 200 || status === 404)).toBe(true)
  expect((await call('PUT', path, { web_url: 'https://late.test/' })).status).toBe(404)
})

test('days and times are those of the zone that the owner of the token chose', async () => {
  const { id, word } = await installation.link()
  await targetOf(word)
  const zone = (timezone: string | null) =>
    installation.need('PUT', '/me/preferences', { timezone })
  const stats = () =>
    installation.need<{ timezone: string; clicks: number }>('GET', `/links/${id}/stats`)
  await until('the visit is counted', async () => (await stats()).clicks === 1)
  await zone('Pacific/Kiritimati')
  const today = Intl.DateTimeFormat('sv', { timeZone: 'Pacific/Kiritimati' }).format(new Date())
  expect((await call('GET', `/links/${id}/stat/clicks`)).json.data.clicks).toEqual({ [today]: 1 })
  const pixel = await call('POST', '/pixels', { name: 'P', pixel_text: '<i></i>' })
  expect(pixel.json.data.attributes.created_at).toEndWith('+14:00')
  expect((await stats()).timezone).toBe('Pacific/Kiritimati')
  await zone(null)
  expect((await stats()).timezone).toBe('UTC')
})

test('a pixel has no NUL, and it is said so', async () => {
  const nul = ['must not contain the control character NUL (U+0000)']
  const { json } = await call('POST', '/pixels', { name: 'P\0', pixel_text: '<i>\0</i>' })
  expect(json).toEqual({ errors: { name: nul, pixel_text: nul } })
})

test('a domain that insists on https has addresses with https', async () => {
  const domainUuid = await installation.domain('secure.example.test')
  await installation.need('PATCH', `/domain/${domainUuid}/full`, { httpsOnly: true })
  const { id, url, word } = await installation.link({ domainUuid })
  expect(url).toBe(`https://secure.example.test/${word}`)
  const { data } = (await call('GET', `/links/${id}`)).json
  expect(data.attributes.full_url).toBe(url)
})

test('HEAD tells how long the answer to GET is', async () => {
  const { id } = await installation.link()
  const { text } = await call('GET', `/links/${id}`)
  const head = await call('HEAD', `/links/${id}`)
  expect([head.text, head.headers.get('content-length')]).toEqual(['', `${text.length}`])
})

test.each([
  ['PATCH', '/health', 'This endpoint takes GET, HEAD, OPTIONS'],
  ['DELETE', '/links', 'This endpoint takes GET, POST, HEAD, OPTIONS'],
  ['GET', '/links/1/stat/referrers', 'There is no such endpoint'],
])('%s %s says what there is', async (method, path, error) => {
  const { status, json } = await call(method, path)
  expect([status, json]).toEqual([405, { error }])
})

test('a key says when it was used last', async () => {
  const { id, token: fresh } = await installation.need<{ id: number; token: string }>(
    'POST',
    '/link_tokens',
    { name: 'used' },
  )
  const lastUse = async () => {
    const { rows } = await installation.need<{
      rows: { id: number; lastUsedAt: string | null }[]
    }>('GET', '/link_tokens')
    return rows.find((row) => row.id === id)!.lastUsedAt
  }
  expect(await lastUse()).toBeNull()
  await installation.send('/api/v1/health', { headers: { 'X-Auth-Token': fresh } })
  await until('its use is noted', async () => (await lastUse()) !== null)
})

test('codes of any size run, however many links show them', async () => {
  const code = `<i>${'x'.repeat(60_000)}</i>`
  const { id } = await installation.need<{ id: number }>('POST', '/pixels', { name: 'P', code })
  const { word } = await installation.link({ pixelIds: [id] })
  for (let n = 0; n < 3; n++) expect((await visit(word)).text).toContain(code)
})

test.each([
  [{ redirectStatus: 303 }, 'redirectStatus', 'must be one of 302, 301, 307, 308'],
  [{ clickLimit: 0 }, 'clickLimit', 'must be a whole number from 1 to 1000000000000'],
  [{ expiresAt: 'soon' }, 'expiresAt', 'must be a time like 2026-11-21 12:00:00'],
])('%j is refused with what would do', async (more, field, text) => {
  const { body } = await installation.api<{ errors: { fields: Record<string, string[]> } }>(
    'POST',
    '/links',
    { webUrl: 'https://example.com/', ...more },
  )
  expect(body.errors.fields).toEqual({ [field]: [text] })
})

test('times may be as exact as programs write them', async () => {
  const { id } = await installation.link({ expiresAt: '2099-01-01T00:00:00.123456+00:00' })
  const { expiresAt } = await installation.need<{ expiresAt: string }>('GET', `/links/${id}`)
  expect(expiresAt).toBe('2099-01-01 00:00:00')
})

test('nothing is made on a domain that is switched off, and what is there stays to be read', async () => {
  const domainUuid = await installation.domain('shut.example.test')
  const { id } = await installation.link({ domainUuid })
  await installation.need('PUT', `/kill_switch/domain/${domainUuid}`, { blocked: true })
  const refused = await installation.api<{ errors: { fields: object } }>('POST', '/links', {
    webUrl: 'https://example.com/',
    domainUuid,
  })
  expect(refused.body.errors.fields).toEqual({ domainUuid: ['is switched off by the operator'] })
  await installation.need('PATCH', `/links/${id}`, { domainUuid, title: 'Still mine' })
  expect((await call('GET', `/links/${id}`)).status).toBe(406)
})

test('many links with passwords are made in one go', async () => {
  // More than may be hashed and wait at once.
  const items = Array.from({ length: 24 }, (_, n) => ({ webUrl: 'e.com', password: `p${n}` }))
  const { created, failed } = await installation.need<Record<string, number>>(
    'POST',
    '/links/bulk',
    { items },
  )
  expect([created, failed]).toEqual([24, 0])
}, 60_000)
