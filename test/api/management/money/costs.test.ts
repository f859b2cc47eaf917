import { afterAll, beforeEach, expect, test } from 'bun:test'

import type { CostOrder } from '../../../../src/core/costs.ts'
import type { CostAsk } from '../../../../src/ledger/costs/cost-book.ts'
import type { CostLedger } from '../../../../src/ledger/costs/cost-link.ts'
import type { UploadState } from '../../../../src/ledger/costs/cost-uploads.ts'
import { openManagement } from '../../../support/management.ts'

/** What the ledger was asked, and the clicks it is to find. */
const asked: { order: CostOrder; ask: CostAsk }[] = []
let clicks = 4
/** When it begins to answer. */
let waitsFor = Promise.resolve()
/** What the ledger knows of files. */
const uploads = new Map<string, UploadState>()

const ledger: CostLedger = {
  async apply(orders, ask) {
    await waitsFor
    if (clicks === 0 && ask.whenNone === 'refuse') return null
    const made = orders.map((order) => {
      const id = asked.push({ order, ask })
      const unallocated = clicks === 0 ? [{ campaignId: 1, time: 0, micros: order.micros }] : []
      return { id, uuid: 'u', clicks, shareMicros: 250_000, unallocated }
    })
    return made
  },
  set: (id) => Promise.resolve({ id, uuid: 'u', clicks, shareMicros: 250_000, unallocated: [] }),
  setUpload: (upload) =>
    Promise.resolve(
      asked.flatMap(({ ask }, index) =>
        ask.upload?.id === upload
          ? [{ id: index + 1, uuid: 'u', clicks, shareMicros: 250_000, unallocated: [] }]
          : [],
      ),
    ),
  list({ before = null, limit = Infinity }) {
    const older = asked.slice(0, before === null ? undefined : before - 1)
    return Promise.resolve({
      hasMore: older.length > limit,
      batches: older
        .slice(-limit)
        .map(({ order, ask }, index) => ({
          id: Math.max(0, older.length - limit) + index + 1,
          uuid: 'u',
          createdAt: 0,
          plannedAt: 0,
          undone: false,
          clicks,
          shareMicros: 1,
          inForce: 0,
          unallocated: [],
          order,
          history: [],
          upload: ask.upload?.id ?? null,
        }))
        .toReversed(),
      running: null,
    })
  },
  campaignsOf(which) {
    const found = asked.filter(({ ask }, index) =>
      'id' in which ? which.id === index + 1 : which.upload === ask.upload?.id,
    )
    return Promise.resolve(found[0]?.order.campaigns ?? null)
  },
  uploadOf: (id) => Promise.resolve(uploads.get(id) ?? null),
  replan: () => Promise.resolve(0),
  ofClick: () => Promise.resolve([]),
}

const management = openManagement(undefined, ledger)
afterAll(() => management.close())
beforeEach(() => {
  asked.length = 0
  clicks = 4
})
const { call } = management
await call('POST', '/traffic_source', { name: 's' })
await call('POST', '/campaign', { name: 'c', trafficSourceId: 1, key: 'go' })

const HOUR = 3_600_000
const batch = { campaigns: [1], from: '2026-11-20', to: '2026-11-20', cost: 1 }

test.each<[string, object, Partial<CostOrder>]>([
  [
    'a bare day is all of it, in its zone',
    { timezone: 'Europe/Berlin' },
    { period: { from: Date.UTC(2026, 10, 19, 23), to: Date.UTC(2026, 10, 20, 23) } },
  ],
  [
    'a day can have 25 hours',
    { from: '2026-10-25', to: '2026-10-25', timezone: 'Europe/Berlin' },
    { period: { from: Date.UTC(2026, 9, 24, 22), to: Date.UTC(2026, 9, 24, 22) + 25 * HOUR } },
  ],
  [
    'an end at a full second is exclusive',
    { from: '2026-11-20 10:00', to: '2026-11-20 11:00:00' },
    { period: { from: Date.UTC(2026, 10, 20, 10), to: Date.UTC(2026, 10, 20, 11) } },
  ],
  [
    'an end of :59 means the whole second',
    { from: '2026-11-20 10:00', to: '2026-11-20 10:59:59' },
    { period: { from: Date.UTC(2026, 10, 20, 10), to: Date.UTC(2026, 10, 20, 11) } },
  ],
  [
    'a price is for each click',
    { mode: 'per_click', cost: 0.25 },
    { how: 'per_click', micros: 250_000 },
  ],
  [
    'filters are any of their values',
    {
      filters: [
        { field: 'sub_id_3', value: ['a', ''] },
        { field: 'country', value: 'DE' },
      ],
    },
    {
      where: [
        { any: [{ field: 'token_3', op: 'in', values: ['a', null] }] },
        { any: [{ field: 'geoCountry', op: 'in', values: ['DE'] }] },
      ],
    },
  ],
  ['bots can be left out', { bots: false }, { bots: 'free' }],
  [
    'the original amount is kept',
    { currency: 'usd' },
    { original: { micros: 1_000_000, currency: 'USD' } },
  ],
])('%s', async (_, body, wanted) => {
  const { status, body: answer } = await call('POST', '/costs', { ...batch, ...body })
  expect({ status, answer }).toEqual({
    status: 200,
    answer: { batchId: 1, clicks: 4, perClick: 0.25, unallocated: 0 },
  })
  expect(asked[0]!.order).toMatchObject(wanted)
})

test.each<[object, string]>([
  [{ campaigns: [1, 99] }, 'campaigns'],
  [{ from: '2026-11-21' }, 'from'],
  [{ from: '2026-11-20 11:00', to: '2026-11-20 10:00' }, 'from'],
  [{ from: '2026-11-20 10:00', to: '2026-11-20 10:00' }, 'from'],
  [{ from: '2026-03-29 02:30', to: '2026-03-29 03:30', timezone: 'Europe/Berlin' }, 'from'],
  [{ to: 'soon' }, 'from'],
  [{ timezone: 'Mars/Base' }, 'timezone'],
  [{ currency: 'EUR' }, 'currency'],
  [{ currency: 'XXX' }, 'currency'],
  [{ cost: 'much' }, 'cost'],
  [{ cost: -1 }, 'cost'],
  [{ mode: 'per_click', cost: 2_000_000 }, 'cost'],
  [{ filters: [{ field: 'weather', value: 'rain' }] }, 'filters'],
  [{ filters: [{ field: '__proto__', value: 'x' }] }, 'filters'],
  [{ whatever: 1 }, 'whatever'],
])('%j is refused by its field, and nothing changes', async (part, field) => {
  const { status, body } = await call('POST', '/costs', { ...batch, ...part })
  expect({ status, fields: Object.keys(body.errors.fields) }).toEqual({
    status: 400,
    fields: [field],
  })
  expect(asked).toEqual([])
})

test('the update of the dialect prices a token value, and answers 404 when nothing matches', async () => {
  const update = { tokenId: 2, tokenValue: 'x', model: 'COSTS', cost: 2, uniqueness: 'tracker' }
  expect(await call('PUT', '/clicks/campaign/1', update)).toMatchObject({ status: 200, body: {} })
  expect(asked[0]!.order).toMatchObject({
    how: 'spread',
    micros: 2_000_000,
    uniqueness: 'tracker',
    where: [{ any: [{ field: 'token_2', values: ['x'] }] }],
    period: { from: Date.UTC(2026, 10, 21), to: Date.UTC(2026, 10, 22) },
  })
  const days = { dateFrom: '2026-11-01', dateTo: '2026-11-02' }
  await call('PUT', '/clicks/campaign/1', { ...update, ...days })
  const period = { from: Date.UTC(2026, 10, 1), to: Date.UTC(2026, 10, 3) }
  expect(asked[1]!.order.period).toEqual(period)
  clicks = 0
  const { status, body } = await call('PUT', '/clicks/campaign/1', update)
  expect([status, body.errors.message]).toEqual([404, 'No click matches: nothing was changed'])
  expect((await call('PUT', '/clicks/campaign/9', update)).status).toBe(404)
  const tasks = await call('GET', '/monitor/background_tasks')
  const task = { type: 'update_cost', subjectIds: ['1'], status: 'finished' }
  expect(tasks.body).toMatchObject([task, task])
})

test('a file prices line by line, and a bad line never stops the others', async () => {
  const csv = [
    'Date,Value,Cost,Currency',
    '2026-11-20,a,1.50,',
    '2026-11-20 07:00,"b,c","2,5",USD',
    '2026-11-32,a,1,',
    '20.11.2026,a,1,',
    '2026-11-20,a,cheap,',
    '2026-11-20,,1,',
    '2026-11-20,d,1,EUR',
  ].join('\r\n')
  const { body } = await call('POST', '/costs/file', { campaigns: [1], field: 'source', csv })
  expect(body.results.map((line: object) => ('error' in line ? 'error' : 'fine'))).toEqual([
    'fine',
    'fine',
    'error',
    'error',
    'error',
    'error',
    'error',
  ])
  expect(body.results[6]).toEqual({
    line: 8,
    error: 'currency has no exchange rate, or the amount is too much to convert',
  })
  expect(asked.map(({ order }) => [order.micros, order.where[0]!.any[0]!.values])).toEqual([
    [1_500_000, ['a']],
    [2_500_000, ['b,c']],
  ])
  const from = Date.UTC(2026, 10, 20, 7)
  expect(asked[1]!.order.period).toEqual({ from, to: from + HOUR })
})

test.each([
  ['', '1 to 1000000 characters'],
  ['nonsense', 'titles'],
  ['date,amount\n2026-11-20,1', 'titles'],
  ['cost\n1', 'titles'],
  ['date,cost\n', 'no line'],
])('a file as %j is refused as a whole', async (csv, why) => {
  const { status, body } = await call('POST', '/costs/file', { campaigns: [1], csv })
  expect([status, JSON.stringify(body.errors.fields.csv)]).toEqual([
    400,
    expect.stringContaining(why),
  ])
})

test('an hour that the clock skips is no hour of a file, one that comes twice is both', async () => {
  const csv = '\uFEFFdate;cost\r\n2026-03-29 02;1,5\r\n2026-10-25 02;1,5\r\n2026-03-29;1'
  const file = { campaigns: [1], csv, timezone: 'Europe/Berlin' }
  const { body } = await call('POST', '/costs/file', file)
  expect(body.results[0]).toEqual({
    line: 2,
    error: 'date: the clock of Europe/Berlin skips this hour',
  })
  const odd = ['2026-13-01 02', '2026-02-30 02', '2026-11-20 24', '0000-00-00 00']
  const refused = await call('POST', '/costs/file', {
    ...file,
    csv: `date,cost\n${odd.join(',1\n')},1`,
  })
  expect(refused.body.results.map((each: object) => 'error' in each)).toEqual(odd.map(() => true))
  const hours = asked.map(({ order: { period } }) => (period.to - period.from) / HOUR)
  expect(hours).toEqual([2, 23])
})

test('lines of the same slot add up, and prices for it are not said twice', async () => {
  const csv = 'date,cost\n2026-11-20,1\n2026-11-19,5\n2026-11-20,0.5\n2026-11-20,999999999'
  const { body } = await call('POST', '/costs/file', { campaigns: [1], csv })
  expect(asked.map(({ order }) => order.micros)).toEqual([1_500_000, 5_000_000])
  expect(body.results.map((each: { batchId?: number }) => each.batchId)).toEqual([
    1,
    2,
    1,
    undefined,
  ])
  asked.length = 0
  const same =
    'date,value,cost,currency\n2026-11-20,DE,1,\n2026-11-20,de,2,usd\n2026-11-20,DE,4,EUR'
  const mixed = await call('POST', '/costs/file', { campaigns: [1], field: 'country', csv: same })
  expect(asked.map(({ order }) => order.micros)).toEqual([3_000_000])
  expect(mixed.body.results[2].error).toBe('line 2 has another currency for the same clicks')
  const prices = await call('POST', '/costs/file', { campaigns: [1], csv, mode: 'per_click' })
  expect(prices.body.results[2].error).toBe('line 2 says a price for the same clicks')
})

test('what could not be placed is named, and every change is in the audit', async () => {
  clicks = 0
  const { body } = await call('POST', '/costs', batch)
  expect(body).toEqual({ batchId: 1, clicks: 0, perClick: 0.25, unallocated: 1 })
  expect((await call('POST', '/costs/1/undo')).status).toBe(200)
  expect((await call('POST', '/costs/7/redo')).status).toBe(404)
  const events = management.config.reader
    .query(
      "SELECT event FROM audit WHERE kind = 'costs' AND object_id = '1' ORDER BY id DESC LIMIT 2",
    )
    .values()
  expect(events.flat()).toEqual(['undo', 'create'])
})

test('all batches of a file are undone and redone at once, and by nobody who may not', async () => {
  const csv = 'date,cost\n2026-11-19,1\n2026-11-20,2'
  await call('POST', '/costs', batch)
  const { body } = await call('POST', '/costs/file', { campaigns: [1], csv })
  const { importId } = body
  const listed = await call('GET', '/costs')
  expect(listed.body.batches.map((each: { importId: string }) => each.importId)).toEqual([
    importId,
    importId,
    null,
  ])
  for (const event of ['undo', 'redo']) {
    const answer = await call('POST', `/costs/file/${importId}/${event}`)
    const results = [2, 3].map((batchId) => ({
      batchId,
      clicks: 4,
      perClick: 0.25,
      unallocated: 0,
    }))
    expect(answer).toMatchObject({ status: 200, body: { importId, results } })
    const noted = management.config.reader
      .query('SELECT event, object_id, changes FROM audit ORDER BY id DESC LIMIT 1')
      .values()
    expect(noted).toEqual([[event, importId, '{"batches":[2,3]}']])
  }
  const unknown = crypto.randomUUID()
  expect((await call('POST', `/costs/file/${unknown}/undo`)).status).toBe(404)
})

test('what became of the lines of a file can be asked for by its id', async () => {
  const csv = 'date,cost\n2026-11-20,1\n2026-11-20,x\n2026-11-19,2'
  const { body } = await call('POST', '/costs/file', { campaigns: [1], csv })
  const { id, campaigns, lines } = asked[0]!.ask.upload!
  expect({ id, campaigns, lines }).toEqual({
    id: body.importId,
    campaigns: [1],
    lines: [
      [2, 0],
      [3, 'cost: "x" is no amount'],
      [4, 1],
    ],
  })
  const results = [{ line: 2, id: 1, clicks: 4, shareMicros: 250_000, unallocated: [] }]
  uploads.set(id, { campaigns, state: 'done', progress: 1, lines: results })
  uploads.set('late', { campaigns, state: 'running', progress: 0.5, lines: [] })
  const found = await call('GET', `/costs/file/${id}`)
  expect(found.body).toEqual({
    importId: id,
    state: 'done',
    progress: 1,
    results: [body.results[0]],
  })
  const late = await call('GET', '/costs/file/late')
  expect(late.body).toEqual({ importId: 'late', state: 'running', progress: 0.5, results: [] })
  for (const [state, cause] of [
    ['failed', 'the server could not write it'],
    ['interrupted', 'the server stopped before it was booked'],
  ] as const) {
    uploads.set(state, { campaigns, state, progress: 0, lines: [] })
    const error = `${cause}: nothing of it is booked, upload it again`
    const body = { importId: state, state, progress: 0, error, results: [] }
    expect(await call('GET', `/costs/file/${state}`)).toMatchObject({ status: 200, body })
  }
  expect((await call('GET', '/costs/file/other')).status).toBe(404)
})

test('few files are booked at a time: the next is refused, and taken as soon as there is room', async () => {
  const go = Promise.withResolvers<void>()
  waitsFor = go.promise
  const send = () => call('POST', '/costs/file', { campaigns: [1], csv: 'date,cost\n2026-11-01,1' })
  const first = Array.from({ length: 4 }, send)
  const next = await send()
  go.resolve()
  const answers = [...(await Promise.all(first)), await send()]
  expect([next.status, ...answers.map(({ status }) => status)]).toEqual([
    503, 200, 200, 200, 200, 200,
  ])
})

test('the list of batches has pages', async () => {
  for (let made = 0; made < 3; made++) await call('POST', '/costs', batch)
  const page = async (search: string) => {
    const { body } = await call('GET', `/costs${search}`)
    return [body.batches.map((each: { batchId: number }) => each.batchId), body.pageInfo]
  }
  expect(await page('?limit=2')).toEqual([[3, 2], { cursor: 2, hasNextPage: true, limit: 2 }])
  expect(await page('?limit=2&cursor=2')).toEqual([
    [1],
    { cursor: 1, hasNextPage: false, limit: 2 },
  ])
  expect(await page('')).toEqual([[3, 2, 1], { cursor: 1, hasNextPage: false, limit: 100 }])
  expect((await call('GET', '/costs?limit=1001')).status).toBe(400)
})
