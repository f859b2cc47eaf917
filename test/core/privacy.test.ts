import { describe, expect, test } from 'bun:test'

import { type Event, EventKind, eventToRow, Flag } from '../../src/core/event.ts'
import { percentEncode, rawQuery } from '../../src/core/macros/escape.ts'
import {
  conceal,
  keptAddress,
  lend,
  type Privacy,
  privacyOf,
  takeBack,
} from '../../src/core/privacy.ts'
import { parseTrace, traceText } from '../../src/core/trace/trace-text.ts'
import { visitorCode, visitorKey } from '../../src/core/visitor-key.ts'
import { parseIp } from '../../src/lib/ip.ts'
import { anEvent } from '../support/segments.ts'

const AGENT = 'Mozilla/5.0 (Linux; Android 14; Телефон) AppleWebKit/537.36 (KHTML, like Gecko)'
const SHORTENED: Privacy = { address: 'shortened', keepsAgent: true }
const NOTHING: Privacy = { address: 'none', keepsAgent: false }

function aClick(part: Partial<Event> = {}): Event {
  return anEvent({ kind: EventKind.click, ip: '203.0.113.77', userAgent: AGENT, ...part })
}

function concealed(part: Partial<Event>, privacy: Privacy): Event {
  const click = aClick(part)
  conceal(click, privacy)
  return click
}

test('without a word of the owner there is nothing to look after', () => {
  expect(privacyOf(new Map())).toBeNull()
  expect(privacyOf(new Map([['privacy.user_agent', '0']]))).toEqual({
    address: 'whole',
    keepsAgent: false,
  })
})

test.each([
  ['203.0.113.77', '203.0.113.0'],
  ['203.0.113.0', '203.0.113.0'],
  ['2001:db8:77:1:2:3:4:5', '2001:db8:77::'],
  ['2001:db8::1', '2001:db8::'],
  ['::1', '::'],
  // 6to4: the 32 bits behind the first 16 are an address of IPv4.
  ['2002:cb00:714d::1', '2002:cb00:7100::'],
  ['64:ff9b::203.0.113.77', '64:ff9b::'],
  ['203.0.113.77, 10.0.0.1', ''],
  ['nobody', ''],
  ['', ''],
])('of %s is stored %s', (text, kept) => {
  expect(keptAddress(text, 'shortened')).toBe(kept)
  expect(keptAddress(text, 'none')).toBe('')
  expect(keptAddress(text, 'whole')).toBe(text)
})

describe('texts that were made of the visitor', () => {
  const trace = traceText([
    { at: 'filter', flowId: 1, key: 'ip', verdict: 'reject', seen: '203.0.113.77', why: null },
    { at: 'filter', flowId: 1, key: 'user_agent', verdict: 'allow', seen: AGENT, why: null },
    { at: 'draw', of: 'offer', candidates: [203, 1, 113, 1], die: 0.5, pick: 203 },
  ])

  test('hold no more of him than is stored', () => {
    const click = concealed(
      {
        rawQuery: `ip=203.0.113.77&ua=${encodeURIComponent(AGENT)}&k=v`,
        referrer: 'https://a.test/?from=203.0.113.77',
        destination: `https://offer.test/?i=203.0.113.77&u=${percentEncode(AGENT)}&c={}`,
        subIds: ['x', '203.0.113.77'],
        extraParams: ['for 203.0.113.77'],
        why: trace,
      },
      { address: 'shortened', keepsAgent: false },
    )
    expect(click).toMatchObject({
      ip: '203.0.113.0',
      userAgent: '',
      rawQuery: 'ip=203.0.113.0&ua=&k=v',
      referrer: 'https://a.test/?from=203.0.113.0',
      destination: 'https://offer.test/?i=203.0.113.0&u=&c={}',
      subIds: ['x', '203.0.113.0'],
      extraParams: ['for 203.0.113.0'],
    })
    const seen = parseTrace(click.why, '').map((entry) => ('seen' in entry ? entry.seen : entry.at))
    expect(seen).toEqual(['203.0.113.0', '', 'draw'])
  })

  const ways: readonly [string, (text: string) => string][] = [
    ['as it is', (text) => text],
    ['in a macro', percentEncode],
    ['in a raw macro', rawQuery],
    ['in an address within an address', (text) => percentEncode(percentEncode(text))],
    ['by a script', encodeURIComponent],
    ['by a form', (text) => new URLSearchParams({ q: text }).toString().slice(2)],
  ]
  const addresses = ['198.51.100.200', '2001:db8:77:1:2:3:4:5', '2a00:1450:4001:82a::200e']
  test.each(addresses.flatMap((ip) => ways.map((way) => [ip, ...way] as const)))(
    '%s, written %s, is nowhere in the row',
    (ip, _how, write) => {
      for (const text of [ip, AGENT]) {
        const url = `https://offer.test/?x=${write(text)}`
        const click = concealed({ ip, destination: url, rawQuery: url, why: trace }, NOTHING)
        const row = JSON.stringify(eventToRow(click))
        expect(row).not.toContain(write(text))
        expect(click.destination).toBe('https://offer.test/?x=')
      }
    },
  )

  test('no code leads back to the address', () => {
    const ip = parseIp('203.0.113.77')!
    const codes = [AGENT, ''].map((agent) => visitorCode(visitorKey(ip, agent)))
    const destination = `https://offer.test/?v=${codes.join('&w=')}`
    expect(concealed({ destination }, SHORTENED).destination).toBe('https://offer.test/?v=&w=')
  })

  test('ids of the source come back to it as they were', () => {
    const ids = { externalId: '203.0.113.77-1', adCampaignId: '203.0.113.77', creativeId: AGENT }
    expect(concealed(ids, NOTHING)).toMatchObject(ids)
  })

  test('short words are no agent', () => {
    const click = concealed({ userAgent: 'a', rawQuery: 'banana=1' }, NOTHING)
    expect(click).toMatchObject({ userAgent: '', rawQuery: 'banana=1', flags: expect.any(Number) })
  })
})

describe('what is missing is marked', () => {
  const cut = Flag.addressShortened | Flag.addressLeftOut | Flag.agentLeftOut
  test.each<[string, Partial<Event>, Privacy, number]>([
    ['a part', {}, SHORTENED, Flag.addressShortened],
    ['both', {}, NOTHING, Flag.addressLeftOut | Flag.agentLeftOut],
    ['an invalid address', { ip: 'nobody!' }, SHORTENED, Flag.addressLeftOut],
    ['nothing of nobody', { ip: '', userAgent: '' }, NOTHING, 0],
    ['the agent', {}, { address: 'whole', keepsAgent: false }, Flag.agentLeftOut],
  ])('%s', (_what, part, privacy, flags) => {
    const click = concealed({ flags: Flag.bot, ...part }, privacy)
    expect([click.flags & cut, click.flags & Flag.bot]).toEqual([flags, Flag.bot])
  })

  test('also when the owner wants less than before, or more', () => {
    const click = concealed({}, SHORTENED)
    conceal(click, SHORTENED)
    conceal(click, { address: 'whole', keepsAgent: false })
    expect(click).toMatchObject({ ip: '203.0.113.0', userAgent: '' })
    expect(click.flags & cut).toBe(Flag.addressShortened | Flag.agentLeftOut)
    conceal(click, NOTHING)
    expect(click.ip).toBe('')
    expect(click.flags & cut).toBe(Flag.addressLeftOut | Flag.agentLeftOut)
  })
})

test('what is lent for a moment is taken back', () => {
  const click = concealed({}, NOTHING)
  const event = { ...click, kind: EventKind.landingClick }
  lend(event, '198.51.100.9', 'Another')
  expect(event).toMatchObject({ ip: '198.51.100.9', userAgent: 'Another' })
  event.flags |= Flag.offerReached
  takeBack(event, click)
  expect(event).toMatchObject({ ip: '', userAgent: '', flags: click.flags | Flag.offerReached })
  const whole = aClick()
  lend(whole, '198.51.100.9', 'Another')
  expect(whole).toMatchObject({ ip: '203.0.113.77', userAgent: AGENT })
})
