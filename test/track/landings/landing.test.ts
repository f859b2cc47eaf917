/** A landing click when the ledger can't say what it knows: the signed token leads on. */
import { afterEach, describe, expect, jest, test } from 'bun:test'
import { randomBytes } from 'node:crypto'

import type { PageAnswer } from '../../../src/core/actions/action.ts'
import { type ClickDetails, newClick } from '../../../src/core/click.ts'
import type { Event } from '../../../src/core/event.ts'
import { expand } from '../../../src/core/macros/expand.ts'
import { parseTemplate } from '../../../src/core/macros/parse.ts'
import { addressReader } from '../../../src/detect/address.ts'
import { openGeo } from '../../../src/detect/geo.ts'
import { userAgentReader } from '../../../src/detect/user-agent.ts'
import { cookieNames } from '../../../src/track/cookies/cookies.ts'
import { signOfferToken } from '../../../src/track/cookies/offer-token.ts'
import { faultCounts, LINK_FAULTS } from '../../../src/track/faults.ts'
import { visitorHistory } from '../../../src/track/history/history.ts'
import { landingChoices } from '../../../src/track/history/landing-choices.ts'
import { landingClick, type LandingClicked } from '../../../src/track/landings/landing.ts'
import { noticedTally } from '../../../src/track/noticed.ts'
import type { TrackParts } from '../../../src/track/parts.ts'
import { clickPace, PACE } from '../../../src/track/visits/click-pace.ts'
import type { TrafficRequest } from '../../../src/track/visits/request.ts'
import {
  aFlow,
  aMacroContext,
  anArrival,
  anOfferEntry,
  aPath,
  aVisit,
  aWorld,
  CLICK_ID,
  NOON,
} from '../../support/build.ts'

const FLOW = 11
const PATH = 21

afterEach(() => {
  jest.useRealTimers()
})

/** What the ledger and the sub ids say, and what is stored. */
interface Told {
  readonly click: () => Promise<Event | null>
  readonly subIds?: () => Promise<ClickDetails | null>
  readonly offer?: Parameters<typeof anOfferEntry>[0]
}

const TARGET = 'https://offer.example/?c={subid}&s={sub_id_1}'

function stage({ click, subIds = async () => null, offer = { directUrl: TARGET } }: Told) {
  const path = aPath({ id: PATH, offers: [anOfferEntry(offer)] })
  const { tables } = aWorld([aFlow({ id: FLOW, paths: [path] })])
  const stored: Event[] = []
  const key = randomBytes(32)
  const parts = {
    tables: () => tables,
    detectors: {
      geo: openGeo([]),
      userAgent: userAgentReader({ bots: [], people: [] }),
      botAddresses: null,
    },
    addresses: addressReader([], ''),
    history: visitorHistory(),
    ledger: { readClick: click, append: async (event: Event) => void stored.push(event) },
    invalidLinks: faultCounts(LINK_FAULTS),
    noticed: noticedTally(),
    subIds: { latest: subIds, update: async () => true },
    clickPace: clickPace(() => {}),
    choices: landingChoices(),
    keys: { uniqueness: [key], binding: [key], offerToken: [key], relay: [key] },
    cookieNames: cookieNames(key),
    isFlood: () => false,
    countryHeader: '',
    clock: () => NOON,
  } as unknown as TrackParts
  const ids = { clickId: CLICK_ID, campaignId: 1, flowId: FLOW, pathId: PATH, landingId: 0 }
  const token = signOfferToken(key, { ...ids, offerId: 0, issuedAt: NOON })
  const go = () => landingClick(parts, request(`_lp=1&_token=${token}`))
  return { go, stored }
}

function request(rawQuery: string): TrafficRequest {
  return {
    method: 'GET',
    path: '/',
    rawQuery,
    form: '',
    host: 'trk.example',
    origin: 'https://trk.example',
    isSecure: true,
    sharesAdminHost: false,
    peer: '203.0.113.7',
    header: () => '',
  }
}

const never = () => new Promise<never>(() => {})
const refused = () => Promise.reject(new Error('the segment is damaged'))
const aClick = async () => ({ ...newClick(aVisit(), anArrival()), subIds: ['a'] })

describe('a token leads to the offer', () => {
  const cases: readonly (Told & { readonly when: string; readonly subId: string })[] = [
    { when: 'the click is gone', click: async () => null, subId: '' },
    { when: 'the click can’t be read', click: refused, subId: '' },
    { when: 'the keeper is busy', click: never, subId: '' },
    { when: 'later sub ids can’t be read', click: aClick, subIds: refused, subId: 'a' },
    { when: 'later sub ids take too long', click: aClick, subIds: never, subId: 'a' },
    {
      when: 'all is known',
      click: aClick,
      subIds: async () => ({ subIds: ['b'], externalId: '' }),
      subId: 'b',
    },
  ]
  test.each(cases)('when $when', async ({ subId, ...told }) => {
    jest.useFakeTimers()
    const { go, stored } = stage(told)
    const going = go()
    // The wait for sub ids begins after that for the click.
    for (let turn = 0; turn < 20; turn++) {
      jest.runAllTimers()
      await Promise.resolve()
    }
    const clicked = await going
    const location = `https://offer.example/?c=${CLICK_ID}&s=${subId}`
    expect(clicked).toMatchObject({ answer: { location } })
    expect(stored).toMatchObject([{ landingClicks: 1, flowId: FLOW, pathId: PATH }])
  })
})

test('the address has the time of the visit, and what was drawn for it', async () => {
  const HOUR = 3_600_000
  const drawn = '{random:1,1000000}'
  const click = newClick(aVisit(), { ...anArrival(), time: NOON - HOUR })
  const { go } = stage({
    click: async () => click,
    offer: { directUrl: `https://offer.example/?s={sample:a,b}&u={unixtime}&r=${drawn}` },
  })
  const { answer } = (await go()) as LandingClicked
  const found = new URL((answer as PageAnswer).location ?? '').searchParams
  expect(found.get('u')).toBe(String((NOON - HOUR) / 1000))
  const atVisit = parseTemplate(drawn, 'text')
  expect(found.get('r')).toBe(expand(atVisit, aMacroContext({ click })))
})

test('a landing that leads to its own campaign ends the visit', async () => {
  const { go, stored } = stage({ click: aClick, offer: { campaignId: 1 } })
  expect(await go()).toMatchObject({ answer: { status: 200, body: '', location: null } })
  expect(stored).toMatchObject([{ landingClicks: 1, offerClicks: 0, reason: 'campaign_loop' }])
})

test('who goes on very often is led on, and stored a thousand times', async () => {
  const { go, stored } = stage({ click: aClick })
  for (let n = 0; n <= PACE.burst; n++) {
    expect(await go()).toMatchObject({ answer: { status: 302 } })
  }
  expect(stored).toHaveLength(PACE.burst)
  expect(stored.filter(({ landingClicks }) => landingClicks === 1)).toEqual([stored[0]!])
})
