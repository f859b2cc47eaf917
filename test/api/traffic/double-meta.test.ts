/** Targets of any length behind two pages: the address of the second one can't hold all of them. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { admin, makeCampaign } from '../../support/api.ts'
import { cleanUp, type Server, startServer } from '../../support/server.ts'

let server: Server
beforeAll(async () => {
  server = await startServer()
  const { api } = await admin(server)
  const { id } = await makeCampaign(api, { alias: 'twice' })
  const target = 'https://offer.test/?a={sub_id_1}&b={sub_id_2}'
  const action = { key: 'double_meta', payload: target }
  await api('PUT', `/campaign/${id}/flows`, { flows: [{ type: 'default', action }] })
}, 30_000)
afterAll(cleanUp)

const next = (html: string) =>
  /content="0;url=([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? ''

test.each([1, 100, 170, 171, 250, 512])('%d Cyrillic letters arrive', async (count) => {
  const text = 'я'.repeat(count)
  const first = await fetch(`${server.url}/twice?sub_id_1=${text}&sub_id_2=${text}`)
  let address = next(await first.text())
  let last = first
  if (!address.startsWith('https://offer.test/')) {
    last = await fetch(address)
    address = next(await last.text())
  }
  const { searchParams } = new URL(address)
  expect([searchParams.get('a'), searchParams.get('b')]).toEqual([text, text])
  expect(last.headers.get('referrer-policy')).toBe('no-referrer')
})
