/** A file of an older Sluice may hold what never counts: it comes in, and that is told until it is mended. */
import { afterAll, beforeEach, describe, expect, test } from 'bun:test'

import { openManagement } from '../../../support/management.ts'
import { addPerson } from '../../../support/people.ts'

let tracker = openManagement()
afterAll(() => tracker.close())

beforeEach(() => {
  tracker.close()
  tracker = openManagement()
})

const PAYOUTS = [
  { conversionStatus: 'lead', payout: '3' },
  { conversionStatus: 'sale', payout: '12 USD' },
  { conversionStatus: 'Lead', payout: '4' },
  { conversionStatus: '', payout: '5' },
]
const OLD = {
  id: 7,
  name: 'Старая; «партнёрка»',
  statusPayouts: PAYOUTS,
  statusPayoutsActive: true,
  statusMap: [
    { word: 'ok', class: 'sale' },
    { word: 'OK', class: 'rejected' },
  ],
}
const fileOf = (...networks: object[]) => ({
  format: 'sluice-config',
  version: 1,
  affiliate_networks: networks,
})
const TOLD = {
  'affiliate_networks.0.statusMap': ['says two things of "OK"'],
  'affiliate_networks.0.statusPayouts': [
    '"12 USD" of "sale" is no amount',
    '"5" is of no status',
    'says two things of "Lead"',
  ],
}

const taken = (file: object, search = '') => tracker.call('POST', `/config/import${search}`, file)

async function warned(): Promise<string[]> {
  const { body } = await tracker.call('GET', '/system/status')
  return body.warnings
    .filter(({ code }: { code: string }) => code === 'networks_uncounted')
    .map(({ message }: { message: string }) => message)
}

describe('payouts and words of a network that never count', () => {
  test('are told by their place before and when the file is taken in', async () => {
    for (const search of ['?dryRun=1', '']) {
      const { status, body } = await taken(fileOf(OLD), search)
      expect([status, body.applied]).toEqual([200, search === ''])
      expect(body.plan).toMatchObject([{ action: 'create', name: OLD.name, fields: TOLD }])
      expect(body.plan[0].reason).toContain('statusPayouts: "12 USD" of "sale" is no amount')
    }
    expect(tracker.read.affiliate_networks.find(7)?.statusPayouts).toEqual(PAYOUTS)
  })

  test('are told again by a second import, and by the export taken in elsewhere', async () => {
    await taken(fileOf(OLD))
    const again = await taken(fileOf(OLD), '?mode=merge')
    expect(again.body.plan).toMatchObject([{ action: 'skip', fields: TOLD }])
    const { body: exported } = await tracker.call('GET', '/config/export')
    const other = openManagement()
    const { status, body } = await other.call('POST', '/config/import', exported)
    other.close()
    expect([status, body.applied]).toEqual([200, true])
    expect(body.plan).toContainEqual(expect.objectContaining({ fields: TOLD }))
  })

  test('stand above every screen and in the network until they are corrected', async () => {
    expect(await warned()).toEqual([])
    await taken(fileOf(OLD))
    expect(await warned()).toEqual([`Networks with payouts or words that never count: ${OLD.name}`])
    const { body: whole } = await tracker.call('GET', '/affiliate_network/7/full')
    expect(Object.values(whole.uncounted)).toEqual(Object.values(TOLD))
    await tracker.call('PUT', '/affiliate_network/7', {
      statusPayoutRelations: [{ conversionStatus: 'sale', payout: '12' }],
    })
    expect(await warned()).toHaveLength(1)
    await tracker.call('PUT', '/affiliate_network/7/status_map', { ok: 'sale' })
    expect(await warned()).toEqual([])
    const { body: mended } = await tracker.call('GET', '/affiliate_network/7/full')
    expect(mended.uncounted).toEqual({})
  })

  test('are no warning where payouts by status are off, nor of a removed network', async () => {
    const { statusMap: _words, ...silent } = { ...OLD, statusPayoutsActive: false }
    await taken(fileOf(silent))
    expect(await warned()).toEqual([])
    await taken(fileOf({ ...OLD, id: 8, name: 'Gone', archived: true }))
    expect(await warned()).toEqual([])
  })

  test('are kept from those from whom money is', async () => {
    await taken(fileOf(OLD))
    const { key } = addPerson(tracker, 'discreet', { role: 'admin', hideProfit: true })
    const { status, body } = await tracker.call('GET', '/affiliate_network/7/full', undefined, key)
    expect([status, body.name]).toEqual([200, OLD.name])
    expect(JSON.stringify(body)).not.toContain('12 USD')
  })

  test('are of a network whose name is cut where it is long', async () => {
    await taken(fileOf({ ...OLD, name: 'Ж'.repeat(120) }))
    expect(await warned()).toEqual([
      `Networks with payouts or words that never count: ${'Ж'.repeat(40)}…`,
    ])
  })

  test('of many networks the first are named', async () => {
    await taken(
      fileOf(...Array.from({ length: 7 }, (_, at) => ({ ...OLD, id: at + 1, name: `N${at}` }))),
    )
    expect(await warned()).toEqual([
      'Networks with payouts or words that never count: N0, N1, N2, N3, N4, …',
    ])
  })
})

test('of a word that is there twice the meaning that counts is shown', async () => {
  const statusMap = [
    { word: 'ok', class: 'lead' },
    { word: 'ok', class: 'sale' },
  ]
  await taken(fileOf({ id: 7, name: 'Twice', statusMap }))
  expect((await tracker.call('GET', '/affiliate_network/7/status_map')).body).toEqual({
    ok: 'lead',
  })
})

describe('own words with two meanings', () => {
  const settings = { 'conversions.status_words': ['ok=sale', 'OK=trash'] }
  const problem = { 'conversions.status_words': ['says two things of "OK"'] }

  test('are refused', async () => {
    const { status, body } = await tracker.call('PATCH', '/settings', settings)
    expect([status, body.errors.fields]).toEqual([400, problem])
  })

  test('come in with a file, are told, and may be sent back as they are', async () => {
    const { body } = await taken({ format: 'sluice-config', version: 1, settings })
    expect(body.applied).toBe(true)
    expect(body.plan).toMatchObject([
      {
        action: 'create',
        fields: { 'settings.conversions.status_words': ['says two things of "OK"'] },
      },
    ])
    expect((await tracker.call('PATCH', '/settings', settings)).status).toBe(200)
    const more = { 'conversions.status_words': [...settings['conversions.status_words'], 'x=lead'] }
    expect((await tracker.call('PATCH', '/settings', more)).status).toBe(400)
  })
})
