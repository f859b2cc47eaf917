/** Calls of networks over HTTP: what they are answered, in every shape, and that one is one. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'

import { admin, type Api, apiOf, makeCampaign } from '../../support/api.ts'
import { makeClicks, moneyTable, postbackKey } from '../../support/postbacks.ts'
import { cleanUp, type Server, startServer } from '../../support/server.ts'

const WAIT_MS = 30_000

let server: Server
let api: Api
let key = ''
let adminKey = ''
let clicks: string[] = []

beforeAll(async () => {
  server = await startServer()
  const account = await admin(server)
  api = account.api
  adminKey = account.key
  await makeCampaign(api, { alias: 'paid', target: 'https://offer.test/?c={subid}' })
  key = await postbackKey(api)
  clicks = await makeClicks(server.url, 'paid', 21)
}, WAIT_MS)

afterAll(cleanUp)

const get = (path: string, init: RequestInit = {}) => fetch(`${server.url}${path}`, init)
const postback = (query: string, init: RequestInit = {}) => get(`/${key}/postback?${query}`, init)

test('a hundred equal calls at once make one conversion', async () => {
  const query = `subid=${clicks[0]}&status=sale&payout=5&tid=x`
  const answers = await Promise.all(Array.from({ length: 100 }, () => postback(query)))
  const texts = new Set(await Promise.all(answers.map((answer) => answer.text())))
  expect([...texts]).toEqual(['Success'])
  expect(moneyTable(server.dataDir)).toMatchObject({ conversions: 1, revenueMicros: 5_000_000 })
  const log = await api<{ rows: unknown[] }>('GET', `/conversions?datePreset=today`)
  expect(log.body.rows).toHaveLength(1)
})

describe('a call is read from', () => {
  const sent: Record<string, () => RequestInit> = {
    'a form': () => ({ body: new URLSearchParams({ subid: clicks[1]!, payout: '1' }) }),
    multipart: () => {
      const body = new FormData()
      body.set('subid', clicks[2]!)
      body.set('payout', '1')
      return { body }
    },
    JSON: () => ({
      body: JSON.stringify({ subid: clicks[3], payout: 1 }),
      headers: { 'content-type': 'application/json' },
    }),
  }
  test.each(Object.entries(sent))('%s', async (_name, init) => {
    const answer = await get(`/${key}/postback`, { method: 'POST', ...init() })
    expect([answer.status, await answer.text()]).toEqual([200, 'Success'])
  })
})

test('a transaction id that JSON has as a number keeps its digits', async () => {
  const body = `{"subid":"${clicks[19]}","payout":1,"tid":12345678901234567890}`
  const headers = { 'content-type': 'application/json' }
  await get(`/${key}/postback`, { method: 'POST', headers, body })
  const told = await api('GET', `/conversion/${clicks[19]}`)
  expect(told.body).toMatchObject({ transaction_id: '12345678901234567890' })
  const refused = await postback(`subid=${clicks[19]}&status=rejected&tid=12345678901234567890`)
  expect(await refused.text()).toBe('Success')
})

test('an address that was copied out of a page says what it said there', async () => {
  const query = `subid=${clicks[20]}&amp;status=rejected&amp;payout=4&amp;amp=1`
  expect(await (await postback(query)).text()).toBe('Success')
  const { body } = await api('GET', `/conversion/${clicks[20]}`)
  expect(body).toMatchObject({ class: 'rejected', payout: '0', payout_original: '4 USD' })
  const other = await get(`/click?payout=5&amp;cnv_id=${clicks[20]}&amp;cnv_status=sale`)
  expect(await other.json()).toMatchObject({ status: 'ok', result: 'accepted' })
})

test.each(['[]', 'null', '{}', ''])('the body %p leaves all to the query', async (body) => {
  const headers = { 'content-type': 'application/json' }
  const answer = await postback(`subid=${clicks[20]}&status=trash`, {
    method: 'POST',
    headers,
    body,
  })
  expect([answer.status, await answer.text()]).toEqual([200, 'Success'])
})

test('the query comes before the body, and an empty body is normal', async () => {
  const answer = await postback(`subid=${clicks[4]}&payout=1&return=OK`, { method: 'POST' })
  expect([answer.status, await answer.text()]).toEqual([200, 'OK'])
})

const answers: [string, () => string, number, string | object][] = [
  ['a parked call', () => `/${key}/postback?subid=%7Baff%7D`, 200, 'Stored: macro_not_replaced'],
  ['a call without a click id', () => `/${key}/postback`, 200, 'Stored: missing_click_id'],
  ['no payout', () => `/${key}/postback?subid=${clicks[5]}&payout=NaN`, 200, 'Stored: bad_payout'],
  [
    'the other dialect',
    () => `/click?cnv_id=${clicks[5]}&payout=2`,
    200,
    { status: 'ok', result: 'accepted' },
  ],
  [
    'an unknown click in the other dialect',
    () => '/click.php?cnv_id=00000000000000000000',
    200,
    { status: 'fail', cause: 'unknown_click' },
  ],
  [
    'an event that is no number',
    () => `/click?upd_clickid=${clicks[5]}&event3=x`,
    400,
    { status: 'fail', message: 'event3: not a number' },
  ],
  ['an event', () => `/click?upd_clickid=${clicks[5]}&event3=4`, 200, { status: 'ok' }],
]

test.each(answers)('the answer to %s', async (_name, path, status, wanted) => {
  const answer = await get(path())
  expect(answer.status).toBe(status)
  if (typeof wanted === 'string') expect(await answer.text()).toBe(wanted)
  else expect(await answer.json()).toMatchObject(wanted)
})

test('a wrong key is answered like any path that is not there, and changes nothing', async () => {
  const before = moneyTable(server.dataDir).conversions
  const wrong = await get(`/${'w'.repeat(26)}/postback?subid=${clicks[6]}`)
  const nothing = await get('/nothing-is-here')
  expect([wrong.status, await wrong.text()]).toEqual([404, await nothing.text()])
  const asked = await get(`/${'w'.repeat(26)}/postback?subid=${clicks[6]}`, { method: 'HEAD' })
  expect(asked.status).toBe(404)
  expect(moneyTable(server.dataDir).conversions).toBe(before)
})

test('a key is kept nowhere, however its parameter is written', async () => {
  const names = ['postback_key', 'postback%5Fkey', 'postback_key[]', 'postback_key%5B%5D']
  for (const name of names) await get(`/click?cnv_id=nobodys&${name}=${key}&tail=1`)
  await get(`/click?upd_clickid=nobodys&upd%5fkey=${key}`)
  for (const told of [{ postback_key: key }, { auth: { postback_key: key } }]) {
    const body = JSON.stringify({ cnv_id: 'nobodys', ...told })
    await get('/click', { method: 'POST', body })
  }
  const log = await api('GET', '/postbacks?direction=in&datePreset=all_time&limit=1000')
  const inbox = await api('GET', '/postbacks/unmatched?cause=unknown_click')
  const kept = JSON.stringify([log.body, inbox.body])
  expect([kept.includes('tail=1'), kept.includes(key)]).toEqual([true, false])
})

test('images and scripts get what they can show, with the same status', async () => {
  const gif = await get(`/${key}/postback.gif?subid=x`)
  const script = await get(`/${key}/postback.js?subid=x`)
  expect([gif.status, gif.headers.get('content-type')]).toEqual([200, 'image/gif'])
  expect(await script.text()).toBe('/* Stored: malformed */')
})

test('HEAD records nothing, OPTIONS lets pages call, a large body is refused', async () => {
  const before = moneyTable(server.dataDir).conversions
  const head = await postback(`subid=${clicks[7]}&payout=1`, { method: 'HEAD' })
  const options = await get(`/${key}/postback`, { method: 'OPTIONS' })
  const body = new URLSearchParams({ subid: clicks[7]!, x: 'x'.repeat(20_000) })
  const large = await get(`/${key}/postback`, { method: 'POST', body })
  expect([head.status, options.status, large.status]).toEqual([200, 204, 413])
  expect(options.headers.get('access-control-allow-origin')).toBe('*')
  expect(moneyTable(server.dataDir).conversions).toBe(before)
})

test('a word that is mapped later brings its calls back, with their own time', async () => {
  const parked = await postback(`subid=${clicks[8]}&payout=7&status=Great%20Job`)
  expect(await parked.text()).toBe('Stored: unmapped_status')
  const inbox = await api<{ groups: { cause: string }[] }>('GET', '/postbacks/unmatched')
  expect(inbox.body.groups.map(({ cause }) => cause)).toContain('unmapped_status')
  const map = await api('PUT', '/status_words', { 'great job': 'sale' })
  expect(map).toEqual({ status: 200, body: { reapplied: 1 } })
  const { body } = await api<object>('GET', `/conversion/${clicks[8]}`)
  expect(body).toMatchObject({ payout: '7', status: 'Great Job', class: 'sale' })
})

interface Mapped {
  readonly results: readonly { result: string }[]
}

interface Inbox {
  readonly groups: readonly { cause: string; hint: string; mapping: string | null }[]
  readonly pending: readonly { currency: string; count: number; amount: string }[]
}

test('a parameter that holds the click id is seen, mapped, and its calls are tried again', async () => {
  const parked = await postback(`aff_sub=${clicks[10]}&payout=4`)
  expect(await parked.text()).toBe('Stored: missing_click_id')
  await postback('nothing=useful')
  const { body } = await api<Inbox>('GET', '/postbacks/unmatched')
  const group = body.groups.find(({ cause }) => cause === 'missing_click_id')
  expect(group).toMatchObject({ mapping: 'aff_sub', hint: expect.stringContaining('aff_sub') })
  const mapping = async (dryRun: boolean) => {
    const path = '/postbacks/unmatched/map'
    const { body } = await api<Mapped>('POST', path, { parameter: 'aff_sub', dryRun })
    return body.results.map(({ result }) => result)
  }
  const would = await mapping(true)
  expect(await (await postback(`aff_sub=${clicks[10]}&payout=4`)).text()).toStartWith('Stored')
  expect(would).toContain('accepted')
  expect(await mapping(false)).toContain('accepted')
  const again = await postback(`aff_sub=${clicks[10]}&payout=5`)
  expect(await again.text()).toBe('Success')
})

test('wrong keys are shown and counted, and so is what came since the last look', async () => {
  await get(`/${'v'.repeat(26)}/postback?subid=${clicks[6]}`)
  const wrong = await api<{ count: number; rows: { url: string }[] }>(
    'GET',
    '/postbacks/wrong_keys',
  )
  expect(wrong.body.rows[0]!.url).toContain('/postback?subid=')
  type Counts = { unmatched: { all: number; new: number; newest: number }; wrongKeys: number }
  const path = '/postbacks/unmatched/counts'
  const { body: before } = await api<Counts>('GET', path)
  await postback('subid=%7Bmacro%7D')
  const { body: after } = await api<Counts>('GET', `${path}?since=${before.unmatched.newest}`)
  expect(after.unmatched).toMatchObject({ new: 1, all: before.unmatched.all + 1 })
  expect(after.wrongKeys).toBe(wrong.body.count)
})

test('a payout without a rate waits in the inbox', async () => {
  const sent = await postback(`subid=${clicks[11]}&payout=7&currency=XPF`)
  expect(await sent.text()).toBe('Success')
  const { body } = await api<Inbox>('GET', '/postbacks/unmatched')
  expect(body.pending).toContainEqual({ currency: 'XPF', count: 1, amount: '7' })
})

test('conversions are exported as lines that a spreadsheet can open', async () => {
  await postback(`subid=${clicks[12]}&payout=2.5&tid=%3Dcmd`)
  const url = `${server.url}/public/api/v1/conversions/export?datePreset=today&trailer=1`
  const response = await fetch(url, { headers: { 'api-key': adminKey } })
  expect(response.headers.get('content-disposition')).toContain('conversions.csv')
  const lines = (await response.text()).trimEnd().split('\r\n')
  expect(lines[0]).toStartWith('Click ID,Conversion ID,Campaign')
  expect(lines[1]).toContain(",'=cmd,")
  expect(lines.at(-1)).toBe('# end')
  expect(lines).toHaveLength(moneyTable(server.dataDir).conversions + 2)
})

test('the conversion of a cleared campaign is booked without the details of its click', async () => {
  const first = await startServer()
  const account = await admin(first)
  const { id } = await makeCampaign(account.api, { alias: 'gone' })
  const [click = ''] = await makeClicks(first.url, 'gone', 1)
  expect(
    (await account.api('DELETE', `/clicks/campaign/${id}`, { preset: 'full' })).status,
  ).toBeLessThan(300)
  await first.stop()
  // Its newest clicks a server knows by heart.
  const second = await startServer({ data: first.dataDir })
  const again = apiOf(second, account.key)
  const secret = await postbackKey(again)
  const parked = await fetch(`${second.url}/${secret}/postback?subid=${click}&payout=9`)
  expect(await parked.text()).toBe('Stored: deleted_campaign')
  const { body } = await again<{ results: { result: string }[] }>(
    'POST',
    '/postbacks/unmatched/reapply',
    { filter: { cause: 'deleted_campaign' }, withoutClick: true },
  )
  expect(body.results.map(({ result }) => result)).toEqual(['accepted'])
  expect(moneyTable(second.dataDir)).toMatchObject({ conversions: 1, revenueMicros: 9_000_000 })
})

test('an import is tried without a trace, made, and taken back', async () => {
  const payload = `subid,payout,status\n${clicks[9]},3,sale\n${'0'.repeat(20)},1,sale`
  const dry = await api<{ results: { result: string }[] }>('POST', '/conversions/import', {
    payload,
    dryRun: true,
  })
  expect(dry.body.results.map(({ result }) => result)).toEqual(['accepted', 'failed'])
  expect((await api('GET', `/conversion/${clicks[9]}`)).status).toBe(404)
  const made = await api<{ importId: number }>('POST', '/conversions/import', {
    payload,
    reason: 'They paid 3 by hand',
  })
  expect((await api('GET', `/conversion/${clicks[9]}`)).status).toBe(200)
  const { body: story } = await api('GET', `/click/${clicks[9]}/timeline`)
  expect(JSON.stringify(story)).toContain('"reason":"They paid 3 by hand"')
  const undo = () => api('POST', `/conversions/import/${made.body.importId}/undo`)
  expect(await undo()).toMatchObject({ status: 200, body: { clicks: 1, kept: 0 } })
  expect(await undo()).toMatchObject({ status: 200, body: { clicks: 0, kept: 0 } })
  expect((await api('GET', `/conversion/${clicks[9]}`)).status).toBe(404)
})

test('a line says what of it does not count, when it is checked, too', async () => {
  const today = new Date().toISOString().slice(0, 10)
  const payload = [
    `${clicks[18]}:payout=1:time=${today}`,
    `${clicks[18]}:payout=1:time=2020-01-01`,
    `${clicks[18]}:payout=1:time=yesterday:cost=much`,
  ].join('\n')
  const { body } = await api<{ results: { notes: string[] }[] }>('POST', '/conversions/import', {
    payload,
    dryRun: true,
    timezone: 'UTC',
  })
  const said = body.results.map(({ notes }) => notes)
  expect(said).toEqual([[], ['time_ignored'], ['cost_unreadable', 'time_ignored']])
})

test('what was changed since an import stays, and the answer says so', async () => {
  const payload = `${clicks[14]}:payout=3\n${clicks[15]}:payout=4`
  const made = await api<{ importId: number }>('POST', '/conversions/import', { payload })
  expect(await (await postback(`subid=${clicks[14]}&payout=7`)).text()).toBe('Success')
  const undo = () => api('POST', `/conversions/import/${made.body.importId}/undo`)
  expect(await undo()).toMatchObject({ status: 200, body: { clicks: 1, kept: 1 } })
  expect(await undo()).toMatchObject({ status: 200, body: { clicks: 0, kept: 1 } })
  expect((await api('GET', `/conversion/${clicks[14]}`)).body).toMatchObject({ payout: '7' })
  expect((await api('GET', `/conversion/${clicks[15]}`)).status).toBe(404)
})

test('what can be taken back is, and of the rest the answer says why it is not', async () => {
  await makeCampaign(api, { alias: 'lost' })
  const [gone = '', kept = ''] = await makeClicks(server.url, 'lost', 2)
  const payload = `${gone}:payout=3\n${kept}:payout=4`
  const made = await api<{ importId: number }>('POST', '/conversions/import', { payload })
  expect((await api('DELETE', '/clicklog/delete', { ids: [gone] })).status).toBe(200)
  const undo = () => api('POST', `/conversions/import/${made.body.importId}/undo`)
  const failed = [{ clickId: gone, cause: 'deleted_click', hint: expect.stringContaining('gone') }]
  expect(await undo()).toMatchObject({ status: 200, body: { clicks: 1, kept: 0, failed } })
  expect((await api('GET', `/conversion/${kept}`)).status).toBe(404)
  expect(await undo()).toMatchObject({ status: 200, body: { clicks: 0, kept: 0, failed } })
})

test('a file in parts is one import, which nobody else goes on with', async () => {
  const part = (click: string | undefined, importId?: number) => {
    const body = { payload: `${click}:payout=2:tid=part`, importId }
    return api<{ importId: number }>('POST', '/conversions/import', body)
  }
  const first = await part(clicks[17])
  const { importId } = first.body
  expect((await part(clicks[18], importId)).body.importId).toBe(importId)
  expect((await part(clicks[18], importId + 1000)).status).toBe(400)
  const undone = await api('POST', `/conversions/import/${importId}/undo`)
  expect(undone).toMatchObject({ status: 200, body: { clicks: 2 } })
  expect((await part(clicks[18], importId)).status).toBe(400)
})

test('lines for clicks that are not here go to the inbox on request', async () => {
  const body = { payload: 'from-another-tracker:payout=8:tid=gone', unknown: 'unmatched' }
  const upload = (more: object) =>
    api<{ results: { result: string; cause: string }[] }>('POST', '/conversions/import', {
      ...body,
      ...more,
    })
  const results = async (more: object = {}) =>
    (await upload(more)).body.results.map(({ result, cause }) => `${result} ${cause}`)
  expect(await results({ unknown: 'skip' })).toEqual(['failed unknown_click'])
  expect(await results({ dryRun: true })).toEqual(['failed unknown_click'])
  expect(await results()).toEqual(['parked unknown_click'])
  const inbox = await api<{ rows: { id: number; method: string; clickId: string }[] }>(
    'GET',
    '/postbacks/unmatched?cause=unknown_click',
  )
  const entry = inbox.body.rows.find(({ method }) => method === 'UPLOAD')
  expect(entry?.clickId).toBe('from-another-tracker')
  const again = await api<{ results: object[] }>('POST', '/postbacks/unmatched/reapply', {
    ids: [entry?.id],
    edit: { clickId: clicks[16] },
  })
  expect(again.body.results).toMatchObject([{ result: 'accepted' }])
})

test('a call by another verb is refused', async () => {
  const query = `subid=${clicks[17]}&payout=1`
  for (const method of ['PUT', 'DELETE', 'PATCH']) {
    expect((await postback(query, { method })).status).toBe(405)
  }
  expect((await api('GET', `/conversion/${clicks[17]}`)).status).toBe(404)
})

test('true and false of a JSON body are switches', async () => {
  const body = JSON.stringify({ subid: clicks[18], payout: 1, disable_postback: true })
  const headers = { 'content-type': 'application/json' }
  const answer = await get(`/${key}/postback`, { method: 'POST', body, headers })
  expect(await answer.text()).toBe('Success')
  const { body: log } = await api<{ rows: { body: string }[] }>(
    'GET',
    `/postbacks?datePreset=today&q=${clicks[18]}`,
  )
  expect(log.rows[0]?.body).toContain('["disable_postback","1"]')
})

test('a network says in which currency it pays, and whether calls need a key', async () => {
  const { body } = await api<{ id: number }>('POST', '/affiliate_network', { name: 'Net' })
  const path = `/affiliate_network/${body.id}/full`
  const changed = await api('PATCH', path, { currency: 'eur', allowsKeyless: false })
  expect(changed).toMatchObject({ status: 200, body: { currency: 'EUR', allowsKeyless: false } })
  expect((await api('GET', path)).body).toEqual(changed.body)
})
