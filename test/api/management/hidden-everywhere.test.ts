/** Every operation as somebody from whom revenue is kept, who may do everything else. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { OPERATIONS } from '../../../src/api/management/api.ts'
import { tellStory, type Told } from '../../support/api-story.ts'
import { admin } from '../../support/api.ts'
import { cleanUp, startServer } from '../../support/server.ts'

const SUBJECTS = (
  'campaign offer landing rotation affiliate_network traffic_source domain campaign_group ' +
  'landing_group offer_group rotation_group link pixel postback_log custom_column default_column'
).split(' ')
const everything = SUBJECTS.map((subject) => ({ subject, accessLevel: 'MODIFY', canCreate: true }))
/** The payouts of the examples: of the offer, of the conversion, of a network's status. */
const AMOUNTS = /\b(37[.,]31|41[.,]17|23[.,]17|37310000|41170000|23170000)/
/** What names an amount, with one behind it. */
const NAMED = /"\w*(payout|revenue|profit|roi|epc)\w*":("?-?\d|\{)/i
/** Shows the amount that the example's own request says. */
const ECHOES = new Set(['previewPostback'])

const told: Record<string, ReadonlyMap<string, Told>> = {}

beforeAll(async () => {
  const server = await startServer()
  const { key } = await admin(server)
  await tellStory(server, key, async (ask, send) => {
    for (const role of ['user', 'admin']) {
      const permissions = role === 'user' ? everything : []
      const user = { login: `discreet ${role}`, password: 'a long password', role, permissions }
      const { user_id: id } = (await send('POST', '/user/create', user)) as { user_id: number }
      await send('PUT', `/user/${id}/hide_profit`, { hideProfit: true })
      await send('PUT', `/identity/api_key/refresh/${id}`)
      const [own] = (await send('GET', `/identity/api_key/${id}`)) as { apiKey: string }[]
      told[role] = new Map((await ask(own!.apiKey)).map((one) => [one.id, one]))
    }
  })
}, 120_000)
afterAll(cleanUp)

const asked = OPERATIONS.filter(({ method }) => method !== 'DELETE').map(({ id }) => [id] as const)

test.each(asked)('%s shows no amount that is hidden', (id) => {
  for (const answers of Object.values(told)) {
    const one = answers.get(id)
    if (one === undefined) continue
    expect(one.status).toBeLessThan(500)
    if (!ECHOES.has(id)) expect(one.text).not.toMatch(AMOUNTS)
    expect(one.text.replaceAll(/"statusPayoutsActive":\w+/g, '')).not.toMatch(NAMED)
  }
})

test('they were really asked, and most of it was answered', () => {
  for (const answers of Object.values(told)) {
    const done = [...answers.values()].filter(({ status }) => status < 300)
    expect(done.length).toBeGreaterThan(asked.length / 2)
  }
})
