/**
 * Money is the same wherever it is shown: after a random history of calls, uploads, corrections by
 * hand, deletions, imports that are taken back and costs, reports, conversions, click log, timelines
 * and their files agree to the micro-unit, and with a model that was made of the specification.
 */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import fc from 'fast-check'

import { admin, type Api, makeOfferCampaign, type OfferCampaign } from '../../support/api.ts'
import {
  ClickModel,
  type ModelOffer,
  type ModelSums,
  type Said,
} from '../../support/money-model.ts'
import { makeClicks, postbackKey } from '../../support/postbacks.ts'
import { cleanUp, type Server, startServer } from '../../support/server.ts'
import { until } from '../../support/until.ts'

const WAIT_MS = 60_000
const CLICKS = 4
const RUNS = 8
const RATES = new Map([
  ['USD', 1_000_000],
  ['EUR', 1_163_217],
  ['JPY', 6_519],
])
let server: Server
let api: Api
let key = ''
let made = 0

beforeAll(async () => {
  server = await startServer()
  api = (await admin(server)).api
  const fixed = [...RATES].filter(([code]) => code !== 'USD')
  const changed = await api('PATCH', '/settings', {
    // On a fast machine a history would ask too often.
    'api.requests_per_second': 0,
    'conversions.rates': fixed.map(([code, rate]) => `${code}=${rate / 1e6}`).join('\n'),
  })
  expect(changed.status).toBe(200)
  key = await postbackKey(api)
}, WAIT_MS)
afterAll(cleanUp)

interface Call extends Said {
  readonly click: number
}

const amount = fc.integer({ min: 0, max: 99_999_999 }).map((micros) => String(micros / 1e6))
const call = fc.record<Call>({
  by: fc.constantFrom('network', 'network', 'person'),
  click: fc.nat({ max: CLICKS - 1 }),
  status: fc.oneof(
    fc.constantFrom('', 'lead', 'sale', 'Approved', 'rebill'),
    fc.constantFrom('rejected', 'charge-back', 'trash', 'odd word'),
  ),
  payout: fc.oneof(amount, fc.constantFrom('', '5', '5', '0', '12,5', '€3', '-3', '1e3', 'auto')),
  currency: fc.constantFrom('', '', 'USD', 'EUR', 'JPY', 'XPF', 'ZZZ'),
  tid: fc.constantFrom('', '', 'a', 'Б-2'),
})
const deed = fc.oneof(
  { weight: 12, arbitrary: call.map((each) => ({ do: 'call', ...each }) as const) },
  {
    weight: 2,
    arbitrary: fc
      .array(call, { minLength: 1, maxLength: 5 })
      .map((lines) => ({ do: 'import', lines }) as const),
  },
  { weight: 2, arbitrary: fc.nat({ max: 9 }).map((at) => ({ do: 'undo import', at }) as const) },
  {
    weight: 1,
    arbitrary: fc.nat({ max: CLICKS - 1 }).map((click) => ({ do: 'delete', click }) as const),
  },
  { weight: 2, arbitrary: amount.map((sum) => ({ do: 'cost', sum }) as const) },
  { weight: 1, arbitrary: fc.constant({ do: 'undo cost' } as const) },
)
const history = fc.record({
  offer: fc.record({
    upsell: fc.constantFrom('off', 'by_tid', 'add'),
    isAuto: fc.constantFrom(true, true, false),
    micros: fc.constantFrom(0, 4_500_000),
  }),
  share: fc.constantFrom(0, 33.333333),
  deeds: fc.array(deed, { minLength: 8, maxLength: 30 }),
})
type History = typeof history extends fc.Arbitrary<infer H> ? H : never

async function ofCampaign({ offer: { upsell, ...pay }, share }: History): Promise<OfferCampaign> {
  const campaign = await makeOfferCampaign(api, `exact${++made}`)
  const payout = { amount: pay.micros / 1e6, currency: 'USD', auto: pay.isAuto }
  const offer = await api('PATCH', `/offer/${campaign.offerId}/full`, { upsell, payout })
  const cost = { model: 'RevShare', amount: share }
  const changed = await api('PATCH', `/campaign/${campaign.id}/full`, { cost })
  expect([offer.status, changed.status]).toEqual([200, 200])
  return campaign
}

const NOT_COUNTED = new Set(['duplicate', 'out_of_order', 'repeat_ignored'])

async function say(told: Call, { clicks, models }: Made): Promise<void> {
  const { by, click, status, payout, currency, tid } = told
  const expected = models[click]!.say(told)
  if (by === 'network') {
    const query = new URLSearchParams({ subid: clicks[click]!, status, payout, currency, tid })
    const answer = await fetch(`${server.url}/${key}/postback?format=json&${query}`)
    const { result, cause } = (await answer.json()) as { result?: string; cause?: string }
    expect([told, result ?? cause]).toEqual([told, expected])
    // By itself it would come again with the next conversion of the click.
    if (cause === 'unknown_tid')
      await api('POST', '/postbacks/unmatched/dismiss', { filter: { cause } })
    return
  }
  const answer = await api('PUT', '/conversions', { payload: lineOf(told, clicks) })
  const isTaken = expected === 'accepted' || NOT_COUNTED.has(expected)
  expect([told, answer.status, expected]).toEqual([told, isTaken ? 200 : 207, expected])
}

function lineOf({ click, status, payout, currency, tid }: Call, clicks: readonly string[]): string {
  const pairs = [
    `payout=${payout}`,
    `cnv_status=${status}`,
    `cnv_currency=${currency}`,
    `tid=${tid}`,
  ]
  return [clicks[click], ...pairs].join(':')
}

const today = () => new Date().toISOString().slice(0, 10)

interface Made {
  /** The day on which the first was made: another may have begun since. */
  readonly from: string
  readonly clicks: readonly string[]
  readonly models: readonly ClickModel[]
}

async function carryOut({ deeds }: History, { id }: OfferCampaign, around: Made) {
  const { from, clicks, models } = around
  let batch = 0
  const imports: number[] = []
  for (const each of deeds) {
    switch (each.do) {
      case 'call':
        await say(each, around)
        break
      case 'import': {
        const payload = each.lines.map((line) => lineOf(line, clicks)).join('\n')
        const { body } = await api<Imported>('POST', '/conversions/import', {
          payload,
          unmapped: 'label',
        })
        const expected = each.lines.map((line) =>
          models[line.click]!.say({ ...line, by: 'person' }, body.importId),
        )
        imports.push(body.importId)
        const told = body.results.map(({ result, cause }) => (result === 'failed' ? cause : result))
        expect([each.lines, told]).toEqual([each.lines, expected])
        break
      }
      case 'undo import': {
        const importId = imports[each.at % imports.length]
        if (importId === undefined) break
        const undone = await api('POST', `/conversions/import/${importId}/undo`)
        expect(undone.status).toBe(200)
        for (const model of models) model.undo(importId)
        break
      }
      case 'delete': {
        const removed = await api('DELETE', '/conversions', { ids: [clicks[each.click]] })
        expect(removed.status).toBe(200)
        models[each.click]!.remove()
        break
      }
      case 'cost': {
        const order = { campaigns: [id], from, to: today(), timezone: 'UTC', cost: each.sum }
        batch = (await api<{ batchId: number }>('POST', '/costs', order)).body.batchId
        expect(batch).toBeGreaterThan(0)
        break
      }
      case 'undo cost':
        if (batch > 0) await api('POST', `/costs/${batch}/undo`)
    }
  }
}

interface Imported {
  readonly importId: number
  readonly results: readonly { readonly result: string; readonly cause: string }[]
}

const micros = (decimal: string | number) => Math.round(Number(decimal) * 1e6)
const sum = (amounts: readonly number[]) => amounts.reduce((all, each) => all + each, 0)

type Money = ModelSums & { readonly cost: number }
const MONEY = ['revenue', 'revenue_hold', 'revenue_confirmed', 'revenue_rejected', 'cost']
const MEASURES = [...Object.keys(new ClickModel({} as ModelOffer, RATES).sums), 'cost']

function question(campaign: OfferCampaign, by: string, timeBasis: string): object {
  return {
    period: { preset: 'all_time' },
    timeBasis,
    groupings: [by],
    filters: [{ field: 'campaign', op: 'eq', value: campaign.id }],
    measures: MEASURES,
  }
}

type Measured = Readonly<Record<string, number>>

function summed(rows: readonly Measured[]): Money {
  const of = (name: string) => rows.map((row) => row[name] ?? 0)
  const sums = MEASURES.map((name) => {
    return [name, sum(MONEY.includes(name) ? of(name).map(micros) : of(name))]
  })
  return Object.fromEntries(sums)
}

async function reported(campaign: OfferCampaign, by: string, timeBasis: string): Promise<Money> {
  const asked = question(campaign, by, timeBasis)
  const { status, body } = await api<{ rows: { m: Measured }[] }>('POST', '/report/query', asked)
  if (status !== 200) throw new Error(`the report by ${by} answered ${JSON.stringify(body)}`)
  return summed(body.rows.map(({ m }) => m))
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
  // The log may still be on its way to the newest.
  if (own.length < clicks.length) return {}
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

/** A file of one line is read as what it is. */
function linesIn<Line>(body: string | Line): Line[] {
  if (typeof body !== 'string') return [body]
  const lines = body.split('\n').filter((line) => line !== '')
  return lines.map((line) => JSON.parse(line) as Line)
}

type Row = Readonly<Record<string, string>>

async function linesOf(path: string): Promise<Row[]> {
  const { body } = await api<string | Row>('GET', `${path}&datePreset=all_time&format=ndjson`)
  return linesIn(body)
}

/** As files have it. */
async function exported(campaign: OfferCampaign): Promise<Partial<Money>[]> {
  const rows = await linesOf(`/conversions/export?campaignIds[]=${campaign.id}`)
  const clicks = await linesOf(`/clicklog/export?campaignIds[]=${campaign.id}`)
  const asked = { ...question(campaign, 'offer', 'click'), format: 'ndjson' }
  const report = await api<string>('POST', '/report/export', asked)
  const totals = linesIn<{ totals?: Measured }>(report.body).map((line) => line.totals ?? {})
  return [
    { conversions: rows.length, revenue: sum(rows.map(({ payout }) => micros(payout!))) },
    {
      revenue: sum(clicks.map(({ payout }) => micros(payout!))),
      cost: sum(clicks.map(({ cost }) => micros(cost!))),
    },
    summed(totals),
  ]
}

const GROUPINGS = [
  'campaign',
  'days',
  'offer',
  'conversionClass',
  'transactionId',
  'payoutCurrency',
]

/** Of all that shows it, once it is the same: what was parked is tried again at any moment. */
async function agreement(campaign: OfferCampaign, { clicks, models }: Made): Promise<Money> {
  const names = Object.keys(models[0]!.sums) as (keyof ModelSums)[]
  const wanted = Object.fromEntries(
    names.map((name) => [name, sum(models.map(({ sums }) => sums[name]))]),
  )
  let shown: readonly Partial<Money>[] = []
  const isAgreed = async () => {
    const report = await reported(campaign, 'campaign', 'click')
    const others: Partial<Money>[] = [await listed(campaign), await logged(clicks)]
    for (const by of GROUPINGS) {
      others.push(await reported(campaign, by, 'click'), await reported(campaign, by, 'event'))
    }
    shown = [
      report,
      wanted,
      ...others,
      ...(await exported(campaign)),
      { revenue: await told(clicks) },
    ]
    return shown.every((each) => each.revenue !== undefined && Bun.deepMatch(each, report))
  }
  await until('all agree', isAgreed).catch((error) => {
    throw new Error(`${error}: ${JSON.stringify(shown, null, 1)}`)
  })
  return shown[0] as Money
}

test(
  'report, conversions, click log, timelines and files agree with the specification',
  async () => {
    let earned = 0
    const run = async (random: History) => {
      const campaign = await ofCampaign(random)
      const from = today()
      const clicks = await makeClicks(server.url, campaign.alias, CLICKS)
      const models = clicks.map(() => new ClickModel(random.offer, RATES))
      const around = { from, clicks, models }
      await carryOut(random, campaign, around)
      const agreed = await agreement(campaign, around)
      earned += agreed.revenue
    }
    await fc.assert(fc.asyncProperty(history, run), { numRuns: RUNS, endOnFailure: true })
    expect(earned).toBeGreaterThan(0)
  },
  WAIT_MS,
)
