import { expect, test } from 'bun:test'

import { landingChoices } from '../../../src/track/history/landing-choices.ts'

test('the newest choice of a click is held, until a click that is far from it takes its place', () => {
  const choices = landingChoices(8)
  const choice = (offerId: number) => ({ offerId, networkId: offerId + 1, pathId: offerId + 2 })
  expect([choices.of(0), choices.of(3)]).toEqual([null, null])
  choices.note({ clickSeq: 3, ...choice(5) })
  choices.note({ clickSeq: 4, ...choice(2 ** 40) })
  choices.note({ clickSeq: 3, ...choice(6) })
  // One that led nowhere changes nothing.
  choices.note({ clickSeq: 3, ...choice(0) })
  expect([choices.of(3), choices.of(4)]).toEqual([choice(6), choice(2 ** 40)])
  expect(choices.of(11)).toBeNull()
  choices.note({ clickSeq: 11, ...choice(7) })
  expect([choices.of(3), choices.of(11)]).toEqual([null, choice(7)])
})
