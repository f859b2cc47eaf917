import { afterAll, expect, test } from 'bun:test'

import { DEFAULTS, emptyFlowSet } from '../../../src/db/records.ts'
import { openManagement } from '../../support/management.ts'

/** Every place where a person tells the server what to call. */
const management = openManagement()
afterAll(() => management.close())
const { stores } = management.desk
const { call } = management

const INSIDE = 'http://2130706433/x'
const OUTSIDE = 'https://partner.example/?c={subid}'
const ALLOWED = 'http://10.9.8.7/?c={subid}'

const sourceId = stores.traffic_sources.add({ ...DEFAULTS.traffic_sources, name: 'S' }, null)
const campaignId = stores.campaigns.add(
  { ...DEFAULTS.campaigns, name: 'C', key: 'ckey', alias: 'calias', token: 'ctoken', sourceId },
  null,
)
stores.flowSets.put('campaign', campaignId, emptyFlowSet(1))
const offerId = stores.offers.add({ ...DEFAULTS.offers, name: 'O', url: OUTSIDE }, null)
const landingId = stores.landings.add({ ...DEFAULTS.landings, name: 'L', url: OUTSIDE }, null)

const postback = (url: string) => ({ url })
const places: [what: string, method: string, path: string, body: (url: string) => object][] = [
  ['a source', 'PUT', `/traffic_source/${sourceId}`, (postbackUrl) => ({ postbackUrl })],
  ['a new source', 'POST', '/traffic_source', (url) => ({ name: 'N', postbackUrl: url })],
  [
    'a status of a source',
    'PUT',
    `/traffic_source/${sourceId}`,
    (link) => ({ statusPostbackRelations: [{ conversionStatus: 'sale', link }] }),
  ],
  [
    'a campaign',
    'PATCH',
    `/campaign/${campaignId}/full`,
    (url) => ({ postbacks: [postback(url)] }),
  ],
  [
    'a flow that shows a page',
    'PUT',
    `/campaign/${campaignId}/flows`,
    (payload) => ({ flows: [{ type: 'default', name: 'f', action: { key: 'curl', payload } }] }),
  ],
  [
    'a flow that asks where to go',
    'PUT',
    `/campaign/${campaignId}/flows`,
    (payload) => ({ flows: [{ type: 'default', name: 'f', action: { key: 'remote', payload } }] }),
  ],
  [
    'an offer that is fetched',
    'PATCH',
    `/offer/${offerId}/full`,
    (payload) => ({ action: { key: 'curl', payload } }),
  ],
  [
    'a landing that is fetched',
    'PATCH',
    `/landing/${landingId}/full`,
    (payload) => ({ kind: 'action', action: { key: 'curl', payload } }),
  ],
  ['rates', 'PATCH', '/settings', (url) => ({ 'conversions.rates_url': url })],
]

test.each(places)('%s calls nothing of our own network', async (_what, method, path, body) => {
  const refused = await call(method, path, body(INSIDE))
  expect([refused.status, JSON.stringify(refused.body)]).toEqual([
    400,
    expect.stringContaining('--outbound-host 127.0.0.1'),
  ])
  for (const url of [OUTSIDE, ALLOWED])
    expect((await call(method, path, body(url))).status).toBeOneOf([200, 201])
})

test('what is stored already may be sent back, what is new may not', async () => {
  const before = stores.traffic_sources.find(sourceId)!
  stores.traffic_sources.put({ ...before, postbackUrl: INSIDE })
  const put = (body: object) => call('PUT', `/traffic_source/${sourceId}`, body)
  expect((await put({ name: 'Other', postbackUrl: INSIDE })).status).toBe(200)
  expect((await put({ postbackUrl: `${INSIDE}y` })).status).toBe(400)
})
