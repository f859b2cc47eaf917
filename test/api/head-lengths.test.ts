/** What HEAD says of the length is what GET sends, on every path. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { type Admin, admin, makeCampaign } from '../support/api.ts'
import { cleanUp, type Server, startServer } from '../support/server.ts'

let server: Server
let account: Admin

beforeAll(async () => {
  server = await startServer()
  account = await admin(server)
  await makeCampaign(account.api, { alias: 'page', action: 'meta' })
}, 60_000)

afterAll(cleanUp)

const API = '/public/api/v1'
const PATHS: readonly [path: string, status: number, key: 'with' | 'without'][] = [
  [`${API}/country/list`, 200, 'with'],
  [`${API}/user/role`, 401, 'without'],
  [`${API}/campaign/77`, 404, 'with'],
  [`${API}/no/such/operation`, 404, 'with'],
  ['/api/doc', 200, 'without'],
  ['/api/doc/json', 200, 'with'],
  ['/api/doc/no-such-file', 404, 'with'],
  ['/api/v1/links', 403, 'without'],
  ['/admin', 200, 'without'],
  ['/admin/some/page', 200, 'without'],
  ['/admin/_/no-such-file.js', 404, 'without'],
  ['/healthz', 200, 'without'],
  ['/page', 200, 'without'],
  ['/no-such-page', 404, 'without'],
  ['/page?return=json', 200, 'without'],
  ['/click?key=page&lp_type=pixel', 200, 'without'],
  ['/click_api/v3?token=none', 401, 'without'],
  ['/js/k.min.js', 200, 'without'],
]

test.each(PATHS)('%s, %p, %s a key', async (path, status, key) => {
  for (const encoding of ['identity', 'gzip', 'br']) {
    const headers = {
      'accept-encoding': encoding,
      ...(key === 'with' ? { 'api-key': account.key } : {}),
    }
    const send = (method: string) =>
      fetch(server.url + path, { method, headers, decompress: false })
    const [head, get] = [await send('HEAD'), await send('GET')]
    const length = (await get.arrayBuffer()).byteLength
    expect([head.status, head.headers.get('content-length')]).toEqual([status, `${length}`])
    expect([get.status, (await head.arrayBuffer()).byteLength]).toEqual([status, 0])
  }
})
