/** From campaign to campaign: at the visit, and when a visitor goes on from a landing. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import {
  actionFlow,
  type Installation,
  openInstallation,
  pathFlow,
} from '../../support/click-api.ts'
import { cleanUp } from '../../support/server.ts'
import { until } from '../../support/until.ts'

const OFFER = 'https://offer.example/?c={subid}&s={sub_id_1}&p={parent_campaign_id}&k={keyword}'

let made: Installation
let page: number
let shop: number

beforeAll(async () => {
  made = await openInstallation()
  page = await made.landing('https://lp.example/')
  const offer = await made.offer(OFFER)
  shop = (await made.campaign('shop', [pathFlow([], [offer])])).id
}, 30_000)
afterAll(cleanUp)

const visit = (path: string) => fetch(`${made.server.url}${path}`, { redirect: 'manual' })

const cookie = (answer: Response, name: string) =>
  answer.headers
    .getSetCookie()
    .find((line) => line.startsWith(`${name}=`))
    ?.slice(name.length + 1)
    .split(';')[0] ?? ''

const macrosIn = (answer: Response) => {
  const { origin, searchParams } = new URL(answer.headers.get('location') ?? 'about:blank')
  expect(origin).toBe('https://offer.example')
  return Object.fromEntries(searchParams)
}

const setting = async (which: string) => {
  const { status } = await made.api('PATCH', '/settings', { campaign_hop_clicks: which })
  expect(status).toBe(200)
}

interface Report {
  readonly rows: readonly { readonly path: [{ value: string }]; readonly m: object }[]
}

/** Clicks, clicks on landings and clicks to offers of these campaigns. */
async function sums(...ids: readonly number[]): Promise<readonly unknown[]> {
  const measures = ['clicks', 'lander_clicks', 'offer_clicks']
  const query = { period: { preset: 'all_time' }, groupings: ['campaign'], measures }
  const { body } = await made.api<Report>('POST', '/report/query', query)
  return ids.map((id) => {
    const row = body.rows.find(({ path: [{ value }] }) => value === String(id))
    return Object.values(row?.m ?? [0, 0, 0])
  })
}

/** Visits are answered after some time without the disk, too: they are in the report soon. */
async function summed(ids: readonly number[], expected: readonly unknown[]): Promise<void> {
  await until(`the sums ${Bun.inspect(expected)}`, async () =>
    Bun.deepEquals(await sums(...ids), expected),
  )
}

test('a flow whose action is a campaign passes the visit on', async () => {
  const [before] = await sums(shop)
  const { id } = await made.campaign('detour', [actionFlow('campaign', String(shop))])
  const gone = await visit('/detour?keyword=shoes&sub_id_1=a')
  const macros = macrosIn(gone)
  expect(macros).toMatchObject({ s: 'a', p: String(id), k: 'shoes' })
  expect(cookie(gone, '_subid')).toBe(macros['c']!)
  await summed([id, shop], [[1, 0, 0], plus(before, [1, 0, 1])])
})

test('a landing click whose offer is a campaign passes the visitor on', async () => {
  const [before] = await sums(shop)
  const { id } = await made.campaign('page', [pathFlow([page], [{ campaignId: shop }])])
  const shown = await visit('/page?keyword=shoes&sub_id_1=a&sub_id_2=b')
  const gone = await visit(`/?_lp=1&_token=${cookie(shown, '_token')}&sub_id_1=new`)
  const macros = macrosIn(gone)
  expect(macros).toMatchObject({ s: 'new', p: String(id), k: 'shoes' })
  expect(cookie(gone, '_subid')).toBe(macros['c']!)
  expect(macros['c']).not.toBe(cookie(shown, '_subid'))
  await summed([id, shop], [[1, 1, 0], plus(before, [1, 0, 1])])
})

test('whose clicks are kept holds for those on landings, too', async () => {
  const { id } = await made.campaign('kept', [pathFlow([page], [{ campaignId: shop }])])
  const [before] = await sums(shop)
  for (const which of ['parent', 'child']) {
    await setting(which)
    const shown = await visit('/kept')
    macrosIn(await visit(`/?_lp=1&_token=${cookie(shown, '_token')}`))
  }
  await setting('all')
  await summed([id, shop], [[2, 2, 0], plus(before, [1, 0, 1])])
})

function plus(before: unknown, more: readonly number[]): readonly number[] {
  return more.map((value, at) => value + Number(Object(before)[at]))
}
