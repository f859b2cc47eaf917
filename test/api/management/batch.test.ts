import { afterAll, beforeAll, describe, expect, test } from 'bun:test'

import { type Management, openManagement } from '../../support/management.ts'
import { addPerson, permission } from '../../support/people.ts'

interface Part {
  readonly part: number
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  // oxlint-disable-next-line typescript/no-explicit-any -- bodies of every shape
  readonly body: any
}

let management: Management
beforeAll(async () => {
  management = openManagement()
  await management.call('POST', '/traffic_source', { name: 'Push' })
  await management.call('POST', '/affiliate_network', { name: 'Best' })
})
afterAll(() => management.close())

const asked = (paths: readonly string[]) =>
  `/batch?${paths.map((path) => `get[]=${encodeURIComponent(path)}`).join('&')}`
const linesOf = (text: string): Part[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Part)

/** Lines are no answer as any other: they are read as they are. */
async function sent(of: Management, paths: readonly string[], key = of.key, method = 'GET') {
  const url = `http://localhost/public/api/v1${asked(paths)}`
  return of.send(new Request(url, { method, headers: { 'api-key': key } }))
}

/** In the order of the question. */
async function parts(paths: readonly string[], key = management.key) {
  const response = await sent(management, paths, key)
  expect(response.status).toBe(200)
  return linesOf(await response.text()).toSorted((one, other) => one.part - other.part)
}
const titles = (found: readonly Part[]) => found.map(({ body }) => body.errors?.title ?? '')

test('each part is what the operation answers alone, with its tag and its id', async () => {
  const paths = ['/traffic_source/1', '/affiliate_network/list/all?name=best', '/groups/offers']
  const found = await parts(paths)
  for (const [at, path] of paths.entries()) {
    const alone = await management.call('GET', path)
    expect(found[at]).toMatchObject({ part: at, status: alone.status, body: alone.body })
    expect(found[at]?.headers['etag']).toBe(alone.headers.get('etag') ?? '')
  }
  expect(new Set(found.map(({ headers }) => headers['x-request-id'])).size).toBe(paths.length)
})

test('a part that fails says so in its place, and the others are answered', async () => {
  const found = await parts(['/offer/77', '/traffic_source/1', '/unheard/of', '/offer/x'])
  expect(found.map(({ status }) => status)).toEqual([404, 200, 404, 400])
  expect(titles(found)).toEqual(['NotFound', '', 'NotFound', 'InvalidArgument'])
})

describe('rights are those of each part', () => {
  test('what is not the caller’s is refused in its place', async () => {
    const only = permission('traffic_source', { readUuids: ['1'] })
    const { key } = addPerson(management, 'reader', { permissions: [only] })
    const paths = ['/traffic_source/1', '/affiliate_network/1', '/settings']
    expect((await parts(paths, key)).map(({ status }) => status)).toEqual([200, 403, 403])
  })

  test('strangers get no part', async () => {
    const response = await sent(management, ['/traffic_source/1'], 'slc_x')
    expect(response.status).toBe(401)
    expect(await response.text()).not.toContain('Push')
  })

  test('a key that reads reports only has them together, and nothing else', async () => {
    const made = await management.call('POST', '/api_keys', { name: 'r', scope: 'reports' })
    const key = made.body.key ?? made.body.apiKey
    const found = await parts(['/report/catalog', '/traffic_source/1'], key)
    expect(found.map(({ status }) => status)).toEqual([200, 403])
  })
})

test('no part has parts, leaves as a file, or lies elsewhere', async () => {
  const found = await parts([
    asked(['/traffic_source/1']),
    '/clicklog/export',
    '/system/licences',
    '/../../../api/doc',
  ])
  expect(found.map(({ status }) => status)).toEqual([400, 400, 400, 404])
  expect(JSON.stringify(found)).not.toContain('MIT')
  expect(found[0]?.body.errors.message).toContain('ask for it alone')
})

test.each([
  ['none', []],
  ['too many', Array.from({ length: 21 }, () => '/groups/offers')],
  ['an address', ['https://example.com/']],
])('%s is refused as a whole', async (_, paths) => {
  expect((await sent(management, paths)).status).toBe(400)
})

test('each part is taken from the bucket of the caller, so that it is no way around it', async () => {
  const other = openManagement()
  const { settings, changes } = other.desk.stores
  settings.put('api.requests_per_second', '1')
  settings.put('api.burst', '5')
  changes.note('settings', 'api.burst')
  other.routing.publish()
  const answer = await sent(
    other,
    Array.from({ length: 20 }, () => '/groups/offers'),
  )
  const lines = linesOf(await answer.text())
  const statuses = lines.map(({ status }) => status)
  expect(statuses.filter((status) => status === 200).length).toBeLessThan(6)
  const refused = lines.find(({ status }) => status === 429)
  expect(refused?.headers['retry-after']).toBe('1')
  other.close()
})

test('a part that takes long holds none of the others up', async () => {
  const late = Promise.withResolvers<{ refused: 'busy' }>()
  const other = openManagement({ reports: { hygiene: () => late.promise } })
  const response = await sent(other, ['/hygiene/macros', '/groups/offers'])
  const reader = response.body!.getReader()
  const first = new TextDecoder().decode((await reader.read()).value)
  expect(
    first
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as Part).part),
  ).toEqual([1])
  late.resolve({ refused: 'busy' })
  const rest = new TextDecoder().decode((await reader.read()).value)
  expect(JSON.parse(rest)).toMatchObject({ part: 0, status: 503 })
  other.close()
})

test('HEAD asks nothing', async () => {
  let asking = 0
  const other = openManagement({ reports: { hygiene: () => Promise.resolve(asking++ ? [] : []) } })
  const response = await sent(other, ['/hygiene/macros'], other.key, 'HEAD')
  expect([response.status, await response.text(), asking]).toEqual([200, '', 0])
  other.close()
})
