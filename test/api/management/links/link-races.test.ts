/** Of changes at once that mean the same version, one is made: also where a change waits for something. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { openManagement } from '../../../support/management.ts'

const api = openManagement()
afterAll(api.close)

const DOMAIN = crypto.randomUUID()
let id = 0

beforeAll(async () => {
  await api.call('POST', `/domain/${DOMAIN}`, { host: 'go.example.test' })
  const link = { webUrl: 'https://a.test/', domainUuid: DOMAIN }
  id = (await api.call('POST', '/links', link)).body.id
})

async function changedAtOnce(body: (n: number) => object) {
  const { key } = api
  const url = `http://localhost/public/api/v1/links/${id}`
  const shown = await api.send(new Request(url, { headers: { 'api-key': key } }))
  const headers = { 'api-key': key, 'if-match': shown.headers.get('etag') ?? '' }
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, n) =>
      api.send(new Request(url, { method: 'PATCH', headers, body: JSON.stringify(body(n)) })),
    ),
  )
  return answers.map(({ status }) => status).toSorted((a, b) => a - b)
}

const ONE = [200, 412, 412, 412, 412, 412, 412, 412]

test.each([
  ['titles', (n: number) => ({ title: `title ${n}` })],
  ['addresses', (n: number) => ({ webUrl: `https://a.test/${n}` })],
  ['passwords', (n: number) => ({ password: `phrase number ${n}` })],
])('of eight %s one is stored', async (_name, body) => {
  expect(await changedAtOnce(body)).toEqual(ONE)
})
