/** The list of short links as the admin shows it: by age and by clicks, filtered, in pages. */
import { Database } from 'bun:sqlite'
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { join } from 'node:path'

import { DUE_MIN } from '../../../src/track/links/link-index.ts'
import { type LinkInstallation, openLinks } from '../../support/links.ts'
import { cleanUp } from '../../support/server.ts'
import { until } from '../../support/until.ts'

const HOST = 'list.example.test'
const ROBOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'

interface Row {
  readonly word: string
  readonly clicks?: number
}
interface Page {
  readonly rows: readonly Row[]
  readonly pageInfo: {
    readonly to: number | null
    readonly hasNextPage: boolean
    readonly total: number | null
  }
}

let installation: LinkInstallation
const list = (query: string) => installation.need<Page>('GET', `/links?${query}`)
const words = async (query: string) => (await list(query)).rows.map(({ word }) => word)
const visit = (word: string, headers = {}) => installation.visit(HOST, `/${word}`, { headers })

beforeAll(async () => {
  installation = await openLinks()
  await installation.domain(HOST)
  for (const word of ['never', 'twice', 'once1', 'robot']) {
    await installation.need('POST', '/links', { word, webUrl: `https://example.com/${word}` })
  }
  await Promise.all([
    visit('twice'),
    visit('twice'),
    visit('once1'),
    visit('robot', { 'User-Agent': ROBOT }),
  ])
  await until('the visits are counted', async () => {
    const { rows } = await list('order=most_clicks')
    return rows[0]?.clicks === 2 && rows[1]?.clicks === 1
  })
}, 30_000)

afterAll(cleanUp)

test.each([
  ['', ['robot', 'once1', 'twice', 'never']],
  ['order=oldest', ['never', 'twice', 'once1', 'robot']],
  ['order=most_clicks', ['twice', 'once1', 'robot', 'never']],
  ['order=fewest_clicks', ['robot', 'never', 'once1', 'twice']],
  ['order=most_clicks&q=CE', ['twice', 'once1']],
  ['order=most_clicks&datePreset=yesterday', ['robot', 'once1', 'twice', 'never']],
  [`q=https://${HOST}/once1`, ['once1']],
  [`q=${HOST.toUpperCase()}:8080/once1/`, ['once1']],
  ['q=https://example.com/twice', ['twice']],
])('links by ?%s', async (query, expected) => {
  expect(await words(query)).toEqual(expected)
})

test.each(['newest', 'oldest', 'most_clicks', 'fewest_clicks'])(
  'pages in the order %s are the whole list, each with how many there are',
  async (order) => {
    const first = await list(`order=${order}&limit=3`)
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, total: 4 })
    const second = await list(`order=${order}&limit=3&cursor=${first.pageInfo.to}`)
    expect(second.pageInfo).toMatchObject({ hasNextPage: false, to: null })
    expect([...first.rows, ...second.rows].map(({ word }) => word)).toEqual(
      await words(`order=${order}`),
    )
  },
)

test('clicks of people are told when asked for', async () => {
  const { rows } = await list('order=oldest&withClicks=true')
  expect(rows.map(({ clicks }) => clicks)).toEqual([0, 2, 1, 0])
  expect((await list('')).rows[0]).not.toHaveProperty('clicks')
})

test('clicks are those that the statistics count: not where a password was asked for', async () => {
  const { id } = await installation.need<{ id: number }>('POST', '/links', {
    word: 'asked',
    webUrl: 'https://example.com/asked',
    password: 'sesame',
  })
  await visit('asked')
  await visit('never')
  const clicksOf = async (word: string) =>
    (await list('withClicks=1&order=newest')).rows.find((row) => row.word === word)?.clicks
  await until('the later visit is counted', async () => (await clicksOf('never')) === 1)
  const stats = await installation.need<{ clicks: number }>('GET', `/links/${id}/stats`)
  expect([await clicksOf('asked'), stats.clicks]).toEqual([0, 0])
})

test.each(['datePreset=someday', 'timezone=Nowhere', 'order=best', 'limit=1001', 'cursor=-1'])(
  '?%s is refused',
  async (query) => {
    expect((await installation.api('GET', `/links?${query}`)).status).toBe(400)
  },
)

test.each([
  ['its number', () => wordsById('twice')],
  ['its short address', () => `${HOST}/twice`],
  ['its address in a browser', () => `http://${HOST}:8080/twice`],
])('a report names links by host and word; one filters them by %s', async (_, value) => {
  const { rows } = await installation.need<{ rows: { path: { label: string }[] }[] }>(
    'POST',
    '/report/query',
    {
      period: { preset: 'all_time' },
      groupings: ['link'],
      measures: ['clicks'],
      filters: [{ field: 'link', op: 'eq', value: await value() }],
    },
  )
  expect(rows.map(({ path }) => path[0]?.label)).toEqual([`${HOST}/twice`])
})

async function wordsById(word: string): Promise<string> {
  const { rows } = await installation.need<{ rows: { id: number }[] }>('GET', `/links?q=${word}`)
  return String(rows[0]?.id)
}

async function visitsOf<Body = string>(word: string, query: string): Promise<Body> {
  const { rows } = await installation.need<{ rows: { id: number }[] }>('GET', `/links?q=${word}`)
  return installation.need<Body>('GET', `/links/${rows[0]?.id}/visits/export?${query}`)
}

test('the visits of a link are exported, those of robots with their name', async () => {
  const [head = '', ...lines] = (await visitsOf('twice', 'trailer=true')).trim().split('\r\n')
  expect(head).toStartWith('Click id,Time,IP,')
  expect(head).toEndWith('Bot,URL,Outcome,Opened on,Destination,Robot name')
  expect(lines).toHaveLength(3)
  expect(lines[0]).toEndWith('redirect,web,https://example.com/twice,')
  expect(lines[2]).toStartWith('# end')
  // One line of NDJSON is JSON.
  const robot = await visitsOf<object>('robot', 'format=ndjson&datePreset=today')
  expect(robot).toMatchObject({ is_bot: '1', robot_name: 'Googlebot', outcome: 'redirect' })
  const old = await visitsOf('twice', 'datePreset=yesterday')
  expect(old.trim().split('\r\n')).toHaveLength(1)
})

test('texts of many links are taken into the index while the server runs', async () => {
  const items = Array.from({ length: DUE_MIN }, (_, n) => ({ webUrl: `https://example.com/m${n}` }))
  await installation.need('POST', '/links/bulk', { items })
  const db = new Database(join(installation.server.dataDir, 'config.db'), { readonly: true })
  const due = db.query('SELECT count(*) FROM links_to_index')
  await until('nothing is due', () => Promise.resolve(due.values()[0]?.[0] === 0))
  const matching = 'SELECT count(*) FROM link_texts WHERE link_texts MATCH ?'
  expect(db.query(matching).values('"twi" AND "wic" AND "ice"')).toEqual([[1]])
  db.close()
}, 20_000)
