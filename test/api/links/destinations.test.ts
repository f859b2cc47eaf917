/** Any text as a destination, all the way: create, read, visit. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import fc from 'fast-check'

import { type LinkInstallation, openLinks } from '../../support/links.ts'
import { cleanUp } from '../../support/server.ts'

const HOST = 'any.example.test'
const SCHEMES =
  /^(?:https?|mailto|tel|sms|tg|viber|whatsapp|fb|fb-messenger|instagram|twitter|vk|ok|skype|slack|spotify|snapchat|market|itms-appss?):/

let installation: LinkInstallation
let token = ''

beforeAll(async () => {
  installation = await openLinks()
  await installation.domain(HOST)
  token = await installation.token({ rate: 0 })
}, 30_000)

afterAll(cleanUp)

function call(method: string, path: string, body?: string) {
  const headers = { 'X-Auth-Token': token }
  return installation.send(`/api/v1${path}`, { method, headers, ...(body ? { body } : {}) })
}

/** What went wrong; empty for a link that holds all promises, and for one that was refused. */
async function journey(url: string): Promise<string[]> {
  const made = await call(
    'POST',
    '/links',
    JSON.stringify({ data: { attributes: { web_url: url } } }),
  )
  if (made.status !== 200) return [`create: ${made.status}`]
  const { data, errors } = made.json
  if (errors) return Array.isArray(errors.web_url) ? [] : ['refused without a reason']
  const { short_url: word, web_url: shown } = data.attributes
  const again = (await call('GET', `/links/${data.id}`)).json.data.attributes.web_url
  const { status, headers } = await installation.visit(HOST, `/${word}`)
  const location = headers.get('location') ?? ''
  return [
    again === shown ? '' : `read as ${again}, made as ${shown}`,
    status === 302 ? '' : `visit: ${status}`,
    /^[!-~]+$/.test(location) ? '' : `not ASCII: ${location}`,
    SCHEMES.test(location) ? '' : `scheme: ${location}`,
  ].filter((problem) => problem !== '')
}

const parts = [
  'http://',
  'https://',
  'javascript:',
  'data:',
  'tg://',
  'mailto:',
  'e.com',
  'пример.рф',
  HOST,
  '/',
  '//',
  '\\',
  '?',
  '#',
  '@',
  ':',
  ' ',
  '%',
  '%0d%0a',
  '{x}',
  '"',
  '<',
  '\t',
  '\r\n',
  '\0',
  '🦣',
  '\u2028',
  '\u202e',
  '\ud800',
  "'",
  ';',
  '&',
  '=',
  '[::1]',
  ':80',
  '..',
  'a',
]
const texts = fc.oneof(
  fc.array(fc.constantFrom(...parts), { maxLength: 8 }).map((some) => some.join('')),
  fc.webUrl({ withFragments: true, withQueryParameters: true }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 40 }).map((text) => `https://e.com/${text}`),
)

test('whatever text is sent: no fault, and what leaves is an ASCII address of an allowed scheme', async () => {
  await fc.assert(
    fc.asyncProperty(texts, async (text) => expect(await journey(text)).toEqual([])),
    { numRuns: 250 },
  )
}, 60_000)

test('values of any type are refused with a reason', async () => {
  for (const value of [0, -1, 1.5, true, [], {}, [['x']], { a: 1 }, 'x'.repeat(9000)]) {
    const attributes = { web_url: value, kind_of: value, domain_id: value, pixel_ids: value }
    const { status, json } = await call('POST', '/links', JSON.stringify({ data: { attributes } }))
    expect(status).toBe(200)
    for (const texts of Object.values(json.errors)) expect(texts).not.toHaveLength(0)
  }
})

test('keys of prototypes are ignored like all unknown ones', async () => {
  const body = '{"data":{"attributes":{"web_url":"e.com","__proto__":{"x":1},"constructor":1}}}'
  expect((await call('POST', '/links', body)).json.data.attributes.web_url).toBe('http://e.com')
})

test('the operator allows further schemes, but none that is never allowed', async () => {
  const made = async (url: string) => {
    const body = JSON.stringify({ data: { attributes: { web_url: url } } })
    return (await call('POST', '/links', body)).json
  }
  const refused = { errors: { web_url: ['has a scheme that is not allowed'] } }
  expect(await made('myapp://open/1')).toEqual(refused)
  const allow = (schemes: readonly string[]) =>
    installation.api('PATCH', '/settings', { 'links.schemes': schemes })
  for (const scheme of ['javascript', 'Data', 'my app', 'myapp://'])
    expect((await allow(['intent', scheme])).status).toBe(400)
  expect((await allow(['MyApp', 'intent'])).status).toBe(200)
  for (const url of ['myapp://open/1', 'MYAPP://open/2', 'intent://x#Intent;scheme=y;end']) {
    const { short_url: word } = (await made(url)).data.attributes
    const { headers } = await installation.visit(HOST, `/${word}`)
    expect(headers.get('location')).toBe(url.replace('MYAPP', 'myapp'))
  }
  expect(await made('other://open')).toEqual(refused)
})
