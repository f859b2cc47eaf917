/** Pages of other servers as callers get them: text as text, what clients decode as base64. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { actionFlow, type Installation, openInstallation } from '../../support/click-api.ts'
import { cleanUp } from '../../support/server.ts'

const PICTURE = new Uint8Array([0x89, 0x50, 0xff, 0])
const DRAWING = '<svg xmlns="http://www.w3.org/2000/svg"><text>é</text></svg>'
const PAGES: Readonly<Record<string, readonly [type: string, body: string | Uint8Array]>> = {
  '/picture': ['image/png', PICTURE],
  '/drawing': ['image/svg+xml', DRAWING],
  '/paper': ['application/pdf', PICTURE],
  '/data': ['application/json', '{"a":1}'],
}

const other = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  fetch({ url }) {
    const [type, body] = PAGES[new URL(url).pathname]!
    return new Response(Buffer.from(body), { headers: { 'Content-Type': type } })
  },
})
let made: Installation

beforeAll(async () => {
  const port = String(other.port)
  made = await openInstallation(['--outbound-host', '127.0.0.1', '--outbound-port', port])
}, 30_000)

afterAll(async () => {
  await other.stop(true)
  await cleanUp()
})

async function shown(path: string) {
  const flow = actionFlow('curl', `${other.url.origin}${path}`)
  const { token } = await made.campaign(`of${path.replace('/', '-')}`, [flow])
  const answer = await fetch(`${made.server.url}/click_api/v3?token=${token}`)
  return (await answer.json()) as { readonly body: string; readonly contentType: string }
}

test.each(['/picture', '/drawing', '/paper'])('%s is base64', async (path) => {
  const [type, content] = PAGES[path]!
  const { body, contentType } = await shown(path)
  expect(contentType).toStartWith(type)
  expect(Buffer.from(body, 'base64')).toEqual(Buffer.from(content))
})

test('other text stays text', async () => {
  expect((await shown('/data')).body).toBe('{"a":1}')
})
