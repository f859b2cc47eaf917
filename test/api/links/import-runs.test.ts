/** While a large configuration file is taken in nothing of this API waits for it. */
import { afterAll, expect, test } from 'bun:test'

import { linksApi } from '../../../src/api/links/routes.ts'
import { CERTIFICATES_OF_A_PROXY } from '../../../src/certify/facts.ts'
import { addressReader } from '../../../src/detect/address.ts'
import { COMMAND_LINE } from '../../../src/manage/access.ts'
import { createLinkToken } from '../../../src/manage/links/link-tokens.ts'
import { noReports, openManagement } from '../../support/management.ts'

const management = openManagement()
afterAll(() => management.close())
const { desk, read, routing } = management

let isRunning = false
const api = linksApi({
  read,
  desk,
  tables: routing.current,
  reports: noReports,
  addresses: addressReader([], ''),
  certificates: CERTIFICATES_OF_A_PROXY,
  alone: { isRunning: () => isRunning },
  clock: desk.clock,
  report: (error) => void management.failures.push(error),
})
const free = { domains: null, expiresAt: null, rate: null, burst: null }
const draft = { userId: 1, name: 'a token', scope: 'write', ...free } as const

async function asked(method: string, token: string): Promise<Response> {
  const body = method === 'POST' ? JSON.stringify({ data: { attributes: {} } }) : null
  const request = new Request('http://s.test/api/v1/links', { method, body })
  return api(request, (name) => (name === 'x-auth-token' ? token : ''), '127.0.0.1', null)
}

test('writes are told when to come back, and reads are answered without a note of them', async () => {
  const made = await createLinkToken(desk, COMMAND_LINE, draft)
  if ('refused' in made) throw new Error('no token')
  const statuses = async () => {
    const answers = [await asked('POST', made.token), await asked('GET', made.token)]
    await desk.together(() => null)
    return answers.map(({ status }) => status)
  }
  isRunning = true
  expect(await statuses()).toEqual([503, 200])
  expect((await asked('POST', made.token)).headers.get('retry-after')).toBe('2')
  expect(read.linkTokens.find(made.id)?.lastUsedAt).toBeNull()
  isRunning = false
  expect(await statuses()).toEqual([200, 200])
  expect(read.linkTokens.find(made.id)?.lastUsedAt).toBe(desk.clock())
})
