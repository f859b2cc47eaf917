/** Offer links that lead nowhere are one plain page, and counted by what was wrong with them. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { admin, makeCampaign } from '../../support/api.ts'
import { cleanUp, runSluice, type Server, startServer } from '../../support/server.ts'

let server: Server

beforeAll(async () => {
  server = await startServer()
  const { api } = await admin(server)
  await makeCampaign(api, { alias: 'go', target: 'https://offer.example/' })
}, 60_000)

afterAll(async () => {
  await server.stop()
  await cleanUp()
})

test('each fault has a counter of its own, and the visitor sees none of it', async () => {
  const faults = {
    missing: '/?_lp=1',
    forged: '/?_lp=1&_token=1.bm90IG91cnM',
    unknown_click: '/?_lp=1&_subid=1jjlqn2cluajkp9edd1o',
  }
  for (const link of Object.values(faults)) {
    const answer = await fetch(`${server.url}${link}`, { redirect: 'manual' })
    expect([answer.status, await answer.text()]).toEqual([404, 'This link is not valid.'])
  }
  const metrics = await (await fetch(`${server.url}/metrics`)).text()
  for (const fault of Object.keys(faults)) {
    expect(metrics).toContain(`sluice_invalid_offer_links_total{reason="${fault}"} 1\n`)
  }
})

test('what an old key signed is believed after its renewal', async () => {
  const visit = (cookie: string, ip: string) =>
    fetch(`${server.url}/go`, { headers: { cookie, 'user-agent': ip }, redirect: 'manual' })
  const [, , marks = ''] = (await visit('', 'first agent')).headers.getSetCookie()
  const cookie = marks.slice(0, marks.indexOf(';'))
  await server.stop()
  const words = 'secrets renew --purpose uniqueness --data'.split(' ')
  const renewed = await runSluice([...words, server.dataDir])
  expect(renewed.code).toBe(0)
  server = await startServer({ data: server.dataDir, port: server.port })
  // Seen before, though the agent is another: the mark keeps its time under the new signature.
  const [, , again = ''] = (await visit(cookie, 'second agent')).headers.getSetCookie()
  const timesOf = (text: string) => atob(text.split('=')[1]!.split('.')[1]!)
  const signed = again.slice(0, again.indexOf(';'))
  expect(timesOf(signed)).toBe(timesOf(cookie))
  expect(signed).not.toBe(cookie)
})
