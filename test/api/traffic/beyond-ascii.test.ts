/** Headers beyond ASCII, which arrive as the bytes of their UTF-8. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { type Admin, admin, makeCampaign } from '../../support/api.ts'
import { cleanUp, type Server, startServer } from '../../support/server.ts'

let server: Server
let account: Admin
beforeAll(async () => {
  server = await startServer()
  account = await admin(server)
}, 30_000)
afterAll(cleanUp)

/** As clients send a header that they did not encode. */
const asSent = (text: string) => Buffer.from(text).toString('latin1')

async function shown(alias: string, headers: Record<string, string>): Promise<string> {
  const answer = await fetch(`${server.url}/${alias}`, { headers })
  return answer.text()
}

test('an agent, a referrer and an app are read as the UTF-8 that they are', async () => {
  const payload = '{user_agent}|{referrer}|{referrer_domain}|{x_requested_with}'
  const { id } = await makeCampaign(account.api, { alias: 'said' })
  const action = { key: 'show_text', payload }
  await account.api('PUT', `/campaign/${id}/flows`, { flows: [{ type: 'default', action }] })
  const headers = {
    'User-Agent': asSent('Мой браузер/5.0'),
    Referer: asSent('https://сайт.рф/страница'),
    'X-Requested-With': asSent('приложение'),
  }
  expect(await shown('said', headers)).toBe(
    'Мой браузер/5.0|https://сайт.рф/страница|сайт.рф|приложение',
  )
})

test('filters compare what was written', async () => {
  const { id } = await makeCampaign(account.api, { alias: 'compared' })
  const filters = [
    { key: 'user_agent', payload: ['мой браузер*'] },
    { key: 'referrer', payload: ['*страница'] },
    { key: 'header', payload: { name: 'X-City', values: ['москва'] } },
  ]
  const flows = [
    { type: 'regular', filters, action: { key: 'show_text', payload: 'all three' } },
    { type: 'default', action: { key: 'show_text', payload: 'not all' } },
  ]
  const saved = await account.api('PUT', `/campaign/${id}/flows`, { flows })
  expect(saved.status).toBe(200)
  const headers = {
    'User-Agent': asSent('Мой браузер/5.0'),
    Referer: asSent('https://example.com/страница'),
    'X-City': asSent('Москва'),
  }
  expect(await shown('compared', headers)).toBe('all three')
  expect(await shown('compared', { ...headers, 'X-City': 'Moskva' })).toBe('not all')
})
