/** Visits of short links beyond what to.click knows: limits, queries, pixels, domains. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'

import { type LinkInstallation, openLinks, type SendOptions } from '../../support/links.ts'
import { cleanUp } from '../../support/server.ts'
import { until } from '../../support/until.ts'

const HOST = 'visits.example.test'
const FOLDED = 'folded.example.test'
const TELEGRAM = 'TelegramBot (like TwitterBot)'
const PAST = '2020-01-01T00:00:00Z'
const FUTURE = '2099-01-01T00:00:00Z'

let installation: LinkInstallation
let folded = ''

beforeAll(async () => {
  installation = await openLinks()
  await installation.domain(HOST)
  folded = await installation.domain(FOLDED, { caseSensitive: false })
}, 30_000)

afterAll(cleanUp)

const visit = (path: string, options?: SendOptions) => installation.visit(HOST, path, options)

const statusAndTarget = async (path: string, options?: SendOptions) => {
  const { status, headers } = await visit(path, options)
  return [status, headers.get('location')]
}

describe('times', () => {
  test.each([
    ['before its start it leads nowhere', { startsAt: FUTURE }, [404, null]],
    ['after its end it leads nowhere', { expiresAt: PAST }, [404, null]],
    [
      'after its end it leads to the page for that',
      { expiresAt: PAST, expiredUrl: 'https://example.com/over' },
      [302, 'https://example.com/over'],
    ],
    [
      'in between it leads on',
      { startsAt: PAST, expiresAt: FUTURE },
      [302, 'https://example.com/d'],
    ],
  ])('%s', async (_name, limits, wanted) => {
    const { word } = await installation.link(limits)
    expect(await statusAndTarget(`/${word}`)).toEqual(wanted)
  })

  test('an end before the start is refused', async () => {
    const answer = await installation.api('POST', '/links', {
      webUrl: 'e.com',
      startsAt: FUTURE,
      expiresAt: PAST,
    })
    expect(answer.status).toBe(400)
  })
})

describe('a visit limit', () => {
  test('of three gives three, however many come at once', async () => {
    const { word } = await installation.link({ clickLimit: 3 })
    const all = await Promise.all(Array.from({ length: 12 }, () => visit(`/${word}`)))
    expect(all.filter(({ status }) => status === 302)).toHaveLength(3)
    expect(all.filter(({ status }) => status === 404)).toHaveLength(9)
  })

  test('is not used up by robots and HEAD', async () => {
    const { word } = await installation.link({ clickLimit: 1 })
    await visit(`/${word}`, { method: 'HEAD' })
    await visit(`/${word}`, { headers: { 'User-Agent': TELEGRAM } })
    expect((await visit(`/${word}`)).status).toBe(302)
    expect((await visit(`/${word}`)).status).toBe(404)
  })

  test('counts the visits from before it was set', async () => {
    const { id, word } = await installation.link()
    await visit(`/${word}`)
    await until('the visit is counted', async () => {
      const stats = await installation.need<{ clicks: number }>('GET', `/links/${id}/stats`)
      return stats.clicks === 1
    })
    await installation.need('PATCH', `/links/${id}`, { clickLimit: 1 })
    expect((await visit(`/${word}`)).status).toBe(404)
  })
})

describe('queries', () => {
  test('fields are added where the address has none of that name', async () => {
    const { word } = await installation.link({
      webUrl: 'https://example.com/p?utm_source=own#f',
      utm: { source: 'x', medium: 'e mail', campaign: 'c&d' },
    })
    expect(await statusAndTarget(`/${word}`)).toEqual([
      302,
      'https://example.com/p?utm_source=own&utm_medium=e%20mail&utm_campaign=c%26d#f',
    ])
  })

  test('of the visit are passed on only when the link says so', async () => {
    const open = await installation.link({
      webUrl: 'https://example.com/p?a=1',
      forwardQuery: true,
    })
    const closed = await installation.link({ webUrl: 'https://example.com/p?a=1' })
    expect((await visit(`/${open.word}?a=2&b=3&_qr=1`)).headers.get('location')).toBe(
      'https://example.com/p?a=2&b=3',
    )
    expect((await visit(`/${closed.word}?a=2`)).headers.get('location')).toBe(
      'https://example.com/p?a=1',
    )
  })
})

describe('redirects', () => {
  test.each([
    [301, 'private, max-age=60'],
    [302, 'private, no-store'],
    [307, 'private, no-store'],
    [308, 'private, max-age=60'],
  ])('%d is sent with %s, without cookies and without a body', async (redirectStatus, kept) => {
    const { word } = await installation.link({ redirectStatus, maxAge: 60 })
    const { status, headers, text } = await visit(`/${word}`)
    expect([status, text]).toEqual([redirectStatus, ''])
    expect(headers.get('cache-control')).toBe(kept)
    expect(headers.get('set-cookie')).toBeNull()
  })

  test('no browser keeps one beyond the expiry of its link', async () => {
    const expiresAt = new Date(Date.now() + 60_000).toISOString()
    const { word } = await installation.link({ redirectStatus: 301, maxAge: 86_400, expiresAt })
    const kept = (await visit(`/${word}`)).headers.get('cache-control')
    expect(Number(/^private, max-age=(\d+)$/.exec(kept ?? '')?.[1])).toBeLessThanOrEqual(60)
  })

  test('verbs that are no visits are refused', async () => {
    const { word } = await installation.link()
    expect((await visit(`/${word}`, { method: 'DELETE' })).status).toBe(405)
    expect((await visit(`/${word}`, { method: 'POST', body: 'x=1' })).status).toBe(302)
  })

  test.each(['/', '/nobodys-word', '/a/b', '/robots.txt', '/favicon.ico', '/.well-known/x'])(
    '%s answers no other verbs either',
    async (path) => {
      for (const method of ['DELETE', 'PUT', 'PATCH', 'OPTIONS']) {
        const { status, headers } = await visit(path, { method })
        const told = [status, headers.get('allow'), headers.get('location')]
        expect([method, ...told]).toEqual([method, 405, 'GET, HEAD, POST', null])
      }
    },
  )
})

describe('paths', () => {
  test.each([
    ['percent-encoded once', '/%77ord-paths', 302],
    ['with a slash behind', '/word-paths/', 302],
    ['in other letter case', '/WORD-paths', 404],
    ['with more behind', '/word-paths/x', 404],
    ['with a plus', '/word-paths+', 404],
    ['encoded twice', '/%2577ord-paths', 404],
    ['with a broken escape', '/word-paths%zz', 404],
    ['with a NUL', '/word-paths%00', 404],
  ])('%s: %s', async (_name, path, status) => {
    await installation.api('POST', '/links', { webUrl: 'e.com', word: 'word-paths' })
    expect((await visit(path)).status).toBe(status)
  })

  test('a domain that ignores letter case finds the link and refuses its likes', async () => {
    const more = { domainUuid: folded, webUrl: 'https://example.com/f' }
    await installation.link({ ...more, word: 'MixedCase' })
    expect((await installation.visit(FOLDED, '/mixedCASE')).status).toBe(302)
    const again = await installation.api('POST', '/links', { ...more, word: 'mixedcase' })
    expect(again.status).toBe(409)
  })

  test('letter case can be ignored only while no words differ by it alone', async () => {
    const domainUuid = await installation.domain('case.example.test')
    await installation.link({ domainUuid, word: 'Twice' })
    const other = await installation.link({ domainUuid, word: 'twice' })
    const settings = `/domain/${domainUuid}/link_settings`
    expect((await installation.api('PATCH', settings, { caseSensitive: false })).status).toBe(400)
    await installation.need('DELETE', `/links/${other.id}`)
    await installation.need('PATCH', settings, { caseSensitive: false })
    expect((await installation.visit('case.example.test', '/TWICE')).status).toBe(302)
  })
})

describe('pixels', () => {
  const page = async (code: string, more: object = {}) => {
    const { id } = await installation.need<{ id: number }>('POST', '/pixels', { name: 'P', code })
    return { pixel: id, ...(await installation.link({ pixelIds: [id], ...more })) }
  }

  test('the page encodes the destination for each place and may not be framed', async () => {
    const webUrl = `https://example.com/?a=1&b="'<script>`
    const { word } = await page('<script>PROBE</script>', { webUrl })
    const { text, headers } = await visit(`/${word}`)
    expect(text).toContain('<script>PROBE</script>')
    expect(text).toContain('url=https://example.com/?a=1&amp;b=%22%27%3Cscript%3E"')
    const [, inScript = ''] = /var u=("[^"<>]*"),/.exec(text) ?? []
    expect(JSON.parse(inScript)).toBe('https://example.com/?a=1&b=%22%27%3Cscript%3E')
    expect(text.indexOf('PROBE')).toBeGreaterThan(text.indexOf('http-equiv'))
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(headers.get('referrer-policy')).toBe('strict-origin')
  })

  test.each([
    ['a robot', { headers: { 'User-Agent': TELEGRAM } }],
    ['HEAD', { method: 'HEAD' }],
    ['POST', { method: 'POST', body: '' }],
    ['an image', { headers: { 'Sec-Fetch-Dest': 'image' } }],
    ['a visitor who does not want to be tracked', { headers: { 'Sec-GPC': '1' } }],
  ])('%s is redirected at once', async (_name, options) => {
    const { word } = await page('x')
    expect((await visit(`/${word}`, options)).status).toBe(302)
  })

  test('who asks not to be tracked is shown the page where the setting says so', async () => {
    const { word } = await page('x')
    const status = async (respected: boolean) => {
      await installation.need('PATCH', '/settings', { 'links.respect_gpc': respected })
      return (await visit(`/${word}`, { headers: { 'Sec-GPC': '1' } })).status
    }
    expect([await status(false), await status(true)]).toEqual([200, 302])
  })

  test('what the destination learns of the link is a setting', async () => {
    const { word } = await page('x')
    const policy = async (setting: string) => {
      await installation.need('PATCH', '/settings', { 'links.referrer_policy': setting })
      return (await visit(`/${word}`)).headers.get('referrer-policy')
    }
    const policies = ['no-referrer', 'no-referrer-when-downgrade', 'strict-origin']
    for (const each of policies) expect(await policy(each)).toBe(each)
  })

  test('a prefetch gets the page', async () => {
    const { word } = await page('x')
    expect((await visit(`/${word}`, { headers: { 'Sec-Purpose': 'prefetch' } })).status).toBe(200)
  })

  test('a change of the code is live, and one that is used goes only by force', async () => {
    const { word, pixel } = await page('BEFORE')
    expect((await visit(`/${word}`)).text).toContain('BEFORE')
    await installation.need('PATCH', `/pixels/${pixel}`, { code: 'AFTER' })
    expect((await visit(`/${word}`)).text).toContain('AFTER')
    expect((await installation.api('DELETE', `/pixels/${pixel}`)).status).toBe(409)
    await installation.need('DELETE', `/pixels/${pixel}?force=1`)
    expect((await visit(`/${word}`)).status).toBe(302)
  })
})

describe('switching off', () => {
  test('a link answers 410 with the next visit, and leads on again when it is released', async () => {
    const { id, word } = await installation.link()
    expect((await visit(`/${word}`)).status).toBe(302)
    await installation.need('PATCH', `/links/${id}`, { blocked: true, blockReason: 'phishing' })
    expect(await statusAndTarget(`/${word}`)).toEqual([410, null])
    await installation.need('PATCH', `/links/${id}`, { blocked: false })
    expect((await visit(`/${word}`)).status).toBe(302)
  })

  test('a user takes his links with him, and his keys to the API', async () => {
    const userId = await installation.user('links@example.test')
    const token = await installation.token({ userId })
    const call = { headers: { 'X-Auth-Token': token } }
    const body = '{"data":{"attributes":{"short_url":"of-a-user","web_url":"e.com"}}}'
    const made = await installation.send('/api/v1/links', { ...call, method: 'POST', body })
    expect(made.json.data.attributes.short_url).toBe('of-a-user')
    expect((await visit('/of-a-user')).status).toBe(302)
    const block = (blocked: boolean) =>
      installation.need('PUT', `/kill_switch/user/${userId}`, { blocked, reason: 'spam' })
    await block(true)
    expect((await visit('/of-a-user')).status).toBe(410)
    expect((await installation.send('/api/v1/links', call)).status).toBe(403)
    await block(false)
    expect((await visit('/of-a-user')).status).toBe(302)
  })

  test('a deleted link is gone at once; it comes back only while its word is free', async () => {
    const { id, word } = await installation.link({ word: 'come-back' })
    await installation.need('DELETE', `/links/${id}`)
    expect((await visit(`/${word}`)).status).toBe(404)
    await installation.need('POST', `/links/${id}/restore`)
    expect((await visit(`/${word}`)).status).toBe(302)
    await installation.need('DELETE', `/links/${id}`)
    await installation.link({ word })
    expect((await installation.api('POST', `/links/${id}/restore`)).status).toBe(409)
  })

  test('a word that was unknown a moment ago leads on as soon as it is made', async () => {
    expect((await visit('/not-yet-made')).status).toBe(404)
    await installation.link({ word: 'not-yet-made' })
    expect((await visit('/not-yet-made')).status).toBe(302)
  })

  test('a domain with links can not be removed', async () => {
    const domainUuid = await installation.domain('held.example.test')
    const { id } = await installation.link({ domainUuid })
    expect((await installation.api('DELETE', `/domain/${domainUuid}`)).status).toBe(409)
    await installation.need('DELETE', `/links/${id}`)
    await installation.need('DELETE', `/domain/${domainUuid}`)
  })
})

test('a token makes links and pixels only while its owner may', async () => {
  const body = { login: 'limited', password: 'correct horse battery', role: 'user' }
  const { user_id: userId } = await installation.need<{ user_id: number }>(
    'POST',
    '/user/create',
    body,
  )
  const token = await installation.token({ userId })
  const make = async (path: string, attributes: object) => {
    const data = JSON.stringify({ data: { attributes } })
    const options = { method: 'POST', headers: { 'X-Auth-Token': token }, body: data }
    return installation.send(`/api/v1/${path}`, options)
  }
  const pixel = { name: 'A', pixel_text: '<i></i>' }
  expect((await make('pixels', pixel)).status).toBe(403)
  const { status, json } = await make('links', { web_url: 'e.com' })
  expect([status, Object.keys(json)]).toEqual([403, ['error']])
  const may = (subject: string, more: object) => ({ subject, accessLevel: 'CUSTOM', ...more })
  const permissions = [
    may('link', { canCreate: true }),
    may('pixel', { canCreate: true }),
    may('domain', { accessLevel: 'READ' }),
  ]
  await installation.need('PUT', `/user/${userId}/permissions`, { permissions })
  expect((await make('pixels', pixel)).json.data.attributes.name).toBe('A')
  expect((await make('links', { web_url: 'e.com' })).json.data.attributes.web_url).toBe(
    'http://e.com',
  )
})

describe('robots.txt', () => {
  const OWN = 'robots.example.test'
  const robots = async (host: string) => (await installation.visit(host, '/robots.txt')).text
  const set = (id: string, change: object) =>
    installation.need('PATCH', `/domain/${id}/full`, change)

  test('closes a domain to all but those that show a link before it is opened', async () => {
    const text = await robots(HOST)
    expect(text).toStartWith('User-agent: TelegramBot\n')
    expect(text).toEndWith('\nAllow: /\n\nUser-agent: *\nDisallow: /\n')
    expect(text).toMatch(/^(User-agent: [A-Za-z_-]+\n)+Allow: \/\n\n/)
    for (const agent of ['Slackbot', 'WhatsApp', 'Mastodon']) expect(text).toContain(agent)
    expect(text).not.toContain('Googlebot')
  })

  test('is the text of the domain when it has one', async () => {
    const id = await installation.domain(OWN)
    await set(id, { robotsTxt: 'User-agent: Slackbot\nDisallow: /\n' })
    expect(await robots(OWN)).toBe('User-agent: Slackbot\nDisallow: /\n')
    await set(id, { robotsTxt: '', noIndex: false })
    expect(await robots(OWN)).toBe('User-agent: *\nAllow: /\n')
  })
})
