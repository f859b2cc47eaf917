/** Criteria of the dialect become filters that decide, and are read back as what they mean. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'

import { type Answer, openManagement } from '../../../support/management.ts'

const management = openManagement()
afterAll(() => management.close())
const { call } = management

const WEEK = [1, 2, 3, 4, 5, 6, 7]
const slots = (days: number[], from: string, to: string) => [{ days, from, to }]
const inUtc = (of: object[]) => ({ timezone: 'UTC', slots: of })

interface Case {
  readonly type: string
  readonly operator?: string
  readonly values: string[]
  readonly exactMatch?: boolean
  readonly allowEmpty?: boolean
  /** The filter's key, mode and payload. */
  readonly filter: [key: string, mode: 'accept' | 'reject', payload: unknown]
  /** What is read back, where it is something else than what was sent. */
  readonly shown?: object
}

const CASES: readonly Case[] = [
  { type: 'ip_version', values: ['IPv6'], filter: ['ipv6', 'accept', null] },
  {
    type: 'ip_version',
    values: ['IPv4'],
    filter: ['ipv6', 'reject', null],
    shown: { operator: 'is_not', values: ['IPv6'] },
  },
  {
    type: 'ip_version',
    operator: 'is_not',
    values: ['4'],
    filter: ['ipv6', 'accept', null],
    shown: { operator: 'is', values: ['IPv6'] },
  },
  {
    type: 'day_of_week',
    values: ['Monday', 'fri', '7'],
    filter: ['schedule', 'accept', inUtc(slots([1, 5, 7], '00:00', '24:00'))],
    shown: { values: ['Monday', 'Friday', 'Sunday'] },
  },
  {
    type: 'part_of_day',
    operator: 'is_not',
    values: ['22:00-06:00', '13', '8 - 10'],
    filter: [
      'schedule',
      'reject',
      inUtc([
        ...slots(WEEK, '22:00', '06:00'),
        ...slots(WEEK, '13:00', '14:00'),
        ...slots(WEEK, '08:00', '10:00'),
      ]),
    ],
    shown: { values: ['22:00-06:00', '13:00-14:00', '08:00-10:00'] },
  },
  {
    type: 'part_of_day',
    values: ['Morning', '18:00-23:59'],
    filter: [
      'schedule',
      'accept',
      inUtc([...slots(WEEK, '06:00', '12:00'), ...slots(WEEK, '18:00', '24:00')]),
    ],
    shown: { values: ['06:00-12:00', '18:00-24:00'] },
  },
  {
    type: 'query_value',
    values: ['zone=12', 'src=a b'],
    exactMatch: true,
    filter: ['parameter', 'accept', ['zone=12', 'src=a b']],
  },
  {
    type: 'query_value',
    values: ['zone=1', 'zone=2'],
    allowEmpty: true,
    filter: ['parameter', 'accept', ['zone=*1*', 'zone=*2*', 'zone=@empty']],
  },
  {
    type: 'headers',
    values: ['X-App: shop', 'X-Id=7'],
    filter: ['header', 'accept', ['X-App=*shop*', 'X-Id=*7*']],
    shown: { values: ['X-App: shop', 'X-Id: 7'] },
  },
  {
    type: 'company',
    values: ['1'],
    filter: ['connection_type', 'accept', ['corporate']],
    shown: { type: 'connection', values: ['corporate'] },
  },
  {
    type: 'crawler',
    values: ['0'],
    filter: ['bot', 'reject', null],
    shown: { operator: 'is_not', values: [] },
  },
  {
    type: 'proxy_vpn',
    operator: 'is_not',
    values: ['No'],
    filter: ['proxy', 'accept', null],
    shown: { operator: 'is', values: [] },
  },
  {
    type: 'unique',
    values: ['tracker'],
    filter: ['uniqueness', 'accept', ['global']],
  },
  {
    type: 'continent',
    values: ['Europe', 'na'],
    filter: ['continent', 'accept', ['EU', 'na']],
    shown: { values: ['Europe', 'North America'] },
  },
  {
    type: 'country',
    values: ['Turkey', "Cote d'Ivoire", 'de', 'Russian Federation'],
    filter: ['country', 'accept', ['TR', 'CI', 'DE', 'RU']],
    shown: { values: ['Türkiye', 'Côte d’Ivoire', 'Germany', 'Russia'] },
  },
  {
    type: 'language',
    values: ['English', 'pt-BR'],
    filter: ['language', 'accept', ['en', 'pt-BR']],
    shown: { values: ['en', 'pt-BR'] },
  },
  {
    type: 'device_type',
    values: ['Smartphone', 'Smart TV', 'tablet'],
    filter: ['device_type', 'accept', ['mobile', 'tv', 'tablet']],
    shown: { values: ['mobile', 'tv', 'tablet'] },
  },
]

let id = 0
beforeAll(async () => {
  const source = (await call('POST', '/traffic_source', { name: 'TS' })).body.id
  id = (await call('POST', '/campaign', { name: 'C', trafficSourceId: source })).body.id
})

const put = (criterion: object) =>
  call('PUT', `/campaign/${id}`, {
    customRotation: { rules: [{ name: 'r', paths: [], criteria: [criterion] }] },
  })
const view = async () => (await call('GET', `/campaign/${id}`)).body.customRotation
const flows = async (): Promise<Answer['body']> =>
  (await call('GET', `/campaign/${id}/flows`)).body.flows

const named = CASES.map(
  (one) => [`${one.type} ${one.operator ?? 'is'} ${one.values.join(', ')}`, one] as const,
)

describe.each(named)('%s', (_name, { filter: [key, mode, payload], shown, ...said }) => {
  test('becomes a filter', async () => {
    expect(await put({ operator: 'is', ...said })).toMatchObject({ status: 200 })
    expect((await flows())[0].filters).toMatchObject([{ key, mode, payload }])
  })

  test('is read back, and stays when it is sent back', async () => {
    await put({ operator: 'is', ...said })
    const before = await flows()
    const plan = await view()
    expect(plan.hiddenFlows).toBe(0)
    expect(plan.rules[0].criteria).toMatchObject([{ operator: 'is', ...said, ...shown }])
    expect((await call('PUT', `/campaign/${id}`, { customRotation: plan })).status).toBe(200)
    expect(await flows()).toEqual(before)
  })
})

test.each([
  ['ip_version', ['IPv5']],
  ['day_of_week', ['Funday']],
  ['part_of_day', ['25']],
  ['query_value', ['shoes']],
  ['crawler', ['yes', 'no']],
  ['continent', ['Atlantis']],
])('%s %p is refused, not stored as something that never decides', async (type, values) => {
  const { status, body } = await put({ type, operator: 'is', values })
  expect(status).toBe(400)
  expect(body.errors.message).toMatch(/is not|nothing/)
})

test('new times are of the zone of the tracker', async () => {
  await call('PATCH', '/settings', { timezone: 'Europe/Moscow' })
  await put({ type: 'day_of_week', operator: 'is', values: ['1'] })
  expect((await flows())[0].filters[0].payload.timezone).toBe('Europe/Moscow')
  await call('PATCH', '/settings', { timezone: 'UTC' })
})

test('a filter that no criterion can say hides its flow', async () => {
  const payload = inUtc(slots([1, 2], '09:00', '18:00'))
  const filters = [{ key: 'schedule', payload }]
  await call('PUT', `/campaign/${id}/flows`, {
    flows: [
      { type: 'forced', name: 'office', filters },
      { type: 'default', name: 'rest' },
    ],
  })
  expect((await view()).hiddenFlows).toBe(1)
})
