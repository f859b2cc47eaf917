/** The address of a decision in pieces: what each macro gave, in its place. */
import { expect, test } from 'bun:test'

import { newClick } from '../../src/core/click.ts'
import { decide } from '../../src/core/decide.ts'
import { diceOf, macroDice } from '../../src/core/dice.ts'
import { markedTarget } from '../../src/core/marked-target.ts'
import { aimWith } from '../../src/core/targets.ts'
import {
  aFlow,
  aLanding,
  aLandingEntry,
  aMacroContext,
  anArrival,
  anOffer,
  anOfferEntry,
  aPath,
  aVisit,
  aWorld,
  CLICK_ID,
  NOON,
  someParameters,
} from '../support/build.ts'

const parameters = someParameters({ keyword: 'обувь', subIds: ['81', 'a&b'] })

/** Pieces as `text<{macro}>`, with what the address is as a whole. */
function marked(world: ReturnType<typeof aWorld>) {
  const { tables, campaign } = world
  const visit = aVisit({ campaign, parameters })
  const click = newClick(visit, anArrival())
  const context = () => aMacroContext({ click, tables, dice: macroDice(CLICK_ID, 1) }, visit)
  const { choice, target } = decide(
    tables,
    visit,
    diceOf(CLICK_ID),
    NOON,
    aimWith(context(), visit),
  )
  const pieces = choice === null ? [] : markedTarget(choice, context(), target)
  expect(pieces.map(({ text }) => text).join('')).toBe(target)
  return pieces.map(({ text, macro }) => (macro === null ? text : `<${macro}=${text}>`))
}

const actionTo = (payload: string) =>
  aWorld([aFlow({ type: 'default', action: { key: 'http', payload } })])
const offerTo = (url: string, appendToOfferUrl: string) =>
  aWorld(
    [aFlow({ type: 'default', paths: [aPath({ offers: [anOfferEntry({ offerId: 1 })] })] })],
    { appendToOfferUrl },
    { offers: [anOffer({ url })] },
  )

test('each macro marks its piece, those without a value too', () => {
  expect(
    marked(actionTo('https://o.test/?k={keyword}&e={external_id}&z={_sub_id_2}#{city}')),
  ).toEqual([
    'https://o.test/?k=',
    '<{keyword}=%D0%BE%D0%B1%D1%83%D0%B2%D1%8C>',
    '&e=',
    '<{external_id}=>',
    '&z=',
    '<{sub_id_2}=a&b>',
    '#',
    '<{city}=>',
  ])
})

test('what the dice gave is what the decision has', () => {
  const pieces = marked(actionTo('https://o.test/?r={random:1,1000000}&s={sample:a,b,c,d}'))
  expect(pieces[1]).toMatch(/^<\{random:1,1000000\}=\d+>$/)
  expect(pieces[3]).toMatch(/^<\{sample:a,b,c,d\}=[abcd]>$/)
})

test('words of the campaign stand in front of the fragment', () => {
  const world = offerTo('https://o.test/p#top', 'k={keyword}&x=1')
  expect(marked(world)).toEqual([
    'https://o.test/p',
    '?',
    'k=',
    '<{keyword}=%D0%BE%D0%B1%D1%83%D0%B2%D1%8C>',
    '&x=1',
    '#top',
  ])
})

test('a landing has our ids behind the campaign’s words', () => {
  const landing = aLanding({ url: 'https://l.test/?z={sub_id_1}', sendsIds: true })
  const path = aPath({ landings: [aLandingEntry({ landingId: landing.id })] })
  const world = aWorld(
    [aFlow({ type: 'default', action: null, paths: [path] })],
    {},
    { landings: [landing] },
  )
  expect(marked(world)).toEqual([
    'https://l.test/?z=',
    '<{sub_id_1}=81>',
    '&',
    `_subid=${CLICK_ID}`,
  ])
})

test('an address that the parser rewrites is one piece', () => {
  expect(marked(actionTo('https://{sample:A,A}.test?k={keyword}'))).toHaveLength(1)
})

test('what has no address has no pieces', () => {
  const page = aWorld([
    aFlow({ type: 'default', action: { key: 'show_text', payload: '{keyword}' } }),
  ])
  expect(marked(page)).toEqual([])
})
