/** Another tracker may answer anything: it ends in a sentence that says what to do, and changes nothing. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'bun:test'

import { type MoveOrder } from '../../../../src/api/management/move/move-job.ts'
import { trackerMoves } from '../../../../src/api/management/move/moves.ts'
import { outboundClient } from '../../../../src/track/outbound/outbound.ts'
import { KEITARO_KEY, keitaroAnswers, startKeitaro } from '../../../support/keitaro.ts'
import { type Management, openManagement } from '../../../support/management.ts'

const answers = new Map<string, unknown>()
const tracker = startKeitaro(answers)
let here: Management

beforeAll(() => {
  here = openManagement({ callable: [tracker.port] })
})
beforeEach(() => {
  answers.clear()
  for (const [path, answer] of keitaroAnswers()) answers.set(path, answer)
})
afterEach(() => expect(here.failures).toEqual([]))
afterAll(() => {
  tracker.stop()
  here.close()
})

const order = { from: 'keitaro', address: tracker.url, key: KEITARO_KEY }
const move = (more: object = {}) => here.call('POST', '/config/move', { ...order, ...more })

async function refusal(more: object = {}): Promise<string> {
  const { status, body } = await move(more)
  expect(status).toBe(400)
  return body.errors.fields.address.join()
}

const failing =
  (status: number, body: BodyInit = '{"error":"no"}') =>
  () =>
    new Response(body, { status })

const ANSWERS: readonly (readonly [what: string, path: string, answer: unknown, says: RegExp])[] = [
  ['401', '/offers', failing(401), /^the key is not accepted \(401\)/],
  ['402', '/campaigns?limit=500&offset=0', failing(402), /edition has no API/],
  ['403', '/offers', failing(403), /may not read this \(403\).*at \/offers$/],
  ['404', '/landing_pages', failing(404, 'not found'), /there is no such API/],
  ['429', '/offers', failing(429), /try again later/],
  ['500', '/offers', failing(500, '<h1>oops'), /a problem of its own \(500\)/],
  ['a page', '/traffic_sources', undefined, /^it answers no data to \/traffic_sources/],
  ['an object', '/offers', { rows: [] }, /^it answers no list to \/offers$/],
  ['broken JSON', '/offers', failing(200, '[{'), /^it answers no data/],
  ['nothing', '/offers', failing(200, ''), /^it answers no data/],
  ['deep JSON', '/offers', failing(200, '['.repeat(50_000)), /^it answers no data/],
  [
    'a long list',
    '/offers',
    Array.from({ length: 20_001 }, () => null),
    /more than 20000 at \/offers/,
  ],
  [
    'a redirect',
    '/offers',
    () => Response.redirect('http://169.254.169.254/latest', 302),
    /^leads elsewhere/,
  ],
  [
    'flows of another kind',
    '/campaigns/1002/streams',
    'x',
    /no list to \/campaigns\/1002\/streams/,
  ],
]

test.each(ANSWERS)('answering %s to %s is told', async (_what, path, answer, says) => {
  if (answer === undefined) answers.delete(path)
  else answers.set(path, answer)
  expect(await refusal()).toMatch(says)
})

test('a body without an end is cut off', async () => {
  const piece = new Uint8Array(1024 * 1024).fill(0x20)
  const endless = () =>
    new Response(new ReadableStream({ pull: (controller) => controller.enqueue(piece) }))
  answers.set('/offers', endless)
  expect(await refusal()).toMatch(/more than 32 MB/)
})

const ADDRESSES: readonly (readonly [address: string, says: RegExp])[] = [
  ['http://10.0.0.1', /--outbound-host 10\.0\.0\.1 would allow it/],
  ['http://127.0.0.1:1', /--outbound-port 1 would allow it/],
  ['https://me:secret@tracker.example', /without a user name/],
  ['ftp://tracker.example', /http:\/\/ or https:\/\//],
  ['http://', /no address/],
  ['not an address', /no address/],
]

test.each(ADDRESSES)('the address %s is refused', async (address, says) => {
  expect(await refusal({ address })).toMatch(says)
})

test.each(['two\nlines', ' ', 'ключ'])('the key %p is none', async (key) => {
  expect(await refusal({ key })).toMatch(/^the key is empty/)
})

test('what it sends is not in the error, and neither is the key', async () => {
  answers.set('/offers', failing(500, 'token=abc'))
  const { body } = await move()
  expect(JSON.stringify(body)).not.toMatch(/abc|c5a0e2fb/)
})

test('a key that may not see domains and groups moves the rest', async () => {
  for (const path of ['/domains', '/groups?type=offers']) answers.set(path, failing(403))
  const { status, body } = await move()
  expect([status, body.file.domains, body.file.campaigns.length]).toEqual([200, [], 3])
  const closed = body.remarks.filter(({ text }: { text: string }) => text.includes('(403)'))
  expect(closed.map(({ kind }: { kind: string }) => kind)).toEqual(['domains', 'groups'])
})

const NOTHING_FITS = [null, 7, 'x', [], [[]], { id: {}, name: [] }, { id: -1, name: 'a' }]
const STRANGE = {
  id: 9,
  name: { a: 1 },
  alias: 5,
  token: ['t'],
  parameters: [{ a: 1 }],
  postbacks: 'no',
  cost_value: '1e400',
  cookies_ttl: -5,
  bind_visitors: { s: 1 },
  type: [],
}

test('rows of any shape are left out or made to fit, and told', async () => {
  for (const path of answers.keys()) answers.set(path, NOTHING_FITS)
  answers.set('/campaigns?limit=500&offset=0', [
    ...NOTHING_FITS,
    { ...STRANGE, id: 9 },
    { ...STRANGE, id: '10', name: `${'n'.repeat(5000)}\u0000`, alias: 'ten' },
    { ...STRANGE, id: 11, name: 'Eleven', alias: '../etc' },
  ])
  const flows = [
    ...NOTHING_FITS,
    { id: 1, schema: 'landings', landings: [{}, { landing_id: 'x' }], offers: [{ offer_id: 404 }] },
    { id: 2, schema: 'action', action_type: { a: 1 }, action_payload: [[1]] },
    { id: 3, schema: {}, weight: 'NaN', position: null, filters: { a: 1 }, triggers: 'x' },
    { id: 4, type: 'default', schema: 'action', action_type: 'campaign', action_payload: 9 },
  ]
  answers.set('/campaigns/10/streams', flows)
  answers.set('/campaigns/9/streams', [])
  answers.set('/campaigns/11/streams', [])
  const { status, body } = await move()
  expect(status).toBe(200)
  expect(body.file.campaigns).toMatchObject([{ id: 10, alias: 'ten', uniqueness: { ttlHours: 1 } }])
  expect(body.file.campaigns[0].name).toHaveLength(1000)
  expect(body.file.campaigns[0].flows.flows.at(-1)).toMatchObject({
    type: 'default',
    enabled: false,
  })
  expect(body.plan).toMatchObject([{ kind: 'campaigns', action: 'create' }])
  const told = body.remarks.map(
    ({ name, text }: { name: string; text: string }) => `${name}: ${text}`,
  )
  expect(told).toContainEqual(expect.stringMatching(/^Eleven: can't be taken over/))
  expect(told).toContainEqual(expect.stringMatching(/^a: has no id or no name/))
})

test('hundreds of campaigns come in pages', async () => {
  const row = (id: number) => ({ id, name: `Campaign ${id}`, alias: `c${id}`, state: 'active' })
  const all = Array.from({ length: 503 }, (_none, at) => row(at + 1))
  for (const { id } of all) answers.set(`/campaigns/${id}/streams`, [])
  answers.set('/campaigns?limit=500&offset=0', all.slice(0, 500))
  // A page that overlaps the one before.
  answers.set('/campaigns?limit=500&offset=500', [all[499], ...all.slice(500)])
  const { body } = await move()
  expect(body.file.campaigns).toHaveLength(503)
}, 30_000)

test('one that does not know pages answers all at once', async () => {
  const row = (id: number) => ({ id, name: `Campaign ${id}`, alias: `c${id}`, state: 'active' })
  const all = Array.from({ length: 500 }, (_none, at) => row(at + 1))
  for (const { id } of all) answers.set(`/campaigns/${id}/streams`, [])
  for (const offset of [0, 500]) answers.set(`/campaigns?limit=500&offset=${offset}`, all)
  const { body } = await move()
  expect(body.file.campaigns).toHaveLength(500)
}, 30_000)

test('two at once are one too many', async () => {
  const [first, second] = await Promise.all([move(), move()])
  expect(new Set([first.status, second.status])).toEqual(new Set([200, 503]))
})

test('one that is silent is given up', async () => {
  answers.set('/offers', () => new Response(new ReadableStream({})))
  const client = outboundClient({ allowedHosts: ['127.0.0.1'], ports: [tracker.port] })
  const moves = trackerMoves({ client, clock: Date.now, wait: Bun.sleep, withinMs: 300 })
  const result = await moves.find(order as MoveOrder, {
    read: here.read,
    currency: 'USD',
    zone: 'UTC',
    dryRun: () => Promise.reject(new Error('nothing was read')),
  })
  expect(result).toMatchObject({
    fields: { address: [expect.stringMatching(/does not answer in time|takes too long/)] },
  })
})
