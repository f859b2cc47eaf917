/** Links by key that a source has glued its parameters to. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { admin, makeOfferCampaign } from '../../support/api.ts'
import { cleanUp, type Server, startServer } from '../../support/server.ts'

let server: Server
beforeAll(async () => {
  server = await startServer()
  const { api } = await admin(server)
  const { id } = await makeOfferCampaign(api, 'shoes')
  const action = { key: 'show_text', payload: '{sub_id_1}|{keyword}' }
  await api('PUT', `/campaign/${id}/flows`, { flows: [{ type: 'default', action }] })
}, 30_000)
afterAll(cleanUp)

const cases: Record<string, [address: string, status: number, text?: string]> = {
  'as it should be': ['/click?key=shoes&sub_id_1=a', 200, 'a|'],
  'a question mark too many in front': ['/click??key=shoes&sub_id_1=a', 200, 'a|'],
  'a question mark after the key': ['/click?key=shoes?sub_id_1=a&keyword=b', 200, 'a|b'],
  'an unknown parameter after the key': ['/click?key=shoes?zone=1&keyword=b', 200, '|b'],
  'nothing after the mark': ['/click?key=shoes?', 200, '|'],
  'an encoded mark': ['/click?key=shoes%3Fsub_id_1=a', 200],
  'the key behind a mark': ['/click?zone=a?key=shoes', 200, '|'],
  'the key behind an ampersand of HTML': ['/click?sub_id_1=a&amp;key=shoes', 200, 'a|'],
  'another key': ['/click?key=shoesx?sub_id_1=a', 404],
  'no key': ['/click?key=?sub_id_1=a', 404],
}
test.each(Object.entries(cases))('a link by key: %s', async (_name, [address, status, text]) => {
  const answer = await fetch(server.url + address)
  expect(answer.status).toBe(status)
  if (text !== undefined) expect(await answer.text()).toBe(text)
})
