import { describe, expect, test } from 'bun:test'

import { redirect } from '../../src/core/actions/action.ts'
import {
  confirmEvent,
  finishClick,
  finishLandingClick,
  landingClickEvent,
  newClick,
  storedDestination,
  writeChoice,
} from '../../src/core/click.ts'
import { decide, decideLandingClick } from '../../src/core/decide.ts'
import { nothing } from '../../src/core/decision.ts'
import {
  type Event,
  EVENT_COLUMNS,
  EventKind,
  eventToRow,
  Flag,
  rowToEvent,
} from '../../src/core/event.ts'
import { UNKNOWN_GEO } from '../../src/detect/geo.ts'
import {
  aFlow,
  aHistory,
  aLanding,
  aLandingEntry,
  anArrival,
  aNetwork,
  anOffer,
  anOfferEntry,
  aPath,
  aVisit,
  aVisitor,
  aWorld,
  CLICK_ID,
  NOON,
  someParameters,
} from '../support/build.ts'

const landings = [aLandingEntry({ landingId: 5 })]
const offers = [anOfferEntry({ offerId: 7 })]
const around = {
  offers: [anOffer({ id: 7, networkId: 3 })],
  landings: [aLanding({ id: 5 })],
  networks: [aNetwork({ id: 3 })],
}
const direct = aWorld(
  [aFlow({ id: 11, paths: [aPath({ id: 21, offers })] })],
  { sourceId: 9, rotationId: 8 },
  around,
)
const staged = aWorld([aFlow({ id: 11, paths: [aPath({ id: 21, landings, offers })] })], {}, around)
const cost = { micros: 300, currency: 'EUR', origin: 'macro', invalid: false } as const

function visited(world: typeof direct, flags = 0, executed = true): Event {
  const visit = aVisit({ campaign: world.campaign })
  const click = newClick(visit, anArrival({ flags, cost }))
  const decision = decide(
    world.tables,
    visit,
    () => 0,
    NOON,
    (choice) => {
      writeChoice(click, visit, choice)
      return `https://o.example/?s=${CLICK_ID}`
    },
  )
  const answer = executed ? redirect(decision.target) : null
  finishClick(click, visit, { decision, answer, why: 'w' })
  return click
}

describe('the event of a click', () => {
  test('has every column and nothing else', () => {
    const click = visited(direct)
    expect(Object.keys(click).toSorted()).toEqual(EVENT_COLUMNS.map(({ name }) => name).toSorted())
    expect(rowToEvent(eventToRow(click))).toEqual(click)
  })

  test('says who came, from where, and where he went', () => {
    expect(visited(direct)).toMatchObject({
      kind: EventKind.click,
      row: 7,
      clickSeq: 65_536 * 3 + 7,
      time: NOON,
      clickTime: NOON,
      campaignId: 1,
      flowId: 11,
      flowType: 'regular',
      pathId: 21,
      landingId: 0,
      offerId: 7,
      networkId: 3,
      sourceId: 9,
      rotationId: 8,
      action: 'http',
      country: 'DE',
      browser: 'Chrome',
      destination: 'https://o.example/?s={}',
      why: 'w',
      costMicros: 300,
      costCurrency: 'EUR',
      costOrigin: 'macro',
      clicks: 1,
      offerClicks: 1,
      landingClicks: 0,
      flags:
        Flag.uniqueCampaign |
        Flag.uniqueFlow |
        Flag.uniqueGlobal |
        Flag.offerReached |
        Flag.emptyReferrer,
    })
  })

  test('an offer that was not executed is not reached yet', () => {
    const click = visited(direct, 0, false)
    expect(click).toMatchObject({ offerId: 7, offerClicks: 0, destination: '', action: '' })
    expect(click.flags & Flag.offerReached).toBe(0)
  })

  test('a landing is shown', () => {
    const click = visited(staged)
    expect(click).toMatchObject({ landingId: 5, offerId: 0, offerClicks: 0 })
    expect(click.flags & Flag.landingShown).toBe(Flag.landingShown)
  })

  test('a provisional click is not counted', () => {
    expect(visited(direct, Flag.provisional)).toMatchObject({ clicks: 0, offerClicks: 0 })
  })

  test('without a choice it says why', () => {
    const visit = aVisit({ history: aHistory({ unique: (scope) => scope !== 'flow' }) })
    for (const reason of ['blocked', 'campaign_paused', 'no_flow_accepted'] as const) {
      const click = newClick(visit, anArrival())
      click.flowId = 99
      finishClick(click, visit, {
        decision: nothing([], reason),
        answer: null,
        why: '',
      })
      expect(click).toMatchObject({ reason, flowId: 0, action: 'do_nothing', destination: '' })
      expect((click.flags & Flag.blocked) !== 0).toBe(reason === 'blocked')
      expect((click.flags & Flag.paused) !== 0).toBe(reason === 'campaign_paused')
      expect((click.flags & Flag.uniqueFlow) !== 0).toBe(true)
    }
  })

  test('flags come from the visitor, the request and the past', () => {
    const visit = aVisit({
      visitor: aVisitor({
        botReasons: ['ua_list'],
        referrer: 'https://r.example/',
        geo: { ...UNKNOWN_GEO, isProxy: true, isDatacenter: true },
      }),
      parameters: someParameters({
        truncated: ['keyword'],
        healed: true,
        unexpanded: ['cost', 'sub_id_1'],
      }),
      history: aHistory({ unique: () => false, uniquenessKnown: false }),
    })
    const click = newClick(visit, anArrival({ flags: Flag.flood }))
    expect(click.flags).toBe(
      Flag.flood |
        Flag.bot |
        Flag.proxy |
        Flag.datacenter |
        Flag.truncated |
        Flag.healed |
        Flag.uniquenessGuessed,
    )
    expect(click).toMatchObject({ botReasons: 'ua_list', unexpanded: 'cost,sub_id_1' })
  })

  test('a flow may call its visitors bots', () => {
    const flow = aFlow({ markAsBot: true, action: { key: 'do_nothing', payload: '' } })
    expect(visited(aWorld([flow]))).toMatchObject({ botReasons: 'flow' })
    expect(visited(aWorld([flow])).flags & Flag.bot).toBe(Flag.bot)
  })

  test('which macros say as well, of the flow that is taken in the end', () => {
    const world = aWorld([aFlow({ markAsBot: true, action: { key: 'do_nothing', payload: '' } })])
    const visit = aVisit({ campaign: world.campaign })
    const click = newClick(visit, anArrival())
    const choice = decide(world.tables, visit, () => 0, NOON).choice!
    writeChoice(click, visit, choice)
    expect(click.flags & Flag.bot).toBe(Flag.bot)
    writeChoice(click, visit, { ...choice, flow: { ...choice.flow, markAsBot: false } })
    expect(click.flags & Flag.bot).toBe(0)
  })

  test('a later choice replaces an earlier one', () => {
    const visit = aVisit({ campaign: direct.campaign })
    const click = newClick(visit, anArrival())
    const first = decide(direct.tables, visit, () => 0, NOON).choice!
    writeChoice(click, visit, first)
    writeChoice(click, visit, { ...first, path: null, offer: null })
    expect(click).toMatchObject({ pathId: 0, offerId: 0, networkId: 0 })
  })
})

describe('what follows a click', () => {
  const at = { row: 12, time: NOON + 5_000 }

  test('a landing click has the facts of its click and measures of its own', () => {
    const visit = aVisit({ campaign: staged.campaign })
    const event = landingClickEvent(visited(staged), at, 'counted')
    const click = { flowId: 11, pathId: 21, wishes: [] }
    const decision = decideLandingClick(staged.tables, visit, click, () => 0)
    finishLandingClick(event, visit, { decision, why: 'x' })
    expect(event).toMatchObject({
      kind: EventKind.landingClick,
      row: 12,
      time: NOON + 5_000,
      clickTime: NOON,
      clickSeq: 65_536 * 3 + 7,
      landingId: 5,
      offerId: 7,
      networkId: 3,
      clicks: 0,
      landingClicks: 1,
      offerClicks: 1,
      costMicros: 0,
      destination: 'https://offer.example/',
      why: 'x',
    })
  })

  test('a repetition is kept and not counted', () => {
    expect(landingClickEvent(visited(staged), at, 'kept')).toMatchObject({
      landingClicks: 0,
      offerClicks: 0,
    })
  })

  test('a confirmation counts what the provisional click did not', () => {
    const click = visited(direct, Flag.provisional)
    const event = confirmEvent(click, at, cost)
    expect(event).toMatchObject({
      kind: EventKind.confirm,
      clickTime: NOON,
      clicks: 1,
      offerClicks: 1,
      costMicros: 300,
    })
    expect(event.flags & Flag.provisional).toBe(0)
  })
})

test('a stored address holds its own click id as braces', () => {
  expect(storedDestination(`https://o.example/?a={}&s=${CLICK_ID}`, CLICK_ID)).toBe(
    'https://o.example/?a=%7B%7D&s={}',
  )
  expect(storedDestination('https://o.example/', '')).toBe('https://o.example/')
})
