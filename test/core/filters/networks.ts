/** Cases of the filters on the visitor's network and address. */
import type { FilterCase, FilterCases } from './case.ts'
import { LIST_REFUSALS } from './places.ts'
import type { Facts } from './visit.ts'

/** What a filter on a text of the geo databases must do, told by one field. */
function geoText(field: 'isp' | 'organization' | 'operator', why: string): FilterCases {
  const facts = (value: string | null): Facts => ({ geo: { [field]: value } })
  const cases: Record<string, FilterCase> = {
    'a pattern matches': {
      payload: ['*telekom*'],
      facts: facts('Deutsche Telekom AG'),
      gives: 'allow',
      seen: 'Deutsche Telekom AG',
    },
    'another value does not': {
      payload: ['*telekom*'],
      facts: facts('Vodafone'),
      gives: 'reject',
      seen: 'Vodafone',
    },
    'no value is empty': { payload: ['*'], facts: facts(''), gives: 'reject', seen: '' },
    'empty can be asked for': { payload: ['@empty'], facts: facts(''), gives: 'allow' },
    'without a database it is unknown': {
      payload: ['@empty', '*'],
      facts: facts(null),
      gives: 'unknown',
      why,
    },
    'without an address too': {
      payload: ['*'],
      facts: { ...facts(null), ip: null },
      gives: 'unknown',
      why: 'no address',
    },
  }
  return { cases, refused: [...LIST_REFUSALS, [['/(?!x)/'], 'look-ahead'], [[' '], 'blank']] }
}

function flag(field: 'isProxy' | 'isDatacenter', why: string): FilterCases {
  return {
    cases: {
      'a flagged address matches': {
        payload: null,
        facts: { geo: { [field]: true } },
        gives: 'allow',
        seen: 'yes',
      },
      'others do not': {
        payload: [],
        facts: { geo: { [field]: false } },
        gives: 'reject',
        seen: 'no',
      },
      'without a list it is unknown': {
        payload: null,
        facts: { geo: { [field]: null } },
        gives: 'unknown',
        why,
      },
      'without an address too': {
        payload: null,
        facts: { ip: null, geo: { [field]: null } },
        gives: 'unknown',
        why: 'no address',
      },
    },
    refused: [
      [['x'], 'expected nothing'],
      [{}, 'expected nothing'],
    ],
  }
}

export const networks: Readonly<Record<string, FilterCases>> = {
  isp: geoText('isp', 'no provider database'),
  organization: geoText('organization', 'no provider database'),
  operator: geoText('operator', 'no operator database'),
  asn: {
    cases: {
      'a number matches': {
        payload: [64500],
        facts: { geo: { asn: 64500 } },
        gives: 'allow',
        seen: '64500',
      },
      'a text matches': { payload: ['AS64500'], facts: { geo: { asn: 64500 } }, gives: 'allow' },
      'the start of a range matches': {
        payload: ['64500-64510'],
        facts: { geo: { asn: 64500 } },
        gives: 'allow',
      },
      'the end of a range matches': {
        payload: ['1', 'as64500 - as64510'],
        facts: { geo: { asn: 64510 } },
        gives: 'allow',
      },
      'the number after it does not': {
        payload: ['64500-64510'],
        facts: { geo: { asn: 64511 } },
        gives: 'reject',
      },
      'the number before it does not': {
        payload: ['64500-64510'],
        facts: { geo: { asn: 64499 } },
        gives: 'reject',
      },
      'no number is empty': {
        payload: ['0-9', '@empty'],
        facts: { geo: { asn: 0 } },
        gives: 'allow',
        seen: '',
      },
      'empty is in no range': { payload: ['0-9'], facts: { geo: { asn: 0 } }, gives: 'reject' },
      'without a database it is unknown': {
        payload: [1],
        facts: { geo: { asn: null } },
        gives: 'unknown',
        why: 'no network number database',
      },
    },
    refused: [
      [[], 'expected a list of'],
      [[1.5], 'expected a list of'],
      [['64510-64500'], '"64510-64500"'],
      [['x'], '"x"'],
      [[-1], '"-1"'],
      [[4_294_967_296], '"4294967296"'],
    ],
  },
  connection_type: {
    cases: {
      'a listed type matches': {
        payload: ['Cable', 'cellular'],
        facts: { geo: { connectionType: 'cellular' } },
        gives: 'allow',
        seen: 'cellular',
      },
      'another does not': {
        payload: ['cable'],
        facts: { geo: { connectionType: 'cellular' } },
        gives: 'reject',
      },
      'none is empty': {
        payload: ['@empty'],
        facts: { geo: { connectionType: '' } },
        gives: 'allow',
      },
      'without a database it is unknown': {
        payload: ['cable'],
        facts: { geo: { connectionType: null } },
        gives: 'unknown',
        why: 'no connection database',
      },
    },
    refused: [...LIST_REFUSALS, [['wifi'], '"wifi"']],
  },
  ip: {
    cases: {
      'an address matches': {
        payload: ['192.0.2.1'],
        facts: { ip: '192.0.2.1' },
        gives: 'allow',
        seen: '192.0.2.1',
      },
      'the first of a network matches': {
        payload: ['192.0.2.0/24'],
        facts: { ip: '192.0.2.0' },
        gives: 'allow',
      },
      'the last of a network matches': {
        payload: ['192.0.2.0/24'],
        facts: { ip: '192.0.2.255' },
        gives: 'allow',
      },
      'the one after it does not': {
        payload: ['192.0.2.0/24'],
        facts: { ip: '192.0.3.0' },
        gives: 'reject',
        seen: '192.0.3.0',
      },
      'a range matches': {
        payload: ['10.0.0.1-10.0.0.9', '10.1.*.*'],
        facts: { ip: '10.0.0.9' },
        gives: 'allow',
      },
      'a wildcard matches': {
        payload: ['10.0.0.1-10.0.0.9', '10.1.*.*'],
        facts: { ip: '10.1.255.0' },
        gives: 'allow',
      },
      'IPv6 matches': {
        payload: ['2001:db8::/32'],
        facts: { ip: '2001:db8::1' },
        gives: 'allow',
        seen: '2001:db8::1',
      },
      'IPv4 is not in an IPv6 range': {
        payload: ['::/0'],
        facts: { ip: '192.0.2.1' },
        gives: 'reject',
      },
      'any matches an address': { payload: ['@any'], gives: 'allow' },
      'no address is unknown': {
        payload: ['0.0.0.0/0', '@any', '@empty'],
        facts: { ip: null },
        gives: 'unknown',
        why: 'no address',
      },
    },
    refused: [
      ...LIST_REFUSALS,
      [['10.0.0.0/33'], '"10.0.0.0/33"'],
      [['10.0.0'], '"10.0.0"'],
      [['10.0.0.9-10.0.0.1'], '"10.0.0.9-10.0.0.1"'],
    ],
  },
  ipv6: {
    cases: {
      'IPv6 matches': {
        payload: null,
        facts: { ip: '2001:db8::1' },
        gives: 'allow',
        seen: '2001:db8::1',
      },
      'IPv4 does not': { payload: null, facts: { ip: '192.0.2.1' }, gives: 'reject' },
      'a mapped address is IPv4': {
        payload: [],
        facts: { ip: '::ffff:192.0.2.1' },
        gives: 'reject',
      },
      'no payload at all will do': { payload: undefined, facts: { ip: '::1' }, gives: 'allow' },
      'no address is unknown': {
        payload: null,
        facts: { ip: null },
        gives: 'unknown',
        why: 'no address',
      },
    },
    refused: [
      [['6'], 'expected nothing'],
      [true, 'expected nothing'],
    ],
  },
  proxy: flag('isProxy', 'no proxy list'),
  datacenter: flag('isDatacenter', 'no datacenter list'),
}
