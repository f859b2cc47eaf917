import { afterAll, beforeAll, expect, test } from 'bun:test'

import { openManagement } from '../../../support/management.ts'
import { addPerson, permission } from '../../../support/people.ts'

/** Offers and landings that are written one to a line. */
const management = openManagement()
afterAll(() => management.close())
const { call, read } = management

beforeAll(async () => {
  await call('POST', '/affiliate_network', { name: 'Network' })
})

test('every line becomes an offer with what its cells say', async () => {
  const offers = [
    'Sweeps;https://sweeps.test/?c={clickid};0;1.25;EUR;1;de;Best;1',
    '',
    '"Semi;colon";plain.test/x;true;;;;;;\r',
    'Short;https://short.test/;false;3',
  ].join('\n')
  const { status, body } = await call('POST', '/offers/import', { offers })
  expect([status, body]).toEqual([201, {}])
  const [sweeps, semi, short] = read.offers.list('active')
  expect(sweeps).toMatchObject({
    name: 'Sweeps',
    payoutMicros: 1_250_000,
    payoutCurrency: 'EUR',
    payoutAuto: false,
    upsell: 'add',
    country: 'DE',
    networkId: 1,
  })
  expect(read.groups.find(sweeps?.groupId ?? '')).toMatchObject({ name: 'Best', subject: 'offers' })
  expect(semi).toMatchObject({ name: 'Semi;colon', url: 'https://plain.test/x', payoutAuto: true })
  expect(short).toMatchObject({ payoutMicros: 3_000_000, groupId: null })
})

test('bad lines are named with what is wrong, and the others are in', async () => {
  const before = read.offers.list('all').length
  const offers = [
    'Good;https://good.test/;;;;;;Best',
    ';https://nameless.test/',
    'No address;',
    'Money;https://a.test/;0;a lot',
    'Currency;https://a.test/;0;1;GOLD',
    'Network;https://a.test/;0;1;USD;0;;Lonely;4242',
  ].join('\n')
  const { status, body } = await call('POST', '/offers/import', { offers })
  expect(status).toBe(202)
  expect(Object.keys(body.errors)).toEqual(['2', '3', '4', '5', '6'])
  expect(body.errors['2']).toEqual(['name: is missing'])
  expect(body.errors['6']).toEqual(['affiliateNetworkId: does not exist'])
  expect(read.offers.list('all').length).toBe(before + 1)
  const groups = read.groups.list('all').map(({ name }) => name)
  expect(groups.filter((name) => name === 'Best')).toHaveLength(1)
  expect(groups).not.toContain('Lonely')
})

test('landings have a language and a group', async () => {
  const landings = 'Page;google.com;uk;Mine\nBad;ftp://files.test/;EN'
  const { status, body } = await call('POST', '/landing/import', { landings })
  expect([status, Object.keys(body.errors)]).toEqual([202, ['2']])
  const [landing] = read.landings.list('active')
  expect(landing).toMatchObject({ name: 'Page', url: 'https://google.com', language: 'UK' })
  const languages = await call('GET', '/landing/language/list')
  expect(languages.body).toEqual([
    { code: 'UK', name: { code: 'UK', name: 'Ukrainian(UK)' }, landingsCount: 1 },
  ])
  const found = await call('GET', '/landing/list/by_location?startLocation=https://google')
  expect(found.body).toEqual([{ id: landing?.id, name: 'Page' }])
  expect((await call('GET', '/landing/list/by_location?startLocation=x')).body).toEqual([])
})

test('a file of more lines than may be is refused as a whole', async () => {
  const offers = 'Many;https://many.test/\n'.repeat(10_001)
  expect((await call('POST', '/offers/import', { offers })).status).toBe(400)
  expect((await call('POST', '/offers/import', { offers: '' })).status).toBe(400)
})

const GROUPED = {
  offers: ['/offers/import', 'A;https://a.test/;;;;;;Fresh\nB;https://b.test/;;;;;;Fresh'],
  landings: ['/landing/import', 'A;https://a.test/;EN;Fresh\nB;https://b.test/;EN;Fresh'],
} as const

test.each(['offers', 'landings'] as const)(
  'a limited user’s lines of %s make their group once and are in it',
  async (kind) => {
    const subject = kind.slice(0, -1)
    const permissions = [subject, `${subject}_group`].map((one) =>
      permission(one, { canCreate: true }),
    )
    const { key } = addPerson(management, `maker of ${kind}`, { permissions })
    const [path, lines] = GROUPED[kind]
    const { status, body } = await call('POST', path, { [kind]: lines }, key)
    expect([status, body]).toEqual([201, {}])
    const fresh = read.groups.list('all').filter((group) => group.subject === kind)
    const [group, ...others] = fresh.filter(({ name }) => name === 'Fresh')
    expect(others).toEqual([])
    const inIt = read[kind].list('active').filter(({ groupId }) => groupId === group?.id)
    expect(inIt.map(({ name }) => name)).toEqual(['A', 'B'])
  },
)
