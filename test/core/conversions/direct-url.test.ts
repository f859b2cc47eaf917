/** Which direct address of its path a click led to. */
import { expect, test } from 'bun:test'

import { directUrlOf } from '../../../src/core/conversions/direct-url.ts'
import { type Event, EventKind, rowToEvent } from '../../../src/core/event.ts'
import { aFlow, anOfferEntry, aPath, aWorld } from '../../support/build.ts'

const ONE = 'https://d.test/one?c={subid}'
const TWO = 'https://d.test/two'
const pathOf = (id: number, urls: readonly string[]) =>
  aPath({ id, offers: urls.map((directUrl) => anOfferEntry({ directUrl })) })
const { campaign } = aWorld([aFlow({ id: 5, paths: [pathOf(1, [ONE, TWO]), pathOf(2, [ONE])] })])

const CLICKS: [name: string, click: Partial<Event>, wanted: string][] = [
  ['one of two', { destination: 'https://d.test/one?c={}' }, ONE],
  ['the other', { destination: 'https://d.test/two' }, TWO],
  ['none of them', { destination: 'https://elsewhere.test/' }, ''],
  ['an offer', { offerId: 3, destination: 'https://d.test/two' }, ''],
  ['a landing before two', { landingId: 1, destination: 'https://l.test/' }, ''],
  ['a landing before one', { pathId: 2, landingId: 1, destination: 'https://l.test/' }, ONE],
  ['a path that is gone', { pathId: 9, destination: 'https://d.test/two' }, ''],
]
test.each(CLICKS)('%s', (_name, differs, wanted) => {
  const click = { ...rowToEvent([EventKind.click]), flowId: 5, pathId: 1, ...differs }
  expect(directUrlOf(click, campaign)).toBe(wanted)
})
