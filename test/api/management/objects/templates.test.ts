import { afterAll, expect, test } from 'bun:test'

import templates from '../../../../src/api/management/objects/templates.json' with { type: 'json' }
import { openManagement } from '../../../support/management.ts'

const management = openManagement()
afterAll(() => management.close())
const { call } = management
const own = {
  id: 'adcash',
  name: 'My Adcash',
  tokens: [{ param: 'z', macro: '[z]', meaning: 'Z' }],
}
const rows = async () => (await call('GET', '/templates?kind=source&q=adcash')).body.rows

test('own templates win over built-in ones by id, until they are removed', async () => {
  const file = { traffic_sources: [own], affiliate_networks: [{ id: 'mine', name: 'Mine' }] }
  const { status, body } = await call('POST', '/templates/import', file)
  expect([status, body]).toEqual([200, { imported: 2 }])
  expect(await rows()).toEqual([
    expect.objectContaining({ id: 'adcash', name: 'My Adcash', isOwn: true }),
  ])
  const dialect = await call('GET', '/traffic_source_templates')
  expect(dialect.body[0]).toMatchObject({ name: 'My Adcash', tokens: { 1: { parameter: 'z' } } })
  const again = { traffic_sources: [{ ...own, name: 'Renamed' }] }
  expect((await call('POST', '/templates/import', again)).status).toBe(200)
  expect((await call('GET', '/templates/source/adcash')).body.name).toBe('Renamed')
  expect((await call('DELETE', '/templates/source/adcash')).status).toBe(200)
  expect((await rows())[0]).toMatchObject({ name: 'Adcash', isOwn: false })
  expect((await call('DELETE', '/templates/source/adcash')).status).toBe(404)
})

test('a built-in file can be taken in as it is', async () => {
  const file = await Bun.file('src/api/management/objects/templates.json').json()
  const { status, body } = await call('POST', '/templates/import', file)
  expect([status, body]).toEqual([200, { imported: expect.any(Number) }])
  expect(
    (await call('POST', '/templates/import', { traffic_sources: [{ id: '../x' }] })).status,
  ).toBe(400)
})

test.each(templates.traffic_sources)(
  'the postback of $id names what is to be replaced',
  (source) => {
    const named = source.postback_url?.match(/REPLACE_\w+/g) ?? []
    expect([...new Set(named)].toSorted()).toEqual([...source.replace].toSorted())
    if (source.postback_url !== null) expect(source.postback_url).toContain('{external_id}')
  },
)

test.each(templates.affiliate_networks)(
  'the postback of $id holds the macros of $id',
  (network) => {
    if (network.postback_url === null) return
    const { click_id_macro, payout_macro, transaction_macro, status_macro, currency_macro } =
      network
    const macros = [click_id_macro, payout_macro, transaction_macro, status_macro, currency_macro]
    for (const macro of macros)
      if (macro !== null) expect(network.postback_url).toContain(`=${macro}`)
    const words = Object.values(network.status_map).flat()
    expect(new Set(words).size).toBe(words.length)
    if (words.length > 0) expect(network.postback_url).toContain('&status=')
  },
)
