/** What the offer form says of an address is what visitors will meet. */
import { describe, expect, test } from 'bun:test'

import { compileOffer } from '../../src/core/compile.ts'
import { unknownNames } from '../../src/core/macros/check.ts'
import { MACROS } from '../../src/core/macros/index.ts'
import {
  foreignMacros,
  offerProblems,
  sentUrl,
  withClickId,
} from '../../ui/screens/entities/offer-url.ts'
import { aNetwork, anOffer } from '../support/build.ts'

describe('an offer address', () => {
  test.each([
    ['https://a.example/?s={subid}', []],
    ['https://a.example/', ['noClickId']],
    ['a.example?s={clickid}', ['notUrl']],
    ['https://a.example/?s={subid}&k=REPLACE_KEY', ['placeholder']],
    ['https://a.example/?a=1?s={subid}', ['questionMarks']],
    ['https://a.example/?s={subid}#?x', []],
    ['https://a.example/?s={subid}&d={date:Y?m}', []],
  ] as const)('%s', (url, problems) => expect(offerProblems(url)).toEqual([...problems]))

  test.each([
    ['https://a.example/#x', '{offer_url}&sub1={clickid}', 'https://a.example/?sub1={clickid}#x'],
    ['https://a.example/?o=1', ' {offer_url}?s={subid} ', 'https://a.example/?o=1&s={subid}'],
    ['https://a.example/o/', '{_offer_url}{subid}', 'https://a.example/o/{subid}'],
    ['https://a.example/', 'https://n.example/?u={offer_url}', 'https://n.example/?u={offer_url}'],
    ['https://a.example/', '', 'https://a.example/'],
    ['https://a.example/', 'sub1={clickid}', 'https://a.example/'],
  ])('%s in the rule %j is sent as %s, as the server does it', (url, rule, sent) => {
    expect(sentUrl(url, rule)).toBe(sent)
    const network = aNetwork({ offerUrlTemplate: rule })
    expect(compileOffer(anOffer({ url }), network).action.payload).toBe(sent)
  })

  test.each([
    'https://a.example/?s={subid}&a={aff_sub}&b={aff_sub}&c={sub_id_30}&d={_country}&e={date:Y-m}',
    'https://a.example/{{their}}/{offer.id}/{}/{t1}/{clickid}/{Subid}?x={keyword:low}',
  ])('%s has the foreign macros that the server warns of', (url) => {
    const known = MACROS.flatMap(({ name, otherNames }) => [name, ...otherNames])
    expect(foreignMacros(url, known)).toEqual(unknownNames(url))
  })

  test('lacks no click id that the rule of its network adds', () => {
    const sent = sentUrl('https://a.example/', '{offer_url}&sub1={clickid}')
    expect(offerProblems('https://a.example/', sent)).toEqual([])
  })

  test('gets the click id behind what is asked already, before the fragment', () => {
    expect(withClickId('https://a.example/?a=1#x')).toBe('https://a.example/?a=1&subid={subid}#x')
  })
})
