/** Whatever a domain answers, it keeps out of search engines unless its owner wants it in them. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'

import { makeCampaign } from '../../support/api.ts'
import { type LinkInstallation, openLinks, type SendOptions } from '../../support/links.ts'
import { postbackKey } from '../../support/postbacks.ts'
import { cleanUp } from '../../support/server.ts'

const CLOSED = 'closed.example.test'
const OPEN = 'open.example.test'

let installation: LinkInstallation
let key = ''

beforeAll(async () => {
  installation = await openLinks()
  const { api } = installation
  await makeCampaign(api, { alias: 'camp' })
  key = await postbackKey(api)
  await installation.need('PATCH', '/settings', { abuse_contact: 'abuse@example.com' })
  for (const host of [CLOSED, OPEN]) {
    await domain(host, { notFoundPage: 'https://example.com/none' })
    await domain(`secure-${host}`, { httpsOnly: true })
    await domain(`rooted-${host}`, { rootPage: 'https://example.com/root' })
  }
}, 30_000)

afterAll(cleanUp)

async function domain(host: string, settings: object): Promise<void> {
  const id = await installation.domain(host)
  const change = { noIndex: host.endsWith(CLOSED), ...settings }
  await installation.need('PATCH', `/domain/${id}/full`, change)
}

interface Case extends SendOptions {
  readonly status: number
  readonly path: string
  /** Put before the host. */
  readonly of?: string
}

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }
const CASES: readonly (readonly [string, Case])[] = [
  ["a campaign's redirect", { status: 302, path: '/camp' }],
  ["a campaign's pixel", { status: 200, path: '/camp', headers: { Accept: 'image/avif' } }],
  ['a page that is not there', { status: 404, path: '/' }],
  ['a redirect to the page for that', { status: 302, path: '/nothing' }],
  ['a redirect to https', { status: 302, path: '/camp', of: 'secure-' }],
  ['a redirect of the root', { status: 302, path: '/', of: 'rooted-' }],
  ['an invalid link to an offer', { status: 404, path: '/click?lp=1&bcid=nope' }],
  ['a forged address of the second page', { status: 404, path: '/_relay?to=forged' }],
  ['another verb', { status: 405, path: '/camp', method: 'DELETE' }],
  [
    'a form that is too large',
    { status: 413, path: '/camp', method: 'POST', body: 'a'.repeat(20_000), headers: FORM },
  ],
  ['an update by a page', { status: 404, path: '/?_update_tokens=1&sub_id=0123456789abcdefghij' }],
  ['an update by a call', { status: 200, path: '/click?upd_clickid=0123456789abcdefghij&t1=a' }],
  ['a conversion as text', { status: 200, path: '/KEY/postback?subid=nope' }],
  ['a conversion pixel', { status: 200, path: '/KEY/postback.gif?subid=nope' }],
  ['a conversion script', { status: 200, path: '/click.php?cnv_id=nope&format=js' }],
  ['a wrong key', { status: 404, path: '/wrong-key/postback?subid=nope' }],
  ['what a browser asks before a call', { status: 204, path: '/KEY/postback', method: 'OPTIONS' }],
  ['the icon', { status: 204, path: '/favicon.ico' }],
  ['robots.txt', { status: 200, path: '/robots.txt' }],
  ['security.txt', { status: 200, path: '/.well-known/security.txt' }],
]

async function answered(host: string, { path, of = '', status: _, ...options }: Case) {
  const answer = await installation.visit(`${of}${host}`, path.replace('KEY', key), options)
  return [answer.status, answer.headers.get('x-robots-tag')]
}

describe.each(CASES)('%s', (_, one) => {
  test('is not to be indexed, unless the domain is', async () => {
    expect(await answered(CLOSED, one)).toEqual([one.status, 'noindex'])
    expect(await answered(OPEN, one)).toEqual([one.status, null])
  })
})

test('the page of the admin is never to be indexed', async () => {
  const { status, headers } = await installation.send('/admin')
  expect([status, headers.get('x-robots-tag')]).toEqual([200, 'noindex'])
}, 30_000)
