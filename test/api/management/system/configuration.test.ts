import { afterAll, beforeAll, describe, expect, test } from 'bun:test'

import { COMMAND_LINE } from '../../../../src/manage/access.ts'
import { createKey } from '../../../../src/manage/people/keys.ts'
import { openManagement } from '../../../support/management.ts'

/** A file of one tracker, taken in by another: the same configuration under the same words. */
const source = openManagement()
const target = openManagement()
afterAll(() => {
  source.close()
  target.close()
})

const DOMAIN = crypto.randomUUID()
const GROUP = crypto.randomUUID()
interface File {
  campaigns: Record<string, unknown>[]
  offers: Record<string, unknown>[]
  [section: string]: unknown
}
let file: File

async function fileOf({ call }: typeof source): Promise<File> {
  const { status, body } = await call('GET', '/config/export')
  expect(status).toBe(200)
  return body as File
}

/** Without when it was made and the numbers that every tracker gives out itself. */
function content({ exportedAt: _at, ...rest }: File): unknown {
  const text = JSON.stringify(rest)
  return JSON.parse(text.replaceAll(/"id":\d+,"(type|name":"[^"]*","enabled)/g, '"$1'))
}

const actions = (plan: readonly { readonly action: string }[]) => [
  ...new Set(plan.map(({ action }) => action)),
]

beforeAll(async () => {
  const make = async (method: string, path: string, body: object) => {
    const answer = await source.call(method, path, body)
    if (answer.status > 201) throw new Error(`${path}: ${JSON.stringify(answer.body)}`)
  }
  await make('POST', `/domain/${DOMAIN}`, { host: 'trk.example.com' })
  await make('POST', `/group/campaigns/${GROUP}`, { name: 'Push' })
  const tokens = [{ id: '1', parameter: 'zone', placeholder: '{zoneid}', name: 'Zone' }]
  await make('POST', '/traffic_source', { name: 'Source', tokens })
  await make('PATCH', '/traffic_source/1/full', {
    parameters: [
      { field: 'sub_id_1', alias: 'zone', placeholder: '{zoneid}', label: 'Zone' },
      { field: 'keyword', alias: 'kw', placeholder: '{kw}' },
    ],
  })
  await make('POST', '/affiliate_network', { name: 'Network' })
  await make('PUT', '/affiliate_network/1/status_map', { approved: 'sale' })
  const url = 'https://offer.test/?c={clickid}'
  await make('POST', '/offer', { name: 'Twin', url, affiliateNetworkId: 1, amount: 1.5 })
  await make('POST', '/offer', { name: 'Twin', url })
  await make('PATCH', '/offer/1/full', {
    upsell: 'by_tid',
    cap: { max: 5, whenFull: 'alternative', alternativeOfferId: 2 },
  })
  await make('POST', '/landing/not_integrated', { name: 'Page', url: 'https://page.test/' })
  await make('POST', '/landing/not_integrated', { name: 'Old', url: 'https://old.test/' })
  await make('DELETE', '/landing/2', {})
  const offers = [{ offerId: 2, weight: 100 }]
  await make('POST', '/rotation', { name: 'Shared', defaultPaths: [{ name: 'p', offers }] })
  await make('POST', '/campaign', {
    name: 'First',
    key: 'first',
    trafficSourceId: 1,
    groupUuid: GROUP,
    domainUuid: DOMAIN,
    customRotation: {
      defaultPaths: [
        {
          name: 'A',
          landings: [{ id: 1, weight: 100 }],
          offers: [
            { offerId: 1, weight: 60 },
            { offerId: 2, weight: 40 },
          ],
        },
      ],
    },
  })
  await make('POST', '/campaign', { name: 'Second', trafficSourceId: 1, rotationId: 1 })
  await make('PUT', `/domain/index_page/${DOMAIN}`, { indexPage: 1 })
  await make('PUT', '/kill_switch/campaign/2', { blocked: true, reason: 'spam' })
  await make('POST', '/pixels', { name: 'Pixel', code: '<i></i>' })
  const webUrl = 'https://page.test/?a=1'
  await make('POST', '/links', { word: 'hello-word', webUrl, pixelIds: [1], tags: ['x'] })
  await make('POST', '/pixels', { name: 'Gone', code: '<u></u>' })
  await make('POST', '/pixels', { name: 'Another', code: '<b></b>' })
  await make('DELETE', '/pixels/2', {})
  await make('POST', '/pixels', { name: 'Pixel', code: '<i></i>' })
  await make('POST', `/domain/${crypto.randomUUID()}`, { host: 'first.example.com' })
  const second = crypto.randomUUID()
  await make('POST', `/domain/${second}`, { host: 'default.example.com' })
  await make('PUT', `/domain/default/${second}`, {})
  await make('POST', '/templates/import', {
    traffic_sources: [{ id: 'own-push', name: 'Own push', click_id_param: 'cid' }],
    affiliate_networks: [{ id: 'own-net', name: 'Own net', status_map: { ok: 'sale' } }],
  })
  await make('POST', '/blocklist_exceptions', { place: 'docs.example/наш', note: 'our own' })
  await make('POST', '/blocklist_exceptions', { place: 'магазин.рф' })
  await make('PATCH', '/settings', { timezone: 'Europe/Berlin' })
  file = await fileOf(source)
})

test('a file has everything but keys, passwords and secrets', () => {
  const text = JSON.stringify(file)
  expect(text).not.toContain(source.key)
  expect(text).not.toContain('passwordHash')
  expect(Object.keys(file)).toEqual(
    expect.arrayContaining(['settings', 'groups', 'domains', 'campaigns', 'links', 'pixels']),
  )
})

test('only the sections asked for are in it, and unknown ones are refused', async () => {
  const { body } = await source.call('GET', '/config/export?include=offers,settings')
  expect(Object.keys(body).slice(4)).toEqual(['settings', 'offers'])
  const refused = await source.call('GET', '/config/export?include=users')
  expect([refused.status, Object.keys(refused.body.errors.fields)]).toEqual([400, ['include']])
})

describe('into an empty tracker', () => {
  test('a dry run tells what would be made, and makes nothing', async () => {
    const { status, body } = await target.call('POST', '/config/import?dryRun=1', file)
    const objects = body.plan.filter(({ kind }: { kind: string }) => kind !== 'settings')
    expect([status, body.applied, actions(objects)]).toEqual([200, false, ['create']])
    expect((await target.call('GET', '/campaign/short/info')).body).toEqual([])
    expect(target.read.settings.all().has('timezone')).toBe(false)
  })

  test('it makes the same configuration, with tokens, keys, aliases and archived objects', async () => {
    const { status, body } = await target.call('POST', '/config/import', file)
    expect([status, body.applied]).toEqual([200, true])
    expect(content(await fileOf(target))).toEqual(content(file))
    expect(target.read.campaigns.find(1)?.token).toBe(source.read.campaigns.find(1)!.token)
    expect(target.read.campaigns.find(2)?.blocked).toBe(true)
    expect(target.routing.current().settings.get('timezone')).toBe('Europe/Berlin')
  })

  test('a second time there is nothing to do, whatever the mode', async () => {
    for (const mode of ['create', 'merge']) {
      const { body } = await target.call('POST', `/config/import?mode=${mode}`, file)
      expect(body.applied).toBe(true)
      expect(actions(body.plan)).toEqual(['skip'])
    }
  })
})

test('merging brings what is here up to date, creating leaves it alone', async () => {
  const [first, second] = file.campaigns
  const changed = { ...file, campaigns: [{ ...first, name: 'Renamed' }, second] }
  await target.call('POST', '/config/import', changed)
  expect(target.read.campaigns.find(1)?.name).toBe('First')
  const { body } = await target.call('POST', '/config/import?mode=merge', changed)
  const rows = body.plan.filter(({ action }: { action: string }) => action === 'update')
  expect(rows.map(({ name }: { name: string }) => name)).toContain('Renamed')
  expect(target.read.campaigns.find(1)?.name).toBe('Renamed')
})

describe('a file with faults', () => {
  const [wrong, at] = [{ sourceId: 99 }, 'campaigns.0.sourceId']
  const faults: [string, (given: File) => object, string][] = [
    ['a reference out of the file', (f) => ({ campaigns: [{ ...f.campaigns[0], ...wrong }] }), at],
    [
      'an address that is none',
      (f) => ({ offers: [{ ...f.offers[0], name: 'New', cap: null, url: 'javascript:1' }] }),
      'offers.0.url',
    ],
    [
      'a setting out of range',
      () => ({ settings: { timezone: 'Mars/Base' } }),
      'settings.timezone',
    ],
    [
      'an unknown property',
      (f) => ({ offers: [{ ...f.offers[0], surprise: 1 }] }),
      'offers.0.surprise',
    ],
    [
      'a country that is no code',
      (f) => ({ offers: [{ ...f.offers[0], name: 'New', cap: null, country: 'Mars' }] }),
      'offers.0.country',
    ],
    [
      'an allowed place that is none',
      () => ({ blocklist_exceptions: [{ place: 'ok.test' }, { place: 'not a host' }] }),
      'blocklist_exceptions.1.place',
    ],
    ['another format', () => ({ format: 'other' }), 'format'],
    ['a newer version', () => ({ version: 2 }), 'version'],
  ]

  test.each(faults)('%s is named by its path, and nothing is changed', async (_what, of, path) => {
    const before = content(await fileOf(source))
    const parts = { offers: file.offers, landings: file['landings'], ...of(file) }
    const networks = { affiliate_networks: file['affiliate_networks'] }
    const sent = { format: file['format'], version: 1, ...networks, ...parts }
    const { status, body } = await source.call('POST', '/config/import?mode=merge', sent)
    expect([status, Object.keys(body.errors.fields)]).toEqual([
      400,
      expect.arrayContaining([path]) as unknown as string[],
    ])
    expect(content(await fileOf(source))).toEqual(before)
  })
})

test('a code that is no country any more comes back with its offer', async () => {
  const { id: _id, ...first } = file.offers[0]!
  const offers = [{ ...first, id: 70, name: 'Old', cap: null, networkId: null, country: 'AN' }]
  const sent = { format: file['format'], version: 1, offers }
  const { status, body } = await target.call('POST', '/config/import', sent)
  expect([status, body.applied]).toEqual([200, true])
  expect(target.read.offers.find(70)?.country).toBe('AN')
})

test('a word that another campaign has is refused', async () => {
  const [first] = file.campaigns
  const campaigns = [{ ...first, key: 'third', alias: 'first', token: 'another-token' }]
  const sent = { ...file, campaigns }
  const { status, body } = await source.call('POST', '/config/import', sent)
  expect(status).toBe(400)
  expect(body.errors.detail.plan).toEqual([
    expect.objectContaining({ kind: 'campaigns', action: 'fail' }),
  ])
})

test('a link with a password comes in blocked, because nobody knows the password', async () => {
  const links = [
    { word: 'secret-word', domainId: DOMAIN, webUrl: 'https://x.test/', hasPassword: true },
  ]
  const { body } = await target.call('POST', '/config/import', { ...file, links })
  const row = body.plan.find(({ kind }: { kind: string }) => kind === 'links')
  expect(row).toMatchObject({ action: 'create', reason: expect.stringContaining('password') })
  const { body: list } = await target.call('GET', '/links')
  const link = list.rows.find(({ word }: { word: string }) => word === 'secret-word')
  expect([link.blocked, link.hasPassword]).toEqual([true, false])
})

test('a limit of visits starts anew only where the file does not say how many there were', async () => {
  const link = { domainId: DOMAIN, webUrl: 'https://x.test/', clickLimit: 5 }
  const links = [
    { ...link, word: 'never-told' },
    { ...link, word: 'told-once', clicksBefore: 4 },
  ]
  const { body } = await target.call('POST', '/config/import', { ...file, links })
  const told: { kind: string; reason: string }[] = body.plan
  const reasons = told.filter(({ kind }) => kind === 'links').map(({ reason }) => reason)
  expect(reasons).toEqual([expect.stringContaining('anew'), ''])
})

test('neither is for anybody but the super administrator', async () => {
  target.desk.stores.users.add({
    login: 'chief',
    passwordHash: 'none',
    role: 'admin',
    permissions: [],
  })
  const key = createKey(target.desk, COMMAND_LINE, 'chief') as string
  expect((await target.call('GET', '/config/export', undefined, key)).status).toBe(403)
  expect((await target.call('POST', '/config/import', file, key)).status).toBe(403)
})
