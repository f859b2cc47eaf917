/** Hostile callers of the Click API, and hostile visitors who send it through honest sites. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createHmac } from 'node:crypto'

import { openSecrets } from '../../src/db/people/secrets.ts'
import {
  actionFlow,
  type Installation,
  type MadeCampaign,
  openInstallation,
  pathFlow,
} from '../support/click-api.ts'
import { FORGERIES } from '../support/forgeries.ts'
import { cleanUp } from '../support/server.ts'
import { allCases, type HostileCase } from './cases.ts'

let made: Installation
let away: MadeCampaign
let offers: MadeCampaign
/** Of the uniqueness cookie. */
let cookieName: string

beforeAll(async () => {
  made = await openInstallation()
  const offer = await made.offer('https://offer.example/?s={subid}')
  const target = 'https://dest.example/?kw={keyword}&s1={sub_id_1}&r={referrer}&ua={user_agent}'
  away = await made.campaign('away', [actionFlow('http', target)])
  offers = await made.campaign('offers', [pathFlow([], [offer])])
  const { cookies } = (await call({ token: away.token })).json
  cookieName = Object.keys(cookies).find((name) => !name.startsWith('_'))!
}, 60_000)

afterAll(async () => {
  const failed = made?.server.output().match(/failed.*/g) ?? []
  await cleanUp()
  expect(failed).toEqual([])
})

interface Replied {
  readonly status: number
  readonly headers: Headers
  /** The parsed body; `null` if it is no JSON. */
  // oxlint-disable-next-line typescript/no-explicit-any -- tests read it as a client does
  readonly json: any
}

async function send(path: string, init: RequestInit = {}): Promise<Replied> {
  const answer = await fetch(made.server.url + path, { redirect: 'manual', ...init })
  const text = await answer.text()
  const isJson = answer.headers.get('content-type')?.startsWith('application/json')
  return { status: answer.status, headers: answer.headers, json: isJson ? JSON.parse(text) : null }
}

type Fields = Record<string, string>

const call = (fields: Fields, headers: Fields = {}) =>
  send('/click_api/v3', { method: 'POST', headers, body: new URLSearchParams(fields) })

let visitors = 0
/** Facts about somebody who was never here. */
const stranger = (): Fields => ({
  token: away.token,
  info: '1',
  ip: `198.51.${100 + Math.floor(visitors / 250)}.${(visitors++ % 250) + 1}`,
  ua: 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0',
})
const NEW = { campaign: true, stream: true, global: true }

/** The marks of somebody who was at the campaign a minute ago. */
function seenPayload(): string {
  const now = Math.floor(Date.now() / 1000) - 60
  const streams = Object.fromEntries([1, 2, 3, 4].map((id) => [id, now]))
  const data = { streams, campaigns: { [away.id]: now, [offers.id]: now }, time: now }
  return JSON.stringify({ data: JSON.stringify(data) })
}

type JwtCase = HostileCase & { readonly request: { readonly jwt_variant: string } }
const jwtCases = allCases.filter(({ surface }) => surface === 'click.api') as JwtCase[]

describe.each(jwtCases.map((one) => [one.id, one.request.jwt_variant] as const))(
  '%s: a cookie or token with %s',
  (_id, variant) => {
    const forged = () => {
      const forge = FORGERIES[variant]
      if (forge === undefined) throw new Error(`nobody forges "${variant}"`)
      return forge({ payload: seenPayload(), campaignToken: away.token })
    }
    // Larger ones do not pass as a head at all.
    const sendable = (token: string) => token.slice(0, 30_000)

    test('makes nobody known to the Click API', async () => {
      for (const token of forged()) {
        const cookie = `${cookieName}=${token}`
        const ways: [Fields, Fields][] = [
          [{ uniqueness_cookie: token.slice(0, 200_000) }, {}],
          [{ 'original_headers[Cookie]': cookie.slice(0, 200_000) }, {}],
          [{ 'headers[cookie]': cookie.slice(0, 200_000) }, {}],
          [{}, { cookie: sendable(cookie).slice(0, 12_000) }],
        ]
        for (const [fields, headers] of ways) {
          const { status, json } = await call({ ...stranger(), ...fields }, headers)
          expect(status).toBe(200)
          expect(json.info.uniqueness).toEqual(NEW)
        }
      }
    })

    test('leads to no offer', async () => {
      for (const token of forged()) {
        const { status, headers } = await send(
          `/?_lp=1&_token=${encodeURIComponent(token.slice(0, 10_000))}`,
        )
        expect([status, headers.get('location')]).toEqual([404, null])
      }
    })

    test('does not trouble a redirect', async () => {
      for (const token of forged()) {
        const cookie = `${cookieName}=${token.slice(0, 10_000)}; _token=${token.slice(0, 2000)}`
        const { status, headers } = await send('/away', { headers: { cookie } })
        expect(status).toBe(302)
        expect(headers.get('location')).toStartWith('https://dest.example/')
      }
    })
  },
)

test('the right key with another header or payload is no cookie of ours either', async () => {
  const key = openSecrets(made.server.dataDir).of('uniqueness')
  const signed = (header: string, payload: string) => {
    const body = [header, payload].map((text) => Buffer.from(text).toString('base64url')).join('.')
    return `${body}.${createHmac('sha256', key).update(body).digest('base64url')}`
  }
  const isKnownBy = async (token: string) => {
    const { json } = await call({ ...stranger(), uniqueness_cookie: token })
    return json.info.uniqueness.campaign === false
  }
  const ours = '{"typ":"JWT","alg":"HS256"}'
  // Without this the test would show nothing.
  expect(await isKnownBy(signed(ours, seenPayload()))).toBe(true)
  expect(await isKnownBy(signed('{"alg":"HS256","typ":"JWT"}', seenPayload()))).toBe(false)
  expect(await isKnownBy(signed('{"typ":"JWT","alg":"none"}', seenPayload()))).toBe(false)
  const future = seenPayload().replaceAll(/\d{10}/g, '9999999999')
  expect(await isKnownBy(signed(ours, future))).toBe(false)
  expect(await isKnownBy(signed(ours, '{"data":{"campaigns":{}}}'))).toBe(false)
})

const NAMES = (
  'token version info log ip ua user_agent language x_requested_with referrer referer se_referrer ' +
  'seoref keyword keywords tds-key utm_term default_keyword charset sub_id_1 sub_id_30 ' +
  'extra_param_1 cost currency external_id creative_id ad_campaign_id source utm_source landing_id ' +
  'landing_url page site uri uniqueness_cookie force_redirect_offer prefetch original_host ' +
  'original_method method kversion original_headers[Cookie] original_headers[User-Agent] ' +
  'original_headers[Referer] headers[accept-language] server[remote_addr] server[https] ' +
  'get_params[keyword] post_params[sub_id_1] subid t1 sub1 return name host _token _subid ' +
  '__proto__ constructor toString __proto__[x] original_headers[__proto__]'
).split(' ')

const VALUES: readonly [string, string][] = [
  ['a header line', 'a%0d%0aLocation:%20https://evil.example%0d%0a%0d%0a<html>'],
  ['a raw line', 'a\r\nSet-Cookie: x=1'],
  ['NUL', '%00a%00'],
  ['a lone surrogate', '%ED%A0%80%ED%B0%80'],
  ['bytes that are no UTF-8', '%FF%FE%80%C3'],
  ['broken escapes', '%%%zz%u0041%'],
  ['a macro', '%7Bsubid%7D%7B_keyword%7D%24%7Bip%7D'],
  ['line separators', '%E2%80%A8%E2%80%A9%C2%85'],
  ['a script', '%3C%2Fscript%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E%22%27'],
  ['a huge number', '9'.repeat(400)],
  ['minus infinity', '-Infinity'],
  ['100 KB', 'x'.repeat(100_000)],
  ['50,000 percent signs', '%'.repeat(50_000)],
  ['emoji', '%F0%9F%98%80'.repeat(50)],
  ['a URL with a password', 'https%3A%2F%2Fu%3Ap%40h%2F%3Fa%3Db'],
  ['nothing', ''],
]

/** What every answer to a call with a valid token is. */
function expectSound({ status, headers, json }: Replied): void {
  expect(status).toBe(200)
  expect(headers.get('set-cookie')).toBeNull()
  expect(json.headers).toHaveLength(1)
  expect(json.headers[0]).toMatch(/^Location: https:\/\/dest\.example\/\?kw=[!-~]*$/)
  expect(json).not.toHaveProperty('error')
  for (const line of (json.log ?? []) as string[]) {
    // oxlint-disable-next-line no-control-regex
    expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/)
    expect(line.length).toBeLessThan(1100)
  }
}

describe.each(VALUES)('%s', (_what, value) => {
  const form = 'application/x-www-form-urlencoded'

  test('in any parameter of a form', async () => {
    for (const name of NAMES) {
      const own = name === 'token' ? '' : `&${name}=${value}`
      const body = `token=${away.token}&log=1${own}`
      const headers = { 'content-type': form }
      expectSound(await send('/click_api/v3', { method: 'POST', body, headers }))
    }
  })

  test('in any member of JSON', async () => {
    const text = decodeURIComponent(value.replaceAll(/%(?![0-7][0-9a-f])/gi, '%25'))
    for (const name of NAMES) {
      if (name === 'token') continue
      const body = JSON.stringify({ token: away.token, log: 1, [name]: text })
      const headers = { 'content-type': 'application/json' }
      expectSound(await send('/click_api/v3', { method: 'POST', body, headers }))
    }
  })

  test('as a token is refused, and gives nothing away', async () => {
    const body = `token=${value}`
    const { status, json } = await send('/click_api/v3', {
      method: 'POST',
      body,
      headers: { 'content-type': form },
    })
    expect([401, 429]).toContain(status)
    expect(Object.keys(json)).toEqual(['error'])
  })

  test('in offer links and updates never redirects and never breaks', async () => {
    const short = encodeURI(value.slice(0, 8000)).replaceAll('%25', '%')
    for (const query of [`_lp=1&_token=${short}`, `_lp=1&_subid=${short}`]) {
      const { status, headers } = await send(`/?${query}`)
      expect([status, headers.get('location')]).toEqual([404, null])
    }
    const update = await send(`/?_update_tokens=1&sub_id=${short}&sub_id_1=${short}`)
    expect([400, 404]).toContain(update.status)
  })
})

describe('forms', () => {
  const post = (body: string, type = 'application/x-www-form-urlencoded') =>
    send('/click_api/v3', { method: 'POST', body, headers: { 'content-type': type } })

  test('of 2,000 parameters are read as far as the limit', async () => {
    const many = Array.from({ length: 2000 }, (_, n) => `p${n}=${n}`).join('&')
    expectSound(await post(`token=${away.token}&log=1&${many}`))
    expect((await post(`${many}&token=${away.token}`)).status).toBe(401)
  })

  test('with equal names keep the last one, the body over the query', async () => {
    const body = `sub_id_1=b&sub_id_1=c&token=x&token=${away.token}`
    const { json } = await send('/click_api/v3?sub_id_1=a&token=y', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    expect(json.headers[0]).toContain('s1=c&')
  })

  test.each([
    'a[b][c][d][e][f]=1',
    `a${'[b]'.repeat(5000)}=1`,
    'original_headers[a][b][c]=1&original_headers[]=2&original_headers[=3',
    'original_headers=1&headers=2&server=3&get_params=4',
    'a[=1&]b=2&[c]=3&[]=4&a[[b]]=5',
    '&&&=&==&=a&a',
    'ip[]=8.8.8.8&ua[x]=1&keyword[]=a&cost[]=1',
  ])('with brackets as %.40s do no harm', async (text) => {
    expectSound(await post(`token=${away.token}&log=1&${text}`))
  })

  test('with a token that is an array have none', async () => {
    const { status, json } = await post(`token=${away.token}&token[]=x`)
    expect([status, json]).toEqual([401, { error: 'Campaign token is missing' }])
  })

  test.each([
    ['application/json', '['.repeat(200_000), 400],
    ['application/json', `{"a":${'{"b":'.repeat(20_000)}1${'}'.repeat(20_001)}`, 401],
    ['application/json', '{"token":{"toString":1}}', 401],
    ['application/json', '\ud800', 400],
    ['multipart/form-data', 'x', 400],
    ['multipart/form-data; boundary=x', '--x\r\nbroken', 400],
    ['text/html', 'token=x', 401],
    ['', 'token=', 401],
  ])('of type "%s" that are broken get %3$i', async (type, body, status) => {
    const answer = await post(body, type)
    expect(answer.status).toBe(status)
    expect(Object.keys(answer.json)).toEqual(['error'])
  })

  test.each(['PUT', 'PATCH', 'DELETE'])('sent by %s are 405 as JSON', async (method) => {
    const { status, headers, json } = await send('/click_api/v3', { method, body: 'token=x' })
    expect([status, headers.get('allow')]).toEqual([405, 'GET, POST, HEAD, OPTIONS'])
    expect(json).toHaveProperty('error')
  })
})

test('a request head of 40 KB passes, one over 64 KB is turned away, as JSON', async () => {
  const answer = (size: number) => {
    const headers = { 'x-cookie': 'x'.repeat(size) }
    return send(`/click_api/v3?token=${away.token}`, { headers })
  }
  expect((await answer(40_000)).status).toBe(200)
  const { status, headers, json } = await answer(70_000)
  expect([status, json]).toEqual([431, { error: 'Address and headers may have 64 KB' }])
  expect(headers.get('access-control-allow-origin')).toBe('*')
})

test('forty forwarded headers and 8 KB of cookies pass', async () => {
  const forwarded = Object.fromEntries(
    Array.from({ length: 40 }, (_, n) => [`original_headers[X-${n}]`, 'v'.repeat(200)]),
  )
  const cookies = { 'original_headers[Cookie]': `a=${'x'.repeat(8000)}` }
  const { status, json } = await call({ ...stranger(), ...forwarded, ...cookies })
  expect([status, json.info.campaign_id]).toEqual([200, away.id])
})
