import { expect, test } from 'bun:test'

import fc from 'fast-check'

import type { Parameter } from '../../src/core/model.ts'
import type { Parameters } from '../../src/core/visit.ts'
import { parameterReader, type ReadParameters } from '../../src/detect/parameters.ts'

/** A case says only what differs from: no aliases, no form, no referrer. */
interface Case {
  campaign?: Partial<Parameter>[]
  source?: Partial<Parameter>[]
  query: string
  form?: string | ReadonlyMap<string, string>
  referrer?: string
  gives: Partial<Parameters>
}

const zone = { field: 'sub_id_1', alias: 'zone', placeholder: '{zoneid}' }

const cases: Record<string, Case> = {
  'fields are read by their own names': {
    query: 'keyword=k&source=s&external_id=e&ad_campaign_id=a&creative_id=c&cost=1.5&currency=EUR',
    gives: {
      keyword: 'k',
      source: 's',
      externalId: 'e',
      adCampaignId: 'a',
      creativeId: 'c',
      cost: '1.5',
      currency: 'EUR',
    },
  },
  'sub ids have three spellings': {
    query: 'sub_id_1=a&sub2=b&t3=c',
    gives: { subIds: ['a', 'b', 'c'] },
  },
  'gaps between sub ids are empty, empty ones at the end left out': {
    query: 'sub_id_3=c&sub_id_5=',
    gives: { subIds: ['', '', 'c'] },
  },
  'the last sub id is the thirtieth': {
    query: 'sub_id_30=z&sub_id_31=x',
    gives: { subIds: [...Array<string>(29).fill(''), 'z'] },
  },
  'extra parameters': { query: 'extra_param_2=x', gives: { extraParams: ['', 'x'] } },
  'the own name wins over the alias, the alias over other names': {
    campaign: [zone],
    query: 't1=d&sub1=c&zone=b&sub_id_1=a',
    gives: { subIds: ['a'] },
  },
  'an empty value counts as absent': {
    campaign: [zone],
    query: 'sub_id_1=&zone=b',
    gives: { subIds: ['b'] },
  },
  'an alias that is the name of a field feeds both': {
    campaign: [{ field: 'sub_id_1', alias: 'keyword' }],
    query: 'keyword=a',
    gives: { keyword: 'a', subIds: ['a'] },
  },
  'the source gives aliases, the campaign replaces them': {
    campaign: [zone],
    source: [
      { field: 'sub_id_1', alias: 'site' },
      { field: 'external_id', alias: 'gclid' },
    ],
    query: 'site=old&zone=new&gclid=G',
    gives: { subIds: ['new'], externalId: 'G' },
  },
  'utm fields are read where no alias is set': {
    campaign: [{ field: 'creative_id', alias: 'banner' }],
    query: 'utm_source=s&utm_campaign=c&utm_content=b&utm_term=t',
    gives: { source: 's', adCampaignId: 'c', creativeId: '', keyword: 't' },
  },
  'names are case-sensitive': { query: 'Keyword=a&SUB1=b', gives: { keyword: '', subIds: [] } },
  'names of object members are only names': {
    query: '__proto__=a&constructor=b',
    gives: {
      keyword: '',
      query: new Map([
        ['__proto__', 'a'],
        ['constructor', 'b'],
      ]),
    },
  },
  'form fields win over the query': {
    query: 'keyword=a&source=s',
    form: 'keyword=b',
    gives: { keyword: 'b', source: 's' },
  },
  'fields that were read before count like a form': {
    query: 'keyword=a',
    form: new Map([['keyword', 'b\u0000']]),
    gives: { keyword: 'b' },
  },
  'the keyword comes from a search engine if nobody sends it': {
    query: 'default_keyword=d',
    referrer: 'https://www.google.de/?q=red+shoes',
    gives: { keyword: 'red shoes' },
  },
  'se_referrer is asked before the referrer': {
    query: 'se_referrer=https%3A%2F%2Fwww.bing.com%2F%3Fq%3Dbing',
    referrer: 'https://www.google.de/?q=google',
    gives: { keyword: 'bing' },
  },
  'words that the engine of se_referrer keeps may stand in the referrer': {
    query: 'se_referrer=https%3A%2F%2Fwww.google.com%2F&default_keyword=d',
    referrer: 'https://www.bing.com/?q=bing',
    gives: { keyword: 'bing' },
  },
  'the default keyword comes last': { query: 'default_keyword=d', gives: { keyword: 'd' } },
  'a macro that was not replaced is empty and named': {
    campaign: [zone],
    query: 'zone={zoneid}&external_id=REPLACE&keyword=%7Bkw%7D&source=ok',
    gives: {
      subIds: [],
      externalId: '',
      keyword: '',
      source: 'ok',
      unexpanded: ['sub_id_1', 'keyword', 'external_id'],
      rawQuery: 'zone={zoneid}&external_id=REPLACE&keyword=%7Bkw%7D&source=ok',
    },
  },
  'a percent macro survives decoding': {
    query: 'sub_id_1=%adid%',
    gives: { subIds: [], unexpanded: ['sub_id_1'] },
  },
  'values over their limit are cut and named': {
    query: `sub_id_1=${'a'.repeat(1025)}&external_id=${'b'.repeat(2048)}&cost=${'1'.repeat(65)}`,
    gives: {
      subIds: ['a'.repeat(1024)],
      externalId: 'b'.repeat(2048),
      cost: '1'.repeat(64),
      truncated: ['sub_id_1', 'cost'],
    },
  },
  'a second question mark is healed and told': {
    campaign: [zone],
    query: 'keyword=a?zone=1',
    gives: { keyword: 'a', subIds: ['1'], healed: true, rawQuery: 'keyword=a?zone=1' },
  },
  'parameters beyond two hundred are dropped and told': {
    query: `${Array.from({ length: 200 }, (_, n) => `x${n}=`).join('&')}&keyword=a`,
    gives: { keyword: '', truncated: ['parameters'] },
  },
  'a query over 8 KB is cut and told': {
    query: `keyword=a&x=${'y'.repeat(9000)}`,
    gives: { keyword: 'a', truncated: ['parameters'] },
  },
}

test.each(Object.entries(cases))('%s', (_name, { query, form = '', referrer = '', ...given }) => {
  const reader = parameterReader(all(given.campaign), all(given.source))
  const { parameters } = reader({ rawQuery: query, form, referrer, key: '' })
  expect(parameters).toMatchObject(given.gives as object)
})

function all(parameters: Partial<Parameter>[] = []): Parameter[] {
  return parameters.map((one) => ({ field: '', label: '', alias: '', placeholder: '', ...one }))
}

const referrers: [query: string, referrer: string, engine: string][] = [
  ['', 'https://header.test/', ''],
  ['referrer=https%3A%2F%2Fsent.test%2F', 'https://sent.test/', ''],
  ['referer=https%3A%2F%2Fwww.bing.com%2F', 'https://www.bing.com/', 'bing'],
  ['referrer=', '', ''],
  ['se=Yahoo', 'https://header.test/', 'Yahoo'],
]

test.each(referrers)('with %p the referrer is %p and the engine %p', (query, referrer, engine) => {
  const read = parameterReader([], [])
  const got = read({ rawQuery: query, form: '', referrer: 'https://header.test/', key: '' })
  expect([got.referrer, got.searchEngine]).toEqual([referrer, engine])
})

test('one visit leaves nothing behind for the next', () => {
  const read = parameterReader([], [])
  read({ rawQuery: 'keyword=a&sub_id_4=b&cost={cost}', form: '', referrer: '', key: '' })
  const { parameters } = read({ rawQuery: '', form: '', referrer: '', key: '' })
  const { keyword, subIds, unexpanded, query } = parameters
  expect([keyword, subIds, unexpanded, query.get('keyword')]).toEqual(['', [], [], undefined])
})

const NAMES = (
  'sub_id_1 sub1 t1 zone sub_id_30 extra_param_10 keyword utm_term tds-key external_id cost currency ' +
  'referrer referer se_referrer unknown amp;zone sub%5Fid_1 Keyword sub_id_ __proto__ ' +
  'n'.repeat(65)
).split(' ')
const VALUES = (
  'a shoes+red %7Bzoneid%7D {zoneid} {zoneid [ZONE] $x __x__ <x> %25x%25 %adid% REPLACE Rest null nul ' +
  'https://www.google.com/?q=1 a?zone=2 a;b %D0%BA %FF % é 😀 0.05 \ud800 \u0001'
).split(' ')
const aPair = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(fc.constantFrom(...NAMES), fc.constantFrom('', ...VALUES)) },
  fc.tuple(fc.string({ maxLength: 70 }), fc.string({ unit: 'binary', maxLength: 20 })),
)
const aQuery = fc
  .array(fc.tuple(aPair, fc.constantFrom('&', '&', '&', '&&', '=&', '&amp;', '?')), {
    maxLength: 8,
  })
  .map((pairs) => pairs.map(([[name, value], end]) => `${name}=${value}${end}`).join(''))

test('the quick way through a query says what the general way says', () => {
  const read = parameterReader(all([zone, { field: 'cost', placeholder: 'price' }]), [])
  const sent = { referrer: 'https://www.bing.com/?q=header', key: 'K7' }
  fc.assert(
    fc.property(aQuery, (rawQuery) => {
      const quick = read({ rawQuery, form: '', ...sent })
      const general = read({ rawQuery, form: new Map(), ...sent })
      const [asked, wanted] = [quick, general].map(({ parameters: { query } }) =>
        NAMES.map((name) => query.get(name)),
      )
      expect(asked).toEqual(wanted)
      expect(withoutQuery(quick)).toEqual(withoutQuery(general))
    }),
    { numRuns: 3000 },
  )
})

function withoutQuery({ parameters, ...read }: ReadParameters) {
  return { ...read, parameters: { ...parameters, query: null } }
}

test('whatever is sent, reading does not throw and keeps the limits', () => {
  const read = parameterReader(all([zone]), [])
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 3000 }), (text) => {
      const { parameters, referrer } = read({
        rawQuery: `zone=${text}`,
        form: `keyword=${text}`,
        referrer: text,
        key: text,
      })
      const texts = [parameters.keyword, parameters.subIds[0] ?? '']
      expect(texts.every((value) => Buffer.byteLength(value) <= 1024)).toBe(true)
      expect(Buffer.byteLength(referrer)).toBeLessThanOrEqual(2048)
    }),
  )
})
