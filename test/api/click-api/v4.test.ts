/** Version 4, as its PHP client speaks it, and keywords in another encoding than UTF-8. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'

import {
  actionFlow,
  type Installation,
  type MadeCampaign,
  openInstallation,
  pathFlow,
} from '../../support/click-api.ts'
import { cleanUp } from '../../support/server.ts'

const CHROME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36'

let made: Installation
let away: MadeCampaign
let offers: MadeCampaign

beforeAll(async () => {
  made = await openInstallation()
  const offer = await made.offer('https://offer.example/')
  away = await made.campaign('away', [
    actionFlow('http', 'https://dest.example/?kw={keyword}&s1={sub_id_1}&ip={ip}'),
  ])
  offers = await made.campaign('offers', [pathFlow([], [offer])])
}, 30_000)

afterAll(cleanUp)

type Fields = Record<string, string>

/** The JSON of the answer; members differ by what is asked. */
// oxlint-disable-next-line typescript/no-explicit-any -- tests read it as a client does
async function call(path: string, fields: Fields): Promise<any> {
  const body = new URLSearchParams({ info: '1', log: '1', ...fields })
  return (await fetch(made.server.url + path, { method: 'POST', body })).json()
}

const v4 = (campaign: MadeCampaign, fields: Fields = {}) =>
  call('/click_api/v4', {
    token: campaign.token,
    version: '4',
    method: 'GET',
    'server[remote_addr]': '93.184.216.34',
    'headers[user-agent]': CHROME,
    'headers[accept-language]': 'de-AT,de',
    ...fields,
  })

describe('version 4', () => {
  test('reads the visitor from what the page was sent', async () => {
    const answer = await v4(away, { 'get_params[keyword]': 'red', 'post_params[sub_id_1]': 's' })
    expect(answer.headers).toEqual([
      'location: https://dest.example/?kw=red&s1=s&ip=93.184.216.34',
      'content-type: text/html; charset=utf-8',
    ])
    expect(answer.info).toMatchObject({ campaign_id: away.id, type: 'http', is_bot: false })
    expect(answer.log).toContain(`UserAgent: ${CHROME}`)
    expect(answer.log).toContain('Language: de-AT')
    expect(answer.log.filter((line: string) => /^Fact "(?!country)/.test(line))).toEqual([
      'Fact "ip": from the site that called',
      'Fact "user_agent": from the site that called',
      'Fact "device": desktop Linux Chrome 131.0.0.0 from the user agent',
      'Fact "language": from the site that called',
      'Fact "keyword": from parameter keyword',
      'Fact "sub_id_1": s from parameter sub_id_1',
    ])
  })

  test('never takes facts or the token from the page', async () => {
    const answer = await v4(away, {
      'get_params[token]': 'x',
      'get_params[ip]': '8.8.8.8',
      'post_params[ua]': 'Other/1',
    })
    expect(answer.log).toContain('IP: 93.184.216.34')
    expect(answer.log).toContain(`UserAgent: ${CHROME}`)
    const stranger = await call('/click_api/v4', { 'get_params[token]': away.token })
    expect(stranger).toEqual({ error: 'Campaign token is missing' })
  })

  test('lists cookies as a site sets them, and seconds', async () => {
    const plain = await v4(offers)
    expect(plain.ttl).toBe(86_400)
    expect(plain).not.toHaveProperty('cookies_ttl')
    expect(plain.cookies.map(({ name }: { name: string }) => name).slice(0, 2)).toEqual([
      '_subid',
      '_token',
    ])
    const [subid] = plain.cookies
    expect(subid).toMatchObject({ value: plain.info.sub_id, path: '/', httponly: false })
    expect(subid).toMatchObject({ secure: false, samesite: 'Lax' })
    // A date as HTTP writes it: what reads it is PHP's `strtotime`.
    expect(subid.expires).toMatch(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/)
    expect((Date.parse(subid.expires) - Date.now()) / 1000).toBeWithin(86_300, 86_401)
    const [secure] = (await v4(offers, { 'server[https]': 'on' })).cookies
    expect(secure).toMatchObject({ secure: true, samesite: 'None' })
  })

  test('knows the visitor again by the cookies he brings', async () => {
    const first = await v4(offers, { 'server[remote_addr]': '198.51.100.1' })
    const cookies = first.cookies.map((one: Fields) => `${one['name']}=${one['value']}`).join('; ')
    const again = await v4(offers, {
      'server[remote_addr]': '198.51.100.2',
      'headers[cookie]': cookies,
    })
    expect(again.info.uniqueness).toEqual({ campaign: false, stream: false, global: false })
  })

  test('tells the ids unasked, because KClient reads them and never asks', async () => {
    const { info, log } = await v4(offers, { info: '', log: '' })
    expect(info).toMatchObject({ campaign_id: offers.id, is_bot: false })
    expect(info.token).toBeString()
    expect(log).toBeUndefined()
  })

  test.each([
    ['93.184.216.34', '8.8.8.8', '93.184.216.34'],
    ['10.1.2.3', '9.9.9.9, 8.8.8.8', '8.8.8.8'],
    ['10.1.2.3', '8.8.8.8, 192.168.0.1', '8.8.8.8'],
    ['127.0.0.1', '', '127.0.0.1'],
    ['fd00::1', '2606:4700::1', '2606:4700::1'],
    ['somewhere', '8.8.8.8', '(invalid) somewhere'],
  ])('a site that sees %s, told %s, is visited by %s', async (peer, told, expected) => {
    const answer = await v4(away, {
      'server[remote_addr]': peer,
      'headers[x-forwarded-for]': told,
    })
    expect(answer.log).toContain(`IP: ${expected}`)
  })

  test('leaves the other versions as they are: there get_params mean nothing', async () => {
    const answer = await call('/click_api/v3', {
      token: away.token,
      'get_params[keyword]': 'red',
    })
    expect(answer.headers[0]).toContain('?kw=&')
    expect(answer.cookies_ttl).toBe(24)
  })
})

describe('charset', () => {
  const keyword = async (query: string) => {
    const answer = await fetch(`${made.server.url}/click_api/v3?token=${away.token}&${query}&log=1`)
    const { log } = (await answer.json()) as { log: string[] }
    return log.find((line) => line.startsWith('Keyword: '))?.slice('Keyword: '.length)
  }

  test.each([
    ['charset=windows-1251&keyword=%EA%F0%E0%F1%ED%FB%E5+%F2', 'красные т'],
    ['keywords=%D0%EF&charset=KOI8-R', 'пО'],
    ['charset=shift_jis&utm_term=%83%65%83%58%83%67', 'テスト'],
    ['charset=utf-8&keyword=%D0%BA', 'к'],
    ['charset=none-such&keyword=%D0%BA', 'к'],
    ['charset[]=windows-1251&keyword=%D0%BA', 'к'],
    ['charset=windows-1251&keyword=plain', 'plain'],
    ['charset=utf-16le&keyword=%00', '\ufffd'],
  ])('%s', async (query, expected) => {
    expect(await keyword(query)).toBe(expected)
  })

  test('is of no matter to JSON, which has one encoding', async () => {
    const answer = await fetch(`${made.server.url}/click_api/v3`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: away.token, charset: 'windows-1251', keyword: 'кра', log: 1 }),
    })
    const { log } = (await answer.json()) as { log: string[] }
    expect(log).toContain('Keyword: кра')
  })
})
