import { describe, expect, test } from 'bun:test'

import fc from 'fast-check'

import { newClick } from '../../../src/core/click.ts'
import { Flag } from '../../../src/core/event.ts'
import { type ConversionFacts, NO_OUTSIDE } from '../../../src/core/macros/context.ts'
import { formatDate } from '../../../src/core/macros/date-format.ts'
import { expand } from '../../../src/core/macros/expand.ts'
import { findMacro, MACROS } from '../../../src/core/macros/index.ts'
import { parseTemplate } from '../../../src/core/macros/parse.ts'
import {
  aFlow,
  aLanding,
  aLandingEntry,
  aMacroContext,
  anArrival,
  aNetwork,
  anOffer,
  anOfferEntry,
  aPath,
  aVisit,
  aVisitor,
  aWorld,
  NOON,
  someParameters,
} from '../../support/build.ts'

const flow = aFlow({
  id: 11,
  name: 'Germans',
  paths: [
    aPath({ id: 20 }),
    aPath({
      id: 21,
      name: 'Second',
      landings: [aLandingEntry({ landingId: 9 }), aLandingEntry({ landingId: 5 })],
      offers: [anOfferEntry({ offerId: 8 }), anOfferEntry({ offerId: 7 })],
    }),
  ],
})
const { tables, campaign } = aWorld(
  [flow],
  { name: 'Shoes', groupId: 'g1', ownerId: 4, domainId: 'd1', appendToOfferUrl: '?x={t1}' },
  {
    offers: [
      anOffer({ id: 7, name: 'Best', url: 'https://o.example/?k={keyword}#end', networkId: 3 }),
    ],
    landings: [aLanding({ id: 5, name: 'Page' })],
    networks: [aNetwork({ id: 3, name: 'Net', offerUrlTemplate: '{offer_url}&net={subid}' })],
    names: { 'domain d1': 'own.example', 'group g1': 'Group', 'owner 4': 'Ann' },
  },
)

const visit = aVisit({
  campaign,
  visitor: aVisitor({
    geo: {
      country: 'DE',
      continent: 'EU',
      region: 'DE-BE',
      regionName: 'Berlin',
      city: 'Berlin',
      cityId: '',
      isp: 'Isp',
      organization: 'Org',
      asn: 64_500,
      operator: 'Op',
      connectionType: 'cable',
      isProxy: true,
      isDatacenter: null,
    },
    referrer: 'https://user@ref.example:8080/path?q',
    searchEngine: 'google',
    xRequestedWith: 'app.example',
    language: 'de-AT',
  }),
  parameters: someParameters({
    keyword: 'red shoes',
    source: 'src',
    externalId: 'ext',
    creativeId: 'cr',
    adCampaignId: 'ad',
    subIds: ['one', 'two'],
    extraParams: ['', 'extra'],
    rawQuery: 'landing_url=https%3A%2F%2Fshop.example%2Fa&x=1',
  }),
})

function context() {
  const click = newClick(
    visit,
    anArrival({ cost: { micros: 12_500, currency: 'EUR', origin: 'rule' } }),
  )
  Object.assign(click, { flowId: 11, pathId: 21, landingId: 5, offerId: 7, networkId: 3 })
  Object.assign(click, {
    parentCampaignId: 6,
    destination: 'https://d.example/?s={}',
    eventValues: ['', '2.5'],
  })
  const outside = {
    ...NO_OUTSIDE,
    token: () => 'tok',
    fileLine: (name: string) => (name === 'ua.txt' ? 'line' : null),
    cityIn: ({ city }: { readonly city: string }, language: string) => `${city} in ${language}`,
  }
  return aMacroContext({ click, tables, outside }, visit)
}

const conversion: ConversionFacts = {
  conversionId: 'c1',
  deliveryId: 'd1',
  status: 'sale',
  originalStatus: 'approved',
  status2: 'second',
  transactionId: 't-1',
  revenueMicros: 12_500_000,
  revenueCurrency: 'USD',
  costMicros: 250_000,
  time: NOON + 999,
}

function filled(text: string): string {
  return expand(parseTemplate(text, 'text'), { ...context(), conversion })
}

const values: Record<string, string> = {
  '{subid} {sub_id} {click_id} {clickid} {uclick}': Array(5).fill('1jjlqn2cluajkp9edd1o').join(' '),
  '{token}': 'tok',
  '{visitor_code}': '1qhqf6w1gz7m7b',
  '{external_id} {externalid} {keyword} {source}': 'ext ext red shoes src',
  '{creative_id} {ad_campaign_id}': 'cr ad',
  '{sub_id_1} {t1} {sub1} {sub_id_2} {t30}.': 'one one one two .',
  '{extra_param_1}{extra_param_2}': 'extra',
  '{cost} {clickcost} {currency}': '0.0125 0.0125 EUR',
  '{campaign_id} {campaign_name} {campaign_alias} {campaign_key}': '1 Shoes go go',
  '{campaign_group_id} {campaign_group_name} {parent_campaign_id}': 'g1 Group 6',
  '{owner_id} {owner_name}': '4 Ann',
  '{campaign_domain} {current_domain} {host}': 'own.example trk.example trk.example',
  '{flow_id} {stream_id} {flow_name} {rule_name}': '11 11 Germans Germans',
  '{path_id} {path_name} {path_num}': '21 Second 2',
  '{rotation_id}{rotation_name}': '',
  '{device_type:ru} {device_type:en} {connection_type:ru}': 'компьютер desktop кабель',
  '{country_name:de} {country_name:ru} {country_name:none such}': 'Deutschland Германия Germany',
  '{landing_id} {landing_name} {landing_num}': '5 Page 2',
  '{offer_id} {offer_name} {offer_num}': '7 Best 2',
  '{offer_link}': 'https://o.example/?k=red%20shoes&net=1jjlqn2cluajkp9edd1o&x=one#end',
  '{offer}': 'https://trk.example/?_lp=1&_token=tok',
  '{offer:12}': 'https://trk.example/?_lp=1&_token=tok&offer_id=12',
  '{affiliate_network_id} {affiliate_network_name}': '3 Net',
  '{traffic_source_id}{traffic_source_name}': '',
  '{country} {country_code} {country_name}': 'DE DE Germany',
  '{continent} {continent_code}': 'Europe EU',
  '{continent:ru} {continent:de} {continent:none such}': 'Европа Europa Europe',
  '{region} {state} {region_code} {state_code}': 'Berlin Berlin DE-BE DE-BE',
  '{city} {city:de}': 'Berlin Berlin in de',
  '{ip} {isp} {organization} {asn} {operator} {connection_type}':
    '203.0.113.7 Isp Org 64500 Op cable',
  '{is_using_proxy} {is_bot} {is_unique_campaign} {is_unique_flow} {is_unique_global}': '1 0 1 0 1',
  '{device_type} {device_name}{device_brand}{device_model}': 'desktop ',
  '{os} {os_name} {browser} {browser_name} {browser_version}{os_version}':
    'Linux Linux Chrome Chrome 131.0',
  '{language} {x_requested_with}{resolution}': 'de-AT app.example',
  '{referrer_domain} {ref_domain} {search_engine}': 'ref.example ref.example google',
  '{landing_url}': 'https://shop.example/a',
  '{destination}': 'https://d.example/?s=1jjlqn2cluajkp9edd1o',
  '{date} {date:d.m.y H:i} {date:l, j F Y,Europe/Moscow}':
    '2026-03-12 12.03.26 12:00 Thursday, 12 March 2026',
  '{date:H:i,Europe/Moscow}': '15:00',
  '{date:H:i,No/Where}.': '.',
  '{unixtime} {date:U} {week}': '1773316800 1773316800 11',
  '{random:5,5} {random:a,b}{random:9,1}{random}.': '5 .',
  '{sample:a, a} {sample}.': 'a .',
  '{from_file:ua.txt} {from_file:none}{from_file}.': 'line .',
  '{event1}{event2} {event_2}': '2.5 2.5',
  '{status} {status:lead=0 sale=1} {status:lead=0}.': 'sale 1 .',
  '{original_status} {cnv_status} {cnv_status2}': 'approved approved second',
  '{revenue} {payout} {conversion_revenue} {revenue_currency} {cnv_currency}':
    '12.5 12.5 12.5 USD USD',
  '{tid} {conversion_id} {conversion_cost} {delivery_id}': 't-1 c1 0.25 d1',
  '{unixconversiontime} {conversion_time}': '1773316800 1773316800',
  '{nobody} {Subid} { subid } {} {subid': '{nobody} {Subid} { subid } {} {subid',
  '{"id":"{subid}","n":{cost}}': '{"id":"1jjlqn2cluajkp9edd1o","n":0.0125}',
  '{{subid}} {_t1}': '{{subid}} one',
}

describe('values of macros', () => {
  test.each(Object.entries(values))('%s', (text, gives) => {
    expect(filled(text)).toBe(gives)
  })

  test('every macro has a value, empty without anything to say', () => {
    for (const { name, otherNames } of MACROS) {
      expect(findMacro(name)).not.toBeNull()
      for (const other of otherNames) expect(findMacro(other)).toBe(findMacro(name))
      expect(typeof expand(parseTemplate(`{${name}}`, 'text'), aMacroContext())).toBe('string')
    }
  })

  test('no name is used twice', () => {
    const names = MACROS.flatMap(({ name, otherNames }) => [name, ...otherNames])
    expect(new Set(names).size).toBe(names.length)
  })

  test('postback macros are empty without a conversion', () => {
    expect(expand(parseTemplate('{status}{revenue}{tid}.', 'text'), aMacroContext())).toBe('.')
  })

  test('an offer that names itself in its address does not turn in circles', () => {
    const world = aWorld(
      [],
      {},
      { offers: [anOffer({ id: 7, url: 'https://o.example/?l={offer_link}' })] },
    )
    const at = { ...context(), tables: world.tables }
    expect(expand(parseTemplate('{offer_link}', 'text'), at)).toBe('https://o.example/?l=')
  })

  test('random numbers stay in their range and follow the dice', () => {
    const template = parseTemplate('{random:10,19}', 'text')
    const at = (die: number) => expand(template, { ...context(), dice: () => die })
    expect([0, 0.5, 0.999].map(at)).toEqual(['10', '15', '19'])
    const pick = parseTemplate('{sample:a,b,c}', 'text')
    expect(expand(pick, { ...context(), dice: () => 0.999 })).toBe('c')
  })

  test.each([
    ['ip', Flag.addressShortened, ''],
    ['ip', Flag.agentLeftOut, expect.stringMatching(/^\w{14}$/)],
    ['ip_ua', Flag.addressShortened, ''],
    ['ip_ua', Flag.agentLeftOut, ''],
  ] as const)('who is told apart by %s has no code with flags %d', (method, flag, code) => {
    const uniqueness = { ...aVisit().campaign.spec.uniqueness, method }
    const { tables } = aWorld([], { uniqueness })
    const click = newClick(aVisit(), anArrival())
    click.flags |= flag
    const at = { ...aMacroContext({ click }), tables }
    expect(expand(parseTemplate('{visitor_code}', 'text'), at)).toEqual(code)
  })

  test('a keyword can be written in a one-byte encoding', () => {
    const russian = aVisit({ parameters: someParameters({ keyword: 'шок ☃' }) })
    const at = aMacroContext({ click: newClick(russian, anArrival()) }, russian)
    const url = (name: string) => expand(parseTemplate(`https://o.example/?k={${name}}`, 'url'), at)
    expect(url('keyword:windows-1251')).toBe('https://o.example/?k=%F8%EE%EA%20%3F')
    expect(url('keyword:utf-8')).toBe('https://o.example/?k=%D1%88%D0%BE%D0%BA%20%E2%98%83')
    expect(url('keyword:shift_jis')).toBe('https://o.example/?k=')
    expect(url('keyword:nonsense')).toBe('https://o.example/?k=')
  })
})

describe('other kinds of text', () => {
  const hostile = `"</script>'\\\n\u2028&\u0000é{t2}`
  const at = () => {
    const evil = aVisit({ parameters: someParameters({ subIds: [hostile, 'secret'] }) })
    return aMacroContext({ click: newClick(evil, anArrival()) }, evil)
  }

  test('JSON stays JSON and gives the value back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const any = aVisit({ parameters: someParameters({ subIds: [value] }) })
        const click = newClick(any, anArrival())
        const text = expand(parseTemplate('{"a":"{t1}"}', 'json'), aMacroContext({ click }, any))
        expect(JSON.parse(text)).toEqual({ a: value })
      }),
    )
  })

  test('headers are printable ASCII', () => {
    expect(expand(parseTemplate('v={t1}{nobody}', 'header'), at())).toBe(
      `v="</script>'\\%0A%E2%80%A8&%00%C3%A9{t2}`,
    )
  })

  test('texts lose controls', () => {
    expect(expand(parseTemplate('{t1}', 'text'), at())).toBe(`"</script>'\\\u2028&é{t2}`)
  })

  test('scripts keep unknown names and can not be left', () => {
    expect(expand(parseTemplate('x("{t1}",{a})', 'script'), at())).toBe(
      'x("\\u0022\\u003c\\u002fscript\\u003e\\u0027\\u005c\\u000a\\u2028\\u0026\\u0000é\\u007bt2\\u007d",{a})',
    )
  })

  test('a string to append loses its leading sign', () => {
    expect(expand(parseTemplate('?a={t2}&b=ü', 'query'), at())).toBe('a=secret&b=%C3%BC')
    expect(expand(parseTemplate('&a=1', 'query'), at())).toBe('a=1')
  })
})

const dates: [format: string, zone: string, ms: number, text: string][] = [
  ['D N jS z W t L o y', 'UTC', Date.UTC(2024, 11, 30), 'Mon 1 30th 364 01 31 1 2025 24'],
  [
    'a A g G h H i s v u',
    'UTC',
    Date.UTC(2026, 0, 1, 0, 5, 9, 7),
    'am AM 12 0 12 00 05 09 007 007000',
  ],
  ['c', 'America/New_York', Date.UTC(2026, 6, 1, 12), '2026-07-01T08:00:00-04:00'],
  ['r', 'UTC', Date.UTC(2026, 6, 1, 12), 'Wed, 01 Jul 2026 12:00:00 +0000'],
  ['e T O P Z w', 'Asia/Kolkata', Date.UTC(2026, 1, 1), 'Asia/Kolkata +05:30 +0530 +05:30 19800 0'],
  ['I p', 'Europe/Berlin', Date.UTC(2026, 6, 1), '1 +02:00'],
  ['I p', 'Europe/Berlin', Date.UTC(2026, 0, 1), '0 +01:00'],
  ['I', 'Australia/Sydney', Date.UTC(2026, 0, 1), '1'],
  ['I', 'Australia/Sydney', Date.UTC(2026, 6, 1), '0'],
  ['I p', 'UTC', 0, '0 Z'],
  ['\\Y\\c Y', 'UTC', 0, 'Yc 1970'],
  ['jS jS', 'UTC', Date.UTC(2026, 0, 22), '22nd 22nd'],
  ['jS M n F', 'UTC', Date.UTC(2026, 1, 13), '13th Feb 2 February'],
  ['W o', 'UTC', Date.UTC(2021, 0, 3), '53 2020'],
]

test.each(dates)('dates read by PHP letters: %s in %s', (format, zone, ms, text) => {
  expect(formatDate(format, zone, ms)).toBe(text)
})
