/** Files of costs: what their lines are taken for, and what becomes of them. */
import { afterAll, beforeEach, expect, test } from 'bun:test'

import { openManagement } from '../../../support/management.ts'
import { addPerson, permission } from '../../../support/people.ts'
import { toldCosts } from '../../../support/told-costs.ts'

const { asked, ledger, stage, uploads } = toldCosts()
const management = openManagement({ costs: ledger })
afterAll(() => management.close())
beforeEach(() => {
  asked.length = 0
})
const { call } = management
await call('POST', '/traffic_source', { name: 's' })
await call('POST', '/campaign', { name: 'c', trafficSourceId: 1, key: 'go' })

const HOUR = 3_600_000
const batch = { campaigns: [1], from: '2026-11-20', to: '2026-11-20', cost: 1 }

test('a file prices line by line, and a bad line never stops the others', async () => {
  const csv = [
    'Date,Value,Cost,Currency',
    '2026-11-20,a,1.50,',
    '2026-11-20 07:00,"b,c","2,5",USD',
    '2026-11-32,a,1,',
    '20.13.26,a,1,',
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

test('a long file comes in parts, which are undone together', async () => {
  const part = (importId: string | null, day: string) =>
    call('POST', '/costs/file', { campaigns: [1], csv: `date,cost\n${day},1`, importId })
  const { importId } = (await part(null, '2026-11-18')).body
  const more = await part(importId, '2026-11-19')
  expect(more.body.importId).toStartWith(`${importId}.`)
  expect(await call('POST', `/costs/file/${importId}/undo`)).toMatchObject({
    body: { results: [{ batchId: 1 }, { batchId: 2 }] },
  })
  expect(await call('POST', `/costs/file/${more.body.importId}/redo`)).toMatchObject({
    body: { results: [{ batchId: 2 }] },
  })
  const refused = async (id: string) => (await part(id, '2026-11-20')).body.errors?.fields?.importId
  const NONE = ['is no file of yours that goes on']
  expect(await refused(more.body.importId)).toEqual(NONE)
  expect(await refused('other')).toEqual(NONE)
  for (let parts = 2; parts < 10; parts++) await part(importId, '2026-11-21')
  expect(await refused(importId)).toEqual(['has 10 parts: a file may have no more'])
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
  stage.waitsFor = go.promise
  const send = () => call('POST', '/costs/file', { campaigns: [1], csv: 'date,cost\n2026-11-01,1' })
  const first = Array.from({ length: 4 }, send)
  const next = await send()
  go.resolve()
  const answers = [...(await Promise.all(first)), await send()]
  expect([next.status, ...answers.map(({ status }) => status)]).toEqual([
    503, 200, 200, 200, 200, 200,
  ])
})

const line = (error: string) => expect.objectContaining({ error })

test('each line may name its campaign by id, key, alias or name; others are of the chosen ones', async () => {
  await call('POST', '/campaign', { name: 'DE push', trafficSourceId: 1, key: 'de-push' })
  await call('PATCH', '/campaign/2/full', { alias: 'push' })
  const names = ['2', 'de-push', 'push', ' DE push ', '', '1']
  const csv = ['Campaign,date,cost', ...names.map((name, at) => `${name},2026-11-2${at},1`)]
  const file = { campaigns: [1], csv: csv.join('\n') }
  const { body } = await call('POST', '/costs/file', file)
  expect(asked.map(({ order }) => order.campaigns)).toEqual([[2], [2], [2], [2], [1], [1]])
  expect(asked[0]!.ask.upload!.campaigns).toEqual([1, 2])
  expect(body.results.length).toBe(6)
})

test('lines of one campaign add up by whatever word, those of two do not', async () => {
  const csv =
    'date,campaign,cost\n2026-11-20,2,1\n2026-11-20,push,2\n2026-11-20,go,4\n2026-11-20,,8'
  await call('POST', '/costs/file', { campaigns: [1], csv })
  expect(asked.map(({ order }) => [order.campaigns, order.micros])).toEqual([
    [[2], 3_000_000],
    [[1], 12_000_000],
  ])
})

test('a word that is nobody’s or several campaigns’ is refused with its line', async () => {
  await call('POST', '/campaign', { name: 'DE push', trafficSourceId: 1, key: '1' })
  const csv = [
    'date;campaign;cost',
    '2026-11-20;DE push;1',
    '2026-11-20;de push;1',
    '2026-11-20;1;1',
    '2026-11-20;;1',
    '2026-11-20;3;1',
  ]
  const { body } = await call('POST', '/costs/file', { csv: csv.join('\n') })
  const several = (word: string, ids: string) =>
    line(`campaign: "${word}" means several (${ids}): say the id or the key of one`)
  expect(body.results).toEqual([
    several('DE push', '2, 3'),
    line('campaign: "de push" is the id, key, alias or name of none'),
    several('1', '1, 3'),
    line('campaign: is missing'),
    expect.objectContaining({ line: 6, clicks: 4 }),
  ])
  expect(asked.map(({ order }) => order.campaigns)).toEqual([[3]])
})

test('a file without the column needs the campaigns chosen', async () => {
  const csv = 'date,cost\n2026-11-20,1'
  const { status, body } = await call('POST', '/costs/file', { csv })
  expect([status, body.errors.fields]).toEqual([
    400,
    { campaigns: ['must be chosen where the file has no column "campaign"'] },
  ])
})

test('a limited user’s words are those of the campaigns he sees, and he prices only what he may change', async () => {
  const rights = permission('campaign', { readUuids: ['1'], modifyUuids: ['2'] })
  const { key } = addPerson(management, 'limited', { permissions: [rights] })
  const csv = 'date,campaign,cost\n2026-11-20,DE push,1\n2026-11-20,3,1\n2026-11-20,go,1'
  const { body } = await call('POST', '/costs/file', { csv }, key)
  expect(body.results).toEqual([
    expect.objectContaining({ line: 2, clicks: 4 }),
    line('campaign: "3" is the id, key, alias or name of none'),
    line('campaigns does not exist'),
  ])
  expect(asked.map(({ order }) => order.campaigns)).toEqual([[2]])
})

const day = (date: number) => Date.UTC(2026, 10, date)

test('dates with points are days or hours, and a file whose slashes are clear is read', async () => {
  const csv = 'date;cost\n22.11.2026;1,5\n22.11.2026 14:05;1\n2026-11-22 14:59;2\n'
  const { body } = await call('POST', '/costs/file', { campaigns: [1], csv })
  expect(body.results.length).toBe(3)
  const hour = { from: day(22) + 14 * HOUR, to: day(22) + 15 * HOUR }
  expect(asked.map(({ order }) => [order.period, order.micros])).toEqual([
    [{ from: day(22), to: day(23) }, 1_500_000],
    [hour, 3_000_000],
  ])
  asked.length = 0
  const american = 'date,cost\n11/2/2026,1\n11/22/2026,"1,234.5"\n11/3/2026,"2,000"'
  await call('POST', '/costs/file', { campaigns: [1], csv: american })
  expect(asked.map(({ order }) => [order.period.from, order.micros])).toEqual([
    [day(2), 1_000_000],
    [day(22), 1_234_500_000],
    [day(3), 2_000_000_000],
  ])
})

test.each([
  [
    ['3/4/2026', '2026-11-22'],
    'dates',
    'must be said, day_first or month_first: 3/4/2026 may be either',
  ],
  [
    ['22/11/2026', '11/23/2026'],
    'csv',
    'has days before months and the contrary (22/11/2026, 11/23/2026): write dates like 2026-11-22 or 22.11.2026',
  ],
])('a file with the dates %j is refused, and says what to do', async (dates, field, problem) => {
  const csv = ['date,cost', ...dates.map((date) => `${date},1`)].join('\n')
  const { status, body } = await call('POST', '/costs/file', { campaigns: [1], csv })
  expect([status, body.errors.fields, asked]).toEqual([400, { [field]: [problem] }, []])
})

test('an amount that may be a thousand is refused, and so is one that was cut at its comma', async () => {
  const csv = 'date,cost\n2026-11-20,"1,234"\n2026-11-20,1,50\n2026-11-20,7,'
  const { body } = await call('POST', '/costs/file', { campaigns: [1], csv })
  expect(body.results).toEqual([
    line('cost: "1,234" may be a thousand or a fraction: write it as 1234 or 1.234'),
    line('has more cells than there are titles: put what has a comma in quotes'),
    expect.objectContaining({ line: 4, clicks: 4 }),
  ])
})

test('an unknown zone is said of days and of hours', async () => {
  const csv = 'date,cost\n2026-11-20,1\n2026-11-20 10,1'
  const { body } = await call('POST', '/costs/file', { campaigns: [1], csv, timezone: 'Mars/Base' })
  const problem = line('timezone unknown time zone: a name such as Europe/Berlin')
  expect(body.results).toEqual([problem, problem])
})

test('lines have the numbers that an editor shows, and those without anything are none', async () => {
  const csv = '\n\ndate;value;cost\r\n\r\n20.11.26;"a\nb";1\n;;\nnever;c;1\n20.11.2026 2:05 PM;d;1'
  const { body } = await call('POST', '/costs/file', { campaigns: [1], field: 'source', csv })
  expect(body.results.map(({ line }: { line: number }) => line)).toEqual([5, 8, 9])
  expect(body.results[1].error).toContain('neither a day nor a time')
  const from = Date.UTC(2026, 10, 20, 14)
  expect(asked.map(({ order }) => [order.period.from, order.where[0]!.any[0]!.values])).toEqual([
    [Date.UTC(2026, 10, 20), ['a\nb']],
    [from, ['d']],
  ])
})

test('a year of two digits that may be another number refuses the file', async () => {
  const send = (...dates: string[]) => {
    const csv = ['date,cost', ...dates.map((date) => `${date},1`)].join('\n')
    return call('POST', '/costs/file', { campaigns: [1], csv })
  }
  const refused = await send('20/11/26')
  expect([refused.status, JSON.stringify(refused.body)]).toEqual([
    400,
    expect.stringContaining('20/11/26 may be any of them'),
  ])
  expect((await send('11/5/26', '11/20/26 11:30 PM')).status).toBe(200)
  expect(asked.map(({ order }) => order.period.from)).toEqual([
    Date.UTC(2026, 10, 5),
    Date.UTC(2026, 10, 20, 23),
  ])
})

test('a source’s own titles are said once, and are no lines of their own', async () => {
  const csv = [
    'Дата;Zone ID;Показы;"Расход, $";Валюта',
    '22.11.2026;zone-1;1 000;1,25;',
    '22.11.2026 14:00;zone-2;500;0,75;USD',
    'Итого;;1 500;2,00;',
  ].join('\r\n')
  const columns = { date: ' дата', value: 'Zone ID', cost: 'Расход, $', currency: 'валюта' }
  const file = { campaigns: [1], field: 'source', csv, columns }
  const { body } = await call('POST', '/costs/file', file)
  expect(body.results.map(({ error }: { error?: string }) => error ?? 'fine')).toEqual([
    'fine',
    'fine',
    'date: "Итого" is neither a day nor a time',
  ])
  expect(asked.map(({ order }) => [order.micros, order.where[0]!.any[0]!.values])).toEqual([
    [1_250_000, ['zone-1']],
    [750_000, ['zone-2']],
  ])
})

test('a column that is no column of ours is not read, whatever it is called', async () => {
  const csv = 'date,campaign,currency,cost\n2026-11-20,Network’s own,Euros,1'
  const columns = { campaign: null, currency: null, value: null }
  const { body } = await call('POST', '/costs/file', { campaigns: [1], csv, columns })
  expect(body.results).toEqual([expect.objectContaining({ line: 2, clicks: expect.any(Number) })])
  const { status, body: refused } = await call('POST', '/costs/file', { csv, columns })
  expect([status, Object.keys(refused.errors.fields)]).toEqual([400, ['campaigns']])
})

test.each([
  [{ date: 'Day', cost: 'Spent' }, { 'columns.date': ['is no title of the file'] }],
  [{ date: 'Дата' }, { csv: [expect.stringContaining('"date" and "cost"')] }],
  [{ cost: 'Spent' }, { csv: [expect.stringContaining('"date" and "cost"')] }],
])('a file whose titles are %j is refused as a whole', async (columns, fields) => {
  const csv = 'Дата,Spent\n2026-11-20,1'
  const { status, body } = await call('POST', '/costs/file', { campaigns: [1], csv, columns })
  expect([status, body.errors.fields, asked]).toEqual([400, fields, []])
})
