/** The log of a call says of each fact about the visitor where it came from. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { actionFlow, type MadeCampaign, openInstallation } from '../../support/click-api.ts'
import { cleanUp } from '../../support/server.ts'

let url = ''
let campaign: MadeCampaign

beforeAll(async () => {
  const made = await openInstallation()
  url = made.server.url
  campaign = await made.campaign('away', [actionFlow('http', 'https://dest.example/')], {
    parameters: [{ field: 'cost', alias: 'bid', placeholder: '{bid}' }],
  })
}, 30_000)

afterAll(cleanUp)

type Fields = Record<string, string>

async function logOf(fields: Fields, headers: Fields = {}): Promise<readonly string[]> {
  const body = new URLSearchParams({ log: '1', token: campaign.token, ...fields })
  const answer = await fetch(`${url}/click_api/v3`, { method: 'POST', body, headers })
  return ((await answer.json()) as { readonly log: readonly string[] }).log
}

async function factsOf(fields: Fields, headers: Fields = {}): Promise<readonly string[]> {
  const log = await logOf(fields, headers)
  return log.filter((line) => /^Fact "(?:ip|user_agent|language|referrer)"/.test(line))
}

test('most callers say all of it themselves', async () => {
  const said = {
    ip: '93.184.216.34',
    ua: 'One/1.0 (X)',
    language: 'de',
    referrer: 'https://r.test/',
  }
  expect(await factsOf(said)).toEqual([
    'Fact "ip": from parameter ip',
    'Fact "user_agent": from parameter ua',
    'Fact "language": from parameter language',
    'Fact "referrer": from parameter referrer',
  ])
})

test('what is left out comes from forwarded headers', async () => {
  const forwarded = {
    'original_headers[User-Agent]': 'One/1.0 (X)',
    'original_headers[Accept-Language]': 'de',
    'original_headers[Referer]': 'https://r.test/',
    'server[remote_addr]': '93.184.216.34',
  }
  expect(await factsOf(forwarded)).toEqual([
    'Fact "ip": from the site that called',
    'Fact "user_agent": from the site that called',
    'Fact "language": from the site that called',
    'Fact "referrer": from the site that called',
  ])
})

test('and else from the call itself', async () => {
  const headers = {
    'user-agent': 'Own/1.0 (X)',
    'accept-language': 'fr',
    referer: 'https://o.test/',
  }
  expect(await factsOf({}, headers)).toEqual([
    'Fact "ip": from the connection of the call',
    'Fact "user_agent": from the connection of the call',
    'Fact "language": from the connection of the call',
    'Fact "referrer": from the connection of the call',
  ])
  expect(await factsOf({}, { 'user-agent': 'KHttpClient/3' })).toContain(
    'Fact "user_agent": none: the call came from a library',
  )
})

test.each(['cost', 'bid'])('a %s that is no amount is said and ignored', async (name) => {
  for (const sent of ['much', '-1', '{cost}', '${BID}']) {
    expect(await logOf({ [name]: sent })).toContain(`Cost: ignored (${sent})`)
  }
  const said = async (sent: string) =>
    (await logOf({ [name]: sent })).filter((line) => line.startsWith('Cost: '))
  expect(await said('0.5')).toEqual([])
  expect(await said('')).toEqual([])
})

test('the referrer is that of the first name that is there, though empty', async () => {
  const referrerOf = async (fields: Fields, headers: Fields = {}) =>
    (await logOf(fields, headers)).find((line) => line.startsWith('Referrer: '))
  const both = { referrer: 'https://one.test/', referer: 'https://two.test/' }
  const forwarded = { 'original_headers[Referer]': 'https://three.test/' }
  expect(await referrerOf({ ...both, ...forwarded })).toBe('Referrer: https://one.test/')
  expect(await referrerOf({ ...both, referrer: '' })).toBe('Referrer: ')
  expect(await referrerOf({ referer: '', ...forwarded })).toBe('Referrer: ')
  expect(await referrerOf(forwarded, { referer: 'https://own.test/' })).toBe(
    'Referrer: https://three.test/',
  )
})
