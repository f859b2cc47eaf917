/** Links leave as CSV and come back as they were. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'

import { openManagement } from '../../../support/management.ts'

const api = openManagement()
afterAll(api.close)

const DOMAIN = crypto.randomUUID()

interface Shown {
  readonly id: number
  readonly word: string
}

let pixelIds: number[]

beforeAll(async () => {
  await api.call('POST', `/domain/${DOMAIN}`, { host: 'files.example.test' })
  const made = ['A', 'B'].map((name) => api.call('POST', '/pixels', { name, code: '<i></i>' }))
  pixelIds = (await Promise.all(made)).map(({ body }) => (body as { id: number }).id).reverse()
})

const links = (): readonly object[] => [
  {
    word: '-first',
    webUrl: 'https://shop.example/a?utm_term=kept',
    utm: { source: 'news', medium: '=mail', campaign: 'May, "big"', term: 't', content: 'c' },
    pixelIds,
  },
  {
    word: 'every-setting',
    kind: 'target',
    webUrl: 'https://shop.example/w',
    iosUrl: 'https://shop.example/i',
    androidUrl: 'https://shop.example/a',
    title: '@ "title", with all',
    note: 'two\nlines; and more',
    tags: ['a,b', 'c|d', '[e]'],
    redirectStatus: 308,
    maxAge: 600,
    startsAt: '2025-01-02 03:04:05',
    expiresAt: '2035-01-02 03:04:05',
    expiredUrl: 'https://shop.example/over',
    clickLimit: 7,
    forwardQuery: true,
    blocked: true,
    blockReason: 'waits for Ann',
  },
  { word: 'plain-one', webUrl: 'https://shop.example/p' },
]

test('a ledger that can not say what is used keeps nobody from the links', async () => {
  const slow = openManagement({
    reports: { linksClicks: () => Promise.resolve({ refused: 'deadline' }) },
  })
  await slow.call('POST', `/domain/${DOMAIN}`, { host: 'slow.example.test' })
  const limited = { webUrl: 'https://shop.example/a', clickLimit: 7, domainUuid: DOMAIN }
  await slow.call('POST', '/links', { ...limited, word: 'silent-one' })
  const csv = String((await slow.call('GET', '/links/export')).body)
  const { body: config } = await slow.call('GET', '/config/export')
  slow.close()
  expect(csv.trim().split(',').at(-1)).toBe('')
  expect(config.links.map((link: object) => 'clicksBefore' in link)).toEqual([false])
  const { body } = await api.call('POST', '/links/import?dryRun=1', { csv })
  expect(body).toMatchObject({ created: 1, restarted: 1 })
})

test('an exported file brings back every setting of a link', async () => {
  for (const link of links()) {
    expect((await api.call('POST', '/links', { ...link, domainUuid: DOMAIN })).status).toBe(201)
  }
  const before = await shownLinks()
  const csv = String((await api.call('GET', '/links/export')).body)
  for (const { id } of before) await api.call('DELETE', `/links/${id}`)
  const { body } = await api.call('POST', '/links/import', { csv })
  expect(body).toEqual({ created: 3, present: 0, restarted: 0, ignored: [], failed: [] })
  const after = await shownLinks()
  expect(after.map(lasting)).toEqual(before.map(lasting))
  const words = csv.split('\r\n').slice(1)
  const again = String((await api.call('GET', '/links/export')).body)
    .split('\r\n')
    .slice(1)
  expect(again.map(withoutId)).toEqual(words.map(withoutId))
})

test('so does one in NDJSON, and nothing of it is left', async () => {
  const before = await shownLinks()
  const url = 'http://localhost/public/api/v1/links/export?format=ndjson'
  const response = await api.send(new Request(url, { headers: { 'api-key': api.key } }))
  const ndjson = await response.text()
  for (const { id } of before) await api.call('DELETE', `/links/${id}`)
  const { body } = await api.call('POST', '/links/import', { csv: ndjson })
  const made = before.length
  expect(body).toEqual({ created: made, present: 0, restarted: 0, failed: [], ignored: [] })
  expect((await shownLinks()).map(lasting)).toEqual(before.map(lasting))
})

test('links for one system only come back, and are known when they come again', async () => {
  const targets = {
    'only-ios': { iosUrl: 'https://shop.example/i' },
    'only-android': { androidUrl: 'market://details?id=x' },
  }
  for (const [word, target] of Object.entries(targets)) {
    const body = { word, kind: 'target', ...target, domainUuid: DOMAIN }
    expect((await api.call('POST', '/links', body)).status).toBe(201)
  }
  const mine = async () => (await shownLinks()).filter(({ word }) => Object.hasOwn(targets, word))
  const before = await mine()
  const rows = String((await api.call('GET', '/links/export')).body).split('\r\n')
  const csv = rows.filter((row, at) => at === 0 || row.includes('only-')).join('\r\n')
  for (const { id } of before) await api.call('DELETE', `/links/${id}`)
  const imported = async (file: string, dryRun = 0) =>
    (await api.call('POST', `/links/import?dryRun=${dryRun}`, { csv: file })).body
  expect(await imported(csv)).toEqual({
    created: 2,
    present: 0,
    restarted: 0,
    ignored: [],
    failed: [],
  })
  expect((await mine()).map(lasting)).toEqual(before.map(lasting))
  expect(await imported(csv)).toEqual({
    created: 0,
    present: 2,
    restarted: 0,
    ignored: [],
    failed: [],
  })
  expect(await imported(csv, 1)).toEqual({
    created: 0,
    present: 2,
    restarted: 0,
    ignored: [],
    failed: [],
  })
  const elsewhere = csv.replace('shop.example/i', 'shop.example/j')
  expect(await imported(elsewhere)).toEqual({
    created: 0,
    present: 1,
    restarted: 0,
    ignored: [],
    failed: [{ line: expect.any(Number), message: 'word has already been taken' }],
  })
})

test('a line whose word is taken and that leads nowhere is told as such', async () => {
  const csv = 'url,word\n,only-ios\n'
  const { status, body } = await api.call('POST', '/links/import', { csv })
  expect(status).toBe(200)
  expect(body).toMatchObject({ created: 0, present: 0, failed: [{ line: 2 }] })
})

test('a link that had a password comes back blocked', async () => {
  const secret = { word: 'with-secret', webUrl: 'https://shop.example/s', password: 'open sesame' }
  const { body } = await api.call('POST', '/links', { ...secret, domainUuid: DOMAIN })
  const csv = String((await api.call('GET', '/links/export')).body)
  await api.call('DELETE', `/links/${(body as Shown).id}`)
  const lines = csv.split('\r\n')
  const line = lines.find((text) => text.includes('with-secret'))
  await api.call('POST', '/links/import', { csv: `${lines[0]}\r\n${line}\r\n` })
  const back = (await shownLinks()).find(({ word }) => word === 'with-secret')
  expect(back).toMatchObject({ blocked: true, hasPassword: false })
})

test('a line goes to the domain that it names, in any letter case and script', async () => {
  const uuid = crypto.randomUUID()
  await api.call('POST', `/domain/${uuid}`, { host: 'сайт.рф' })
  const csv =
    'short_url,long_url\nhttps://сайт.рф/cyrillic,https://shop.example/\n' +
    'XN--80ASWG.xn--p1ai/capitals,https://shop.example/\n'
  expect((await api.call('POST', '/links/import', { csv })).body).toMatchObject({ created: 2 })
  const { body } = await api.call('GET', `/links?domainUuid=${uuid}`)
  const words = (body as { rows: readonly Shown[] }).rows.map(({ word }) => word)
  expect(words.toSorted()).toEqual(['capitals', 'cyrillic'])
})

test('a short address of several parts is refused, and gets no other word', async () => {
  const csv = 'short_url,long_url\nhttps://s.test/a/b,https://shop.example/\n'
  expect((await api.call('POST', '/links/import', { csv })).body).toEqual({
    created: 0,
    present: 0,
    restarted: 0,
    ignored: [],
    failed: [{ line: 2, message: 'word is invalid' }],
  })
})

test('a pixel that is not there is named with its line', async () => {
  const csv = 'url,pixelIds\nhttps://shop.example/x,999999\n'
  const { body } = await api.call('POST', '/links/import', { csv })
  expect(body).toEqual({
    created: 0,
    present: 0,
    restarted: 0,
    ignored: [],
    failed: [{ line: 2, message: 'one of its pixels does not exist' }],
  })
})

describe('a file that is imported again', () => {
  const lines = Array.from({ length: 600 }, (_, n) => `https://shop.example/${n},again-${n}`)
  const csv = ['url,word', ...lines, 'https://other.example/,again-3', lines[4]].join('\n')
  const imported = async (text: string, dryRun = 0) =>
    (await api.call('POST', `/links/import?dryRun=${dryRun}`, { csv: text })).body
  const failed = [{ line: 602, message: 'word has already been taken' }]

  test('is looked at as a whole, and nothing is made by that', async () => {
    const looked = { created: 600, present: 1, restarted: 0, ignored: [], failed }
    expect(await imported(csv, 1)).toEqual(looked)
    expect(await imported(csv, 1)).toEqual(looked)
  })

  test('goes on where it was interrupted', async () => {
    const half = ['url,word', ...lines.slice(0, 300)].join('\n')
    expect(await imported(half)).toEqual({
      created: 300,
      present: 0,
      restarted: 0,
      ignored: [],
      failed: [],
    })
    expect(await imported(csv, 1)).toEqual({
      created: 300,
      present: 301,
      restarted: 0,
      ignored: [],
      failed,
    })
    expect(await imported(csv)).toEqual({
      created: 300,
      present: 301,
      restarted: 0,
      ignored: [],
      failed,
    })
    expect(await imported(csv)).toEqual({
      created: 0,
      present: 601,
      restarted: 0,
      ignored: [],
      failed,
    })
  })
})

test.each(['csv', 'ndjson'])(
  'an export as %s has all links, each once, as a file',
  async (kind) => {
    const url = `http://localhost/public/api/v1/links/export?format=${kind}`
    const response = await api.send(new Request(url, { headers: { 'api-key': api.key } }))
    const file = response.headers.get('content-disposition')
    expect(file).toBe(`attachment; filename="links.${kind}"`)
    const rows = (await response.text()).split('\n').filter((row) => row.includes('again-'))
    const words = rows.map((row) => /\bagain-\d+/.exec(row)?.[0])
    expect([words.length, new Set(words).size]).toEqual([600, 600])
  },
)

test('an export opens in a spreadsheet that reads semicolons, and is imported again as it is', async () => {
  const title = '=1+1; осень, "скидка"'
  const link = { word: 'semicolon', webUrl: 'https://example.com/;a', title, tags: ['a', 'b'] }
  const { body: made } = await api.call('POST', '/links', link)
  const url = 'http://localhost/public/api/v1/links/export?format=csv&bom=true&delimiter=%3B'
  const response = await api.send(new Request(url, { headers: { 'api-key': api.key } }))
  const csv = Buffer.from(await response.arrayBuffer()).toString()
  expect(csv.startsWith('\ufeffid;word;url;')).toBe(true)
  const [titles = '', ...lines] = csv.split('\r\n')
  const line = lines.find((one) => one.includes(';semicolon;')) ?? ''
  expect(line).toContain(`;"'=1+1; осень, ""скидка""";a|b;`)
  await api.call('DELETE', `/links/${made.id}`)
  const { body: imported } = await api.call('POST', '/links/import', {
    csv: `${titles}\r\n${line}`,
  })
  expect(imported.created).toBe(1)
  const { body } = await api.call('GET', '/links?q=semicolon')
  expect(body.rows[0]).toMatchObject({ title, tags: ['a', 'b'], webUrl: link.webUrl })
  await api.call('DELETE', `/links/${body.rows[0].id}`)
})

/** In the order of their words. */
async function shownLinks(): Promise<Shown[]> {
  const { body } = await api.call('GET', '/links')
  const { rows } = body as { rows: Shown[] }
  return rows.toSorted((a, b) => (a.word < b.word ? -1 : 1))
}

function lasting({ id: _, changedAt: __, ...rest }: Shown & { changedAt?: string }): object {
  return rest
}

function withoutId(line: string): string {
  return line.replace(/^\d+,/, '')
}
