import { afterAll, expect, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { admin, makeCampaign } from '../../support/api.ts'
import { makeClicks, postbackKey } from '../../support/postbacks.ts'
import { cleanUp, startServer } from '../../support/server.ts'
import { until } from '../../support/until.ts'

afterAll(cleanUp)

const server = await startServer()
const { api, key } = await admin(server)
const { id: campaign } = await makeCampaign(api, { alias: 'forget' })

interface Row {
  readonly id: string
  readonly token_1: string
}

async function visit(name: string): Promise<void> {
  const headers = { 'user-agent': `Mozilla/5.0 (agent of ${name})` }
  const path = `${server.url}/forget?sub_id_1=${name}`
  expect((await fetch(path, { headers, redirect: 'manual' })).status).toBeLessThan(400)
}

async function rows(): Promise<readonly Row[]> {
  return (await api<{ rows: Row[] }>('GET', '/clicklog')).body.rows
}

const clicks = async () =>
  (await api<{ totals: { clicks: number } }>('POST', '/report/query', { measures: ['clicks'] }))
    .body.totals.clicks

async function exported(): Promise<string> {
  const path = `${server.url}/public/api/v1/clicklog/export`
  return (await fetch(path, { headers: { 'api-key': key } })).text()
}

/** Files of events in which the text is. */
function filesWith(text: string): string[] {
  const journal = join(server.dataDir, 'journal')
  const files = readdirSync(journal).map((name) => join(journal, name))
  const ledger = ['', '-wal'].map((suffix) => join(server.dataDir, `ledger.db${suffix}`))
  return [...files, ...ledger].filter((path) => readFileSync(path).includes(text))
}

test('clicks are forgotten by their ids: no log, report, export or file knows them any more', async () => {
  for (const name of ['anna', 'bert', 'carl']) await visit(name)
  await until('the visits are in the log', async () => (await rows()).length === 3)
  const idOf = async (name: string) => (await rows()).find((row) => row.token_1 === name)!.id
  const [first, second] = [await idOf('anna'), await idOf('bert')]
  const forged = `${first.slice(0, -1)}${first.endsWith('0') ? '1' : '0'}`
  expect(filesWith('agent of anna')).not.toEqual([])

  const open = await api('DELETE', '/clicklog/delete', { ids: [first.toUpperCase(), forged] })
  expect(open).toMatchObject({ status: 200, body: { events: 1, failedIds: [forged] } })
  expect((await rows()).map((row) => row.token_1)).toEqual(['carl', 'bert'])
  await until('it is off the disk', () => filesWith('agent of anna').length === 0)

  const sealed = await api('DELETE', '/clicklog/delete', { ids: [second] })
  expect(sealed.body).toEqual({ events: 1, failedIds: [] })
  expect(filesWith('agent of bert')).toEqual([])
  expect((await rows()).map((row) => row.token_1)).toEqual(['carl'])
  expect(await clicks()).toBe(1)
  expect(await exported()).not.toMatch(/anna|bert/)

  for (const path of [`/clicklog/click/${first}`, `/click/${second}/timeline`]) {
    const { status, body } = await api<{ errors: { detail: string } }>('GET', path)
    expect({ status, detail: body.errors.detail }).toMatchObject({
      status: 404,
      detail: expect.stringContaining('was removed'),
    })
  }
  const { body } = await api<{ errors: { detail: string } }>('GET', `/clicklog/click/${forged}`)
  expect(body.errors.detail).toBe('No such object')

  const secret = await postbackKey(api)
  const postback = await fetch(`${server.url}/${secret}/postback?subid=${first}&payout=9`)
  expect(await postback.text()).toBe('Stored: deleted_click')
})

test.each<[object, string[]]>([
  [{ ids: [] }, ['ids']],
  [{}, ['ids']],
  [{ ids: ['a'], campaign: 1 }, ['campaign']],
])('%j removes nothing and says why', async (asked, fields) => {
  const { status, body } = await api<{ errors: { fields: object } }>(
    'DELETE',
    '/clicklog/delete',
    asked,
  )
  expect({ status, fields: Object.keys(body.errors.fields) }).toEqual({ status: 400, fields })
})

test.each<[object, string]>([
  [{}, 'preset'],
  [{ dateFrom: '2026-11-01' }, 'preset'],
  [{ preset: 'full', dateFrom: '2026-11-01' }, 'preset'],
  [{ preset: 'today' }, 'preset'],
  [{ datePreset: 'today' }, 'datePreset'],
  [{ preset: 'custom_time' }, 'dateFrom'],
])('a campaign is not cleared by %j', async (asked, field) => {
  const before = await clicks()
  const path = `/clicks/campaign/${campaign}`
  const { status, body } = await api<{ errors: { fields: object } }>('DELETE', path, asked)
  expect({ status, fields: Object.keys(body.errors.fields) }).toEqual({
    status: 400,
    fields: [field],
  })
  expect(await clicks()).toBe(before)
})

test('a campaign is cleared of a time, or of everything', async () => {
  const past = { preset: 'custom_time', dateFrom: '2020-01-01', dateTo: '2020-12-31' }
  const path = `/clicks/campaign/${campaign}`
  expect((await api('DELETE', path, past)).body).toEqual({ events: 0 })
  expect(await clicks()).toBe(1)
  expect((await api('DELETE', path, { preset: 'full' })).body).toEqual({ events: 1 })
  expect(await clicks()).toBe(0)
  const { body } = await api<{ rows: { changes: object }[] }>('GET', '/audit?event=clear')
  expect(body.rows.map(({ changes }) => changes)).toMatchObject([{ preset: 'full' }, {}])
})

test('calls for clicks of a campaign that was cleared are kept for later, none is booked out of sight', async () => {
  const { id } = await makeCampaign(api, { alias: 'cleared' })
  const [before = ''] = await makeClicks(server.url, 'cleared', 1)
  expect((await api('DELETE', `/clicks/campaign/${id}`, { preset: 'full' })).status).toBe(200)
  const secret = await postbackKey(api)
  const call = async (clickId: string) =>
    (await fetch(`${server.url}/${secret}/postback?subid=${clickId}&payout=9`)).text()
  expect(await call(before)).toBe('Stored: deleted_campaign')
  const [after = ''] = await makeClicks(server.url, 'cleared', 1)
  expect(await call(after)).toBe('Success')
  const revenue = async () => {
    const filters = [{ field: 'campaign', op: 'eq', value: String(id) }]
    const query = { measures: ['clicks', 'revenue'], filters }
    return (await api<{ totals: object }>('POST', '/report/query', query)).body.totals
  }
  const wanted = { clicks: 1, revenue: 9 }
  await until('the new one is reported', async () => Bun.deepEquals(await revenue(), wanted))
})

test('conversions of a removed click go when somebody deletes them, and what was booked since with its money', async () => {
  const { id } = await makeCampaign(api, { alias: 'outlived' })
  const [clickId = ''] = await makeClicks(server.url, 'outlived', 1)
  const secret = await postbackKey(api)
  const call = async (query: string) =>
    (await fetch(`${server.url}/${secret}/postback?subid=${clickId}&${query}`)).text()
  const revenue = async () => {
    const asked = { period: { preset: 'all_time' }, measures: ['revenue'] }
    const { body } = await api<{ totals: { revenue: number } }>('POST', '/report/query', asked)
    return body.totals.revenue
  }
  const before = await revenue()
  expect(await call('status=sale&payout=10&tid=a')).toBe('Success')
  await until('it is reported', async () => (await revenue()) === before + 10)
  expect((await api('DELETE', `/clicks/campaign/${id}`, { preset: 'full' })).status).toBe(200)
  expect(await revenue()).toBe(before)

  expect(await call('status=rejected&tid=a')).toBe('Stored: deleted_campaign')
  const filter = { cause: 'deleted_campaign' }
  const applied = await api('POST', '/postbacks/unmatched/reapply', { filter, withoutClick: true })
  expect(applied.body).toMatchObject({
    results: expect.arrayContaining([expect.objectContaining({ result: 'accepted' })]),
  })
  const listed = async () => {
    const path = `/conversions?datePreset=all_time&anyIds[]=${clickId}`
    return (await api<{ rows: { status: string }[] }>('GET', path)).body.rows
  }
  expect(await listed()).toMatchObject([{ status: 'rejected' }])
  expect((await api('DELETE', '/conversions', { ids: [clickId] })).status).toBe(200)
  expect(await listed()).toEqual([])
})
