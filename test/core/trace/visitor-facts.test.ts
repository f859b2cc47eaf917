/** Where each fact about a visitor came from: what is usual is not stored, and told all the same. */
import { expect, test } from 'bun:test'

import { newClick } from '../../../src/core/click.ts'
import { decide } from '../../../src/core/decide.ts'
import { diceOf } from '../../../src/core/dice.ts'
import { type Event, Flag } from '../../../src/core/event.ts'
import { originText } from '../../../src/core/trace/origin-text.ts'
import { parseTrace, traceText } from '../../../src/core/trace/trace-text.ts'
import type { Unusual } from '../../../src/core/trace/unusual.ts'
import {
  factsIn,
  type Surroundings,
  toldTrace,
  visitorFacts,
} from '../../../src/core/trace/visitor-facts.ts'
import { aFlow, anArrival, aVisit, aVisitor, aWorld, NOON } from '../../support/build.ts'

const PLAIN: Surroundings = { clientHeader: '', countryHeader: '', names: new Map() }
const PROXIED = { ...PLAIN, clientHeader: 'X-Forwarded-For', countryHeader: 'CF-IPCountry' }

/** Of a fact of such a click: where it came from, in words. */
function told(
  fact: string,
  differs: Partial<Event>,
  noted: readonly Unusual[] = [],
  around: Surroundings = PLAIN,
): string {
  const click: Event = { ...newClick(aVisit(), anArrival()), ...differs }
  const found = visitorFacts(click, noted, around).find((each) => each.fact === fact)
  return found === undefined ? 'not told' : originText(found)
}

const call = { entry: 'click_api' } as const
const names = (...pairs: [string, string][]) => ({ ...PLAIN, names: new Map(pairs) })

test.each<[wanted: string, ...Parameters<typeof told>]>([
  ['the connection', 'ip', {}],
  ['header X-Forwarded-For', 'ip', {}, [], PROXIED],
  ['the connection: the visitor came past the proxies', 'ip', {}, ['ip:past_proxy'], PROXIED],
  ['the connection: the proxy sent no X-Forwarded-For', 'ip', {}, ['ip:header_missing'], PROXIED],
  ['the connection: X-Forwarded-For held no address', 'ip', {}, ['ip:header_unreadable'], PROXIED],
  ['the connection: not stored, as the settings say', 'ip', { ip: '', flags: Flag.addressLeftOut }],
  ['not sent', 'ip', { ip: '' }],
  ['parameter ip', 'ip', call],
  ['the site that called', 'ip', call, ['ip:site']],
  ['the connection of the call', 'ip', call, ['ip:call']],
  ['the connection', 'ip', call, ['script']],
  ['the geo database', 'country', {}],
  ['header CF-IPCountry', 'country', {}, ['country:header'], PROXIED],
  ['not in the geo database', 'country', { country: '' }],
  ['unknown (no geo database for it)', 'country', { country: '' }, ['country:no_database']],
  ['unknown (no valid address)', 'country', { country: '', ip: 'nonsense' }],
  ['not in the geo database', 'country', { country: '', ip: '', flags: Flag.addressLeftOut }],
  ['header User-Agent', 'user_agent', {}],
  ['parameter ua', 'user_agent', call],
  ['not sent', 'user_agent', { userAgent: '' }],
  [
    'none: the call came from a library',
    'user_agent',
    { ...call, userAgent: '' },
    ['user_agent:library'],
  ],
  ['the user agent', 'device', {}],
  ['header Accept-Language', 'language', {}],
  ['parameter language', 'language', call],
  ['the site that called', 'language', call, ['language:site']],
  ['not sent', 'language', { language: '' }],
  ['header Referer', 'referrer', { referrer: 'https://r.test/' }],
  ['not told', 'referrer', {}],
  ['parameter referer', 'referrer', { referrer: 'r' }, [], names(['referrer', 'referer'])],
  ['parameter utm_term', 'keyword', { keyword: 'k' }, [], names(['keyword', 'utm_term'])],
  ['the referrer', 'keyword', { keyword: 'k', searchEngine: 'bing' }],
  [
    'parameter default_keyword',
    'keyword',
    { keyword: 'k' },
    [],
    names(['default_keyword', 'default_keyword']),
  ],
  ['parameter zone', 'sub_id_2', { subIds: ['', '81'] }, [], names(['sub_id_2', 'zone'])],
  ['a form', 'sub_id_1', { subIds: ['81'] }, ['form']],
  ['the campaign before', 'sub_id_1', { subIds: ['81'], parentCampaignId: 3 }],
  ['a name that the campaign does not have now', 'sub_id_1', { subIds: ['81'] }],
])('%s: %s', (wanted, ...given: Parameters<typeof told>) => {
  expect(told(...given)).toBe(wanted)
})

test('what a caller left out is not told of', () => {
  expect(told('app', {})).toBe('not told')
  expect(told('app', { ...call, xRequestedWith: 'org.app' })).toBe('parameter x_requested_with')
})

/** The trace as it is stored with the click. */
function storedOf(unusual: readonly Unusual[]): string {
  const { tables, campaign } = aWorld([aFlow({ type: 'default' })])
  const visit = aVisit({ campaign, visitor: aVisitor({ unusual }) })
  return traceText(decide(tables, visit, diceOf(visit.clickId), NOON).trace)
}

test('a usual visit stores not a byte of it, another one a word for what was unusual', () => {
  expect(storedOf([])).toStartWith('c,1;u,')
  expect(storedOf(['country:header'])).toStartWith('c,1;v,country:header;u,')
})

test('the facts stand behind the campaign, whatever was noted of them', () => {
  const click = newClick(aVisit(), anArrival())
  const whole = toldTrace(parseTrace(storedOf(['country:header']), ''), click, PROXIED)
  expect(whole.map(({ at }) => at).slice(0, 3)).toEqual(['campaign', 'visitor', 'unique'])
  expect(factsIn(whole)).toContainEqual({
    fact: 'country',
    value: 'DE',
    origin: 'header',
    name: 'CF-IPCountry',
    why: '',
  })
  expect(factsIn(toldTrace(parseTrace(storedOf([]), ''), click, PLAIN))).toHaveLength(5)
  expect(toldTrace([], click, PLAIN)).toEqual([])
})
