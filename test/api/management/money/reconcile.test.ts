/** A network's list beside ours, on a real server. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { admin, type Api, makeOfferCampaign, type OfferCampaign } from '../../../support/api.ts'
import { makeClicks, postbackKey } from '../../../support/postbacks.ts'
import { cleanUp, type Server, startServer } from '../../../support/server.ts'

let server: Server
let api: Api
let paid: OfferCampaign
let clicks: string[] = []
const COLUMNS = { clickId: 'aff_sub', status: 'State', payout: 'Commission', transactionId: 'ID' }

beforeAll(async () => {
  server = await startServer()
  api = (await admin(server)).api
  paid = await makeOfferCampaign(api, 'paid')
  const key = await postbackKey(api)
  clicks = await makeClicks(server.url, 'paid', 5)
  const calls = ['payout=1&tid=a', 'payout=2&tid=b', 'payout=3&status=lead', 'payout=4&tid=d']
  for (const [at, query] of calls.entries()) {
    await fetch(`${server.url}/${key}/postback?subid=${clicks[at]}&${query}`)
  }
}, 30_000)

afterAll(cleanUp)

interface Reconciled {
  readonly lines: number
  readonly equal: number
  readonly onlyThere: readonly { readonly line: number; readonly clickId: string }[]
  readonly onlyHere: readonly { readonly transactionId: string }[]
  readonly differing: readonly { readonly line: number; readonly differs: readonly string[] }[]
  readonly applied: {
    readonly importId: number
    readonly results: readonly {
      readonly line: number
      readonly result: string
      readonly cause: string
    }[]
  } | null
}

/** Line 2 is equal, 3 has another payout, 4 another status, 5 is new, 6 is not ours. */
const list = () =>
  [
    'ID;State;Commission;aff_sub',
    `a;approved;1.00;${clicks[0]}`,
    'b;approved;2.50;',
    `c;approved;3;${clicks[2]}`,
    `e;approved;5;${clicks[4]}`,
    'f;approved;6;00000000000000000000',
  ].join('\r\n')

const reconcile = (body: object = {}) =>
  api<Reconciled>('POST', '/conversions/reconcile', {
    networkId: paid.networkId,
    payload: list(),
    columns: COLUMNS,
    datePreset: 'all_time',
    ...body,
  })

test('both lists are compared', async () => {
  const { status, body } = await reconcile()
  expect(status).toBe(200)
  expect(body).toMatchObject({ lines: 5, equal: 1, applied: null })
  expect(body.onlyThere.map(({ line }) => line)).toEqual([5, 6])
  expect(body.onlyHere.map(({ transactionId }) => transactionId)).toEqual(['d'])
  expect(body.differing.map(({ line, differs }) => [line, ...differs])).toEqual([
    [3, 'payout'],
    [4, 'status'],
  ])
})

const REFUSED: [name: string, body: object, field: string][] = [
  ['a list without ids', { columns: { status: 'State' } }, 'columns'],
  ['a list without lines', { payload: 'ID;State' }, 'payload'],
  ['a line that is not there', { apply: [99] }, 'apply'],
]
test.each(REFUSED)('%s is refused', async (_name, body, field) => {
  const answer = await api<{ errors: { fields: object } }>('POST', '/conversions/reconcile', {
    networkId: paid.networkId,
    payload: list(),
    columns: COLUMNS,
    ...body,
  })
  expect([answer.status, Object.keys(answer.body.errors.fields)]).toEqual([400, [field]])
})

test('ticked lines are booked as one import, which can be taken back', async () => {
  const { body } = await reconcile({ apply: [3, 4, 5, 6] })
  expect(body.applied?.results.map(({ line, result, cause }) => [line, result, cause])).toEqual([
    [3, 'accepted', ''],
    [4, 'accepted', ''],
    [5, 'accepted', ''],
    [6, 'failed', 'unknown_click'],
  ])
  const after = await reconcile()
  expect(after.body).toMatchObject({ equal: 4, differing: [] })
  expect(after.body.onlyThere.map(({ line }) => line)).toEqual([6])
  await api('POST', `/conversions/import/${body.applied?.importId}/undo`, {})
  expect((await reconcile()).body).toMatchObject({ equal: 1 })
})

test('amounts of a list are read as files have them, and a word that nobody has mapped is not booked', async () => {
  const payload = ['Payout;Commission;State;aff_sub;ID', `9;$1.00;Выплачено;${clicks[0]};a`].join(
    '\n',
  )
  const { body } = await reconcile({ payload })
  expect(body.differing.map(({ differs }) => differs)).toEqual([['status']])
  const { body: applied } = await reconcile({ payload, apply: [2] })
  expect(applied.applied?.results).toMatchObject([{ line: 2, cause: 'unmapped_status' }])
  expect((await reconcile()).body).toMatchObject({ equal: 1 })
})

test('payouts are in the currency that their title names, compared and booked', async () => {
  const payload = `ID;State;Выплата, €;aff_sub\na;approved;1;${clicks[0]}\ne;approved;5;${clicks[4]}`
  const columns = { ...COLUMNS, payout: 'Выплата, €' }
  const { body } = await reconcile({ payload, columns, apply: [3] })
  expect(body.differing.map(({ line, differs }) => [line, ...differs])).toEqual([[2, 'payout']])
  const booked = await api('GET', `/conversion/${clicks[4]}`)
  expect(booked.body).toMatchObject({ payout_original: '5 EUR' })
  await api('POST', `/conversions/import/${body.applied?.importId}/undo`, {})
})

test('a line that says no status leaves that of its conversion, and makes no other', async () => {
  const payload = [
    'ID;State;Commission;aff_sub',
    `;;3.5;${clicks[2]}`,
    `e;;5;${clicks[4]}`,
    `a;approved;1;${clicks[0]}`,
  ].join('\n')
  const { body } = await reconcile({ payload, apply: [2, 3] })
  expect(body.applied?.results.map(({ line, result, cause }) => [line, result, cause])).toEqual([
    [2, 'accepted', ''],
    [3, 'failed', 'blank_status'],
  ])
  const booked = await api('GET', `/conversion/${clicks[2]}`)
  expect(booked.body).toMatchObject({ class: 'lead', payout_original: '3.5 USD' })
  await api('POST', `/conversions/import/${body.applied?.importId}/undo`, {})
})

test('an upload asks what empty cells of its statuses mean', async () => {
  const payload = `subid,status,payout\n${clicks[4]},,5`
  const upload = (body: object) =>
    api<{ importId: number; results: { result: string; cause: string }[] }>(
      'POST',
      '/conversions/import',
      { payload, ...body },
    )
  const asked = await upload({ dryRun: true })
  expect(asked.body.results).toMatchObject([{ result: 'failed', cause: 'blank_status' }])
  const { body } = await upload({ blankStatus: 'pending' })
  expect(body.results).toMatchObject([{ result: 'accepted' }])
  expect((await api('GET', `/conversion/${clicks[4]}`)).body).toMatchObject({ class: 'lead' })
  await api('POST', `/conversions/import/${body.importId}/undo`, {})
})
