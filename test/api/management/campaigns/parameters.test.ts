/** Parameters of campaigns and sources: what visits could not bring is refused. */
import { afterAll, expect, test } from 'bun:test'

import { openManagement } from '../../../support/management.ts'

const management = openManagement()
afterAll(() => management.close())
const { call } = management

const tokens = [{ id: '1', parameter: 'zone', placeholder: '{zoneid}', name: 'Zone' }]
const { id: trafficSourceId } = (await call('POST', '/traffic_source', { name: 'S', tokens })).body
await call('POST', '/campaign', { name: 'C', key: 'c', trafficSourceId })

const parameter = (field: string, alias: string) => ({ field, alias, label: '', placeholder: '' })
const save = async (...parameters: object[]) => {
  const { status, body } = await call('PATCH', '/campaign/1/full', { parameters })
  return status === 200 ? 'saved' : body.errors.fields.parameters
}

test.each(['a b', 'a&b', 'a=b', 'a#', 'a?b', 'a%62', 'a+b', 'a\n', 'я'.repeat(33), 'x'.repeat(65)])(
  '%j is no name that a visit could send',
  async (alias) => {
    const expected = [`"${alias.slice(0, 60)}" is not the name of a parameter`]
    expect(await save(parameter('sub_id_2', alias))).toEqual(expected)
    const token = { id: '2', parameter: alias, placeholder: '', name: '' }
    const { body } = await call('POST', '/traffic_source', { name: 'T', tokens: [token] })
    expect(body.errors.fields.tokens).toEqual(expected)
  },
)

test('words by which our own addresses are told apart are refused', async () => {
  for (const word of ['key', 'lp', 'cnv_id', 'upd_clickid']) {
    expect(await save(parameter('sub_id_2', word))).toEqual([
      `"${word}" has another meaning in our addresses`,
    ])
  }
  expect(await save(parameter('sub_id_2', 'зона'), parameter('sub_id_3', '__proto__'))).toBe(
    'saved',
  )
})

test('a field and a name are there once, those of the source included', async () => {
  expect(await save(parameter('sub_id_2', 'x'), parameter('sub_id_2', 'y'))).toEqual([
    '"sub_id_2" is there twice',
  ])
  expect(await save(parameter('sub_id_2', 'zone'))).toEqual(['"zone" feeds two fields'])
  expect(await save(parameter('sub_id_2', 'zone'), parameter('sub_id_1', 'other'))).toBe('saved')
})

test('what is stored may be sent back, though the source has the name by now', async () => {
  expect(await save(parameter('sub_id_2', 'site'))).toBe('saved')
  const more = [...tokens, { id: '3', parameter: 'site', placeholder: '{s}', name: '' }]
  expect((await call('PUT', '/traffic_source/1', { tokens: more })).status).toBe(200)
  expect(await save(parameter('sub_id_2', 'site'))).toBe('saved')
  const { link } = (await call('GET', '/campaign/1/link')).body
  expect(link).toEndWith('/click?key=c&zone={zoneid}&site={s}')
})

test('names that an older version took come in with a configuration file', async () => {
  const { campaigns, traffic_sources: sources } = management.desk.stores
  const old = [
    { field: 'sub_id_7', alias: 'a&b', label: '', placeholder: '' },
    { field: 'sub_id_8', alias: 'zone', label: '', placeholder: '' },
  ]
  campaigns.put({ ...campaigns.find(1)!, parameters: old })
  const source = sources.find(1)!
  sources.put({ ...source, parameters: [...source.parameters, { ...old[0]!, alias: 'key' }] })
  const { body: file } = await call('GET', '/config/export')
  const other = openManagement()
  const { status, body } = await other.call('POST', '/config/import', file)
  other.close()
  expect(status).toBe(200)
  const actions = body.plan.map(({ action }: { action: string }) => action)
  expect(new Set(actions)).not.toContain('fail')
})
