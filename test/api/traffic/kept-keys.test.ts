/** What is kept of a call about a conversion: no key, wherever somebody put one. */
import { Database } from 'bun:sqlite'
import { afterAll, expect, test } from 'bun:test'
import { join } from 'node:path'

import { admin, makeCampaign } from '../../support/api.ts'
import { makeClicks, postbackKey } from '../../support/postbacks.ts'
import { cleanUp, startServer } from '../../support/server.ts'

afterAll(cleanUp)

test('keys of the APIs and of postbacks are blacked out by their names and by their look', async () => {
  const server = await startServer()
  const { api, key } = await admin(server)
  await makeCampaign(api, { alias: 'paid' })
  const [click = ''] = await makeClicks(server.url, 'paid', 1)
  const postback = await postbackKey(api)
  const sent = [
    `/${postback}/postback?subid=${click}&api-key=${key}`,
    `/${postback}/postback?subid=${click}&sub_id_1=a%26${key.replace('s', '%73')}`,
    `/click?cnv_id=${click}&Postback_Key=${postback}&X-Auth-Token=abc`,
  ]
  for (const path of sent) expect((await fetch(`${server.url}${path}`)).status).toBe(200)
  const body = new URLSearchParams({ subid: click, note: `Bearer ${key}`, Authorization: 'hidden' })
  const answer = await fetch(`${server.url}/${postback}/postback`, { method: 'POST', body })
  expect(await answer.text()).toBe('Success')
  using db = new Database(join(server.dataDir, 'config.db'), { readonly: true })
  const calls = db.query('SELECT url, fields FROM incoming_calls ORDER BY id').all()
  const text = JSON.stringify(calls)
  expect(calls).toHaveLength(4)
  for (const secret of [key, postback, 'abc', 'hidden']) expect(text).not.toContain(secret)
  expect(calls[1]).toMatchObject({
    url: `/****/postback?subid=${click}&sub_id_1=a%26%2A%2A%2A%2A`,
    fields: JSON.stringify([
      ['subid', click],
      ['sub_id_1', 'a&****'],
    ]),
  })
})
