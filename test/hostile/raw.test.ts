/** Malformed HTTP, byte for byte: one honest answer or a closed connection, and the server lives. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'

import { admin, makeCampaign } from '../support/api.ts'
import { cleanUp, type Server, startServer } from '../support/server.ts'
import { allCases, filled, type HostileCase, whyNotRun } from './cases.ts'
import { exchange, headerIn } from './exchange.ts'
import { complaints } from './oracles.ts'
import { apiCases } from './stage.ts'

const cases = allCases.filter((one) => one.transport === 'raw' && whyNotRun(one) === null)

let server: Server
let variables: Record<string, string> = {}

/** A tracking domain: the admin has a host of its own, the API answers on both. */
const HOST = 'track.test'

beforeAll(async () => {
  server = await startServer({ args: ['--admin-host', 'admin.test'] })
  const { api, key } = await admin(server)
  await api('POST', `/domain/${crypto.randomUUID()}`, { host: HOST })
  await api('PATCH', '/settings', { api_hosts: 'all' })
  const { alias } = await makeCampaign(api, { alias: 'raw-case' })
  variables = {
    SLUG: alias,
    HOST,
    JSON_PATH: '/public/api/v1/campaign',
    ADMIN_PATH: 'admin',
    APIKEY_ADMIN: key,
  }
}, 30_000)

afterAll(async () => {
  await server.stop()
  await cleanUp()
})

test('every case is run or stands in the table of those that are not', () => {
  const unknown = allCases.filter((one) => {
    const isRun = one.transport === 'raw' || ['click.redirect', 'any'].includes(one.surface)
    return !isRun && !apiCases.includes(one) && whyNotRun(one) === null
  })
  expect(unknown.map((one) => one.id)).toEqual([])
  expect(cases.length).toBeGreaterThan(40)
})

// At once, because each that stays open is watched for 1.5 s of silence.
describe.concurrent('raw', () => {
  test.each(cases.map((one) => [one.id, one.title, one] as const))('%s %s', async (_, __, one) => {
    const during = isAlive()
    const received = await exchange(sendingOf(one))
    expect(complaints(one.oracle, received)).toEqual([])
    expect([await during, await isAlive()]).toEqual([true, true])
  })
})

function sendingOf({ request, oracle }: HostileCase) {
  return {
    port: server.port,
    text: filled(request.text ?? '', variables),
    halfClose: request.half_close ?? false,
    resetAfterSend: oracle.rst_after_send ?? false,
  }
}

async function isAlive(): Promise<boolean> {
  const text = `GET /${variables['SLUG']} HTTP/1.1\r\nHost: ${variables['HOST']}\r\nConnection: close\r\n\r\n`
  const { answers } = await exchange({ port: server.port, text })
  return answers[0]?.status === 302 && headerIn(answers[0], 'location') !== ''
}
