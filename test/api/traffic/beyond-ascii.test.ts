/** Headers beyond ASCII, which arrive as the bytes of their UTF-8, and international hosts. */
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

test('the simulator and a filter know a host as visits do', async () => {
  const { id } = await makeCampaign(account.api, { alias: 'hosts' })
  const of = (host: string) => ({
    type: 'regular',
    filters: [{ key: 'host', payload: [host] }],
    action: { key: 'show_text', payload: host },
  })
  const fallback = { type: 'default', action: { key: 'show_text', payload: 'another' } }
  const flows = [of('127.0.0.1'), of('*.пример.рф'), fallback]
  await account.api('PUT', `/campaign/${id}/flows`, { flows })
  const seen = async (facts: object) => {
    const path = `/campaign/${id}/simulate`
    const { body } = await account.api<{ trace: object[] }>('POST', path, { facts })
    return body.trace.filter((entry) => 'verdict' in entry && 'key' in entry)
  }
  expect(await shown('hosts', {})).toBe('127.0.0.1')
  expect(await seen({})).toMatchObject([{ verdict: 'allow', seen: '127.0.0.1' }])
  expect(await seen({ host: 'GO.пример.рф:8080' })).toMatchObject([
    { verdict: 'reject' },
    { verdict: 'allow', seen: 'go.xn--e1afmkfd.xn--p1ai' },
  ])
})
