/** What the black-box cases leave out: transport, sources of facts, bad values, what is stored. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'

import fc from 'fast-check'

import { FLOOD_CLICKS } from '../../../src/track/history/flood.ts'
import {
  actionFlow,
  type Installation,
  type MadeCampaign,
  openInstallation,
  pathFlow,
} from '../../support/click-api.ts'
import { cleanUp } from '../../support/server.ts'

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36'

interface Answer {
  readonly status: number
  readonly headers: Headers
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers of every shape
  readonly json: any
}

let made: Installation
let redirect: MadeCampaign
let landings: MadeCampaign
let offers: MadeCampaign
let paused: MadeCampaign
let hop: MadeCampaign
let page: number
let other: number

beforeAll(async () => {
  made = await openInstallation()
  const target = 'https://dest.example/?kw={keyword}&s1={sub_id_1}&r={referrer}&ua={user_agent}'
  redirect = await made.campaign('redirect', [actionFlow('http', target)])
  page = await made.landing('https://lp.example/a?x=1#top')
  other = await made.landing('https://other.example/')
  const first = await made.offer('https://first.example/?s1={sub_id_1}')
  const second = await made.offer('https://second.example/')
  landings = await made.campaign('landings', [pathFlow([page], [first])])
  offers = await made.campaign('offers', [pathFlow([], [first, second])])
  hop = await made.campaign('hop', [actionFlow('campaign', String(redirect.id))])
  paused = await made.campaign('paused', [actionFlow('http', 'https://dest.example/')])
  await made.api('PATCH', `/campaign/${paused.id}/full`, { state: 'paused' })
}, 30_000)

afterAll(cleanUp)

type Fields = Readonly<Record<string, string>>

async function send(path: string, init: RequestInit = {}): Promise<Answer> {
  const answer = await fetch(`${made.server.url}${path}`, { redirect: 'manual', ...init })
  const text = await answer.text()
  return { status: answer.status, headers: answer.headers, json: text === '' ? null : parsed(text) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function post(fields: Fields, headers: Fields = {}): Promise<Answer> {
  const body = new URLSearchParams({ info: '1', log: '1', ...fields })
  return send('/click_api/v3', { method: 'POST', body, headers })
}

let addresses = 0
const newAddress = () => `93.185.${++addresses}.7`
const call = (fields: Fields = {}, headers: Fields = {}) =>
  post({ token: redirect.token, ip: newAddress(), ua: CHROME, ...fields }, headers)

describe('transport', () => {
  test.each(['/click_api/v3', '/click_api/v3/', '/api.php?version=3', '//api.php?version=9'])(
    '%s is v3',
    async (path) => {
      const glue = path.includes('?') ? '&' : '?'
      const answer = await send(`${path}${glue}token=${offers.token}&info=1`)
      expect(answer.json).toMatchObject({ status: 200, headers: [], info: { type: null } })
    },
  )

  test.each(['/click_api/v2', '/api.php', '//api.php', '/api.php?version=1'])(
    '%s is v2, which executes the offer',
    async (path) => {
      const answer = await send(`${path}${path.includes('?') ? '&' : '?'}token=${offers.token}`)
      expect(answer.json).toMatchObject({ status: 302 })
    },
  )

  test('another version is 404 as JSON', async () => {
    const answer = await send('/click_api/v5?token=x')
    expect(answer.status).toBe(404)
    expect(answer.json).toEqual({ error: expect.any(String) })
  })

  test('other methods are refused with the list of those allowed', async () => {
    const answer = await send('/click_api/v3', { method: 'DELETE' })
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, POST, HEAD, OPTIONS'])
  })

  test('a preflight allows what was asked for', async () => {
    const headers = {
      origin: 'https://a.example',
      'access-control-request-headers': 'x-one, x-two',
    }
    const { status, headers: sent } = await send('/click_api/v3', { method: 'OPTIONS', headers })
    expect(status).toBe(204)
    expect(sent.get('access-control-allow-headers')).toBe('x-one, x-two')
    expect(sent.get('access-control-allow-origin')).toBe('*')
    expect(sent.get('access-control-max-age')).toBe('86400')
  })

  test('an answer sets no cookie and is not kept', async () => {
    const { headers } = await call()
    expect(headers.get('set-cookie')).toBeNull()
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
  })

  test('HEAD answers without a body and leaves the visitor unseen', async () => {
    const query = `token=${redirect.token}&info=1&ip=${newAddress()}`
    const head = await send(`/click_api/v3?${query}`, { method: 'HEAD' })
    expect([head.status, head.json]).toEqual([200, null])
    const ahead = await send(`/click_api/v3?${query}&prefetch=1`)
    const real = await send(`/click_api/v3?${query}`)
    expect(ahead.json.info.uniqueness.campaign).toBe(true)
    expect(real.json.info.uniqueness.campaign).toBe(true)
  })

  test('a visitor in the app of Facebook is there, whatever an old client says of him', async () => {
    const inApp = {
      token: redirect.token,
      prefetch: '1',
      ip: newAddress(),
      'original_headers[X-Fb-Http-Engine]': 'Liger',
    }
    const preview = { ...inApp, 'original_headers[X-Purpose]': 'preview' }
    expect((await call(preview)).json.info.uniqueness.campaign).toBe(true)
    expect((await call(inApp)).json.info.uniqueness.campaign).toBe(true)
    expect((await call(inApp)).json.info.uniqueness.campaign).toBe(false)
  })

  test('a body over 256 KB is 413, 200 KB pass', async () => {
    expect((await call({ sub_id_1: 'x'.repeat(200_000) })).status).toBe(200)
    expect((await call({ sub_id_1: 'x'.repeat(300_000) })).status).toBe(413)
  })

  test('a JSON body says the same as a form', async () => {
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({
      token: redirect.token,
      info: true,
      keyword: null,
      sub_id_1: 7,
      original_headers: { 'User-Agent': CHROME },
    })
    const { json } = await send('/click_api/v3', { method: 'POST', body, headers })
    expect(json.headers[0]).toContain('s1=7&')
    expect(json.info.is_bot).toBe(false)
    const long = body.replace('"sub_id_1":7', '"sub_id_1":76561198000000000001')
    const { json: exact } = await send('/click_api/v3', { method: 'POST', body: long, headers })
    expect(exact.headers[0]).toContain('s1=76561198000000000001&')
  })

  test.each(['{', '[]', '"text"', '7'])('the JSON body %s is 400', async (body) => {
    const headers = { 'content-type': 'application/json' }
    expect((await send('/click_api/v3', { method: 'POST', body, headers })).status).toBe(400)
  })

  test('a multipart form is read, a body of another type is not', async () => {
    const form = new FormData()
    form.set('sub_id_1', 'multi')
    const path = `/click_api/v3?token=${redirect.token}&log=1`
    const multipart = await send(path, { method: 'POST', body: form })
    expect(multipart.json.headers[0]).toContain('s1=multi')
    const headers = { 'content-type': 'text/csv' }
    const csv = await send(path, { method: 'POST', body: 'sub_id_1=csv', headers })
    expect(csv.json.headers[0]).toContain('s1=&')
    expect(csv.json.log).toContain('Body: ignored (text/csv)')
  })
})

describe('the token', () => {
  test.each([{}, { token: '' }, { token: 'x'.repeat(129) }, { 'token[]': 'x' }] as Fields[])(
    '%j is missing',
    async (fields) => {
      const { status, json } = await post(fields)
      expect([status, json]).toEqual([401, { error: 'Campaign token is missing' }])
    },
  )

  test('in another case is unknown', async () => {
    const swapped = redirect.token.replace(/[a-z]/i, (letter) =>
      letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
    )
    const { status, json } = await post({ token: swapped })
    expect([status, json]).toEqual([401, { error: 'No campaign has this token' }])
  })
})

describe('facts about the visitor', () => {
  const logOf = async (fields: Fields, headers: Fields = {}): Promise<string[]> =>
    (await call(fields, headers)).json.log

  test('ua wins over user_agent, which wins over forwarded headers and our own', async () => {
    const forwarded = { 'original_headers[USER-agent]': 'Forwarded/1' }
    expect(await logOf({ ua: 'One/1', user_agent: 'Two/1', ...forwarded })).toContain(
      'UserAgent: One/1',
    )
    expect(await logOf({ ua: '', ...forwarded })).toContain('UserAgent: ')
    const withoutUa = { token: redirect.token, ...forwarded }
    expect((await post(withoutUa)).json.log).toContain('UserAgent: Forwarded/1')
    const own = await post({ token: redirect.token }, { 'user-agent': 'Own/1' })
    expect(own.json.log).toContain('UserAgent: Own/1')
    const library = await post({ token: redirect.token }, { 'user-agent': 'KHttpClient/3' })
    expect(library.json.log).toContain('UserAgent: ')
  })

  test('an address that is none is said and kept', async () => {
    const { json } = await call({ ip: 'no\taddress' })
    expect(json.log).toContain('IP: (invalid) noaddress')
  })

  test('server[REMOTE_ADDR] is another spelling of ip', async () => {
    const { json } = await post({ token: redirect.token, 'server[REMOTE_ADDR]': '93.184.216.34' })
    expect(json.log).toContain('IP: 93.184.216.34')
  })

  test('the language comes from the parameter, else from forwarded headers', async () => {
    const forwarded = { 'headers[accept-language]': 'fr-CH, fr;q=0.9' }
    expect(await logOf({ language: 'DE-at', ...forwarded })).toContain('Language: de-AT')
    expect(await logOf(forwarded)).toContain('Language: fr-CH')
  })

  test('cookies forwarded as a header make the visitor known, forged ones are skipped', async () => {
    const { json } = await call()
    const cookies = Object.entries<string>(json.cookies).map(([name, value]) => `${name}=${value}`)
    const forged = cookies.map((cookie) => `${cookie}x`).join('; ')
    const forwarded = { 'original_headers[Cookie]': cookies.join('; ') }
    const known = await call({ ...forwarded, uniqueness_cookie: 'forged' }, { cookie: forged })
    expect(known.json.info.uniqueness).toEqual({ campaign: false, stream: false, global: false })
  })
})

describe('landings and offers', () => {
  const query = (location: string) => new URL(location.slice('Location: '.length)).searchParams

  test('an external landing gets its ids before the fragment', async () => {
    const { json } = await call({ token: landings.token })
    const [location] = json.headers
    expect(location).toStartWith('Location: https://lp.example/a?x=1&_subid=')
    expect(location).toEndWith('#top')
    expect(query(location).get('_token')).toBe(json.info.token)
    expect(json.info).toMatchObject({ landing_id: page, offer_id: null, type: 'http' })
    expect(json.info.url).toBe('https://lp.example/a?x=1#top')
  })

  test('a visitor who is on the landing already is not sent there', async () => {
    const { json } = await call({ token: landings.token, landing_id: String(page) })
    expect(json).toMatchObject({ headers: [], body: null, status: 200 })
    expect(json.info).toMatchObject({ landing_id: page, type: null, url: null })
    const { headers } = await send(`/?extra=1&_lp=1&_token=${json.info.token}&sub_id_1=new`)
    expect(headers.get('location')).toBe('https://first.example/?s1=new')
  })

  test('a landing of elsewhere is recorded, an unknown one is said', async () => {
    const elsewhere = await call({ landing_id: String(other) })
    expect(elsewhere.json.info).toMatchObject({ landing_id: other, type: 'http' })
    const unknown = await call({ landing_id: '999' })
    expect(unknown.json.info.landing_id).toBeNull()
    expect(unknown.json.log).toContain('Landing: unknown (999)')
  })

  test('that it is unknown is said also where another landing is shown', async () => {
    const { json } = await call({ token: landings.token, landing_id: '999' })
    expect(json.log).toContain('Landing: unknown (999)')
  })

  test('the token leads to the offer that was named, of two', async () => {
    const { json } = await call({ token: offers.token })
    const { headers } = await send(`/?_lp=1&_token=${json.info.token}`)
    const named = json.info.offer_id
    // As KClient writes it behind the address of the API.
    const beside = await send(`/click_api/?_lp=1&_token=${json.info.token}`)
    expect(beside.headers.get('location')).toBe(headers.get('location'))
    const again = await send(`/?_lp=1&token=${json.info.token}&offer_id=${named}`)
    expect(headers.get('location')).toBe(again.headers.get('location'))
  })
})

describe('what is stored', () => {
  interface Log {
    readonly rows: readonly Record<string, string>[]
  }
  const rowOf = async (clickId: string) => {
    const { body } = await made.api<Log>('GET', '/clicklog?datePreset=all_time&limit=1000')
    return body.rows.find(({ id }) => id === clickId)
  }

  test('a call is a click like any other', async () => {
    const { json } = await call({ keyword: 'shoes' })
    expect(await rowOf(json.info.sub_id)).toMatchObject({ id: json.info.sub_id })
  })

  test('later sub ids replace those of the click', async () => {
    const { json } = await call({ sub_id_1: 'first', sub_id_2: 'second' })
    const id = json.info.sub_id
    const update = (fields: string) => send(`/?_update_tokens=1&${fields}`)
    const one = await update(`sub_id=${id}&sub_id_1=new`)
    expect([one.status, one.headers.get('content-type')]).toEqual([200, 'image/gif'])
    expect((await update(`subid=${id}&sub_id_3=third`)).status).toBe(200)
    expect((await update('sub_id=00000000000000000000&sub_id_1=x')).status).toBe(404)
    expect((await update(`sub_id=nobody&sub_id_1=x`)).status).toBe(400)
    expect((await update(`sub_id=${id}`)).status).toBe(400)
    const query = {
      period: { preset: 'all_time' },
      groupings: ['sub_id_1', 'sub_id_2', 'sub_id_3'],
      measures: ['clicks'],
    }
    const { status, body } = await made.api('POST', '/report/query', query)
    expect(status).toBe(200)
    const text = JSON.stringify(body)
    for (const value of ['new', 'second', 'third']) expect(text).toContain(`"${value}"`)
    expect(text).not.toContain('"first"')
  })
})

describe('campaigns', () => {
  test('a paused one does nothing and says so', async () => {
    const { status, json } = await call({ token: paused.token })
    expect(status).toBe(200)
    expect(json).toMatchObject({ headers: [], body: null, info: { type: 'do_nothing' } })
    expect(json.info).toMatchObject({ stream_id: null, url: null, token: null })
    expect(json.log).toContain('Campaign is disabled')
  })

  test('that passes on is answered by the other one, with the log of both', async () => {
    const { json } = await call({ token: hop.token })
    expect(json.info.campaign_id).toBe(redirect.id)
    expect(json.log).toContain(`Processing campaign ${hop.id}`)
    expect(json.log).toContain(`Processing campaign ${redirect.id}`)
  })
})

describe('hostile values', () => {
  const NAMES = ['ip', 'ua', 'keyword', 'sub_id_1', 'referrer', 'landing_id', 'cost', 'language']
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '\r\nSet-Cookie: a=b',
      '%0d%0aX: y',
      '\u2028',
      '{subid}',
      '\0',
      '[',
      '__proto__',
    ),
  )

  test('add no header line and never break an answer', async () => {
    const fields = fc.dictionary(fc.oneof(fc.constantFrom(...NAMES), hostile), hostile)
    await fc.assert(
      fc.asyncProperty(fields, async (sent) => {
        const { status, json } = await call({ ...sent, token: redirect.token })
        expect(status).toBe(200)
        expect(json.headers).toHaveLength(1)
        expect(json.headers[0]).toMatch(/^Location: https:\/\/dest\.example\/[!-~]*$/)
        for (const line of json.log as string[]) expect(line).not.toMatch(/[^ -\uffff]/)
      }),
      { numRuns: 100 },
    )
  })

  test('that guess tokens are told to wait, while valid calls go on', async () => {
    // Ten seconds may end between them: then one half of them is still too many.
    const tooMany = { length: 2 * FLOOD_CLICKS + 1 }
    const guesses = await Promise.all(Array.from(tooMany, () => post({ token: 'guess' })))
    const last = guesses.find(({ status }) => status === 429)
    expect(last?.headers.get('retry-after')).toBe('10')
    expect((await call()).status).toBe(200)
  })

  test('nothing went wrong inside', () => {
    expect(made.server.output()).not.toContain('failed')
  })
})
