/** Cases of the filters on the request and the parameters it carries. */
import { SUB_IDS } from '../../../src/core/event.ts'
import type { FilterCases, Refusal } from './case.ts'
import type { Facts } from './visit.ts'

const NOT_PATTERNS: readonly Refusal[] = [
  [[], 'expected a list of'],
  [null, 'expected a list of'],
  [[7], 'expected a list of'],
  [['/(x)\\1/'], '"/(x)\\\\1/": references'],
  [['/x{999}/'], 'too large'],
  [['  '], 'blank'],
]

/** What a filter on a text that is never unknown must do. */
function text(facts: (value: string) => Facts): FilterCases {
  return {
    cases: {
      'a whole value matches': {
        payload: ['Red Shoes', 'x'],
        facts: facts('red shoes'),
        gives: 'allow',
        seen: 'red shoes',
      },
      'a part of it does not': {
        payload: ['shoes'],
        facts: facts('red shoes'),
        gives: 'reject',
        seen: 'red shoes',
      },
      'a star stands for any run': {
        payload: ['*shoes'],
        facts: facts('red shoes'),
        gives: 'allow',
      },
      'a pasted text is a list': {
        payload: 'blue\nred shoes',
        facts: facts('red shoes'),
        gives: 'allow',
      },
      'a regular expression may match anywhere': {
        payload: ['/(SHOE|boot)s?$/i'],
        facts: facts('red shoes'),
        gives: 'allow',
      },
      'or nowhere': { payload: ['/^shoes\\b/'], facts: facts('red shoes'), gives: 'reject' },
      'no value is empty': { payload: ['*', '@any'], facts: facts(''), gives: 'reject', seen: '' },
      'empty can be asked for': { payload: ['@empty'], facts: facts(''), gives: 'allow' },
    },
    refused: NOT_PATTERNS,
  }
}

const subIds = Object.fromEntries(
  Array.from({ length: SUB_IDS }, (_, at) => [
    `sub_id_${at + 1}`,
    text((value) => ({ parameters: { subIds: [...Array<string>(at).fill('other'), value] } })),
  ]),
)

const fields: Record<string, FilterCases> = {
  keyword: text((keyword) => ({ parameters: { keyword } })),
  source: text((source) => ({ parameters: { source } })),
  external_id: text((externalId) => ({ parameters: { externalId } })),
  creative_id: text((creativeId) => ({ parameters: { creativeId } })),
  ad_campaign_id: text((adCampaignId) => ({ parameters: { adCampaignId } })),
  search_engine: text((searchEngine) => ({ visitor: { searchEngine } })),
  host: text((host) => ({ host })),
  url: text((url) => ({ url })),
}

const NOT_NAMED: readonly Refusal[] = [
  [{ values: ['x'] }, '{name, values}'],
  [{ name: '', values: ['x'] }, '{name, values}'],
  [{ name: 'a', values: [] }, '{name, values}'],
  [{ name: 'a', values: ['/x++/'] }, 'another repeat'],
  [['x'], '"x" is not name=pattern'],
  [['=x'], '"=x" is not name=pattern'],
  [[], '{name, values}'],
]

/** Of a language in a list, those of visitors that it means, and some that it does not. */
function written(
  payload: string,
  means: readonly string[],
  others: readonly string[],
): FilterCases['cases'] {
  const gives = (verdict: 'allow' | 'reject') => (language: string) =>
    [
      `${payload}, ${language}: ${verdict}`,
      { payload: [payload], facts: { visitor: { language } }, gives: verdict },
    ] as const
  return Object.fromEntries([...means.map(gives('allow')), ...others.map(gives('reject'))])
}

export const requests: Readonly<Record<string, FilterCases>> = {
  ...subIds,
  ...fields,
  language: {
    cases: {
      'a language matches': {
        payload: ['de'],
        facts: { visitor: { language: 'de' } },
        gives: 'allow',
        seen: 'de',
      },
      'a language matches its regions': {
        payload: ['de'],
        facts: { visitor: { language: 'de-AT' } },
        gives: 'allow',
        seen: 'de-AT',
      },
      'a region matches only itself': {
        payload: ['de-AT'],
        facts: { visitor: { language: 'de' } },
        gives: 'reject',
      },
      'an underscore and case do not matter': {
        payload: ['DE_at'],
        facts: { visitor: { language: 'de-AT' } },
        gives: 'allow',
      },
      'a script matches its regions': {
        payload: ['zh-Hant'],
        facts: { visitor: { language: 'zh-Hant-TW' } },
        gives: 'allow',
      },
      ...written('zh-Hant', ['zh-TW', 'zh-HK', 'zh-MO', 'zh-Hant'], ['zh', 'zh-CN', 'zh-SG']),
      ...written('zh-Hans', ['zh', 'zh-CN', 'zh-SG', 'zh-Hans-HK'], ['zh-TW', 'zh-HK', 'zh-Hant']),
      ...written('sr-Latn', ['sr-Latn', 'sr-Latn-RS', 'sr-ME'], ['sr', 'sr-RS']),
      ...written('zh-Hant-TW', ['zh-TW'], ['zh-HK', 'zh-Hant']),
      ...written('no', ['no', 'nb-NO', 'nn'], ['da']),
      ...written('nb-NO', ['nb-NO', 'no-NO'], ['nn-NO', 'nb']),
      ...written('iw', ['he', 'he-IL'], ['yi']),
      ...written('in', ['id-ID'], ['it']),
      ...written('pt-BR', ['pt-BR'], ['pt', 'pt-PT']),
      'a longer word is another language': {
        payload: ['d', 'en'].slice(1),
        facts: { visitor: { language: 'enm' } },
        gives: 'reject',
      },
      'none is empty': { payload: ['@empty'], gives: 'allow', seen: '' },
      'none is not any': { payload: ['@any'], gives: 'reject' },
    },
    refused: [
      [[], 'expected a list of'],
      [['german!'], '"german!"'],
      [['d'], '"d"'],
      [['*'], '"*"'],
    ],
  },
  referrer: {
    cases: {
      'a pattern is compared with the whole': {
        payload: ['https://example.com/*'],
        facts: { visitor: { referrer: 'https://example.com/a?b' } },
        gives: 'allow',
        seen: 'https://example.com/a?b',
      },
      'a host is compared with the host': {
        payload: ['host:example.com'],
        facts: { visitor: { referrer: 'https://u:p@Example.com:8443/a' } },
        gives: 'allow',
      },
      'a host may be a regular expression, whose classes keep their case': {
        payload: ['HOST:/^\\D+\\.example\\.com$/'],
        facts: { visitor: { referrer: 'http://www.example.com/17' } },
        gives: 'allow',
      },
      'a host may have stars': {
        payload: ['HOST: *.example.com'],
        facts: { visitor: { referrer: 'http://www.example.com?x' } },
        gives: 'allow',
      },
      'a host in the path does not count': {
        payload: ['host:example.com'],
        facts: { visitor: { referrer: 'https://evil.test/@example.com' } },
        gives: 'reject',
      },
      'an international host may be written as people do': {
        payload: ['host:*.пример.рф'],
        facts: { visitor: { referrer: 'https://www.xn--e1afmkfd.xn--p1ai/a' } },
        gives: 'allow',
      },
      'letters beyond ASCII stand for their escapes': {
        payload: ['*.пример.рф/стр*'],
        facts: {
          visitor: { referrer: 'https://www.xn--e1afmkfd.xn--p1ai/%D1%81%D1%82%D1%80%D0%B0' },
        },
        gives: 'allow',
      },
      'broken escapes are compared as they are': {
        payload: ['*стр*', '*%zz'],
        facts: { visitor: { referrer: 'https://example.com/%D1%81%D1%82%D1%80%zz' } },
        gives: 'allow',
      },
      'a pattern of ASCII is compared with what was sent': {
        payload: ['*a&b*'],
        facts: { visitor: { referrer: 'https://example.com/?q=a%26b' } },
        gives: 'reject',
      },
      'an international host may be written as it is sent': {
        payload: ['host:xn--e1afmkfd.xn--p1ai'],
        facts: { visitor: { referrer: 'https://xn--e1afmkfd.xn--p1ai/' } },
        gives: 'allow',
      },
      'an address of IPv6 is a host': {
        payload: ['host:[::1]'],
        facts: { visitor: { referrer: 'http://[::1]:80/' } },
        gives: 'allow',
      },
      'a referrer without a scheme has a host': {
        payload: ['host:example.com'],
        facts: { visitor: { referrer: 'example.com/a' } },
        gives: 'allow',
      },
      'hosts and wholes mix': {
        payload: ['host:a.test', '*b.test/x'],
        facts: { visitor: { referrer: 'http://b.test/x' } },
        gives: 'allow',
      },
      'none is empty': { payload: ['host:example.com', '@empty'], gives: 'allow', seen: '' },
      'none has no host': { payload: ['host:*'], gives: 'reject' },
    },
    refused: [...NOT_PATTERNS, [['host:'], 'blank'], [['host:/(x/'], 'has no )']],
  },
  empty_referrer: {
    cases: {
      'no referrer matches': { payload: null, gives: 'allow', seen: '' },
      'a referrer does not': {
        payload: [],
        facts: { visitor: { referrer: 'x' } },
        gives: 'reject',
        seen: 'x',
      },
    },
    refused: [[['x'], 'expected nothing']],
  },
  parameter: {
    cases: {
      'a field of that name matches': {
        payload: { name: 'page', values: ['/a', 'b*'] },
        facts: { query: { page: 'bcd' } },
        gives: 'allow',
        seen: 'bcd',
      },
      'names are case-sensitive': {
        payload: { name: 'Page', values: ['b*'] },
        facts: { query: { page: 'bcd' } },
        gives: 'reject',
        seen: '',
      },
      'a missing field is empty': { payload: { name: 'page', values: ['@empty'] }, gives: 'allow' },
      'a list of texts will do': {
        payload: ['page=a', 'page=b', 'x=y=z'],
        facts: { query: { page: 'b' } },
        gives: 'allow',
        seen: 'b',
      },
      'a pasted line may be a regular expression with a comma': {
        payload: 'page=/^a{2,3}$/\npage=b',
        facts: { query: { page: 'aaa' } },
        gives: 'allow',
      },
      'any of its names may match': {
        payload: ['page=a', 'x=y=z'],
        facts: { query: { page: 'b', x: 'y=z' } },
        gives: 'allow',
        seen: 'y=z',
      },
      'or none': {
        payload: ['page=a', 'x=y'],
        facts: { query: { page: 'b' } },
        gives: 'reject',
        seen: 'b',
      },
      'a name without a pattern asks for empty': { payload: ['page='], gives: 'allow' },
      'a name of every object is only a name': {
        payload: { name: '__proto__', values: ['@any'] },
        gives: 'reject',
      },
    },
    refused: NOT_NAMED,
  },
  header: {
    cases: {
      'a header matches': {
        payload: { name: 'DNT', values: ['1'] },
        facts: { headers: { dnt: '1' } },
        gives: 'allow',
        seen: '1',
      },
      'another value does not': {
        payload: ['DNT=1'],
        facts: { headers: { dnt: '0' } },
        gives: 'reject',
        seen: '0',
      },
      'a header that was not sent is empty': {
        payload: { name: 'DNT', values: ['@empty'] },
        gives: 'allow',
        seen: '',
      },
      'headers that were not forwarded are unknown': {
        payload: { name: 'DNT', values: ['@empty', '*'] },
        facts: { headers: null },
        gives: 'unknown',
        why: 'header not forwarded',
      },
    },
    refused: [...NOT_NAMED, [{ name: 'a b', values: ['x'] }, '"a b" can\'t be a name']],
  },
}
