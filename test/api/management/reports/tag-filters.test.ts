/** Reports by the tags of campaigns and offers: what they are asked of, for everybody who may ask. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import type { Query } from '../../../../src/core/reports/query.ts'
import { openManagement } from '../../../support/management.ts'
import { addPerson, permission, type Person } from '../../../support/people.ts'

let asked: Query | null = null
const management = openManagement({
  reports: {
    queryLong: (query) => {
      asked = query
      return Promise.resolve({ refused: 'busy' })
    },
  },
})
afterAll(() => management.close())

let guest: Person
const tags: Record<string, string> = {}

beforeAll(async () => {
  const { call } = management
  await call('POST', '/traffic_source', { name: 'S' })
  for (const name of ['One', 'Two', 'Three'])
    await call('POST', '/campaign', { name, trafficSourceId: 1 })
  for (const name of ['push', 'test'])
    tags[name] = (await call('POST', '/tags', { name })).body.id as string
  const put = (tag: string, subjectId: number) =>
    call('POST', `/tags/${tags[tag]}/link`, { subject: 'campaign', subjectId })
  await put('push', 1)
  await put('push', 2)
  await put('test', 2)
  guest = addPerson(management, 'guest', {
    permissions: [permission('campaign', { readUuids: ['2'] })],
  })
})

async function testsOf(filters: readonly object[], key?: string) {
  asked = null
  const { body } = await management.call('POST', '/report/query', { filters }, key)
  return (asked as Query | null)?.where ?? body.errors?.fields
}

test('a tag stands for the objects that have it', async () => {
  const among = (...values: string[]) => ({ field: 'campaign', op: 'in', values })
  const { push, test: tried } = tags
  expect(await testsOf([{ field: 'campaignTags', op: 'in', value: [push] }])).toEqual([
    { any: [among('1', '2')] },
  ])
  expect(await testsOf([{ field: 'campaignTags', op: 'not_in', value: [tried] }])).toEqual([
    { any: [{ ...among('2'), op: 'not_in' }] },
  ])
  const any = [
    { field: 'offerTags', op: 'in', value: [push] },
    { field: 'campaignTags', op: 'in', value: [tried, push] },
  ]
  expect(await testsOf([{ any }])).toEqual([
    { any: [{ field: 'offer', op: 'in', values: [] }, among('1', '2')] },
  ])
})

test('of objects that one may not read no tag is known', async () => {
  const filters = [{ field: 'campaignTags', op: 'in', value: [tags['push']] }]
  expect(await testsOf(filters, guest.key)).toEqual([
    { any: [{ field: 'campaign', op: 'in', values: ['2'] }] },
    { any: [{ field: 'campaign', op: 'in', values: ['2'] }] },
  ])
})

test('tags take a list, and are no grouping', async () => {
  for (const filter of [
    { field: 'campaignTags', op: 'contains', value: 'push' },
    { field: 'campaignTags', op: 'in', value: 'push' },
  ])
    expect(Object.keys(await testsOf([filter]))).toEqual(['filters.0'])
  const { body } = await management.call('POST', '/report/query', { groupings: ['campaignTags'] })
  expect(Object.keys(body.errors.fields)).toEqual(['groupings.0'])
})
