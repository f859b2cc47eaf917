/** Cases of the filters on the visitor's place. */
import type { FilterCases, Refusal } from './case.ts'

/** What no filter whose payload is a list of texts takes. */
export const LIST_REFUSALS: readonly Refusal[] = [
  [[], 'expected a list of'],
  ['', 'expected a list of'],
  [null, 'expected a list of'],
  [[1.5], 'expected a list of'],
  [[{}], 'expected a list of'],
  [{ a: 1 }, 'expected a list of'],
  [Array(10_001).fill('x'), 'expected a list of'],
]

export const places: Readonly<Record<string, FilterCases>> = {
  country: {
    cases: {
      'a listed country matches': {
        payload: ['AT', 'DE'],
        facts: { geo: { country: 'DE' } },
        gives: 'allow',
        seen: 'DE',
      },
      'another does not': {
        payload: ['AT'],
        facts: { geo: { country: 'DE' } },
        gives: 'reject',
        seen: 'DE',
      },
      'codes may be written small': {
        payload: [' de '],
        facts: { geo: { country: 'DE' } },
        gives: 'allow',
      },
      'a pasted text is a list': {
        payload: 'AT, ch;\nDE',
        facts: { geo: { country: 'CH' } },
        gives: 'allow',
      },
      'an unlisted address is empty': {
        payload: ['DE'],
        facts: { geo: { country: '' } },
        gives: 'reject',
        seen: '',
      },
      'empty can be asked for': {
        payload: ['DE', '@empty'],
        facts: { geo: { country: '' } },
        gives: 'allow',
      },
      'any country can be asked for': {
        payload: ['@any'],
        facts: { geo: { country: 'FR' } },
        gives: 'allow',
      },
      'any is not empty': { payload: ['@any'], facts: { geo: { country: '' } }, gives: 'reject' },
      'without a database it is unknown': {
        payload: ['DE'],
        facts: { geo: { country: null } },
        gives: 'unknown',
        why: 'no country database',
      },
      'without an address too': {
        payload: ['DE'],
        facts: { ip: null, geo: { country: null } },
        gives: 'unknown',
        why: 'no address',
      },
      'a header of the proxy does without an address': {
        payload: ['DE'],
        facts: { ip: null, geo: { country: 'DE' } },
        gives: 'allow',
      },
    },
    refused: [
      ...LIST_REFUSALS,
      [['DE', 'XX'], '"XX"'],
      [['DEU'], '"DEU"'],
      [['UK'], '"UK"'],
      [['D*'], '"D*"'],
      [['__proto__'], '"__proto__"'],
    ],
  },
  continent: {
    cases: {
      'a listed continent matches': {
        payload: ['eu'],
        facts: { geo: { continent: 'EU' } },
        gives: 'allow',
        seen: 'EU',
      },
      'another does not': { payload: ['EU'], facts: { geo: { continent: 'AS' } }, gives: 'reject' },
      'without a database it is unknown': {
        payload: ['EU'],
        facts: { geo: { continent: null } },
        gives: 'unknown',
        why: 'no country database',
      },
    },
    refused: [...LIST_REFUSALS, [['Europe'], '"Europe"']],
  },
  region: {
    cases: {
      'a code matches': {
        payload: ['us-ca'],
        facts: { geo: { region: 'US-CA', regionName: 'California' } },
        gives: 'allow',
        seen: 'US-CA',
      },
      'a name matches': {
        payload: ['california'],
        facts: { geo: { region: 'US-CA', regionName: 'California' } },
        gives: 'allow',
      },
      'another does not': {
        payload: ['US-NY', 'Texas'],
        facts: { geo: { region: 'US-CA', regionName: 'California' } },
        gives: 'reject',
      },
      'any matches one': {
        payload: ['@any'],
        facts: { geo: { region: '', regionName: 'California' } },
        gives: 'allow',
        seen: 'California',
      },
      'none is empty': {
        payload: ['@empty'],
        facts: { geo: { region: '', regionName: '' } },
        gives: 'allow',
        seen: '',
      },
      'none matches no name': {
        payload: ['California'],
        facts: { geo: { region: '', regionName: '' } },
        gives: 'reject',
      },
      'a database without regions is unknown': {
        payload: ['US-CA'],
        facts: { geo: { region: null, regionName: null } },
        gives: 'unknown',
        why: 'no region database',
      },
      'codes are unknown where only names are': {
        payload: ['US-CA'],
        facts: { geo: { region: null, regionName: 'California' } },
        gives: 'unknown',
        why: 'no region codes',
      },
      'names are unknown where only codes are': {
        payload: ['Texas'],
        facts: { geo: { region: 'US-CA', regionName: null } },
        gives: 'unknown',
        why: 'no region names',
      },
      'what can be compared is': {
        payload: ['US-NY', 'California'],
        facts: { geo: { region: null, regionName: 'California' } },
        gives: 'allow',
      },
    },
    refused: LIST_REFUSALS,
  },
  city: {
    cases: {
      'a name matches': {
        payload: ['berlin'],
        facts: { geo: { country: 'US', city: 'Berlin' } },
        gives: 'allow',
        seen: 'Berlin',
      },
      'a name in its country matches': {
        payload: ['DE:Berlin'],
        facts: { geo: { country: 'DE', city: 'Berlin' } },
        gives: 'allow',
      },
      'a name in another country does not': {
        payload: ['DE:Berlin'],
        facts: { geo: { country: 'US', city: 'Berlin' } },
        gives: 'reject',
      },
      'an id matches': {
        payload: ['2950159'],
        facts: { geo: { city: 'Berlin', cityId: '2950159' } },
        gives: 'allow',
      },
      'another id does not': {
        payload: ['1'],
        facts: { geo: { city: 'Berlin', cityId: '2950159' } },
        gives: 'reject',
      },
      'ids are unknown where the file has none': {
        payload: ['1'],
        facts: { geo: { city: 'Berlin' } },
        gives: 'unknown',
        why: 'no city ids',
      },
      'no city is empty': {
        payload: ['1', '@empty'],
        facts: { geo: { city: '' } },
        gives: 'allow',
        seen: '',
      },
      'no city matches no name': {
        payload: ['Berlin'],
        facts: { geo: { city: '' } },
        gives: 'reject',
      },
      'a database without cities is unknown': {
        payload: ['Berlin'],
        facts: { geo: { city: null } },
        gives: 'unknown',
        why: 'no city database',
      },
    },
    refused: LIST_REFUSALS,
  },
}
