/**
 * Money is the same wherever it is shown: after a random history of calls, uploads, deletions and
 * costs the report, the conversions, the click log and every timeline agree to the micro-unit.
 */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import fc from 'fast-check'

import { admin, type Api, makeOfferCampaign, type OfferCampaign } from '../../support/api.ts'
import { makeClicks, postbackKey } from '../../support/postbacks.ts'
import { cleanUp, type Server, startServer } from '../../support/server.ts'
import { until } from '../../support/until.ts'

const WAIT_MS = 60_000
const CLICKS = 4
const RUNS = 6
let server: Server
let api: Api
let key = ''
let made = 0

beforeAll(async () => {
  server = await startServer()
  api = (await admin(server)).api
  // On a fast machine a history would ask too often.
  await api('PATCH', '/settings', { 'api.requests_per_second': 0 })
  key = await postbackKey(api)
}, WAIT_MS)
afterAll(cleanUp)

interface Call {
  readonly by: 'network' | 'upload'
  readonly click: number
  readonly status: string
  readonly payout: string
  readonly currency: string
  readonly tid: string
}

const amount = fc.integer({ min: 0, max: 99_999_999 }).map((micros) => String(micros / 1e6))
const call = fc.record<Call>({
  by: fc.constantFrom('network', 'network', 'upload'),
  click: fc.nat({ max: CLICKS - 1 }),
  status: fc.constantFrom('lead', 'sale', 'rejected', 'trash', 'rebill', 'odd word'),
  payout: fc.oneof(amount, fc.constantFrom('', '0', '12,5', '-3', '1e3')),
  currency: fc.constantFrom('', 'USD', 'EUR', 'JPY', 'ZZZ'),
  tid: fc.constantFrom('', '', 'a', 'b'),
})
const deed = fc.oneof(
  { weight: 12, arbitrary: call.map((each) => ({ do: 'call', ...each }) as const) },
  {
    weight: 1,
    arbitrary: fc.nat({ max: CLICKS - 1 }).map((click) => ({ do: 'delete', click }) as const),
  },
  { weight: 2, arbitrary: amount.map((sum) => ({ do: 'cost', sum }) as const) },
  { weight: 1, arbitrary: fc.constant({ do: 'undo cost' } as const) },
)
const history = fc.record({
  upsell: fc.constantFrom('off', 'by_tid', 'add'),
  share: fc.constantFrom(0, 33.333333),
  deeds: fc.array(deed, { minLength: 8, maxLength: 25 }),
})
type History = typeof history extends fc.Arbitrary<infer H> ? H : never

async function ofCampaign({ upsell, share }: History): Promise<OfferCampaign> {
  const campaign = await makeOfferCampaign(api, `exact${++made}`)
  const offer = await api('PATCH', `/offer/${campaign.offerId}/full`, { upsell })
  const cost = { model: 'RevShare', amount: share }
  const changed = await api('PATCH', `/campaign/${campaign.id}/full`, { cost })
  expect([offer.status, changed.status]).toEqual([200, 200])
  return campaign
}

async function say({ by, click, ...said }: Call, clicks: readonly string[]): Promise<void> {
  const { status, payout, currency, tid } = said
  if (by === 'network') {
    const query = new URLSearchParams({ subid: clicks[click]!, status, payout, currency, tid })
    const answer = await fetch(`${server.url}/${key}/postback?${query}`)
    expect(answer.status).toBe(200)
    return
  }
  const pairs = [
    `payout=${payout}`,
    `cnv_status=${status}`,
    `cnv_currency=${currency}`,
    `tid=${tid}`,
  ]
  await api('PUT', '/conversions', { payload: [clicks[click], ...pairs].join(':') })
}

const today = () => new Date().toISOString().slice(0, 10)

interface Made {
  /** The day on which the first was made: another may have begun since. */
  readonly from: string
  readonly clicks: readonly string[]
}

async function carryOut({ deeds }: History, { id }: OfferCampaign, { from, clicks }: Made) {
  let batch = 0
  for (const each of deeds) {
    if (each.do === 'call') await say(each, clicks)
    else if (each.do === 'delete') {
      const removed = await api('DELETE', '/conversions', { ids: [clicks[each.click]] })
      expect(removed.status).toBe(200)
    } else if (each.do === 'cost') {
      const order = { campaigns: [id], from, to: today(), timezone: 'UTC', cost: each.sum }
      batch = (await api<{ batchId: number }>('POST', '/costs', order)).body.batchId
      expect(batch).toBeGreaterThan(0)
    } else if (batch > 0) await api('POST', `/costs/${batch}/undo`)
  }
}

const micros = (decimal: string | number) => Math.round(Number(decimal) * 1e6)
const sum = (amounts: readonly number[]) => amounts.reduce((all, each) => all + each, 0)

interface Money {
  readonly conversions: number
  readonly revenue: number
  readonly cost: number
}

async function reported(campaign: OfferCampaign, by: string): Promise<Money> {
  const { body } = await api<{ rows: { level: number; m: Money }[] }>('POST', '/report/query', {
    period: { preset: 'all_time' },
    groupings: [by],
    filters: [{ field: 'campaign', op: 'eq', value: campaign.id }],
    measures: ['conversions', 'revenue', 'cost'],
  })
  const of = (name: keyof Money) => body.rows.map(({ m }) => m[name])
  return {
    conversions: sum(of('conversions')),
    revenue: sum(of('revenue').map(micros)),
    cost: sum(of('cost').map(micros)),
  }
}

async function listed({ id }: OfferCampaign): Promise<Partial<Money>> {
  const { body } = await api<{ rows: { payout: string }[] }>(
    'GET',
    `/conversions?datePreset=all_time&limit=1000&campaignIds[]=${id}`,
  )
  return { conversions: body.rows.length, revenue: sum(body.rows.map((row) => micros(row.payout))) }
}

async function logged(clicks: readonly string[]): Promise<Partial<Money>> {
  const { body } = await api<{ rows: { id: string; payout: string; cost: string }[] }>(
    'GET',
    '/clicklog?datePreset=all_time&limit=1000',
  )
  const own = body.rows.filter(({ id }) => clicks.includes(id))
  expect(own).toHaveLength(clicks.length)
  return {
    revenue: sum(own.map(({ payout }) => micros(payout))),
    cost: sum(own.map(({ cost }) => micros(cost))),
  }
}

interface Step {
  readonly kind: string
  readonly detail: {
    readonly conversionId: number
    readonly after: { class: string; amountMicros: number; isDeleted: boolean }
  }
}

/** What the last step of each conversion says. */
async function told(clicks: readonly string[]): Promise<number> {
  const revenues = clicks.map(async (id) => {
    const { body } = await api<{ items: Step[] }>('GET', `/click/${id}/timeline`)
    const steps = body.items.filter(({ kind }) => kind === 'step')
    const last = new Map(steps.map(({ detail }) => [detail.conversionId, detail.after]))
    const earned = [...last.values()].filter(
      (state) => !state.isDeleted && state.class !== 'rejected' && state.class !== 'trash',
    )
    return sum(earned.map(({ amountMicros }) => amountMicros))
  })
  return sum(await Promise.all(revenues))
}

/** Of all that shows it, once it is the same: what was parked is tried again at any moment. */
async function agreement(campaign: OfferCampaign, clicks: readonly string[]): Promise<Money> {
  let shown: readonly Partial<Money>[] = []
  const isAgreed = async () => {
    const report = await reported(campaign, 'campaign')
    const others = [await reported(campaign, 'days'), await listed(campaign), await logged(clicks)]
    shown = [report, ...others, { revenue: await told(clicks) }]
    return shown.every((each) => Bun.deepMatch(each, report))
  }
  await until('all agree', isAgreed).catch((error) => {
    throw new Error(`${error}: ${JSON.stringify(shown)}`)
  })
  return shown[0] as Money
}

test(
  'report, conversions, click log and timelines agree to the micro-unit',
  async () => {
    let earned = 0
    const run = async (random: History) => {
      const campaign = await ofCampaign(random)
      const from = today()
      const clicks = await makeClicks(server.url, campaign.alias, CLICKS)
      await carryOut(random, campaign, { from, clicks })
      const agreed = await agreement(campaign, clicks)
      earned += agreed.revenue
    }
    await fc.assert(fc.asyncProperty(history, run), { numRuns: RUNS, endOnFailure: true })
    expect(earned).toBeGreaterThan(0)
  },
  WAIT_MS,
)
