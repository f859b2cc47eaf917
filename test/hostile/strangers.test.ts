/** Limited users against a tracker full of what is not theirs: nothing is shown, nothing can be guessed. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'

import { OPERATIONS } from '../../src/api/management/api.ts'
import type { Operation } from '../../src/api/management/operation.ts'
import { cleanUp } from '../support/server.ts'
import { OWN_PAYOUT, SECRET, SECRET_PAYOUT, twoOwners, type World } from './two-owners.ts'

let world: World
beforeAll(async () => {
  world = await twoOwners()
}, 30_000)
afterAll(cleanUp)

const limited = (method: string, path: string, body?: unknown) =>
  world.ask(world.limited, method, path, body)
const discreet = (method: string, path: string, body?: unknown) =>
  world.ask(world.discreet, method, path, body)
const ALL = 'datePreset=all_time'

/** One operation with every word that its address may have, asked in several ways. */
function addresses({ path }: Operation): string[] {
  const kinds = 'campaign offer landing rotation affiliate_network traffic_source'.split(' ')
  const filled = (word: string, id: number) =>
    path
      .replace('/groups/:subject', '/groups/campaigns')
      .replace(/:(entity|page|subject)/, word)
      .replace(/(click|conversion)\/:id/, `$1/${world.clicks[id === 1 ? 'foreign' : 'own'][0]}`)
      .replace('domain/:id', `domain/${world.domainId}`)
      .replace(/:\w+/g, String(id))
  const words = /:(entity|page|subject)/.test(path) ? [...kinds, 'affiliateNetwork'] : ['']
  const asked = [
    ALL,
    `${ALL}&groupings[]=campaign&groupings[]=offer`,
    `q=${world.clicks.foreign[0]}`,
    'q=theirs-1',
  ]
  return words.flatMap((word) =>
    [1, 2].flatMap((id) => asked.map((query) => `${filled(word, id)}?${query}`)),
  )
}

const reading = OPERATIONS.filter(({ method }) => method === 'GET')

test.each(reading.map((operation) => [operation.id, operation] as const))(
  '%s shows a limited user nothing of others',
  async (_id, operation) => {
    const secrets = [SECRET, SECRET_PAYOUT, '888.8', 'boss@', ...world.clicks.foreign]
    for (const address of addresses(operation)) {
      const { text } = await limited('GET', address)
      const query = address.slice(address.indexOf('?'))
      const shown = secrets
        .filter((word) => !query.includes(word))
        .filter((word) => text.toLowerCase().includes(word.toLowerCase()))
      expect([address, ...shown]).toEqual([address])
    }
  },
)

test.each(['discreet', 'discreetAdmin'] as const)(
  'no answer tells the %s of hidden amounts',
  async (who) => {
    const amounts = [SECRET_PAYOUT, OWN_PAYOUT]
    const telling: string[] = []
    for (const operation of reading) {
      for (const address of addresses(operation)) {
        const { text } = await world.ask(world[who], 'GET', address)
        if (amounts.some((amount) => text.includes(amount))) telling.push(address)
      }
    }
    expect(telling).toEqual([])
    const { text } = await world.ask(world.admin, 'GET', `/conversions?${ALL}`)
    expect(amounts.filter((amount) => text.includes(amount))).toEqual(amounts)
  },
  30_000,
)

describe('files of exports', () => {
  const fileOf = async (key: string, type: string) => {
    const known = await names(key)
    const asked = await world.ask(key, 'POST', '/csv/task/enqueue', {
      type,
      datePreset: 'all_time',
    })
    expect(asked.status).toBe(201)
    let made: string[] = []
    while (made.length === 0) made = (await names(key)).filter((name) => !known.includes(name))
    return made[0]!
  }
  const names = async (key: string): Promise<string[]> => {
    const { body } = await world.ask(key, 'GET', '/csv/files')
    return body.map(({ name }: { name: string }) => name)
  }

  test.each(['clicklog', 'conversions'])('hold of %s what their owner may see', async (type) => {
    const own = await limited('GET', `/csv/file/${await fileOf(world.limited, type)}`)
    const secrets = [SECRET, SECRET_PAYOUT, '888.8', ...world.clicks.foreign]
    expect(secrets.filter((word) => own.text.includes(word))).toEqual([])
    expect(own.text).toContain(world.clicks.own[0]!)
    const bare = await discreet('GET', `/csv/file/${await fileOf(world.discreet, type)}`)
    expect(bare.text).toContain(world.clicks.foreign[0]!)
    expect([SECRET_PAYOUT, OWN_PAYOUT].filter((word) => bare.text.includes(word))).toEqual([])
  })

  test('are nobody else’s, by whatever name they are asked for', async () => {
    const name = await fileOf(world.admin, 'conversions')
    const unknown = name.replace(/[0-9a-f]{8}\./, '00000000.')
    const foreign = await limited('GET', `/csv/file/${name}`)
    expect(foreign.status).toBe(403)
    expect(await limited('GET', `/csv/file/${unknown}`)).toEqual(foreign)
    expect((await limited('DELETE', `/csv/file/${name}`)).status).toBe(403)
    for (const way of ['..%2f..%2fconfig.db', `..%2fcsv%2f${name}`, `${name}%00`]) {
      expect((await limited('GET', `/csv/file/${way}`)).status).toBe(400)
    }
  })
})

describe('words of others', () => {
  test('a tag that is on nothing of his can’t be used, seen or found by', async () => {
    const [{ id }] = (await world.ask(world.admin, 'GET', '/tags')).body
    const place = { subject: 'campaign', subjectId: 2 }
    const unknown = crypto.randomUUID()
    const link = (tag: string) => limited('POST', `/tags/${tag}/link`, place)
    expect((await link(id)).status).toBe(403)
    expect(await link(id)).toEqual(await link(unknown))
    expect((await limited('POST', '/tags', { name: SECRET })).status).toBe(201)
    const found = await limited('GET', `/info/campaign?${ALL}&tags[]=${unknown}`)
    expect(await limited('GET', `/info/campaign?${ALL}&tags[]=${id}`)).toEqual(found)
  })

  test('a shared view shows each reader his own part', async () => {
    const query = {
      period: { preset: 'all_time' },
      groupings: ['campaign', 'offer'],
      measures: ['clicks', 'revenue'],
      filters: [
        { field: 'campaign', op: 'in', value: ['1', '2'] },
        { field: 'revenue', op: 'gt', value: 0 },
      ],
      sort: [{ field: 'revenue', dir: 'desc' }],
    }
    const view = { name: 'All', isShared: true, query }
    const { body } = await world.ask(world.admin, 'POST', '/views', view)
    const own = await limited('GET', `/views/${body.id}/export`)
    expect([own.text.includes('Ours'), own.text.includes(SECRET)]).toEqual([true, false])
    const bare = await discreet('GET', `/views/${body.id}/export`)
    expect([bare.text.includes(SECRET), bare.text.includes('Revenue')]).toEqual([true, false])
    expect((await limited('PUT', `/views/${body.id}`, { name: 'Mine' })).status).toBe(403)
  })

  test('marks of others filter nothing', async () => {
    const report = `/report/campaign?${ALL}&groupings[]=campaign&groupings[]=offer`
    const marked = await limited('GET', `${report}&markFilter=${SECRET}`)
    expect(marked).toEqual(await limited('GET', `${report}&markFilter=unknown`))
    const mark = { grouping: 'offer', value: '1', mark: 'x' }
    const foreign = await limited('POST', '/report/mark/campaign/1', mark)
    expect(foreign.status).toBe(403)
    expect(await limited('POST', '/report/mark/campaign/99', mark)).toEqual(foreign)
  })
})

const draft = (part: object) => ({ flows: { flows: [{ type: 'default', name: 'd', ...part }] } })

describe('the simulator', () => {
  test.each([
    ['an offer', { paths: [{ name: 'p', offers: [{ offerId: 1 }] }] }],
    [
      'a landing',
      { paths: [{ name: 'p', landings: [{ landingId: 1 }], offers: [{ offerId: 2 }] }] },
    ],
    ['a campaign', { action: { key: 'campaign', payload: '1' } }],
  ])('does not show where %s of others leads', async (_what, part) => {
    const foreign = await limited('POST', '/campaign/2/simulate', draft(part))
    expect(foreign.status).toBe(403)
    const text = JSON.stringify(draft(part)).replace(/Id":1/, 'Id":4242').replace('"1"', '"4242"')
    const unknown = await limited('POST', '/campaign/2/simulate', JSON.parse(text))
    expect(unknown).toEqual(foreign)
  })

  test('goes on with what the campaign has already', async () => {
    const part = { paths: [{ name: 'p', offers: [{ offerId: 2 }] }] }
    const { status, body } = await limited('POST', '/campaign/2/simulate', draft(part))
    expect(status).toBe(200)
    expect(body.decision.url).toStartWith('https://ours.test/')
  })
})

test('only administrators make the server fetch pages; what they made may stay', async () => {
  const action = { key: 'curl', payload: 'https://example.test/' }
  const flows = [{ type: 'default', name: 'fetch', action }]
  const refused = await limited('PUT', '/campaign/2/flows?dryRun=1', { flows })
  expect([refused.status, refused.text]).toEqual([400, expect.stringContaining('administrators')])
  const before = await limited('GET', '/campaign/2/flows')
  const made = await world.ask(world.admin, 'PUT', '/campaign/2/flows', { flows })
  expect(made.status).toBe(200)
  const renamed = [{ ...made.body.flows[0], name: 'still fetches' }]
  expect((await limited('PUT', '/campaign/2/flows', { flows: renamed })).status).toBe(200)
  await world.ask(world.admin, 'PUT', '/campaign/2/flows', before.body)
})

const UNKNOWN_CLICK = '00000g00001ee9tjsfcv'

test.each([
  ['POST', '/conversions/import/1/undo', '/conversions/import/99/undo'],
  ['POST', '/costs/1/undo', '/costs/99/undo'],
])('%s %s is refused as if there were no such thing', async (method, foreign, unknown) => {
  expect(await limited(method, foreign, {})).toEqual(await limited(method, unknown, {}))
})

test('clicks of others can’t be told from clicks that never were', async () => {
  const remove = (id: string) => limited('DELETE', '/conversions', { ids: [id] })
  expect(await remove(world.clicks.foreign[0]!)).toEqual(await remove(UNKNOWN_CLICK))
  const upload = async (id: string) => {
    const { body } = await limited('POST', '/conversions/import', { payload: id, dryRun: true })
    return body.results.map(({ result, cause }: Record<string, string>) => [result, cause])
  }
  expect(await upload(world.clicks.foreign[0]!)).toEqual([['failed', 'unknown_click']])
  expect(await upload(UNKNOWN_CLICK)).toEqual([['failed', 'unknown_click']])
})

test('status words and postbacks to be sent are those of his own campaigns', async () => {
  expect((await limited('GET', '/conversions/statuses/one')).body).toEqual(['sale'])
  const all = await world.ask(world.admin, 'GET', `/postbacks?${ALL}`)
  const own = await limited('GET', `/postbacks?${ALL}`)
  const count = ({ body }: typeof own) => body.outgoing.failed + body.outgoing.waiting
  expect(count(own)).toBeLessThan(count(all))
})

test('amounts that are hidden can’t be found by guessing them', async () => {
  for (const guess of [SECRET_PAYOUT, '9999.99']) {
    const { body } = await discreet('GET', `/postbacks?${ALL}&q=${guess}`)
    expect(body.rows).toEqual([])
    const log = await discreet('GET', `/conversions/log?${ALL}&urlPart=payout=${guess}`)
    expect([log.body.rows, log.body.httpCodes]).toEqual([[], []])
    const { body: found } = await discreet('GET', `/diagnose?q=payout=${guess}`)
    expect(found.matches).toEqual([])
  }
  const { body } = await discreet('GET', `/postbacks?${ALL}&q=/postback`)
  expect(body.rows.length).toBeGreaterThan(0)
})

test('an upload is judged alike whatever amount it guesses', async () => {
  const judged = async (payout: string) => {
    const payload = `clickid,payout,status,tid\n${world.clicks.foreign[0]},${payout},sale,theirs-1`
    return (await discreet('POST', '/conversions/import', { payload, dryRun: true })).body
  }
  expect(await judged(SECRET_PAYOUT)).toEqual(await judged('9999.99'))
})

test.each(['/report/catalog', '/conversions/columns', '/clicklog/columns'])(
  '%s names no column that is hidden',
  async (path) => {
    const { body } = await discreet('GET', path)
    const names = JSON.stringify(body.measures ?? body)
    expect(names).not.toMatch(/"(payout|revenue|profit|roi|epc)"/)
  },
)
