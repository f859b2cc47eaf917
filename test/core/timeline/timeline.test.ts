/** Why is this conversion missing? Every row of the table. */
import { expect, test } from 'bun:test'

import { formatClickId } from '../../../src/core/click-id.ts'
import { EventKind, Flag } from '../../../src/core/event.ts'
import { offerSent } from '../../../src/core/timeline/offer-url.ts'
import type { ClickStory } from '../../../src/core/timeline/records.ts'
import { timelineVerdict } from '../../../src/core/timeline/verdict.ts'
import { CLICK_ID, NOON } from '../../support/build.ts'
import {
  aCall,
  aClick,
  aDelivery,
  anEvent,
  aStep,
  aStory,
  aTry,
  state,
} from '../../support/stories.ts'

const HOUR = 3_600_000

interface Case {
  readonly name: string
  readonly story: Partial<ClickStory>
  readonly code: string
  readonly says: string
}

const CASES: readonly Case[] = [
  {
    name: 'an id that nobody was given',
    story: { click: null },
    code: 'unknown_click',
    says: 'No click has this id. The id has our shape',
  },
  {
    name: 'an id of another tracker',
    story: { click: null, isOurShape: false, calls: [aCall({ verdict: 'parked' })] },
    code: 'unknown_click',
    says: 'The network has called for it all the same.',
  },
  {
    name: 'an id that lost its end',
    story: { click: null, isOurShape: false, clickId: CLICK_ID.slice(0, 12) },
    code: 'unknown_click',
    says: 'It has 12 of the 20 characters of our ids',
  },
  {
    name: 'an id whose number another click has',
    story: {
      click: null,
      place: { node: 1, neighbour: { at: NOON, host: 't.test' } },
      clickId: formatClickId({ seq: 1, node: 1, check: 1 }),
    },
    code: 'unknown_click',
    says: 'its number is that of another click, on 2026-03-12 at t.test',
  },
  {
    name: 'an id of another node',
    story: {
      click: null,
      place: { node: 1, neighbour: null },
      clickId: formatClickId({ seq: 1, node: 7, check: 1 }),
    },
    code: 'unknown_click',
    says: 'node 7 made it, and this is node 1',
  },
  {
    name: 'an id of a number that was never given out',
    story: { click: null, place: { node: null, neighbour: null } },
    code: 'unknown_click',
    says: 'restored from an older backup',
  },
  {
    name: 'a click that retention has removed',
    story: { click: null, gone: 'age' },
    code: 'click_removed',
    says: 'older than what is kept',
  },
  {
    name: 'a click that is gone while its landing click is not',
    story: { click: null, later: [anEvent({ kind: EventKind.landingClick })] },
    code: 'click_removed',
    says: 'Retention has removed the click',
  },
  {
    name: 'a prefetch',
    story: { click: aClick({ flags: Flag.provisional, clicks: 0 }) },
    code: 'provisional',
    says: 'only a prefetch',
  },
  {
    name: 'a prefetch that a person confirmed',
    story: {
      click: aClick({ flags: Flag.provisional, clicks: 0, destination: 'https://offer.test/' }),
      later: [anEvent({ kind: EventKind.confirm, clicks: 1 })],
    },
    code: 'offer_not_reached',
    says: 'sent to no offer',
  },
  { name: 'a test', story: { click: aClick({ flags: Flag.test }) }, code: 'test', says: 'test' },
  {
    name: 'a robot',
    story: { click: aClick({ flags: Flag.bot | Flag.offerReached, botReasons: 'ua_list' }) },
    code: 'bot',
    says: 'a robot (ua_list)',
  },
  {
    name: 'a paused campaign',
    story: { click: aClick({ flags: Flag.paused }) },
    code: 'campaign_paused',
    says: 'paused',
  },
  {
    name: 'a blocked campaign',
    story: { click: aClick({ flags: Flag.blocked }) },
    code: 'blocked',
    says: 'blocked',
  },
  {
    name: 'nobody clicked on the landing',
    story: { click: aClick({ flags: Flag.landingShown }) },
    code: 'offer_not_reached',
    says: 'The visitor stayed on the landing.',
  },
  {
    name: 'no flow led to an offer',
    story: { click: aClick({ flags: 0, reason: 'no_flow_accepted' }) },
    code: 'offer_not_reached',
    says: 'sent to no offer (no flow accepted)',
  },
  {
    name: 'an offer link without our id',
    story: { click: aClick({ destination: 'https://offer.test/?aff=1' }) },
    code: 'no_click_id_sent',
    says: 'does not carry our click id',
  },
  {
    name: 'a network that never called',
    story: { network: { lastAt: null, today: 0, failedToday: 0 } },
    code: 'no_postback',
    says: 'It has never called at all. Its postback should read https://t.test/<postback key>/postback?subid={aff_sub}&status=',
  },
  {
    name: 'a network that calls, but not for this click',
    story: { network: { lastAt: NOON, today: 7, failedToday: 2 } },
    code: 'no_postback',
    says: 'It last called on 2026-03-12 12:00; today 2 of 7 calls failed (29 %).',
  },
  {
    name: 'a network whose postback address is set',
    story: { callForm: { template: 'https://t.test/k/postback?subid=#s1#', origin: '' } },
    code: 'no_postback',
    says: 'Its postback should read https://t.test/k/postback?subid=#s1#',
  },
  {
    name: 'a call that is parked',
    story: { calls: [aCall({ verdict: 'parked', cause: 'unmapped_status', detail: 'dep9' })] },
    code: 'parked',
    says: 'because of unmapped status: dep9. Nobody has said what this status means: map it, and the call is tried again. Put that right and apply call 1 again.',
  },
  {
    name: 'a call that came for a robot clears the robot',
    story: {
      click: aClick({ flags: Flag.bot }),
      calls: [aCall({ verdict: 'parked', cause: 'bad_payout' })],
    },
    code: 'parked',
    says: 'bad payout',
  },
  {
    name: 'a repetition whose first is known',
    story: { calls: [aCall({ id: 3 }), aCall({ id: 4, verdict: 'duplicate' })] },
    code: 'not_first',
    says: 'a repetition of an earlier one; call 3 of 2026-03-12 12:00 was first',
  },
  {
    name: 'a further sale that the offer does not count',
    story: {
      steps: [aStep()],
      calls: [aCall({ id: 3 }), aCall({ id: 4, verdict: 'repeat_ignored' })],
    },
    code: 'not_first',
    says: 'a further conversion, which the offer does not count; call 3 of',
  },
  {
    name: 'a conversion that was uploaded before its network called',
    story: { steps: [aStep()], calls: [aCall({ verdict: 'out_of_order' })] },
    code: 'not_first',
    says: 'older than what was known already; conversion 1 was first',
  },
  {
    name: 'a repetition of a conversion that stands',
    story: {
      steps: [aStep()],
      calls: [aCall({ id: 3 }), aCall({ id: 4, verdict: 'duplicate' })],
    },
    code: 'fine',
    says: 'The conversion is stored',
  },
  {
    name: 'a conversion that a person deleted',
    story: { steps: [aStep(), aStep({ kind: 'deleted', after: state({ isDeleted: true }) })] },
    code: 'deleted',
    says: 'A person has deleted the conversion.',
  },
  {
    name: 'a conversion with no postback for its status',
    story: { steps: [aStep()], hasPostbacks: true },
    code: 'no_entry',
    says: 'no outgoing postback is set for sale',
  },
  {
    name: 'a conversion of a campaign that tells nobody',
    story: { steps: [aStep()], hasPostbacks: false },
    code: 'fine',
    says: 'The conversion is stored',
  },
  {
    name: 'not told because of the share',
    story: { steps: [aStep()], deliveries: [aDelivery({ state: 'skipped', reason: 'percent' })] },
    code: 'not_sent',
    says: 'not in the share of conversions that is told',
  },
  {
    name: 'not told for want of a macro',
    story: {
      steps: [aStep()],
      deliveries: [aDelivery({ state: 'skipped', reason: 'required_empty', detail: 'keyword' })],
    },
    code: 'not_sent',
    says: 'a required macro was empty (keyword)',
  },
  {
    name: 'the source did not want to hear it',
    story: {
      steps: [aStep()],
      deliveries: [aDelivery({ state: 'failed', reason: 'bad_status', tries: 8 })],
      tries: [aTry({ verdict: 'bad_status', status: 404, answer: 'no such pixel' })],
    },
    code: 'failed',
    says: 'telling it (source) failed after 8 tries: bad status 404. The source answered: no such pixel',
  },
  {
    name: 'waiting for a rate',
    story: { steps: [aStep()], deliveries: [aDelivery({ state: 'held', reason: 'no_rate' })] },
    code: 'held',
    says: 'when there is a rate',
  },
  {
    name: 'tried without success so far',
    story: {
      steps: [aStep()],
      deliveries: [aDelivery({ id: 7, state: 'waiting', tries: 1 })],
      tries: [
        { deliveryId: 7, at: NOON, durationMs: 1, verdict: 'timeout', status: 0, answer: '' },
      ],
    },
    code: 'waiting',
    says: 'telling it (source) has not worked so far: timeout. It is tried again.',
  },
  {
    name: 'on its way',
    story: { steps: [aStep()], deliveries: [aDelivery({ state: 'waiting', tries: 0 })] },
    code: 'waiting',
    says: 'is being told',
  },
  {
    name: 'a conversion of the next day',
    story: { steps: [aStep({ time: NOON + 24 * HOUR })], deliveries: [aDelivery()] },
    code: 'other_day',
    says: 'a report by click date shows it on 2026-03-12, one by event date on 2026-03-13.',
  },
  {
    name: 'days are those of the zone',
    story: {
      steps: [aStep({ time: NOON + 13 * HOUR })],
      deliveries: [aDelivery()],
      zone: 'America/New_York',
    },
    code: 'fine',
    says: 'everybody who is to know was told',
  },
]

test.each(CASES.map((one) => [one.name, one] as const))('%s', (_name, { story, code, says }) => {
  const verdict = timelineVerdict(aStory(story))
  expect(verdict.code).toBe(code as typeof verdict.code)
  expect(verdict.sentence).toContain(says)
})

const PLACES: [destination: string, place: string | null][] = [
  ['https://offer.test/?a=1&aff_sub={}#x', 'aff_sub'],
  ['https://offer.test/go/{}/x?a=1', 'path'],
  ['https://offer.test/?a=1', null],
]
test.each(PLACES)('in %s our id is in %p', (destination, place) => {
  const sent = offerSent(CLICK_ID, [aClick({ destination })])
  expect(sent?.clickIdIn).toBe(place)
  expect(sent?.url).toBe(destination.replace('{}', CLICK_ID))
})
