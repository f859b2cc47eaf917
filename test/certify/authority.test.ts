/** What an authority says and does wrong; `test/e2e/https.test.ts` has one that does well. */
import { afterAll, expect, test } from 'bun:test'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { acmeAuthority, type AuthorityOptions } from '../../src/certify/authority.ts'
import { cleanUp, freePort, newFolder } from '../support/server.ts'

type Answer = readonly [status: number, body: object, headers?: Readonly<Record<string, string>>]

const servers: Bun.Server<undefined>[] = []
afterAll(async () => {
  for (const server of servers) await server.stop(true)
  await cleanUp()
})

/** Answers calls by the last word of their path; knows every account, and refuses orders. */
function authority(answers: Readonly<Record<string, Answer>> = {}) {
  const calls: string[] = []
  const contacts: unknown[] = []
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch(request) {
      const { origin, pathname } = new URL(request.url)
      const word = pathname.slice(1)
      calls.push(word)
      if (word === 'account') contacts.push(await contactIn(request))
      const known: Readonly<Record<string, Answer>> = {
        directory: [
          200,
          {
            newNonce: `${origin}/nonce`,
            newAccount: `${origin}/account`,
            newOrder: `${origin}/order`,
          },
        ],
        account: [200, {}, { Location: `${origin}/me` }],
        order: [400, { detail: 'no orders today' }],
        ...answers,
      }
      const [status, body, headers] = known[word] ?? [200, {}]
      return Response.json(body, { status, headers: { 'Replay-Nonce': 'n', ...headers } })
    },
  })
  servers.push(server)
  return { directory: `${server.url.origin}/directory`, calls, contacts }
}

async function contactIn(request: Request): Promise<unknown> {
  const { payload } = (await request.json()) as { payload: string }
  const body = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { contact?: unknown }
  return body.contact
}

function asked(directory: string, more: Partial<AuthorityOptions> = {}) {
  const accountFile = join(newFolder(), 'account.json')
  const { ask } = acmeAuthority({ directory, email: '', accountFile, binding: null, ...more })
  return ask('go.shop.test').then(
    () => 'given',
    (error: Error) => error.message,
  )
}

test('an authority that bids wait for an hour is heard at once, with its words', async () => {
  const detail = 'too many certificates already issued'
  const { directory, calls } = authority({ order: [429, { detail }, { 'Retry-After': '3600' }] })
  expect(await asked(directory)).toBe(detail)
  expect(calls.filter((word) => word === 'order')).toHaveLength(1)
})

test('one that can’t be reached is told as such', async () => {
  const port = await freePort()
  expect(await asked(`http://127.0.0.1:${port}/directory`)).toMatch(/ECONNREFUSED|connect/i)
})

test.each<[string, Record<string, Answer>, RegExp]>([
  ['it is down', { directory: [503, {}] }, /error 503/],
  ['what is there is no directory', { directory: [200, {}] }, /newNonce|newAccount/],
  [
    'its terms are new',
    { account: [403, { detail: 'terms have changed' }] },
    /^terms have changed$/,
  ],
  [
    'it answers without end',
    { directory: [200, { text: 'x'.repeat(2 * 1024 * 1024) }] },
    /maxContentLength/,
  ],
])('%s: the reason says so', async (_what, answers, said) => {
  expect(await asked(authority(answers).directory)).toMatch(said)
})

test('it is told who asks each time, so that an account it lost is made anew', async () => {
  const accountFile = join(newFolder(), 'account.json')
  const { directory, contacts } = authority()
  await asked(directory, { accountFile })
  const { key } = JSON.parse(readFileSync(accountFile, 'utf8')) as { key: string }
  await asked(directory, { accountFile, email: 'ops@shop.test' })
  expect(contacts).toEqual([[], ['mailto:ops@shop.test']])
  expect(JSON.parse(readFileSync(accountFile, 'utf8'))).toEqual({ directory, keyId: '', key })
})

test('a key of the owner’s is read where it lies, and never said', async () => {
  const keyFile = join(newFolder(), 'key')
  const { directory, calls } = authority()
  const binding = { keyId: 'me', keyFile }
  expect(await asked(directory, { binding })).toContain('ENOENT')
  writeFileSync(keyFile, 'Key: c2VjcmV0IHNlY3JldCBzZWNyZXQ=')
  expect(await asked(directory, { binding })).toBe(`${keyFile} has no key: one line, in base64`)
  expect(calls).toEqual([])
  writeFileSync(keyFile, 'c2VjcmV0IHNlY3JldCBzZWNyZXQ=\n')
  expect(await asked(directory, { binding })).toBe('no orders today')
})

test('an account of another authority, or a damaged one, is none', async () => {
  const accountFile = join(newFolder(), 'account.json')
  const { directory } = authority()
  for (const text of [
    '{"directory"',
    JSON.stringify({ directory }),
    '{"directory":"a","key":"b"}',
  ]) {
    writeFileSync(accountFile, text)
    expect(await asked(directory, { accountFile })).toBe('no orders today')
    expect(readFileSync(accountFile, 'utf8')).toContain('PRIVATE KEY')
  }
})
