/** What is wrong with rules and default paths is told under the names that the caller sent. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { openManagement } from '../../../support/management.ts'

const management = openManagement()
afterAll(() => management.close())
const { call } = management

let campaign = 0
let rotation = 0
beforeAll(async () => {
  await call('POST', '/traffic_source', { name: 'TS' })
  campaign = (await call('POST', '/campaign', { name: 'C', trafficSourceId: 1 })).body.id
  rotation = (await call('POST', '/rotation', { name: 'R' })).body.id
  const hidden = { type: 'regular', name: 'hidden', paths: [] }
  const flows = [hidden, { type: 'default', paths: [] }]
  for (const of of [`campaign/${campaign}`, `rotation/${rotation}`]) {
    expect((await call('PUT', `/${of}/flows`, { flows })).status).toBe(200)
  }
})

const is = (type: string, ...values: string[]) => ({ type, operator: 'is', values })
const good = { paths: [], criteria: [is('country', 'DE')] }
const CASES: Readonly<Record<string, readonly [plan: object, field: string]>> = {
  'a criterion': [
    { rules: [good, { criteria: [is('country', 'DE'), is('part_of_day', 'moon')] }] },
    'rules.1.criteria.1',
  ],
  'a landing of a rule': [
    { rules: [good, { paths: [{ landings: [{ id: 77 }] }] }] },
    'rules.1.paths.0.landings.0.id',
  ],
  'an offer of a rule': [
    { rules: [{ paths: [{ offers: [{ offerId: 77 }] }] }] },
    'rules.0.paths.0.offers.0.offerId',
  ],
  'an offer of a default path': [
    { rules: [good], defaultPaths: [{ offers: [] }, { offers: [{ offerId: 77 }] }] },
    'defaultPaths.1.offers.0.offerId',
  ],
}

test.each(Object.entries(CASES))('%s', async (_, [plan, field]) => {
  const fieldsOf = async (method: 'POST' | 'PUT', path: string, body: object) => {
    const answer = await call(method, path, body)
    expect(answer.status).toBe(400)
    return Object.keys(answer.body.errors.fields)
  }
  const ofCampaign = { name: 'New', trafficSourceId: 1, customRotation: plan }
  expect(await fieldsOf('POST', '/campaign', ofCampaign)).toEqual([`customRotation.${field}`])
  expect(await fieldsOf('PUT', `/campaign/${campaign}`, ofCampaign)).toEqual([
    `customRotation.${field}`,
  ])
  const ofRotation = { name: 'New', ...plan }
  expect(await fieldsOf('POST', '/rotation', ofRotation)).toEqual([field])
  expect(await fieldsOf('PUT', `/rotation/${rotation}`, ofRotation)).toEqual([field])
})
