import { expect, test } from 'bun:test'

import { type DomainChecks, domainChecks } from '../../../src/track/outbound/domain-check.ts'
import type { Fetched, FetchFailure } from '../../../src/track/outbound/outbound.ts'

/** What each scheme finds at the host: this server, another one, or nothing. */
type Finds = 'us' | 'them' | 'address' | 'network'

function checksWhere(https: Finds, http: Finds): DomainChecks {
  const found = { 'https:': https, 'http:': http }
  const checks = domainChecks({
    get(text): Promise<Fetched | FetchFailure> {
      const url = new URL(text)
      const finds = found[url.protocol as keyof typeof found]
      if (finds === 'address' || finds === 'network') return Promise.resolve({ failed: finds })
      const body = finds === 'us' ? (checks.answerAt(url.pathname) ?? '') : 'Welcome to nginx'
      const answer = {
        status: 200,
        headers: new Headers(),
        body: Buffer.from(body),
        isBroken: false,
      }
      return Promise.resolve({ url, ...answer })
    },
  })
  return checks
}

const cases: [https: Finds, http: Finds, isSsl: boolean, error: RegExp][] = [
  ['us', 'us', true, /^$/],
  ['network', 'us', false, /^$/],
  ['us', 'network', true, /^$/],
  ['them', 'network', false, /another server/],
  ['network', 'address', false, /private address/],
  ['network', 'network', false, /nothing answers/],
]

test.each(cases)('https finds %s, http finds %s', async (https, http, isSsl, error) => {
  const verdict = await checksWhere(https, http).check('trk.example.com')
  expect(verdict.isSsl).toBe(isSsl)
  expect(verdict.error).toMatch(error)
})

test.each<[Finds, RegExp]>([
  ['them', /^another server answers at this address$/],
  ['address', /^it is a private address/],
  ['network', /^nothing answers at this address/],
])('of an address nothing is said of DNS: %s', async (http, error) => {
  for (const host of ['203.0.113.9', '[2001:db8::9]']) {
    expect((await checksWhere('network', http).check(host)).error).toMatch(error)
  }
})

test('the page exists only while the question is open', async () => {
  const asked: string[] = []
  const checks = domainChecks({
    get(url) {
      asked.push(new URL(url).pathname)
      return Promise.resolve({ failed: 'network' })
    },
  })
  const done = checks.check('trk.example.com')
  expect(checks.answerAt(asked[0] ?? '')).toMatch(/^\w{32}$/)
  expect(checks.answerAt('/.well-known/other')).toBeNull()
  await done
  expect(checks.answerAt(asked[0] ?? '')).toBeNull()
})
