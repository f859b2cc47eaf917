/** Pages and addresses of other servers as answers for visitors. */
import { expect, test } from 'bun:test'

import { NOTHING, type PageAnswer, redirect, show } from '../../../src/core/actions/action.ts'
import { fetchedAnswers } from '../../../src/track/outbound/fetched.ts'
import type { Fetched, FetchFailure, FetchLimits } from '../../../src/track/outbound/outbound.ts'
import { outboundClient } from '../../../src/track/outbound/outbound.ts'

const URL_OF_PAGE = 'http://page.test/dir/page?a=1&b=2'
/** What visitors get of a page that is not there. */
const INSTEAD: PageAnswer = { ...redirect(URL_OF_PAGE), fetchFailed: true }
const FAILED: PageAnswer = { ...NOTHING, fetchFailed: true }
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

interface Page {
  readonly body: string | Uint8Array
  readonly type?: string
  readonly status?: number
}

/** The other server, as the client sees it; `calls` holds what was asked for. */
function otherServer() {
  const calls: { url: string; limits: FetchLimits }[] = []
  const state: { now: number; next: Page | FetchFailure } = {
    now: 1_000_000,
    next: { failed: 'network' },
  }
  const get = async (url: string, limits: FetchLimits) => {
    calls.push({ url, limits })
    return 'failed' in state.next ? state.next : fetched(url, state.next)
  }
  const answer = fetchedAnswers({ client: { get }, clock: () => state.now })
  return Object.assign(state, { calls, answer })
}

function fetched(url: string, { body, type, status = 200 }: Page): Fetched {
  return {
    url: new URL(url),
    status,
    headers: new Headers(type === undefined ? {} : { 'Content-Type': type }),
    body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
    isBroken: false,
  }
}

async function shown(page: Page) {
  const other = otherServer()
  other.next = page
  return other.answer({ kind: 'fetch', how: 'show', url: URL_OF_PAGE })
}

const BASE = '<base href="http://page.test/dir/page?a=1&amp;b=2">'
const HTML_CASES: [page: string, shown: string][] = [
  ['<html><head><title>t</title>', `<html><head>${BASE}<title>t</title>`],
  ['<HEAD lang="en">\n<p>', `<HEAD lang="en">${BASE}\n<p>`],
  ['<!doctype html><html lang="en"><header>', `<!doctype html><html lang="en">${BASE}<header>`],
  ['<!DOCTYPE html><p>', `<!DOCTYPE html>${BASE}<p>`],
  ['<p>$& $1', `${BASE}<p>$& $1`],
  ['', BASE],
  [
    '<head><base target=_top href=/a/><p>',
    '<head><base href="http://page.test/a/"><base target=_top href=/a/><p>',
  ],
  [
    `<head><base href='//other.test/"'>`,
    `<head><base href="http://other.test/%22"><base href='//other.test/"'>`,
  ],
]
test.each(HTML_CASES)('relative links of %j still lead to its own server', async (page, html) => {
  expect(await shown({ body: page, type: 'text/html' })).toEqual(
    show('text/html; charset=utf-8', html),
  )
})

const TYPE_CASES: [type: string | undefined, shown: string][] = [
  ['text/css', 'text/css; charset=utf-8'],
  ['Application/JSON; charset=UTF-8', 'application/json; charset=utf-8'],
  ['image/svg+xml', 'image/svg+xml; charset=utf-8'],
  ['application/javascript', 'application/javascript; charset=utf-8'],
  [undefined, 'text/plain; charset=utf-8'],
  ['no type', 'text/plain; charset=utf-8'],
]
test.each(TYPE_CASES)('a text of type %j is shown as %j', async (type, contentType) => {
  const page = type === undefined ? { body: '<head>é' } : { body: '<head>é', type }
  expect(await shown(page)).toEqual(show(contentType, '<head>é'))
})

const KOI = new Uint8Array([0xc4, 0xc1])
const CHARSET_CASES: [type: string, body: Uint8Array, text: string][] = [
  ['text/plain; charset=koi8-r', KOI, 'да'],
  ['text/plain; charset="KOI8-R"', KOI, 'да'],
  [
    'text/plain',
    Buffer.concat([Buffer.from('<meta charset=koi8-r>'), KOI]),
    '<meta charset=koi8-r>да',
  ],
  ['text/plain; charset=none', KOI, '\ufffd\ufffd'],
  ['text/plain', Buffer.from('\ufeffда'), 'да'],
]
test.each(CHARSET_CASES)('%s: any charset becomes UTF-8', async (type, body, text) => {
  expect(await shown({ body, type })).toEqual(show('text/plain; charset=utf-8', text))
})

test('a hostile page is read in one pass', async () => {
  const page = '<base <head <html <!doctype '.repeat(75_000)
  expect(await shown({ body: page, type: 'text/html' })).toEqual(
    show('text/html; charset=utf-8', BASE + page),
  )
})

test('an image is shown as it is', async () => {
  const body = new Uint8Array([0x89, 0x50, 0xff])
  expect(await shown({ body, type: 'image/png' })).toEqual({
    ...show('image/png', ''),
    bytes: body,
  })
})

test('a page that is not there sends the visitor to it', async () => {
  const other = otherServer()
  const answer = () => other.answer({ kind: 'fetch', how: 'show', url: URL_OF_PAGE })
  expect(await answer()).toEqual(INSTEAD)
  for (const status of [302, 404, 500]) {
    other.next = { body: 'error', status }
    expect(await answer()).toEqual(INSTEAD)
  }
})

test('pages have five seconds, 2 MB and three hops, addresses 256 KB', async () => {
  const other = otherServer()
  await other.answer({ kind: 'fetch', how: 'show', url: URL_OF_PAGE })
  await other.answer({ kind: 'fetch', how: 'follow', url: URL_OF_PAGE })
  expect(other.calls).toEqual([
    { url: URL_OF_PAGE, limits: { deadlineMs: 5000, maxBytes: 2_097_152, maxHops: 3 } },
    { url: URL_OF_PAGE, limits: { deadlineMs: 5000, maxBytes: 262_144, maxHops: 3 } },
  ])
})

const follow = { kind: 'fetch', how: 'follow', url: 'http://list.test/next' } as const

const ADDRESSES: [text: string, location: string | null][] = [
  ['https://offer.test/a?b=1#c', 'https://offer.test/a?b=1#c'],
  [' \r\n\thttp://offer.test \n', 'http://offer.test/'],
  ['HTTPS://OFFER.test/A', 'https://offer.test/A'],
  ['', null],
  ['offer.test', null],
  ['//offer.test/', null],
  ['/page', null],
  ['javascript:alert(1)', null],
  ['file:///etc/passwd', null],
  ['https://offer.test/\r\nSet-Cookie: a=b', null],
  ['https://offer.test/a b', null],
  ['https://offer.test/é', null],
  ['https://user:password@offer.test/', null],
  ['https://[', null],
  ['<html>https://offer.test/', null],
  [`https://offer.test/${'x'.repeat(9000)}`, null],
]
test.each(ADDRESSES)('the text %j leads to %j', async (body, location) => {
  const other = otherServer()
  other.next = { body }
  expect(await other.answer(follow)).toEqual(location === null ? FAILED : redirect(location))
})

test('an address is read again after a minute', async () => {
  const other = otherServer()
  other.next = { body: 'https://one.test/' }
  await other.answer(follow)
  other.next = { body: 'https://two.test/' }
  other.now += MINUTE
  expect(await other.answer(follow)).toEqual(redirect('https://one.test/'))
  expect(other.calls).toHaveLength(1)
  other.now += 1
  expect(await other.answer(follow)).toEqual(redirect('https://two.test/'))
})

const FAILURES: (Page | FetchFailure)[] = [
  { failed: 'timeout' },
  { body: 'https://error.test/', status: 500 },
  { body: 'no address' },
]
test.each(FAILURES)('after %j the last good address holds for a day', async (failure) => {
  const other = otherServer()
  other.next = { body: 'https://good.test/' }
  await other.answer(follow)
  other.next = failure
  other.now += DAY
  expect(await other.answer(follow)).toEqual(redirect('https://good.test/'))
  other.now += 1
  expect(await other.answer(follow)).toEqual(FAILED)
})

test('a failure is not remembered', async () => {
  const other = otherServer()
  expect(await other.answer(follow)).toEqual(FAILED)
  other.next = { body: 'https://good.test/' }
  expect(await other.answer(follow)).toEqual(redirect('https://good.test/'))
})

test('visitors of the same moment share one request', async () => {
  const other = otherServer()
  other.next = { body: 'https://good.test/' }
  const answers = await Promise.all([1, 2, 3].map(() => other.answer(follow)))
  expect(answers).toEqual(Array(3).fill(redirect('https://good.test/')))
  expect(other.calls).toHaveLength(1)
})

test('addresses that were not used lately are forgotten', async () => {
  const other = otherServer()
  other.next = { body: 'https://good.test/' }
  const read = (at: number) => other.answer({ ...follow, url: `http://list.test/${at}` })
  for (let at = 0; at <= 2000; at++) await read(at)
  other.next = { failed: 'network' }
  expect(await read(0)).toEqual(FAILED)
  expect(await read(2000)).toEqual(redirect('https://good.test/'))
})

test('with the real client: the page of a server, with its final address as base', async () => {
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    routes: {
      '/moved': Response.redirect('/new/page'),
      '/new/page': new Response('<head>', { headers: { 'Content-Type': 'text/html' } }),
    },
  })
  const client = outboundClient({ allowedHosts: ['127.0.0.1'], ports: [server.port!] })
  const answer = fetchedAnswers({ client, clock: () => 0 })
  const origin = `http://127.0.0.1:${server.port}`
  const page = await answer({ kind: 'fetch', how: 'show', url: `${origin}/moved` })
  expect(page.body).toBe(`<head><base href="${origin}/new/page">`)
  await server.stop(true)
})
