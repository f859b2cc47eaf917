import { afterAll, beforeAll, describe, expect, test } from 'bun:test'

import fc from 'fast-check'

import { type Answer, openManagement } from '../../../support/management.ts'

const management = openManagement()
afterAll(() => management.close())
const { call } = management

let source = 0
let offer = 0
let landing = 0
beforeAll(async () => {
  source = (await call('POST', '/traffic_source', { name: 'TS' })).body.id
  offer = (await call('POST', '/offer', { name: 'O', url: 'https://o.example/?c={subid}' })).body.id
  const lp = { name: 'L', url: 'https://l.example/' }
  landing = (await call('POST', '/landing/not_integrated', lp)).body.id
})

async function newCampaign(rest: object = {}): Promise<number> {
  return (await call('POST', '/campaign', { name: 'C', trafficSourceId: source, ...rest })).body.id
}

const flowsOf = (id: number) => call('GET', `/campaign/${id}/flows`)
const putFlows = (id: number, body: object) => call('PUT', `/campaign/${id}/flows`, body)
const last = { type: 'default', name: 'rest' }
const germans = {
  key: 'country',
  mode: 'accept',
  payload: ['DE'],
  onUnknown: 'defer',
  enabled: true,
}
const toOffer = () => ({
  name: 'p',
  offers: [{ offerId: offer }],
  landings: [{ landingId: landing }],
})

/** One flow of each kind the dialect can and cannot show. */
const mixture = () => [
  { type: 'forced', name: 'action', action: { key: 'status404' } },
  { type: 'forced', name: 'shown 1', filters: [germans], paths: [toOffer(), toOffer()] },
  { type: 'forced', name: 'or', combine: 'or', filters: [germans, { key: 'ipv6' }] },
  { type: 'forced', name: 'shown 2', filters: [{ ...germans, onUnknown: 'allow' }], weight: 7 },
  { type: 'forced', name: 'limit', filters: [{ key: 'limit', payload: { total: 5 } }] },
  { type: 'regular', name: 'regular', weight: 3, paths: [toOffer()], storeClicks: false },
  { ...last, paths: [toOffer()] },
]

describe('a flow set', () => {
  test('of a new campaign is one empty default flow', async () => {
    const { body } = await flowsOf(await newCampaign())
    expect(body).toMatchObject({ scope: 'campaign', rotationId: null, mode: 'position' })
    expect(body.flows).toMatchObject([{ type: 'default', paths: [], filters: [], position: 1 }])
  })

  test('comes back as it was written, with numbers, positions and shares', async () => {
    const id = await newCampaign()
    const written = await putFlows(id, { mode: 'weight', flows: mixture() })
    expect(written.status).toBe(200)
    const { body } = await flowsOf(id)
    expect(body.mode).toBe('weight')
    expect(body.flows).toMatchObject(mixture())
    expect(body.flows[1].paths.map((path: { share: number }) => path.share)).toEqual([0.5, 0.5])
    const { warnings: _warnings, ...same } = written.body
    expect(same).toEqual(body)
  })

  test('sent back as it is shown changes nothing, no number included', async () => {
    const id = await newCampaign()
    await putFlows(id, { flows: mixture() })
    const before = (await flowsOf(id)).body
    expect((await putFlows(id, before)).status).toBe(200)
    expect((await flowsOf(id)).body).toEqual(before)
  })

  test('gives foreign and repeated numbers anew', async () => {
    const [one, other] = [await newCampaign(), await newCampaign()]
    const foreign = (await flowsOf(one)).body.flows[0].id
    const own = (await flowsOf(other)).body.flows[0].id
    await putFlows(other, {
      flows: [
        { type: 'forced', id: own },
        { type: 'forced', id: own },
        { ...last, id: foreign },
      ],
    })
    const ids = (await flowsOf(other)).body.flows.map((flow: { id: number }) => flow.id)
    expect(ids[0]).toBe(own)
    expect(new Set([...ids, foreign]).size).toBe(4)
  })

  test('puts forced flows first and the default flow last', async () => {
    const id = await newCampaign()
    await putFlows(id, { flows: [last, { type: 'regular' }, { type: 'forced' }] })
    const types = (await flowsOf(id)).body.flows.map((flow: { type: string }) => flow.type)
    expect(types).toEqual(['forced', 'regular', 'default'])
  })

  test('is only checked by a dry run', async () => {
    const id = await newCampaign()
    const before = (await flowsOf(id)).body
    const { status, body } = await call('PUT', `/campaign/${id}/flows?dryRun=1`, {
      flows: mixture(),
    })
    expect(status).toBe(200)
    expect(body.flows).toHaveLength(7)
    expect(body.warnings.length).toBeGreaterThan(0)
    expect((await flowsOf(id)).body).toEqual(before)
  })

  test('says what will never be known, and what is wrong with the address of an action', async () => {
    const filters = [
      { ...germans, key: 'isp', payload: ['x*'] },
      { ...germans, key: 'screen', payload: ['390x844'] },
      { ...germans, key: 'isp', payload: ['x*'], enabled: false },
      { ...germans, key: 'language', payload: ['de'] },
      { key: 'dialect:company', mode: 'accept', payload: { values: [] } },
    ]
    const action = { key: 'http', payload: 'https://a.test/?c={subid}&z={zona}&s=REPLACE' }
    const flows = [{ type: 'forced', filters, action }, last]
    const { body } = await putFlows(await newCampaign(), { flows })
    expect(body.warnings).toEqual([
      { at: 'flows.0.filters.0', text: expect.stringContaining('geo_isp') },
      { at: 'flows.0.filters.1', text: expect.stringContaining('page_script') },
      { at: 'flows.0.filters.4', text: expect.stringContaining('not understood') },
      { at: 'flows.0.action.payload', text: expect.stringContaining('{zona}') },
      { at: 'flows.0.action.payload', text: expect.stringContaining('placeholder') },
    ])
  })

  test('finds in the catalogue which filters the server has data for', async () => {
    const { filters } = (await call('GET', '/flow/catalog')).body
    const available = (key: string) =>
      filters.find((one: { key: string }) => one.key === key).available
    expect(['language', 'ip', 'country', 'isp', 'screen'].map(available)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ])
  })

  test('is in force when the answer is there', async () => {
    const id = await newCampaign({ key: 'live' })
    await putFlows(id, { flows: [{ type: 'forced', name: 'now' }, last] })
    expect(management.routing.current().byKey('live')?.forced[0]?.name).toBe('now')
  })
})

describe('refused, with the place named, and nothing changed', () => {
  const offers = (...list: object[]) => [{ offers: list }]
  const cases: Record<string, [flows: object[], field: string]> = {
    'no default flow': [[{ type: 'forced' }], 'flows'],
    'two default flows': [[last, last], 'flows'],
    'a default flow with filters': [[{ ...last, filters: [germans] }], 'flows.0.filters'],
    'an unknown filter': [[{ type: 'forced', filters: [{ key: 'x' }] }, last], 'flows.0.filters.0'],
    'a bad country': [
      [{ type: 'forced', filters: [{ ...germans, payload: ['XXX'] }] }, last],
      'flows.0.filters.0',
    ],
    'an uploaded page without a landing': [
      [{ ...last, action: { key: 'local_file' } }],
      'flows.0.action.payload',
    ],
    'an unknown action': [[{ ...last, action: { key: 'explode' } }], 'flows.0.action.payload'],
    'an action and paths': [
      [{ ...last, action: { key: 'status404' }, paths: [{}] }],
      'flows.0.action',
    ],
    'a script as target': [
      [{ ...last, paths: offers({ directUrl: 'javascript:alert(1)' }) }],
      'flows.0.paths.0.offers.0.directUrl',
    ],
    'a macro as host': [
      [{ ...last, paths: offers({ directUrl: 'https://{keyword}/' }) }],
      'flows.0.paths.0.offers.0.directUrl',
    ],
    'an entry without a target': [[{ ...last, paths: offers({}) }], 'flows.0.paths.0.offers.0'],
    'an unknown offer': [
      [{ ...last, paths: offers({ offerId: 999 }) }],
      'flows.0.paths.0.offers.0.offerId',
    ],
    'an unknown campaign in an action': [
      [{ ...last, action: { key: 'campaign', payload: '999' } }],
      'flows.0.action.payload',
    ],
    'an unknown landing': [
      [{ ...last, paths: [{ landings: [{ landingId: 999 }] }] }],
      'flows.0.paths.0.landings.0.landingId',
    ],
    'a weight below 0': [[{ ...last, weight: -1 }], 'flows.0.weight'],
    'a weight that is not whole': [[{ ...last, weight: 1.5 }], 'flows.0.weight'],
    'an unknown property': [[{ ...last, surprise: 1 }], 'flows.0.surprise'],
  }
  test.each(Object.entries(cases))('%s', async (_name, [flows, field]) => {
    const id = await newCampaign()
    const before = (await flowsOf(id)).body
    const { status, body } = await putFlows(id, { flows })
    expect([status, Object.keys(body.errors.fields)]).toEqual([400, [field]])
    expect((await flowsOf(id)).body).toEqual(before)
  })

  test('campaigns in a circle', async () => {
    const [a, b, c] = [await newCampaign(), await newCampaign(), await newCampaign()]
    const to = (id: number) => ({ flows: [{ ...last, paths: offers({ campaignId: id }) }] })
    const by = (id: number) => ({
      flows: [{ ...last, action: { key: 'campaign', payload: `${id}` } }],
    })
    expect((await putFlows(a, to(b))).status).toBe(200)
    expect((await putFlows(b, by(c))).status).toBe(200)
    expect((await putFlows(c, to(a))).body.errors.fields).toEqual({
      flows: ['campaigns would lead in a circle'],
    })
    expect((await putFlows(c, to(c))).status).toBe(400)
  })

  test('flows of a campaign on a shared rotation', async () => {
    const rotationId = (await call('POST', '/rotation', { name: 'R', defaultPaths: [] })).body.id
    const id = await newCampaign({ rotationId })
    const { status, body } = await putFlows(id, { flows: [last] })
    expect([status, body.errors.detail]).toEqual([409, { rotationId }])
    expect((await flowsOf(id)).body).toMatchObject({ scope: 'rotation', rotationId })
  })

  test('a stale tag', async () => {
    const id = await newCampaign()
    const etag = (await flowsOf(id)).headers.get('etag') ?? ''
    expect(etag).not.toBe('')
    await putFlows(id, { flows: [{ type: 'forced' }, last] })
    const request = new Request(`http://localhost/public/api/v1/campaign/${id}/flows`, {
      method: 'PUT',
      headers: { 'api-key': management.key, 'if-match': etag },
      body: JSON.stringify({ flows: [last] }),
    })
    expect((await management.send(request)).status).toBe(412)
  })
})

describe('the dialect’s picture of a flow set', () => {
  const view = (id: number): Promise<Answer> => call('GET', `/campaign/${id}`)
  const put = (id: number, customRotation: object) =>
    call('PUT', `/campaign/${id}`, { customRotation })
  const names = async (id: number) =>
    (await flowsOf(id)).body.flows.map((flow: { name: string }) => flow.name)

  test('shows what it can and counts the rest', async () => {
    const id = await newCampaign()
    await putFlows(id, { flows: mixture() })
    const plan = (await view(id)).body.customRotation
    expect(plan.rules.map((rule: { name: string }) => rule.name)).toEqual(['shown 1', 'shown 2'])
    expect(plan.hiddenFlows).toBe(4)
    expect(plan.rules[0].criteria).toEqual([
      {
        type: 'country',
        enabled: true,
        operator: 'is',
        values: ['Germany'],
        exactMatch: true,
        allowEmpty: false,
      },
    ])
  })

  test('sent back leaves the full view identical', async () => {
    const id = await newCampaign()
    await putFlows(id, { mode: 'weight', flows: mixture() })
    const before = (await flowsOf(id)).body
    expect((await put(id, (await view(id)).body.customRotation)).status).toBe(200)
    expect((await flowsOf(id)).body).toEqual(before)
  })

  test('sent back as the whole campaign leaves campaign and flows identical', async () => {
    const id = await newCampaign({ campaignSettings: { s2sPostback: 'https://p.example/' } })
    await putFlows(id, { flows: mixture() })
    const full = { cost: { model: 'CPS', amount: 2.5 }, offerRedirect: 'blank_referrer' }
    await call('PATCH', `/campaign/${id}/full`, { ...full, binding: 'landing' })
    const before = [(await call('GET', `/campaign/${id}/full`)).body, (await flowsOf(id)).body]
    const { body } = await view(id)
    const flat = {
      ...body,
      costModel: body.cost.model,
      amount: body.cost.money.amount,
      currency: body.cost.money.currency,
      isAuto: body.cost.isAuto,
      hideReferrerType: body.hideReferrer.type,
      domainUuid: body.hideReferrer.domainUuid,
    }
    expect((await call('PUT', `/campaign/${id}`, flat)).status).toBe(200)
    const after = [(await call('GET', `/campaign/${id}/full`)).body, (await flowsOf(id)).body]
    expect(after).toEqual(before)
  })

  test('keeps hidden flows behind the flow they followed', async () => {
    const id = await newCampaign()
    await putFlows(id, { flows: mixture() })
    const [first, second] = (await view(id)).body.customRotation.rules
    await put(id, { rules: [second, first] })
    const order = ['action', 'shown 2', 'limit', 'shown 1', 'or', 'regular', 'rest']
    expect(await names(id)).toEqual(order)
  })

  test('keeps what stood behind a removed flow behind the one before', async () => {
    const id = await newCampaign()
    await putFlows(id, { flows: mixture() })
    const [first] = (await view(id)).body.customRotation.rules
    await put(id, { rules: [first] })
    expect(await names(id)).toEqual(['action', 'shown 1', 'or', 'limit', 'regular', 'rest'])
  })

  const criterion = fc.record({
    type: fc.constantFrom('country', 'referer', 'token_3', 'unique', 'bot', 'part_of_day', 'isp'),
    enabled: fc.boolean(),
    operator: fc.constantFrom('is', 'is_not'),
    exactMatch: fc.boolean(),
    allowEmpty: fc.boolean(),
  })
  const values: Record<string, string[]> = {
    country: ['Germany', 'at'],
    unique: ['campaign'],
    bot: [],
    part_of_day: ['morning'],
  }

  test('written and read back and written again stays as it is', async () => {
    const id = await newCampaign()
    await fc.assert(
      fc.asyncProperty(fc.array(criterion, { maxLength: 4 }), async (criteria) => {
        const full = criteria.map((c) => ({ ...c, values: values[c.type] ?? ['a', 'b c'] }))
        expect((await put(id, { rules: [{ name: 'r', paths: [], criteria: full }] })).status).toBe(
          200,
        )
        const before = (await view(id)).body.customRotation
        await put(id, before)
        expect((await view(id)).body.customRotation).toEqual(before)
      }),
      { numRuns: 40 },
    )
  })
})

describe('a rotation', () => {
  const rotation = (rest: object) =>
    call('POST', '/rotation', { name: 'R', defaultPaths: [], ...rest })

  test('takes over the campaigns it names, and gives them back', async () => {
    const id = await newCampaign()
    const own = (await call('GET', `/campaign/${id}`)).body.customRotation
    const rotationId = (await rotation({ campaignIds: [id] })).body.id
    expect((await call('GET', `/campaign/${id}`)).body).toMatchObject({
      rotationId,
      customRotation: null,
    })
    const used = await call('DELETE', `/rotation/${rotationId}`)
    expect([used.status, used.body.errors.detail]).toEqual([
      409,
      { campaigns: [{ id, name: 'C' }] },
    ])
    await call('PUT', `/campaign/${id}`, { rotationId: null, customRotation: own })
    expect((await call('GET', `/campaign/${id}`)).body).toMatchObject({
      rotationId: null,
      customRotation: own,
    })
    expect((await call('DELETE', `/rotation/${rotationId}`)).status).toBe(200)
  })

  test('is not made when one of its campaigns is unknown', async () => {
    const count = async () => (await call('GET', '/rotation/list/filtered')).body.length
    const before = await count()
    expect((await rotation({ campaignIds: [999] })).status).toBe(404)
    expect(await count()).toBe(before)
  })

  test('that is left out or null on a PUT stays', async () => {
    const rotationId = (await rotation({})).body.id
    const id = await newCampaign({ rotationId })
    for (const body of [{ name: 'a' }, { rotationId: null, customRotation: null }]) {
      await call('PUT', `/campaign/${id}`, body)
      expect((await call('GET', `/campaign/${id}`)).body.rotationId).toBe(rotationId)
    }
  })
})

test('nothing here was an unexpected error', () => {
  expect(management.failures).toEqual([])
})
