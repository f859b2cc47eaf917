/** What a look ahead leaves behind once it turns out to be a visit. */
import { describe, expect, test } from 'bun:test'

import type { Binding } from '../../../src/core/model.ts'
import type { Bound } from '../../../src/core/visit.ts'
import { askerOfEvent, rememberConfirmed } from '../../../src/track/history/confirmed.ts'
import { visitorHistory } from '../../../src/track/history/history.ts'
import { aCampaign } from '../../support/build.ts'

const HOUR = 3_600_000
const NOBODY = { flags: 0, ip: '203.0.113.7', userAgent: 'An agent of today' }
const CLICK = { flowId: 11, pathId: 21, landingId: 5, offerId: 7 }
const uniqueness = { method: 'ip_ua', cookies: false, ttlHours: 24 } as const

test('marks that a visitor has are not moved', () => {
  const spec = aCampaign({ id: 1, uniqueness })
  const history = visitorHistory()
  const at = (hours: number) => askerOfEvent(spec, NOBODY, hours * HOUR)
  const unique = { campaign: true, flow: true, global: true }
  history.remember(at(0), { flowId: 11, unique, bind: null })
  rememberConfirmed(history, spec, at(20), CLICK)
  const isNew = (hours: number) => history.view(at(hours)).unique('campaign', 1)
  expect([isNew(23), isNew(25)]).toEqual([false, true])
  expect(history.view(at(20)).flowClicks(11, 'total')).toBe(2)
})

test('marks that he has not are set', () => {
  const spec = aCampaign({ id: 1, uniqueness })
  const history = visitorHistory()
  const asker = askerOfEvent(spec, NOBODY, 0)
  rememberConfirmed(history, spec, asker, CLICK)
  const seen = history.view(asker)
  expect([seen.unique('campaign', 1), seen.unique('flow', 11), seen.unique('global', 0)]).toEqual([
    false,
    false,
    false,
  ])
})

describe('he is bound to what he was shown, unless he is bound', () => {
  const cases: readonly [Binding, Bound | null][] = [
    ['none', null],
    ['flow', { ...CLICK, landingId: 0, offerId: 0 }],
    ['landing', { ...CLICK, offerId: 0 }],
    ['offer', CLICK],
  ]
  test.each(cases)('of binding %s', (binding, expected) => {
    const spec = aCampaign({ id: 1, binding })
    const history = visitorHistory()
    const asker = askerOfEvent(spec, NOBODY, 0)
    rememberConfirmed(history, spec, asker, CLICK)
    rememberConfirmed(history, spec, asker, { ...CLICK, flowId: 12 })
    expect(history.view(asker).bound(1)).toEqual(expected)
  })
})
