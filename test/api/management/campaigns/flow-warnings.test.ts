/** What is saved although it leads nobody on. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { openManagement } from '../../../support/management.ts'

const management = openManagement()
afterAll(() => management.close())
const { call } = management

let campaign = 0
let offer = 0
let landing = 0
beforeAll(async () => {
  const source = (await call('POST', '/traffic_source', { name: 'TS' })).body.id
  campaign = (await call('POST', '/campaign', { name: 'C', trafficSourceId: source })).body.id
  offer = (await call('POST', '/offer', { name: 'O', url: 'https://o.example/?c={subid}' })).body.id
  const page = { name: 'L', url: 'https://l.example/' }
  landing = (await call('POST', '/landing/not_integrated', page)).body.id
})

const shown = (weight: number) => ({ landings: [{ landingId: landing, weight }] })
const offered = (weight: number) => ({ offers: [{ offerId: offer, weight }] })
const NO_OFFER = { at: 'flows.0.paths.0', text: 'has no active offer with a weight above 0' }
const IDLE = { at: 'flows.0', text: 'has nothing to serve' }
const idle: Record<string, [paths: () => object[], warnings: object[]]> = {
  'no path': [() => [], [IDLE]],
  'a path of weight 0': [() => [{ weight: 0, ...offered(1) }], [IDLE]],
  'an offer of weight 0': [() => [offered(0)], [NO_OFFER]],
  'a path with nothing': [() => [{}], [NO_OFFER]],
  'a landing of weight 0': [
    () => [{ ...shown(0), ...offered(1) }],
    [{ ...NO_OFFER, text: 'has no active landing with a weight above 0' }],
  ],
  'a landing without an active offer': [() => [{ ...shown(1), ...offered(0) }], [NO_OFFER]],
  'a landing alone': [() => [shown(1)], []],
  'one of two paths': [() => [offered(0), offered(1)], [NO_OFFER]],
  'an offer': [() => [offered(1)], []],
}
test.each(Object.entries(idle))('says what serves nothing: %s', async (_name, [paths, found]) => {
  const flows = [{ type: 'default', name: 'rest', paths: paths() }]
  const { body } = await call('PUT', `/campaign/${campaign}/flows`, { flows })
  expect(body.warnings).toEqual(found)
})

test('says what is drawn and leads nowhere: deleted, paused or full', async () => {
  const made = async (path: string, body: object) => (await call('POST', path, body)).body.id
  const url = 'https://o.example/?c={subid}'
  const [gone, paused, full] = [
    await made('/offer', { name: 'gone', url }),
    await made('/offer', { name: 'paused', url }),
    await made('/offer', { name: 'full', url }),
  ]
  const other = await made('/campaign', { name: 'other', trafficSourceId: 1 })
  await call('POST', `/offer/cap/conversion/${full}`, { maxCap: 2 })
  const entry = (part: object) => ({ weight: 1, ...part })
  const offers = [offer, gone, paused, full].map((offerId) => entry({ offerId }))
  const targets = [...offers, entry({ campaignId: other })]
  const paths = [{ landings: [{ landingId: landing, weight: 1 }], offers: targets }]
  const flows = [{ type: 'default', name: 'rest', paths }]
  const warned = async () => {
    const { body } = await call('PUT', `/campaign/${campaign}/flows?dryRun=1`, { flows })
    return body.warnings.map(({ at, text }: { at: string; text: string }) => `${at}: ${text}`)
  }
  expect(await warned()).toEqual([])
  await call('DELETE', `/offer/${gone}`)
  await call('PATCH', `/offer/${paused}/full`, { state: 'paused' })
  await call('POST', `/offer/cap/conversion/${full}/maximize`)
  await call('PATCH', `/campaign/${other}/full`, { state: 'paused' })
  await call('PATCH', `/landing/${landing}/full`, { state: 'paused' })
  expect(await warned()).toEqual([
    'flows.0.paths.0.offers.1: the offer is deleted',
    'flows.0.paths.0.offers.2: the offer is paused',
    'flows.0.paths.0.offers.3: the offer has all conversions of its cap now',
    'flows.0.paths.0.offers.4: the campaign is paused',
    'flows.0.paths.0.landings.0: the landing is paused',
  ])
})
