import { afterAll, beforeAll, describe, expect, test } from 'bun:test'

import type { Event } from '../../../../src/core/event.ts'
import { clickIdOf, noReports, openManagement } from '../../../support/management.ts'
import { addPerson, permission } from '../../../support/people.ts'
import { anEvent } from '../../../support/segments.ts'

const management = openManagement()
afterAll(() => management.close())
const { call } = management

const flow = (type: string, name: string, part: object = {}) => ({
  type,
  name,
  weight: 100,
  enabled: true,
  combine: 'and',
  filters: [],
  markAsBot: false,
  storeClicks: true,
  action: { key: 'http', payload: `https://${name}.example/?c={country}&k={keyword}` },
  paths: [],
  ...part,
})
const country = (...payload: string[]) => ({
  filters: [{ key: 'country', mode: 'accept', payload, onUnknown: 'reject', enabled: true }],
})
const FLOWS = {
  mode: 'position',
  flows: [
    flow('forced', 'germans', country('DE')),
    flow('forced', 'off', { enabled: false }),
    flow('regular', 'french', country('FR')),
    flow('default', 'rest'),
  ],
}

let ids: Record<string, number> = {}
beforeAll(async () => {
  await call('POST', '/traffic_source', { name: 'TS' })
  await call('POST', '/campaign', { name: 'C', key: 'kc', trafficSourceId: 1 })
  const { body } = await call('PUT', '/campaign/1/flows', FLOWS)
  ids = Object.fromEntries(
    body.flows.map((each: { name: string; id: number }) => [each.name, each.id]),
  )
})

const simulate = async (body: object) => (await call('POST', '/campaign/1/simulate', body)).body

describe('the simulator', () => {
  test('tells the flow, the address with its macros, and why no other flow was taken', async () => {
    const { decision, trace } = await simulate({
      facts: { country: 'fr', query: { keyword: 'a b' } },
    })
    expect(decision).toMatchObject({
      outcome: 'served',
      flowId: ids['french'],
      action: 'http',
      status: 302,
      url: 'https://french.example/?c=FR&k=a%20b',
      isBot: false,
    })
    const why = (name: string) =>
      trace.filter(
        ({ flowId, at }: { flowId: number; at: string }) => flowId === ids[name] && at !== 'chosen',
      )
    expect(why('germans')).toContainEqual(
      expect.objectContaining({ at: 'filter', verdict: 'reject', seen: 'FR' }),
    )
    expect(why('off')).toEqual([{ at: 'not_reached', flowId: ids['off'], why: 'switched_off' }])
    expect(why('rest')).toEqual([
      { at: 'not_reached', flowId: ids['rest'], why: 'another_flow_was_taken_before' },
    ])
  })

  test('knows the continent of the country that was said', async () => {
    const onContinent = (payload: string) => ({
      filters: [{ key: 'continent', mode: 'accept', payload: [payload], onUnknown: 'reject' }],
    })
    const flows = {
      mode: 'position',
      flows: [flow('forced', 'asia', onContinent('AS')), flow('default', 'rest')],
    }
    const seen = async (facts: object) => {
      const { trace } = await simulate({ facts, flows })
      return trace.find(({ at }: { at: string }) => at === 'filter')
    }
    expect(await seen({ country: 'jp' })).toMatchObject({ verdict: 'allow', seen: 'AS' })
    expect(await seen({ ip: '8.8.8.8', country: 'DE' })).toMatchObject({
      verdict: 'reject',
      seen: 'EU',
    })
    expect(await seen({})).toMatchObject({ verdict: 'unknown' })
  })

  test('leaves unknown what nobody said', async () => {
    const { decision } = await simulate({})
    expect(decision).toMatchObject({ flowId: ids['rest'], isBot: false })
  })

  test('a visitor without user agent is one of no device, as a visit without one is', async () => {
    const onPhone = {
      filters: [{ key: 'device_type', mode: 'accept', payload: ['mobile'], onUnknown: 'defer' }],
    }
    const flows = { mode: 'position', flows: [flow('regular', 'phones', onPhone)] }
    const seenOf = async (facts: object) => {
      const { decision, trace } = await simulate({ flows, facts })
      const filter = trace.find(({ at }: { at: string }) => at === 'filter')
      return [decision.flowId === null, filter.verdict, filter.seen, decision.botReasons]
    }
    expect(await seenOf({})).toEqual([true, 'reject', '', []])
    expect(await seenOf({ userAgent: '' })).toEqual([true, 'reject', '', ['ua_empty']])
    expect(await seenOf({ device: { type: 'mobile' } })).toEqual([false, 'allow', 'mobile', []])
  })

  test('tries flows that are not saved', async () => {
    const draft = { mode: 'position', flows: [flow('default', 'draft')] }
    const { decision } = await simulate({ flows: draft })
    expect(decision.url).toStartWith('https://draft.example/')
    expect((await simulate({})).decision.url).toStartWith('https://rest.example/')
  })

  test('measures shares over many visitors', async () => {
    const half = (name: string, weight: number) => flow('regular', name, { weight })
    const flows = { mode: 'weight', flows: [half('a', 75), half('b', 25), flow('default', 'c')] }
    const { shares } = await simulate({ flows, runs: 4000 })
    expect(shares).toHaveLength(2)
    expect(shares[0].share).toBeGreaterThan(0.7)
    expect(shares[0].share).toBeLessThan(0.8)
    expect(shares[0].count + shares[1].count).toBe(4000)
  })

  test('measures them at the time that was said', async () => {
    const slots = [{ days: [1], from: '08:00', to: '09:00' }]
    const filter = { key: 'schedule', mode: 'accept', payload: { timezone: 'UTC', slots } }
    const early = flow('regular', 'early', { filters: [{ ...filter, onUnknown: 'reject' }] })
    const flows = { mode: 'position', flows: [early, flow('default', 'late')] }
    const at = (time: string) => ({ flows, runs: 10, at: Date.parse(time) })
    const open = await simulate(at('2026-11-23T08:30:00Z'))
    const closed = await simulate(at('2026-11-24T08:30:00Z'))
    for (const { decision, shares } of [open, closed]) {
      expect(shares).toEqual([expect.objectContaining({ flowId: decision.flowId, count: 10 })])
    }
    expect(open.decision.flowId).not.toBe(closed.decision.flowId)
  })

  test('throws the die it is given', async () => {
    const flows = {
      mode: 'weight',
      flows: [flow('regular', 'a'), flow('regular', 'b'), flow('default', 'c')],
    }
    expect((await simulate({ flows, die: 0 })).decision.url).toStartWith('https://a.')
    expect((await simulate({ flows, die: 0.99 })).decision.url).toStartWith('https://b.')
  })

  test('says of a robot that it is one', async () => {
    const { decision } = await simulate({ facts: { userAgent: 'Googlebot/2.1' } })
    expect(decision).toMatchObject({ isBot: true, botReasons: ['ua_list'] })
    const human = await simulate({ facts: { userAgent: 'Googlebot/2.1', isBot: false } })
    expect(human.decision.isBot).toBe(false)
  })

  test.each([
    [{ facts: { countri: 'DE' } }, 'facts.countri'],
    [{ runs: 10_001 }, 'runs'],
    [{ at: -1 }, 'at'],
  ])('refuses %j, naming the field', async (body, field) => {
    const { status, body: answer } = await call('POST', '/campaign/1/simulate', body)
    expect(status).toBe(400)
    expect(Object.keys(answer.errors.fields)).toEqual([field])
  })

  test('tells who is limited the same of a click of others and of none', async () => {
    const click = async (seq: number) => (seq === 2 ? [anEvent({ campaignId: 2 })] : [])
    const stage = openManagement({ reports: { ...noReports, click } })
    await stage.call('POST', '/traffic_source', { name: 'TS' })
    for (const name of ['own', 'foreign']) {
      await stage.call('POST', '/campaign', { name, trafficSourceId: 1 })
    }
    const permissions = [permission('campaign', { readUuids: ['1'] })]
    const { key } = addPerson(stage, 'limited@sluice.test', { permissions })
    const answers = async (by?: string) =>
      Promise.all(
        [2, 3].map(async (seq) => {
          const body = { clickId: clickIdOf(seq) }
          return (await stage.call('POST', '/campaign/1/simulate', body, by)).status
        }),
      )
    expect(await answers(key)).toEqual([403, 403])
    expect(await answers()).toEqual([200, 404])
    stage.close()
  })

  test('leaves no trace of itself', async () => {
    const before = management.config.reader.query('SELECT count(*) AS n FROM audit').get()
    await simulate({ runs: 100 })
    expect(management.config.reader.query('SELECT count(*) AS n FROM audit').get()).toEqual(before)
  })
})

/** A management with a click of campaign 1 that went to the flow of this name by such a trace. */
async function withClick(flows: object, differs: (ids: Record<string, number>) => Partial<Event>) {
  let stored: readonly Event[] = []
  const stage = openManagement({ reports: { ...noReports, click: async () => stored } })
  await stage.call('POST', '/traffic_source', { name: 'TS' })
  for (const name of ['a', 'b']) {
    await stage.call('POST', '/offer', {
      name,
      url: `https://${name}.example/?s={subid}&k={keyword}`,
    })
  }
  await stage.call('POST', '/campaign', { name: 'C', key: 'kc', trafficSourceId: 1 })
  const { body } = await stage.call('PUT', '/campaign/1/flows', flows)
  const named = Object.fromEntries(
    body.flows.map((each: { name: string; id: number; paths: { id: number }[] }) => [
      each.name,
      each.id,
    ]),
  )
  const [path = 0] = body.flows.flatMap(({ paths }: { paths: { id: number }[] }) =>
    paths.map(({ id }) => id),
  )
  stored = [anEvent({ campaignId: 1, pathId: path, country: 'US', ...differs(named) })]
  const replayed = async (change: object = {}) => {
    const asked = { clickId: clickIdOf(7), ...change }
    return (await stage.call('POST', '/campaign/1/simulate', asked)).body
  }
  return { stage, named, replayed }
}

const toOffers = (...ids: number[]) => ({
  action: null,
  paths: [
    {
      name: '',
      weight: 100,
      enabled: true,
      landings: [],
      offers: ids.map((offerId) => ({ offerId, enabled: true, weight: 100 })),
    },
  ],
})

describe('a stored click decided again', () => {
  const set = (part: object = {}) => ({
    mode: 'position',
    flows: [
      flow('regular', 'us', { ...country('US'), ...toOffers(1), ...part }),
      flow('default', 'rest'),
    ],
  })
  const went = ({ us = 0 }: Record<string, number>): Partial<Event> => ({
    flowId: us,
    offerId: 1,
    rawQuery: 'keyword=k',
    destination: 'https://a.example/?s={}&k=k',
    why: `c,1;u,0,0,0;f,${us},country,allow,US,!;A,${us};o,1;a,http,x`,
  })

  test('goes the same way while nothing has changed, and is no new visitor for it', async () => {
    const { stage, replayed } = await withClick(set(), went)
    const { replay, decision, trace } = await replayed()
    expect(replay).toEqual({ differs: [], filters: [], because: null })
    expect(decision.unique).toEqual({ campaign: false, flow: false, global: false })
    const { facts } = trace.find(({ at }: { at: string }) => at === 'visitor')
    expect(facts).toContainEqual(
      expect.objectContaining({ fact: 'country', value: 'US', origin: 'click' }),
    )
    stage.close()
  })

  test('says which flow is off, and where he would go', async () => {
    const { stage, named, replayed } = await withClick(set(), went)
    const off = set({ enabled: false, id: named['us'] })
    const { replay } = await replayed({ flows: off })
    expect(replay.because).toEqual({ why: 'off', of: 'flow', id: named['us'] })
    expect(replay.differs.map(({ of }: { of: string }) => of)).toEqual([
      'flow',
      'path',
      'offer',
      'target',
    ])
    stage.close()
  })

  test('is not taken for changed by a header that only its trace has', async () => {
    const header = { key: 'header', mode: 'accept', payload: { name: 'X-App', values: ['one'] } }
    const filters = [{ ...header, onUnknown: 'defer', enabled: true }]
    const { stage, replayed } = await withClick(set({ filters }), ({ us = 0 }) => ({
      ...went({ us }),
      why: `c,1;u,0,0,0;f,${us},header,allow,one,!;A,${us};o,1;a,http,x`,
    }))
    expect((await replayed()).replay).toEqual({ differs: [], filters: [], because: null })
    stage.close()
  })

  test('that was never decided, as tests are not, is nothing to compare', async () => {
    const { stage, replayed } = await withClick(set(), (ids) => ({ ...went(ids), why: '' }))
    expect(await replayed()).not.toHaveProperty('replay')
    stage.close()
  })

  test('of another campaign is a visitor, and nothing to compare', async () => {
    const { stage, replayed } = await withClick(set(), (ids) => ({ ...went(ids), campaignId: 2 }))
    await stage.call('POST', '/campaign', { name: 'D', trafficSourceId: 1 })
    expect(await replayed()).not.toHaveProperty('replay')
    stage.close()
  })
})

test('the address says which macro gave what', async () => {
  const { decision } = await simulate({ facts: { country: 'FR', query: { keyword: 'a b' } } })
  expect(decision.pieces).toEqual([
    { text: 'https://french.example/?c=', value: 'https://french.example/?c=', macro: null },
    { text: 'FR', value: 'FR', macro: '{country}' },
    { text: '&k=', value: '&k=', macro: null },
    { text: 'a%20b', value: 'a b', macro: '{keyword}' },
  ])
})

test('facts say whether they were said or looked up', async () => {
  const { trace } = await simulate({
    facts: { ip: '8.8.8.8', language: 'de', query: { utm_term: 'x' } },
  })
  const { facts } = trace.find(({ at }: { at: string }) => at === 'visitor')
  const origins = facts.map(({ fact, origin, name }: Record<string, string>) =>
    `${fact}: ${origin} ${name}`.trim(),
  )
  expect(origins).toEqual([
    'ip: said',
    'country: none',
    'user_agent: none',
    'language: said',
    'keyword: parameter utm_term',
  ])
})

test('the way through campaigns is told to its end, but for those that one may not see', async () => {
  const stage = openManagement()
  await stage.call('POST', '/traffic_source', { name: 'TS' })
  for (const name of ['C', 'D', 'E'])
    await stage.call('POST', '/campaign', { name, trafficSourceId: 1 })
  const put = (id: number, to: object) =>
    stage.call('PUT', `/campaign/${id}/flows`, {
      mode: 'position',
      flows: [flow('default', `rest ${id}`, to)],
    })
  const onTo = (id: number) => ({ action: { key: 'campaign', payload: String(id) } })
  await put(3, { action: { key: 'http', payload: 'https://end.example/?k={keyword}' } })
  await put(2, onTo(3))
  await put(1, onTo(2))
  const asked = { facts: { query: { keyword: 'x' } } }
  const { body } = await stage.call('POST', '/campaign/1/simulate', asked)
  expect(body.decision).toMatchObject({ outcome: 'hop', campaignId: 2 })
  expect(body.next).toMatchObject([
    { campaignId: 2, campaign: 'D', decision: { outcome: 'hop' } },
    { campaignId: 3, campaign: 'E', decision: { url: 'https://end.example/?k=x' } },
  ])
  expect(body.log.filter((line: string) => line.startsWith('Processing'))).toHaveLength(3)
  const permissions = [permission('campaign', { readUuids: ['1', '2'] })]
  const { key } = addPerson(stage, 'few@sluice.test', { permissions })
  const limited = await stage.call('POST', '/campaign/1/simulate', asked, key)
  expect(limited.body.next.map((each: { campaign: string }) => each.campaign)).toEqual(['D'])
  expect(JSON.stringify(limited.body)).not.toContain('end.example')
  stage.close()
})

test('an offer whose cap is reached is not taken, as it would not be live', async () => {
  const stage = openManagement()
  await stage.call('POST', '/traffic_source', { name: 'TS' })
  for (const name of ['a', 'b']) {
    await stage.call('POST', '/offer', { name, url: `https://${name}.example/` })
  }
  await stage.call('POST', '/offer/cap/conversion/1', { maxCap: 2, alternativeOfferId: 2 })
  await stage.call('POST', '/campaign', { name: 'C', trafficSourceId: 1 })
  const flows = { mode: 'position', flows: [flow('default', 'rest', toOffers(1, 2))] }
  await stage.call('PUT', '/campaign/1/flows', flows)
  const urlOf = async () =>
    (await stage.call('POST', '/campaign/1/simulate', { die: 0 })).body.decision.url
  expect(await urlOf()).toBe('https://a.example/')
  await stage.call('POST', '/offer/cap/conversion/1/maximize')
  expect(await urlOf()).toBe('https://b.example/')
  stage.close()
})
