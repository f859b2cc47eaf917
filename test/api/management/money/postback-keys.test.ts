/** Addresses to give to networks are such that a network can call them. */
import { afterAll, expect, test } from 'bun:test'

import { openManagement } from '../../../support/management.ts'

const management = openManagement()
afterAll(() => management.close())
const { call } = management

test('have the scheme that the tracker is reached by, and https on a domain that insists on it', async () => {
  const id = crypto.randomUUID()
  await call('POST', `/domain/${id}`, { host: 'calls.test' })
  await call('POST', '/postback_keys', { kind: 'general' })
  const scheme = async () =>
    new URL((await call('GET', '/postback_keys')).body.rows[0].urls.postback).origin
  expect(await scheme()).toBe('http://calls.test')
  await call('PATCH', `/domain/${id}/full`, { httpsOnly: true })
  expect(await scheme()).toBe('https://calls.test')
})

test('a status word has one meaning in each map, however it is written', async () => {
  const { body } = await call('POST', '/affiliate_network', { name: 'Net' })
  const map = `/affiliate_network/${body.id}/status_map`
  const refused = (field: string, word: string) => ({ [field]: [`says two things of "${word}"`] })
  for (const path of [map, '/status_words']) {
    expect((await call('PUT', path, { Dep: 'sale', 'a-b': 'lead', ab: 'lead' })).status).toBe(200)
    const twice = await call('PUT', path, { Dep: 'sale', ' d-e_p ': 'lead' })
    expect([twice.status, twice.body.errors.fields]).toEqual([400, refused('words', 'd-e_p')])
    expect((await call('GET', path)).body).toEqual({ Dep: 'sale', 'a-b': 'lead', ab: 'lead' })
  }
})

test('a status word that means nothing is named, with what it could mean', async () => {
  const { body } = await call('POST', '/affiliate_network', { name: 'Strange' })
  for (const path of [`/affiliate_network/${body.id}/status_map`, '/status_words']) {
    const { status, body } = await call('PUT', path, { one: ' Sale', two: 'nope', three: 3 })
    const classes = 'must be one of lead, sale, rebill, rejected, trash, other, ignore'
    expect([status, body.errors.fields]).toEqual([400, { two: [classes], three: [classes] }])
  }
})

test('a payout by status is an amount, and one of each word', async () => {
  const payouts = (...pairs: [string, string | number][]) => ({
    statusPayoutRelations: pairs.map(([conversionStatus, payout]) => ({
      conversionStatus,
      payout,
    })),
  })
  const { body } = await call('POST', '/affiliate_network', { name: 'Paying' })
  const path = `/affiliate_network/${body.id}`
  const fine = payouts(['Sale', '12,5'], [' sale', 12.5], ['lead', 0])
  expect((await call('PUT', path, fine)).status).toBe(200)
  for (const [pairs, problem] of [
    [payouts(['Sale', '12.5'], ['s-ale', 13]), 'says two things of "s-ale"'],
    [payouts(['Sale', 'much']), '"much" of "Sale" is no amount'],
    [payouts(['Sale', '']), '"" of "Sale" is no amount'],
    [payouts(['Sale', 1e-7]), '"1e-7" of "Sale" is no amount'],
    [payouts(['', '5']), '"5" is of no status'],
    [payouts([' - ', '5']), '"5" is of no status'],
  ] as const) {
    for (const [method, at] of [
      ['PUT', path],
      ['POST', '/affiliate_network'],
    ] as const) {
      const refused = await call(method, at, { name: 'Other', ...pairs })
      expect([refused.status, refused.body.errors.fields]).toEqual([
        400,
        { statusPayoutRelations: [problem] },
      ])
    }
  }
  expect((await call('GET', path)).body.statusPayoutRelations).toEqual([
    { conversionStatus: 'Sale', payout: '12,5' },
    { conversionStatus: ' sale', payout: '12.5' },
    { conversionStatus: 'lead', payout: '0' },
  ])
})
