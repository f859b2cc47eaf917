/** Cases of the filters on device, system and browser. */
import type { Device } from '../../../src/core/visit.ts'
import type { FilterCase, FilterCases, Refusal } from './case.ts'

const NO_UA: FilterCase = {
  payload: ['@any', '@empty'],
  facts: { device: null },
  gives: 'unknown',
  why: 'no user agent',
}
const NOT_A_LIST: readonly Refusal[] = [
  [[], 'expected a list of'],
  [null, 'expected a list of'],
  [[7], 'expected a list of'],
]

function deviceText(field: keyof Device): FilterCases {
  return {
    cases: {
      'a pattern matches, case ignored': {
        payload: ['sam*'],
        facts: { device: { [field]: 'SAMSUNG' } },
        gives: 'allow',
        seen: 'SAMSUNG',
      },
      'another value does not': {
        payload: ['sam*'],
        facts: { device: { [field]: 'Apple' } },
        gives: 'reject',
      },
      'no value is empty': { payload: ['@empty'], facts: { device: {} }, gives: 'allow', seen: '' },
      'no user agent is unknown': NO_UA,
    },
    refused: [...NOT_A_LIST, [['/(?!x)/'], 'look-ahead']],
  }
}

function deviceName(field: 'os' | 'browser'): FilterCases {
  return {
    cases: {
      'a name matches, case ignored': {
        payload: ['Safari', 'android'],
        facts: { device: { [field]: 'Android' } },
        gives: 'allow',
        seen: 'Android',
      },
      'a part of a name does not': {
        payload: ['Andro'],
        facts: { device: { [field]: 'Android' } },
        gives: 'reject',
      },
      'a star is only a star': {
        payload: ['Andro*'],
        facts: { device: { [field]: 'Android' } },
        gives: 'reject',
      },
      'no name is empty': {
        payload: ['Android', '@empty'],
        facts: { device: {} },
        gives: 'allow',
        seen: '',
      },
      'no name is not any': { payload: ['@any'], facts: { device: {} }, gives: 'reject' },
      'no user agent is unknown': NO_UA,
    },
    refused: NOT_A_LIST,
  }
}

/** `[payload value, name, version, verdict]`. */
const VERSIONS: readonly [string, string, string, 'allow' | 'reject'][] = [
  ['iOS 17.*', 'iOS', '17.4.1', 'allow'],
  ['iOS 17.*', 'iOS', '17', 'allow'],
  ['iOS 17.*', 'iOS', '170.1', 'reject'],
  ['iOS 17.*', 'iOS', '16.9', 'reject'],
  ['iOS 17.*', 'Android', '17.1', 'reject'],
  ['iOS 17.4.*', 'iOS', '17.4.1', 'allow'],
  ['iOS 17.4.*', 'iOS', '17.40', 'reject'],
  ['ios 17', 'iOS', '17', 'allow'],
  ['iOS 17', 'iOS', '17.0.0', 'allow'],
  ['iOS 17', 'iOS', '17.1', 'reject'],
  ['iOS = 17', 'iOS', '17', 'allow'],
  ['Android >= 13', 'Android', '13', 'allow'],
  ['Android >= 13', 'Android', '13.1', 'allow'],
  ['Android >= 13', 'Android', '9', 'reject'],
  ['Android>=13', 'Android', '14', 'allow'],
  ['Android > 13', 'Android', '13', 'reject'],
  ['Android > 13', 'Android', '13.0.1', 'allow'],
  ['Android <= 13', 'Android', '13.0', 'allow'],
  ['Android <= 13', 'Android', '13.1', 'reject'],
  ['Android < 13', 'Android', '12.9.9', 'allow'],
  ['Android < 13', 'Android', '13', 'reject'],
  ['Android < 13', 'Android', '', 'reject'],
  ['Android < 13', 'Android', 'Upside Down Cake', 'reject'],
  ['Chrome >= 120', 'Chrome', '120.0.6099.109-beta', 'allow'],
  ['Mac OS >= 10.15', 'Mac OS', '10.15.7', 'allow'],
  ['Mac OS', 'Mac OS', '10.15.7', 'allow'],
  ['macOS', 'Mac OS', '10.15.7', 'allow'],
  ['macOS >= 10', 'Mac OS', '10.15.7', 'allow'],
  ['Chrome OS *', 'Chromium OS', '14541.0', 'allow'],
  ['Windows XP', 'Windows', 'XP', 'allow'],
  ['Windows XP', 'Windows', '10', 'reject'],
  ['Windows', 'Windows', 'XP', 'allow'],
  ['Windows', 'Windows', '', 'allow'],
  ['Windows *', 'Windows', '11', 'allow'],
  ['@any', 'Windows', '11', 'allow'],
  ['@any', 'Windows', '', 'reject'],
  ['@empty', 'Windows', '', 'allow'],
  ['@empty', 'Windows', '11', 'reject'],
  ['@empty', '', '', 'allow'],
  ['Windows', '', '', 'reject'],
]

function version(name: 'os' | 'browser', number: 'osVersion' | 'browserVersion'): FilterCases {
  const cases = VERSIONS.map(([value, is, at, gives]): [string, FilterCase] => [
    `"${value}" on "${is}" "${at}" gives ${gives}`,
    {
      payload: [value],
      facts: { device: { [name]: is, [number]: at } },
      gives,
      seen: `${is} ${at}`.trim(),
    },
  ])
  return {
    cases: { ...Object.fromEntries(cases), 'no user agent is unknown': NO_UA },
    refused: [
      ...NOT_A_LIST,
      [['>= 13'], '">= 13"'],
      [['Android >= x'], '"Android >= x"'],
      [['iOS 1*'], '"iOS 1*"'],
      [['iOS > 17.*'], '"iOS > 17.*"'],
      [['17'], '"17"'],
    ],
  }
}

export const devices: Readonly<Record<string, FilterCases>> = {
  device_type: {
    cases: {
      'a listed type matches': {
        payload: ['mobile', 'Tablet'],
        facts: { device: { type: 'tablet' } },
        gives: 'allow',
        seen: 'tablet',
      },
      'another does not': {
        payload: ['mobile'],
        facts: { device: { type: 'desktop' } },
        gives: 'reject',
      },
      'an empty user agent has an empty type': {
        payload: ['@empty'],
        facts: { device: {} },
        gives: 'allow',
        seen: '',
      },
      'no user agent is unknown': NO_UA,
    },
    refused: [...NOT_A_LIST, [['phone'], '"phone"']],
  },
  device_brand: deviceText('brand'),
  device_model: deviceText('model'),
  device: {
    cases: {
      'brand and model are one text': {
        payload: ['samsung galaxy*'],
        facts: { device: { brand: 'Samsung', model: 'Galaxy S24' } },
        gives: 'allow',
        seen: 'Samsung Galaxy S24',
      },
      'another model does not match': {
        payload: ['samsung galaxy*'],
        facts: { device: { brand: 'Samsung', model: 'Note' } },
        gives: 'reject',
      },
      'a brand alone has no blank': {
        payload: ['Samsung'],
        facts: { device: { brand: 'Samsung' } },
        gives: 'allow',
      },
      'neither is empty': { payload: ['@empty'], facts: { device: {} }, gives: 'allow' },
      'no user agent is unknown': NO_UA,
    },
    refused: NOT_A_LIST,
  },
  os: {
    ...deviceName('os'),
    cases: {
      ...deviceName('os').cases,
      'a system may have another name': {
        payload: ['macOS'],
        facts: { device: { os: 'Mac OS' } },
        gives: 'allow',
      },
    },
  },
  browser: deviceName('browser'),
  os_version: version('os', 'osVersion'),
  browser_version: version('browser', 'browserVersion'),
  user_agent: {
    cases: {
      'a pattern with a comma matches': {
        payload: ['*(KHTML, like Gecko)*'],
        facts: { visitor: { userAgent: 'X (KHTML, like Gecko) Y' } },
        gives: 'allow',
        seen: 'X (KHTML, like Gecko) Y',
      },
      'another does not': {
        payload: ['*curl*'],
        facts: { visitor: { userAgent: 'Mozilla' } },
        gives: 'reject',
      },
      'an empty one is empty': {
        payload: ['@empty'],
        facts: { visitor: { userAgent: '' } },
        gives: 'allow',
      },
      'none at all is empty too': {
        payload: ['@empty'],
        facts: { device: null },
        gives: 'allow',
        seen: '',
      },
    },
    refused: NOT_A_LIST,
  },
  x_requested_with: {
    cases: {
      'an app matches': {
        payload: ['com.instagram.*'],
        facts: { visitor: { xRequestedWith: 'com.instagram.android' } },
        gives: 'allow',
      },
      'another does not': {
        payload: ['com.instagram.*'],
        facts: { visitor: { xRequestedWith: 'com.other' } },
        gives: 'reject',
      },
      'none is empty': { payload: ['*'], gives: 'reject', seen: '' },
    },
    refused: NOT_A_LIST,
  },
}
