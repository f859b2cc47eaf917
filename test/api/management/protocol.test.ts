import { afterAll, describe, expect, test } from 'bun:test'

import { OPERATIONS } from '../../../src/api/management/api.ts'
import { BODY_MAX_BYTES } from '../../../src/api/management/body.ts'
import { answerOf, openManagement } from '../../support/management.ts'

const management = openManagement()
afterAll(() => management.close())
const { key, call } = management
const URL_OF_ROLE = 'http://localhost/public/api/v1/user/role'

const role = (headers: Record<string, string>) =>
  management.send(new Request(URL_OF_ROLE, { headers })).then(answerOf)

describe('the key', () => {
  const cases: Record<string, [headers: Record<string, string>, status: number]> = {
    'is read from api-key': [{ 'api-key': key }, 200],
    'is read from X-API-Key': [{ 'X-API-Key': key }, 200],
    'may come twice': [{ 'api-key': key, 'x-api-key': key }, 200],
    'may come joined by a comma': [{ 'api-key': `${key}, ${key}` }, 200],
    'must not come in two values': [{ 'api-key': key, 'x-api-key': `${key}x` }, 401],
    'must not come joined with another': [{ 'api-key': `${key}, other` }, 401],
    'must not be empty': [{ 'api-key': '' }, 401],
    'is not a bearer token': [{ authorization: `Bearer ${key}` }, 401],
    'is not looked for in a cookie': [{ cookie: `api-key=${key}` }, 401],
    'is needed': [{}, 401],
  }
  test.each(Object.entries(cases))('%s', async (_name, [headers, status]) => {
    expect((await role(headers)).status).toBe(status)
  })

  test('is not read from the query', async () => {
    const response = await management.send(new Request(`${URL_OF_ROLE}?api_key=${key}`))
    expect(response.status).toBe(401)
  })

  test('is asked for before anything is told of paths', async () => {
    expect((await call('GET', '/no_such_thing', undefined, null)).status).toBe(401)
  })
})

describe('every answer', () => {
  test.each([
    ['a success', 'GET', '/user/role', 'application/json'],
    ['a failure', 'GET', '/campaign/999', 'application/vnd.api+json'],
    ['an unknown path', 'GET', '/nope', 'application/vnd.api+json'],
  ])(
    '%s has its content type, is not cached and has a request id',
    async (_name, method, path, type) => {
      const { headers } = await call(method, path)
      expect(headers.get('content-type')).toBe(type)
      expect(headers.get('cache-control')).toBe('no-cache, no-store, private')
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    },
  )

  test('a failure has the documented shape', async () => {
    const { body } = await call('POST', '/rotation', { name: '' })
    const message = 'name: 1 to 1000 characters'
    const fields = { name: ['1 to 1000 characters'] }
    const fixed = { title: 'InvalidArgument', code: 0, status: 400 }
    expect(body).toEqual({ errors: { ...fixed, detail: message, message, fields } })
  })

  test('all problems of a body are told at once', async () => {
    const { body } = await call('POST', '/offer', { offer: { name: '', url: 'x'.repeat(9000) } })
    expect(Object.keys(body.errors.fields).toSorted()).toEqual(['offer.name', 'offer.url'])
  })

  test('a wrong method is answered with those there are', async () => {
    const { status, headers } = await call('PATCH', '/domains')
    expect(status).toBe(405)
    expect(headers.get('allow')).toBe('GET')
  })

  test('HEAD is a GET without a body', async () => {
    const headers = { 'api-key': key }
    const response = await management.send(new Request(URL_OF_ROLE, { method: 'HEAD', headers }))
    expect(response.status).toBe(200)
  })

  test.each(['/campaign/abc', '/campaign/0', '/campaign/-1', '/campaign/1e3x', '/domain/nouuid'])(
    'the malformed id of %s is bad input',
    async (path) => {
      const method = path.startsWith('/domain') ? 'DELETE' : 'GET'
      expect((await call(method, path)).status).toBe(400)
    },
  )
})

describe('a body', () => {
  const send = (body: BodyInit, headers: Record<string, string> = {}) =>
    management
      .send(
        new Request('http://localhost/public/api/v1/rotation', {
          method: 'POST',
          headers: { 'api-key': key, ...headers },
          body,
        }),
      )
      .then(answerOf)
  const deep = (levels: number) => `{"name":${'['.repeat(levels)}${']'.repeat(levels)}}`

  const cases: Record<string, [body: string, status: number]> = {
    'may have any content type': ['{"name":"r"}', 201],
    'may have unknown properties': ['{"name":"r","surprise":{"a":[1]}}', 201],
    'must be JSON': ['name=r', 400],
    'must not be empty': ['', 400],
    'must be an object': ['["r"]', 400],
    'must not be null': ['null', 400],
    'must not have __proto__ as a key': ['{"name":"r","__proto__":{"a":1}}', 400],
    'must not have constructor as a deep key': ['{"name":"r","x":[{"constructor":1}]}', 400],
    'may be 32 levels deep': [deep(31), 400],
    'must not be deeper': [deep(40), 400],
    'must not be a bomb': [deep(200_000), 400],
    'may hold brackets in text': [`{"name":"${'['.repeat(900)}"}`, 201],
    'must not have NUL in text': ['{"name":"a\\u0000b"}', 400],
  }
  test.each(Object.entries(cases))('%s', async (_name, [body, status]) => {
    expect((await send(body, { 'content-type': 'text/weird' })).status).toBe(status)
  })

  test('tells NUL apart from a wrong length, wherever text is wanted', async () => {
    const nul = ['must not contain the control character NUL (U+0000)']
    const fields = async (body: string) => (await send(body)).body.errors.fields
    expect(await fields('{"name":"a\\u0000b"}')).toEqual({ name: nul })
    expect(await fields('{"name":""}')).toEqual({ name: ['1 to 1000 characters'] })
    const offer = { name: 'o', url: 'https://a.test/\0', affiliateNetworkId: '1\0' }
    const { body } = await call('POST', '/offer', { offer })
    const number = [expect.stringContaining('whole number')]
    expect(body.errors.fields).toEqual({ 'offer.url': nul, 'offer.affiliateNetworkId': number })
  })

  test('above 2 MB is refused', async () => {
    const body = `{"name":"r","x":"${'x'.repeat(BODY_MAX_BYTES)}"}`
    expect((await send(body)).status).toBe(413)
  })

  test('above 2 MB is refused when its length is not announced', async () => {
    const chunk = new TextEncoder().encode('x'.repeat(64 * 1024))
    let sent = 0
    const stream = new ReadableStream({
      pull: (controller) => (sent++ < 64 ? controller.enqueue(chunk) : controller.close()),
    })
    expect((await send(stream)).status).toBe(413)
  })

  test('lone surrogates are stored as U+FFFD', async () => {
    const { body } = await send('{"name":"a\\ud800b"}')
    expect((await call('GET', `/rotation/${body.id}`)).body.name).toBe('a\ufffdb')
  })

  test('of our own operations must not have unknown properties', async () => {
    const source = await call('POST', '/traffic_source', { name: 'TS' })
    const made = await call('POST', '/campaign', { name: 'C', trafficSourceId: source.body.id })
    const { status, body } = await call('PATCH', `/campaign/${made.body.id}/full`, { surprise: 1 })
    expect([status, body.errors.fields]).toEqual([400, { surprise: ['is unknown'] }])
  })

  test('of our own operations may have what GET shows, as it is now', async () => {
    const { body: pixel } = await call('POST', '/pixels', { name: 'P', code: '<i></i>' })
    const path = `/pixels/${pixel.id}`
    const old = { changedAt: '2020-01-01 00:00:00' }
    const { status } = await call('PATCH', path, { ...pixel, ...old, name: 'Q' })
    expect([status, (await call('GET', path)).body.name]).toEqual([200, 'Q'])
  })

  test('of our own operations must not change what is only shown', async () => {
    const { body: pixel } = await call('POST', '/pixels', { name: 'P', code: '<i></i>' })
    const change = { ...pixel, ownerId: 7, name: 'Q' }
    const { status, body } = await call('PATCH', `/pixels/${pixel.id}`, change)
    const text = "can't be changed here: leave it out, or send it as it is now"
    expect([status, body.errors.fields]).toEqual([400, { ownerId: [text] }])
    expect((await call('GET', `/pixels/${pixel.id}`)).body.name).toBe('P')
  })
})

describe('a query', () => {
  const ids = async (search: string) => {
    const { status, body } = await call('GET', `/rotation/list/filtered?${search}`)
    return status === 200 ? body.length : status
  }
  test.each([
    ['a filter that is present but empty', 'name=', 400],
    ['a limit that is no number', 'limit=many', 400],
    ['a limit of 0', 'limit=0', 400],
    ['an offset below 0', 'offset=-1', 400],
    ['an unknown status', 'status=old', 400],
    ['a limit', 'limit=1', 1],
    ['an unknown parameter', 'limit=1&surprise=1', 1],
    ['a status in other letter case', 'status=ACTIVE&limit=1', 1],
    ['a broken escape', 'limit=1&x=%zz', 1],
  ])('%s (%s) gives %p', async (_name, search, result) => {
    expect(await ids(search)).toBe(result)
  })
})

describe('If-Match', () => {
  const conditional = async (tag: string | null, name: string) => {
    const headers = { 'api-key': key, ...(tag === null ? {} : { 'if-match': tag }) }
    const body = JSON.stringify({ name })
    const url = `http://localhost/public/api/v1/rotation/1`
    return (await management.send(new Request(url, { method: 'PUT', headers, body }))).status
  }
  const tagNow = async () => (await call('GET', '/rotation/1')).headers.get('etag') ?? ''

  test('with the current tag changes, and the tag with it', async () => {
    const tag = await tagNow()
    expect(tag).toMatch(/^"\w+"$/)
    expect(await conditional(tag, 'one')).toBe(200)
    expect(await tagNow()).not.toBe(tag)
  })

  test('with an older tag is refused and changes nothing', async () => {
    const old = await tagNow()
    expect(await conditional(null, 'two')).toBe(200)
    expect(await conditional(old, 'three')).toBe(412)
    expect((await call('GET', '/rotation/1')).body.name).toBe('two')
  })

  test('may name several tags, or any', async () => {
    expect(await conditional(`"other", ${await tagNow()}`, 'four')).toBe(200)
    expect(await conditional('*', 'five')).toBe(200)
  })
})

describe('a refusal says what would do', () => {
  const told: [method: string, path: string, body: unknown, says: string][] = [
    ['GET', '/nope', undefined, 'No such operation: /api/doc lists them all'],
    ['PATCH', '/domains', undefined, 'Not with this method: it takes GET'],
    [
      'GET',
      '/rotation/list/filtered?limit=0',
      undefined,
      'limit: must be a whole number from 1 to 1000000',
    ],
    ['GET', '/campaign/x', undefined, 'id: must be a whole number of at least 1'],
    ['DELETE', '/domain/x', undefined, 'id: must be a UUID'],
    ['POST', '/offer/change_group', { ids: [] }, 'ids: must be a list of 1 to 10000'],
    ['GET', '/clicklog/click/x', undefined, 'id: must be a click id: 20 of 0-9 and a-v'],
    ['PUT', '/user/2fa/secret/generate', {}, 'Not with a key: log in to the admin and do it there'],
    ['POST', '/offer', { name: 'O' }, 'url: is missing'],
    ['POST', '/offer', { offer: { name: 'O' } }, 'offer.url: is missing'],
    [
      'POST',
      '/offer',
      { name: 'O', url: 'https://o.test/', countryCode: 'QQ' },
      'countryCode: is not a country: two letters such as DE, or global',
    ],
    [
      'POST',
      '/offer',
      { name: 'O', url: 'https://o.test/', amount: -1 },
      'amount: must be a number from 0 to 1000000000',
    ],
    [
      'POST',
      '/campaign',
      { name: 'C', trafficSourceId: 1, domainUuid: 'x' },
      'domainUuid: must be a UUID',
    ],
    [
      'GET',
      '/clicklog?datePreset=custom_time',
      undefined,
      'dateFrom: custom_time needs the date it begins with',
    ],
    [
      'GET',
      '/report/campaign?groupings[]=moon',
      undefined,
      'groupings.0: unknown dimension: GET /report/catalog has them all',
    ],
  ]
  test.each(told)('%s %s %j', async (method, path, body, says) => {
    expect((await call(method, path, body)).body.errors.message).toBe(says)
  })
})

test('each operation has its own id, and its own place', () => {
  const places = OPERATIONS.map(({ method, path }) => `${method} ${path}`)
  expect(new Set(places).size).toBe(places.length)
  expect(new Set(OPERATIONS.map(({ id }) => id)).size).toBe(OPERATIONS.length)
})

test('every operation but the open ones wants a key', async () => {
  for (const { method, path, open } of OPERATIONS) {
    const concrete = path.replace(':subject', 'offers').replace(/:\w+/g, '1')
    const { status } = await call(method, concrete, method === 'GET' ? undefined : {}, null)
    if (open !== true) expect([method, path, status]).toEqual([method, path, 401])
  }
})

test('nothing here was an unexpected error', () => {
  expect(management.failures).toEqual([])
})
