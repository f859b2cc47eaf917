/** Who is told of a conversion, and in which words: every rule of outgoing postbacks. */
import { expect, test } from 'bun:test'

import type { ConversionClass } from '../../../src/core/conversions/classes.ts'
import {
  type News,
  type PlanContext,
  planDeliveries,
  type Planned,
  type Told,
} from '../../../src/core/conversions/outgoing.ts'
import { compilePostbacks, PLAIN_POSTBACK } from '../../../src/core/conversions/postbacks.ts'
import { type Event, Flag } from '../../../src/core/event.ts'
import type { Campaign, Postback, TrafficSource } from '../../../src/core/model.ts'
import { aCampaign, aMacroContext, aTrafficSource, NOON } from '../../support/build.ts'

const X = 'https://source.test/x'
const Y = 'https://source.test/y'

/** `told` is what goes out, in order; what is skipped stands in brackets with its reason. */
interface Case {
  readonly name: string
  readonly campaign?: Partial<Campaign>
  readonly source?: Partial<TrafficSource>
  readonly news?: Partial<News>
  readonly click?: Partial<Event>
  readonly told: readonly string[]
}

const CASES: readonly Case[] = [
  { name: 'without entries nobody is told', told: [] },
  { name: 'the campaign is told', campaign: { postbacks: [to(X)] }, told: [X] },
  { name: 'the source is told', source: { postbackUrl: X }, told: [X] },
  {
    name: 'campaign and source are both told, the campaign first',
    campaign: { postbacks: [to(X)] },
    source: { postbackUrl: Y },
    told: [X, Y],
  },
  {
    name: 'the same address is told once',
    campaign: { postbacks: [to(X), to(X)] },
    source: { postbackUrl: X },
    told: [X, '[same_url]', '[same_url]'],
  },
  {
    name: 'shares of the payout do not make it another address: the campaign wins',
    campaign: { postbacks: [to(`${X}?p={payout}`, { payoutPercent: 50 })] },
    source: { postbackUrl: `${X}?p={payout}` },
    told: [`${X}?p=5`, '[same_url]'],
  },
  {
    name: 'nor do delivery ids',
    campaign: { postbacks: [to(`${X}?d={delivery_id}`)] },
    source: { postbackUrl: `${X}?d={delivery_id}` },
    told: [`${X}?d=d1`, '[same_url]'],
  },
  {
    name: 'an address that the campaign does not want told is not told by the source',
    campaign: { postbacks: [to(X, { mode: 'approved' })] },
    source: { postbackUrl: X },
    news: news('lead'),
    told: ['[not_approved]', '[campaign_decides]'],
  },
  {
    name: 'for another status too',
    campaign: { postbacks: [to(X, { statuses: ['sale'] })] },
    source: { postbackUrl: X },
    news: news('lead'),
    told: ['[campaign_decides]'],
  },
  {
    name: 'two entries of the campaign share an address, each for its status',
    campaign: { postbacks: [to(X, { statuses: ['sale'] }), to(X, { statuses: ['lead'] })] },
    news: news('lead'),
    told: [X],
  },
  {
    name: 'other methods are other receivers',
    campaign: { postbacks: [to(X), to(X, { method: 'POST' })] },
    told: [X, X],
  },
  {
    name: 'the source has another address for a status, and both are told',
    source: {
      postbackUrl: X,
      statusPostbacks: [
        { conversionStatus: 'sale', link: Y },
        { conversionStatus: 'lead', link: `${Y}2` },
      ],
      statusPostbacksActive: true,
    },
    told: [X, Y],
  },
  {
    name: 'unless those are switched off',
    source: {
      postbackUrl: X,
      statusPostbacks: [{ conversionStatus: 'sale', link: Y }],
      statusPostbacksActive: false,
    },
    told: [X],
  },
  {
    name: 'a status is named by our class',
    campaign: { postbacks: [to(X, { statuses: ['lead'] }), to(Y, { statuses: ['Sale'] })] },
    news: news('sale', 'ftd'),
    told: [Y],
  },
  {
    name: 'or by the word of the network, however it is written',
    campaign: { postbacks: [to(X, { statuses: ['first-deposit'] })] },
    news: news('sale', 'First Deposit'),
    told: [X],
  },
  ...modeCases(),
  {
    name: 'a corrected payout is no news',
    campaign: { postbacks: [to(X)] },
    news: { change: 'payout' },
    told: ['[payout_only]'],
  },
  {
    name: 'another status is',
    campaign: { postbacks: [to(X)] },
    news: { ...news('rejected'), change: 'status', earlier: [told('lead')] },
    told: [X],
  },
  {
    name: 'a call may ask for silence',
    campaign: { postbacks: [to(X)] },
    news: { isSilent: true },
    told: ['[silent]'],
  },
  {
    name: 'tests are nobody else’s business',
    campaign: { postbacks: [to(X)] },
    click: { flags: Flag.test },
    told: ['[test_click]'],
  },
  {
    name: 'a click that nobody confirmed either',
    campaign: { postbacks: [to(X)] },
    click: { flags: Flag.provisional },
    told: ['[provisional_click]'],
  },
  {
    name: 'without the external id that it tells, a postback is useless',
    campaign: { postbacks: [to(`${X}?id={external_id}`), to(`${Y}?id={externalid}`)] },
    told: ['[external_id_empty]', '[external_id_empty]'],
  },
  {
    name: 'so is one that tells it, or the payout, as older trackers wrote macros',
    campaign: {
      postbacks: [
        to(`${X}?id=$external_id`),
        to(X, { method: 'POST', body: 'id=$external_id' }),
        to(`${Y}?p=$payout`),
        to(Y, { method: 'POST', format: 'json', body: '{"id":"$external_id"}' }),
      ],
    },
    news: { revenueMicros: null },
    told: ['[external_id_empty]', '[external_id_empty]', '(no_rate)', Y],
  },
  {
    name: 'a macro of the source in its place is said so',
    campaign: { postbacks: [to(`${X}?id={_external_id}`)] },
    click: { unexpanded: 'cost,external_id' },
    told: ['[external_id_unexpanded]'],
  },
  {
    name: 'with it, it is told',
    campaign: { postbacks: [to(`${X}?id={external_id}`)] },
    click: { externalId: 'a/b' },
    told: [`${X}?id=a%2Fb`],
  },
  {
    name: 'a body or a header may tell it as well',
    campaign: {
      postbacks: [
        to(X, { method: 'POST', body: 'id={external_id}' }),
        to(Y, { headers: [{ name: 'X-Id', value: '{external_id}' }] }),
      ],
    },
    told: ['[external_id_empty]', '[external_id_empty]'],
  },
  {
    name: 'any macro may be marked as required, mentioned or not',
    campaign: {
      postbacks: [
        to(`${X}?a={sub_id_1}`, { required: ['t1'] }),
        to(X, { required: ['keyword'] }),
        to(Y, { required: ['country'] }),
      ],
    },
    told: ['[required_empty sub_id_1]', '[required_empty keyword]', Y],
  },
  {
    name: 'a mapped status without a word for this one is empty, which may be required',
    campaign: { postbacks: [to(`${X}?s={status:lead=0}`, { required: ['status'] })] },
    told: ['[required_empty status]'],
  },
  {
    name: 'what is no macro, for its arguments, is empty, needs nothing and tells no payout',
    campaign: {
      postbacks: [to(`${X}?a={external_id:base64}&p={payout:2}`), to(`${Y}?p={payout}`)],
    },
    news: { revenueMicros: null },
    told: [`${X}?a=&p=`, '(no_rate)'],
  },
  {
    name: 'an address that can not be one is never called',
    campaign: { postbacks: [to('ftp://source.test/')] },
    told: ['[bad_url]'],
  },
  {
    name: 'what tells the payout waits for a rate, the rest does not',
    campaign: { postbacks: [to(`${X}?p={revenue}`), to(Y)] },
    news: { revenueMicros: null },
    told: ['(no_rate)', Y],
  },
  {
    name: 'percent of the payout are told, to the micro-unit',
    campaign: { postbacks: [to(`${X}?p={payout}`, { payoutPercent: 33 })] },
    news: { revenueMicros: 1_000_001 },
    told: [`${X}?p=0.33`],
  },
  {
    name: 'the campaign’s own share holds for entries without one',
    campaign: { postbacks: [to(`${X}?p={payout}`)], payoutPercent: 80 },
    told: [`${X}?p=8`],
  },
  {
    name: 'what an entry says comes before it',
    campaign: { postbacks: [to(`${X}?p={payout}`, { payoutPercent: 100 })], payoutPercent: 80 },
    told: [`${X}?p=10`],
  },
  {
    name: 'none of the conversions means none',
    campaign: { postbacks: [to(X)], postbackPercent: 0 },
    told: ['[percent]'],
  },
]

test.each(CASES.map((one) => [one.name, one] as const))('%s', (_name, one) => {
  expect(plan(one).map(shown)).toEqual([...one.told])
})

test('every macro of conversions has its value', () => {
  const names = (
    'status original_status cnv_status2 revenue revenue_currency tid conversion_id ' +
    'conversion_cost conversion_time delivery_id subid'
  ).split(' ')
  const query = names.map((name) => `${name}={${name}}`).join('&')
  const [sent] = plan({ campaign: { postbacks: [to(`${X}?${query}&m={status:lead=0 sale=1}`)] } })
  expect(new URL(sent!.call!.url).searchParams.toString()).toBe(
    'status=sale&original_status=dep&cnv_status2=vip&revenue=10&revenue_currency=USD&tid=t-1' +
      `&conversion_id=77&conversion_cost=0.5&conversion_time=${NOON / 1000}&delivery_id=d1` +
      '&subid=1jjlqn2cluajkp9edd1o&m=1',
  )
})

test('a click is in or out for good, whatever the entry and the status', () => {
  const verdicts = Array.from({ length: 400 }, (_, n) => {
    const clickId = n.toString(32).padStart(20, '0')
    const postbacks = [to(X, { percent: 25 }), to(Y, { percent: 25 })]
    const of = (kind: ConversionClass) =>
      plan({ campaign: { postbacks }, news: news(kind) }, clickId).map(({ verdict }) => verdict)
    expect(of('lead')).toEqual(of('sale'))
    expect(new Set(of('sale')).size).toBe(1)
    return of('sale')[0]
  })
  const share = verdicts.filter((verdict) => verdict === 'send').length / verdicts.length
  expect(share).toBeGreaterThan(0.15)
  expect(share).toBeLessThan(0.35)
})

test('a form and JSON are filled so that no value can leave its place', () => {
  const nasty = '"&b=1}\n'
  const [form, json] = plan({
    campaign: {
      postbacks: [
        to(X, { method: 'POST', body: 'k={keyword}&c=1' }),
        to(Y, { method: 'POST', format: 'json', body: '{"k":"{keyword}"}' }),
      ],
    },
    click: { keyword: nasty },
  })
  expect(form?.call?.headers).toEqual([['Content-Type', 'application/x-www-form-urlencoded']])
  expect(new URLSearchParams(form?.call?.body ?? '').get('k')).toBe(nasty)
  expect(json?.call?.headers).toEqual([['Content-Type', 'application/json']])
  expect(JSON.parse(json?.call?.body ?? '')).toEqual({ k: nasty })
})

test('headers are filled and stay one line', () => {
  const headers = [{ name: 'X-Key', value: 'a {keyword}' }]
  const [sent] = plan({
    campaign: { postbacks: [to(X, { headers })] },
    click: { keyword: 'b\r\nc' },
  })
  expect(sent?.call?.headers).toEqual([['X-Key', 'a b%0D%0Ac']])
})

test('entries that older versions stored are complete', () => {
  const old = { url: X, statuses: [] } as unknown as Postback
  expect(plan({ campaign: { postbacks: [old] } }).map(shown)).toEqual([X])
})

function modeCases(): Case[] {
  const all = (postbacks: Postback[]) => ({ postbacks })
  return [
    {
      name: 'all of them: leads too',
      campaign: all([to(X)]),
      news: news('lead'),
      told: [X],
    },
    ...(['sale', 'rebill', 'other'] as const).map((kind): Case => {
      const campaign = all([to(X, { mode: 'approved' })])
      return { name: `${kind} is confirmed`, campaign, news: news(kind), told: [X] }
    }),
    ...(['lead', 'rejected', 'trash'] as const).map((kind): Case => {
      const campaign = all([to(X, { mode: 'approved' })])
      return { name: `${kind} is not`, campaign, news: news(kind), told: ['[not_approved]'] }
    }),
    {
      name: 'the first of a click, and no later one',
      campaign: all([to(X, { mode: 'first' })]),
      news: { earlier: [told('lead')] },
      told: ['[not_first]'],
    },
    {
      name: 'first means the first of the entry’s own statuses',
      campaign: all([to(X, { mode: 'first', statuses: ['sale'] })]),
      news: { earlier: [told('lead')] },
      told: [X],
    },
    {
      name: 'the source says its mode in the words of the dialect',
      source: { postbackUrl: X, s2sMode: 'APPROVED' },
      news: news('lead'),
      told: ['[not_approved]'],
    },
  ]
}

function to(url: string, differs: Partial<Postback> = {}): Postback {
  return { ...PLAIN_POSTBACK, url, ...differs }
}

function told(kind: ConversionClass, word: string = kind): Told {
  return { class: kind, word }
}

function news(kind: ConversionClass, word: string = kind): Partial<News> {
  return { now: told(kind, word) }
}

function plan({ campaign, source, news: differs, click }: Partial<Case>, clickId?: string) {
  const context = aMacroContext()
  const around: PlanContext = {
    ...context,
    clickId: clickId ?? context.clickId,
    click: { ...context.click, ...click },
  }
  const entries = compilePostbacks(aCampaign(campaign), source ? aTrafficSource(source) : null)
  let ids = 0
  return planDeliveries(entries, { ...someNews(), ...differs }, around, () => `d${++ids}`)
}

function someNews(): News {
  return {
    change: 'conversion',
    now: told('sale', 'dep'),
    earlier: [],
    isSilent: false,
    revenueMicros: 10_000_000,
    facts: {
      conversionId: '77',
      status: 'sale',
      originalStatus: 'dep',
      status2: 'vip',
      transactionId: 't-1',
      revenueCurrency: 'USD',
      costMicros: 500_000,
      time: NOON,
    },
  }
}

function shown({ verdict, reason, detail, call }: Planned): string {
  if (verdict === 'send') return call?.url ?? 'nothing'
  const why = detail === '' ? reason : `${reason} ${detail}`
  return verdict === 'hold' ? `(${why})` : `[${why}]`
}
