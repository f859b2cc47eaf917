import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'

import { evaluateFormula } from '../../../../src/core/reports/formula.ts'
import type { Query } from '../../../../src/core/reports/query.ts'
import type { ReportAnswer } from '../../../../src/report/reports.ts'
import { openManagement } from '../../../support/management.ts'
import { addPerson, permission, type Person } from '../../../support/people.ts'

/** Columns of formulas, everybody's own choice of columns, and the look of the built-in ones. */
let asked: Query[] = []
const SUMS: Readonly<Record<string, number>> = { clicks: 10, leads: 4, cost: 6, revenue: 9 }

function answer(query: Query): ReportAnswer {
  const m = Object.fromEntries(
    query.columns.map(({ key, formula }) => [
      key,
      formula === null ? (SUMS[key] ?? 0) : evaluateFormula(formula, (name) => SUMS[name] ?? 0),
    ]),
  )
  const path = [{ dimension: 'campaign', value: '1', label: 'One' }]
  const row = { level: 1, path, m, hasChildren: false, isOther: false }
  return {
    rows: [row],
    totals: m,
    prevTotals: null,
    totalRows: 1,
    meta: {},
  } as unknown as ReportAnswer
}

const answered = (query: Query) => {
  asked.push(query)
  return Promise.resolve(answer(query))
}

const management = openManagement({ reports: { query: answered, queryLong: answered } })
afterAll(() => management.close())

const people: Record<string, Person> = {}
const call = (who: string, method: string, path: string, body?: unknown) =>
  management.call(method, path, body, people[who]?.key)
const uuid = () => crypto.randomUUID()
const perLead = { name: 'Per lead', formula: 'cost / leads', decimals: 3, format: '$' }

async function made(who: string, body: object): Promise<string> {
  const id = uuid()
  expect((await call(who, 'POST', `/custom_column/${id}`, body)).status).toBe(201)
  return id
}

beforeAll(async () => {
  const campaigns = permission('campaign', { accessLevel: 'READ' })
  const own = permission('custom_column', { canCreate: true })
  people['ann'] = addPerson(management, 'ann', { permissions: [campaigns, own] })
  people['bob'] = addPerson(management, 'bob', { permissions: [campaigns, own] })
  people['none'] = addPerson(management, 'none', { permissions: [campaigns] })
  const all = permission('custom_column', { accessLevel: 'READ', canCreate: true })
  const poor = { permissions: [campaigns, all], hideProfit: true }
  people['poor'] = addPerson(management, 'poor', poor)
  people['chief'] = addPerson(management, 'chief', { role: 'admin' })
  await management.call('POST', '/traffic_source', { name: 'S' })
  await management.call('POST', '/campaign', { name: 'One', trafficSourceId: 1 })
})
beforeEach(() => {
  asked = []
})

describe('a custom column', () => {
  test('is read, changed in part and removed', async () => {
    const id = await made('ann', perLead)
    const { body } = await call('ann', 'GET', `/custom_column/${id}`)
    expect(body).toMatchObject({
      uuid: id,
      key: `Per lead::${id}`,
      ...perLead,
      userId: people['ann']!.id,
      canModify: true,
      viewOnPage: { columnUuid: id },
    })
    expect(
      (await call('ann', 'PUT', `/custom_column/${id}`, { name: '', decimals: 5 })).status,
    ).toBe(200)
    const { body: after } = await call('ann', 'GET', `/custom_column/${id}`)
    expect(after).toMatchObject({ ...perLead, decimals: 5 })
    expect((await call('ann', 'PUT', `/custom_column/${id}`, after)).status).toBe(200)
    expect((await call('ann', 'POST', `/custom_column/${id}`, perLead)).status).toBe(409)
    expect((await call('ann', 'DELETE', `/custom_column/${id}`)).status).toBe(200)
    expect((await call('ann', 'GET', `/custom_column/${id}`)).status).toBe(403)
  })

  test.each([
    ['cost / lead', 'has a name that is no measure, at character 8'],
    ['max(1)', 'gives a function the wrong number of values, at character 1'],
    ['cost /', 'ends too early, at character 7'],
    ['constructor', 'has a name that is no measure, at character 1'],
  ])('%s is refused with its place', async (formula, problem) => {
    const { status, body } = await call('ann', 'POST', `/custom_column/${uuid()}`, {
      ...perLead,
      formula,
    })
    expect([status, body.errors.fields]).toEqual([400, { formula: [problem] }])
  })

  test('is in the columns, lists, reports and trends under its name and uuid', async () => {
    const id = await made('ann', perLead)
    const key = `Per lead::${id}`
    const { body: columns } = await call('ann', 'GET', '/columns')
    expect(columns.custom.map((column: { uuid: string }) => column.uuid)).toContain(id)
    const { body: stats } = await call('ann', 'GET', `/stats/campaign?sortColumn=${key}`)
    expect([stats[0][key], stats.at(-1)[key]]).toEqual(['1.5', '1.5'])
    const { body: report } = await call(
      'ann',
      'GET',
      `/report/campaign?groupings[]=campaign&sortColumn=${id}`,
    )
    expect([report.report[0][key], report.totals[key]]).toEqual(['1.5', '1.5'])
    expect(asked.at(-1)?.sort[0]).toMatchObject({
      key: `custom:${id}`,
      column: { title: 'Per lead' },
    })
    const { body: trends } = await call('ann', 'GET', '/trends?grouping=days')
    expect(trends.totals[key]).toBe('1.5')
  })

  test('is a measure of queries: to show, to sort and to filter by', async () => {
    const id = await made('ann', perLead)
    const key = `custom:${id}`
    const { status, body } = await call('ann', 'POST', '/report/query', {
      groupings: ['campaign'],
      measures: ['clicks', key],
      sort: [{ field: key, dir: 'desc' }],
      filters: [{ field: key, op: 'gt', value: 1 }],
    })
    expect([status, body.totals[key]]).toEqual([200, 1.5])
    expect(asked[0]?.having[0]?.any[0]).toMatchObject({ field: key, formula: { is: 'sum' } })
    const simple = JSON.stringify([{ column: `Per lead::${id}`, operator: 'gt', value: 1 }])
    const path = `/report/campaign?groupings[]=campaign&simpleFilter=${encodeURIComponent(simple)}`
    expect((await call('ann', 'GET', path)).status).toBe(200)
    expect(asked[1]?.having[0]?.any[0]).toMatchObject({ field: key })
    const { body: catalog } = await call('ann', 'GET', '/report/catalog')
    expect(catalog.measures).toContainEqual({
      key,
      title: 'Per lead',
      format: '$',
      decimals: 3,
      formula: 'cost / leads',
    })
  })

  test('is its owner’s: others have it by their records, administrators always', async () => {
    const id = await made('ann', { ...perLead, name: 'Only mine' })
    for (const [who, status] of [
      ['bob', 403],
      ['none', 403],
      ['chief', 200],
    ] as const) {
      expect((await call(who, 'GET', `/custom_column/${id}`)).status).toBe(status)
      const { body } = await call(who, 'GET', '/columns')
      expect(JSON.stringify(body).includes('Only mine')).toBe(who === 'chief')
      const measures = { measures: [`custom:${id}`] }
      const query = await call(who, 'POST', '/report/query', measures)
      expect(query.status).toBe(status === 200 ? 200 : 400)
    }
    const give = (part: object) =>
      management.call('PUT', `/user/${people['bob']!.id}/permissions`, {
        permissions: [{ subject: 'custom_column', accessLevel: 'CUSTOM', ...part }],
      })
    await give({ readUuids: [id] })
    expect((await call('bob', 'GET', `/custom_column/${id}`)).body.canModify).toBe(false)
    expect((await call('bob', 'PUT', `/custom_column/${id}`, { name: 'His' })).status).toBe(403)
    await give({ modifyUuids: [id] })
    expect((await call('bob', 'PUT', `/custom_column/${id}`, { name: 'His' })).status).toBe(200)
    const { body } = await management.call('GET', `/identity/${people['bob']!.id}`)
    expect(JSON.stringify(body)).toContain('"His"')
  })

  test('is made only with the right to', async () => {
    expect((await call('none', 'POST', `/custom_column/${uuid()}`, perLead)).status).toBe(403)
  })

  test('made of money is not there for whom money is hidden', async () => {
    const id = await made('ann', { name: 'Worth', formula: 'max(0, revenue - cost)' })
    expect((await call('poor', 'GET', `/custom_column/${id}`)).status).toBe(403)
    const { body } = await call('poor', 'GET', '/columns')
    expect(JSON.stringify(body)).not.toMatch(/Worth|revenue|profit|roi/)
    const { body: stats } = await call('poor', 'GET', '/stats/campaign')
    expect(JSON.stringify(stats)).not.toContain('Worth')
    for (const part of [
      { measures: [`custom:${id}`] },
      { sort: [{ field: `custom:${id}`, dir: 'asc' }] },
      { groupings: ['campaign'], filters: [{ field: `custom:${id}`, op: 'gt', value: 1 }] },
    ]) {
      expect((await call('poor', 'POST', '/report/query', part)).status).toBe(400)
    }
    const own = { name: 'Trick', formula: 'if(roi > 0, 1, 2)' }
    expect((await call('poor', 'POST', `/custom_column/${uuid()}`, own)).status).toBe(400)
  })

  test('that was his before money was hidden from him is gone, also from saved reports', async () => {
    const person = (people['late'] = addPerson(management, 'late', {
      permissions: [permission('custom_column', { canCreate: true })],
    }))
    const id = await made('late', { name: 'Worth', formula: 'revenue' })
    const query = { measures: ['clicks', `custom:${id}`] }
    const { body: view } = await call('late', 'POST', '/views', { name: 'V', query })
    management.desk.stores.users.change(person.id, { hideProfit: true })
    expect((await call('late', 'GET', `/custom_column/${id}`)).status).toBe(403)
    expect((await call('late', 'GET', `/views/${view.id}`)).body).toMatchObject({
      isCut: true,
      query: { measures: ['clicks'] },
    })
  })
})

describe('everybody has his own choice', () => {
  const first = async (who: string) => (await call(who, 'GET', '/columns')).body.default

  test('of columns on a page', async () => {
    const [id, name, group] = await first('ann')
    const chosen = [group.uuid, name.uuid.toUpperCase()]
    expect((await call('ann', 'PUT', '/columns/campaigns', { columns: chosen })).status).toBe(200)
    const { body } = await call('ann', 'GET', '/columns/campaigns')
    expect(body.default.map((column: { key: string }) => column.key)).toEqual([
      'name',
      'group_name',
    ])
    const [idAfter] = await first('ann')
    expect(idAfter.viewOnPage.selectedPages).not.toContain('campaigns')
    expect(idAfter.viewOnPage.selectedPages).toContain('offers')
    expect((await first('bob'))[0].viewOnPage).toEqual(id.viewOnPage)
    const strange = await call('ann', 'PUT', '/columns/campaigns', { columns: [uuid()] })
    expect(strange.status).toBe(400)
  })

  test('of their order', async () => {
    const all = await first('bob')
    const clicks = all.find((column: { key: string }) => column.key === 'clicks')
    const move = { uuid: clicks.uuid, position: 1 }
    expect((await call('bob', 'PUT', '/columns/position/change', move)).status).toBe(200)
    const { body } = await call('bob', 'GET', '/columns/campaigns')
    const keys = body.default.map((column: { key: string }) => column.key)
    expect(keys.slice(0, 3)).toEqual(['id', 'clicks', 'name'])
    const after = (await first('bob')).find((column: { key: string }) => column.key === 'clicks')
    expect([after.position, after.originalPosition]).toEqual([1, clicks.originalPosition])
    expect((await first('ann')).find((one: { key: string }) => one.key === 'clicks').position).toBe(
      clicks.position,
    )
  })

  test('of the click log', async () => {
    const { body: all } = await call('ann', 'GET', '/clicklog/columns')
    expect(all.every((column: { selected: boolean }) => column.selected)).toBe(true)
    const columns = [all[3].id, all[1].id]
    expect((await call('ann', 'PUT', '/clicklog/columns', { columns })).status).toBe(200)
    const { body } = await call('ann', 'GET', '/clicklog/columns')
    const chosen = body.filter((column: { selected: boolean }) => column.selected)
    expect(chosen.map((column: { id: string }) => column.id)).toEqual(columns)
    expect(body).toHaveLength(all.length)
    const strange = await call('ann', 'PUT', '/clicklog/columns', { columns: ['nonsense'] })
    expect(strange.status).toBe(400)
    const hidden = await call('poor', 'PUT', '/clicklog/columns', { columns: ['payout'] })
    expect(hidden.status).toBe(400)
  })
})

describe('built-in columns', () => {
  const keyed = async (who: string, key: string) => {
    const { body } = await call(who, 'GET', '/columns')
    return body.default.find((column: { key: string }) => column.key === key)
  }

  test('are called for all as those with the right to them say, until that is undone', async () => {
    const { uuid: id, name } = await keyed('ann', 'cost')
    const put = (who: string, body: object) => call(who, 'PUT', `/default_column/${id}`, body)
    expect((await put('ann', { name: 'Spend' })).status).toBe(403)
    expect((await put('chief', { name: 'Spend', decimals: 4 })).status).toBe(200)
    expect((await put('chief', { format: 'def' })).status).toBe(200)
    expect((await call('ann', 'GET', `/default_column/${id}`)).body).toMatchObject({
      name: 'Spend',
      decimals: 4,
      format: 'def',
    })
    expect((await call('ann', 'POST', '/default_column/reset')).status).toBe(403)
    const right = permission('default_column', { modifyUuids: [id] })
    people['caller'] = addPerson(management, 'caller', { permissions: [right] })
    expect((await put('caller', { name: 'Outlay' })).status).toBe(200)
    expect((await keyed('ann', 'cost')).name).toBe('Outlay')
    expect((await call('caller', 'POST', '/default_column/reset')).status).toBe(200)
    expect((await keyed('ann', 'cost')).name).toBe(name)
  })

  test('of money are not there for whom money is hidden', async () => {
    const { uuid: id } = await keyed('ann', 'revenue')
    const answers = await Promise.all(
      [id, uuid()].map((each) => call('poor', 'GET', `/default_column/${each}`)),
    )
    expect(answers.map(({ status }) => status)).toEqual([404, 404])
  })

  test('keep their ids from custom ones', async () => {
    const { uuid: id } = await keyed('ann', 'cost')
    expect((await call('ann', 'POST', `/custom_column/${id}`, perLead)).status).toBe(409)
  })
})
