/** A running server that is given lists: every way to make a link asks them, and visitors see the rest. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { type LinkInstallation, openLinks } from '../../support/links.ts'
import { type NameServer, startNameServer } from '../../support/name-server.ts'
import { cleanUp, runSluice } from '../../support/server.ts'
import { until } from '../../support/until.ts'

const HOST = 's.example.test'
const ZONE = 'list.test'
const PUNYCODE = 'xn--e1afmkfd.xn--p1ai'
const FROM_FILE = 'leads to xn--e1afmkfd.xn--p1ai, which is on the blocklist spam.txt'
const FROM_ZONE = `leads to asked.test, which is on the blocklist ${ZONE}`

let installation: LinkInstallation
let names: NameServer
let token: string
let early: number

beforeAll(async () => {
  names = await startNameServer()
  names.answers.set(`asked.test.${ZONE}`, [127, 0, 1, 2])
  installation = await openLinks()
  const { need, server } = installation
  await installation.domain(HOST)
  token = await installation.token()
  early = (await installation.link({ word: 'early', webUrl: 'пример.рф/a' })).id
  await need('PATCH', '/settings', {
    'links.blocklist_zone': ZONE,
    'links.blocklist_server': names.address,
  })
  mkdirSync(join(server.dataDir, 'blocklists'))
  writeFileSync(join(server.dataDir, 'blocklists', 'spam.txt'), '||пример.рф^\nпохоже.рф\n')
  const isClosed = async () => (await need<{ blocked: boolean }>('GET', `/links/${early}`)).blocked
  await until('the list is read and the link closed', isClosed)
}, 60_000)

afterAll(async () => {
  names.close()
  await cleanUp()
})

const dialect = (method: string, path: string, attributes?: object) =>
  installation.send(`/api/v1/links${path}`, {
    method,
    headers: { 'X-Auth-Token': token },
    ...(attributes === undefined ? {} : { body: JSON.stringify({ data: { attributes } }) }),
  })

test('the visitors of a closed link see a neutral notice, programs that it is blocked', async () => {
  const visit = await installation.visit(HOST, '/early')
  expect([visit.status, visit.headers.get('location')]).toEqual([410, null])
  const [read, changed] = [
    await dialect('GET', `/${early}`),
    await dialect('PATCH', `/${early}`, {}),
  ]
  expect([read.status, changed.status]).toEqual([406, 406])
})

test('the links API says which attribute is refused, with 200 as of all fields', async () => {
  const refused = await dialect('POST', '', {
    web_url: 'https://www.ПРИМЕР.рф/b',
    ios_url: 'https://asked.test/x',
    android_url: 'https://ok.test',
  })
  expect(refused.status).toBe(200)
  expect(refused.json).toEqual({ errors: { web_url: [FROM_FILE], ios_url: [FROM_ZONE] } })
  const sound = await dialect('POST', '', { web_url: 'https://ok.test/' })
  const { id } = sound.json.data
  const changed = await dialect('PUT', `/${id}`, { android_url: 'http://asked.test' })
  expect(changed.json).toEqual({ errors: { android_url: [FROM_ZONE] } })
  const after = await dialect('GET', `/${id}`)
  expect(after.json.data.attributes.android_url).toBeNull()
})

test('the management API names the field, of one link and of many', async () => {
  const { api } = installation
  interface Refused {
    readonly errors: { readonly fields: object }
  }
  const one = await api<Refused>('POST', '/links', {
    webUrl: 'https://ok.test',
    expiredUrl: 'http://пример.рф',
  })
  expect([one.status, one.body.errors.fields]).toEqual([400, { expiredUrl: [FROM_FILE] }])
  const many = await installation.need<{ items: object[] }>('POST', '/links/bulk', {
    items: [{ webUrl: 'http://asked.test' }, { webUrl: 'http://ok.test' }],
  })
  expect(many.items).toMatchObject([{ index: 0, errors: { webUrl: [FROM_ZONE] } }, { index: 1 }])
})

test.each(['', '?dryRun=true'])('lines of a file are refused one by one%s', async (mode) => {
  const csv = 'longurl\nhttp://asked.test/\nhttp://ok.test/\nhttps://похоже.рф/\n'
  expect(await installation.need<object>('POST', `/links/import${mode}`, { csv })).toMatchObject({
    created: 1,
    failed: [
      { line: 2, message: `the long address ${FROM_ZONE}` },
      { line: 4, message: expect.stringContaining('on the blocklist spam.txt') },
    ],
  })
})

test('the command that imports links asks the same lists', async () => {
  const file = join(installation.server.dataDir, '..', 'links.csv')
  writeFileSync(file, 'longurl\nhttp://asked.test/\nhttp://ok.test/\nhttps://пример.рф/\n')
  const data = ['--data', installation.server.dataDir]
  const words = ['links', 'import', '--file', file, '--owner', 'admin@example.test', ...data]
  const { code, stdout, stderr } = await runSluice(words)
  expect([code, stdout.trim()]).toEqual([1, '1 links made, 2 lines left out'])
  expect(stderr.trim().split('\n')).toEqual([
    `line 2: the long address ${FROM_ZONE}`,
    `line 4: the long address ${FROM_FILE}`,
  ])
})

test('the status says how old lists are and what they have done', async () => {
  interface Status {
    readonly blocklists: object
    readonly warnings: readonly { readonly code: string; readonly message: string }[]
  }
  const { need } = installation
  const url = 'https://пример.рф/?sub={subid}'
  const { id } = await need<{ id: number }>('POST', '/offer', { name: 'Shoes', url })
  const asked = () => need<Status>('GET', '/system/status')
  const isTold = async () => (await asked()).warnings.some(({ code }) => code === 'targets_listed')
  await until('the offer is looked at', isTold)
  const { blocklists, warnings } = await asked()
  expect(blocklists).toMatchObject({
    files: [{ name: 'spam.txt', entries: 2, leftOut: 0, problem: null, ageDays: 0 }],
    zone: { name: ZONE, problem: null },
    rounds: { files: { links: 1, blocked: 1, problem: null } },
    blockedLinks: 1,
    openedLinks: 0,
    listedTargets: 1,
    targets: [{ kind: 'offer', id, name: 'Shoes', list: 'spam.txt', entry: PUNYCODE }],
  })
  expect(warnings.map(({ code }) => code)).toContain('links_listed')
  expect(warnings.find(({ code }) => code === 'targets_listed')?.message).toBe(
    `Offers and landings that blocklists name: Shoes (spam.txt: ${PUNYCODE})`,
  )
})

test.each([
  ['links.blocklist_zone', 'Список.рф'],
  ['links.blocklist_zone', 'localhost'],
  ['links.blocklist_zone', 'list.test.'],
  ['links.blocklist_server', 'dns.example'],
  ['links.blocklist_server', '127.0.0.1:99999'],
  ['links.blocklist_server', '127.0.0.1:0'],
])('%s can’t be %s', async (key, value) => {
  expect((await installation.api('PATCH', '/settings', { [key]: value })).status).toBe(400)
})

test.each(['127.0.0.1', '127.0.0.1:53', '::1', '[::1]:53', ''])(
  'a name server can be %p',
  async (value) => {
    const body = { 'links.blocklist_server': value }
    expect((await installation.api('PATCH', '/settings', body)).status).toBe(200)
  },
)
