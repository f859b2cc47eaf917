/** After an import was taken back, everything goes on as if there had been none. */
import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { readCall } from '../../../src/core/conversions/call.ts'
import type { Conversion } from '../../../src/core/conversions/conversion.ts'
import { clickSums } from '../../../src/core/conversions/sums.ts'
import { type Event, EventKind } from '../../../src/core/event.ts'
import type { Job } from '../../../src/track/conversions/jobs.ts'
import type { Clerk } from '../../../src/track/conversions/keep.ts'
import { work } from '../../../src/track/conversions/work.ts'
import {
  aClick,
  callJob,
  CLICK_TIME,
  found,
  MINUTE,
  openClerk,
  queued,
  withRate,
} from '../../support/booking.ts'

const IMPORT = 9
/** On a machine with much else to do. */
const WAIT_MS = 60_000
/** Of campaigns that pay a share, or for the first, and offers that add payouts up, or by their ids. */
const CLICKS = [
  aClick(0, { campaignId: 2, offerId: 2, networkId: 0 }),
  aClick(1, { campaignId: 3, offerId: 3, networkId: 0 }),
]

const said = fc.record({
  status: fc.constantFrom('lead', 'sale', 'rebill', 'rejected'),
  payout: fc.constantFrom('', '5', '7.25'),
  currency: fc.constantFrom('', 'EUR', 'XPF'),
  tid: fc.constantFrom('', '', 'a'),
  cost: fc.constantFrom('', '', '0.5'),
  event1: fc.constantFrom('', '', '3'),
  add_event1: fc.constantFrom('', '2'),
  sub_id_2: fc.constantFrom('', '', 'x', 'y'),
  external_id: fc.constantFrom('', 'e'),
})
type Said = typeof said extends fc.Arbitrary<infer S> ? S : never

function lineJob(event: Event, fields: Said, at: number): Job {
  const call = readCall(new Map(Object.entries(fields)), 'binom', false)
  const about = { click: found(event), at, afterSeq: 0, userId: 1 }
  return { do: 'line', call, importId: IMPORT, isCorrection: false, isDry: false, ...about }
}

function undoJob(event: Event, at: number): Job {
  return { do: 'undo', importId: IMPORT, click: found(event), at, afterSeq: 0, userId: 1 }
}

/** Only what the import brought is left of itself: deleted, and under other ids. */
function stands({ conversions, clicks }: Clerk, { clickSeq, externalId }: Event) {
  const counted = conversions.ofClick(clickSeq).filter(({ isDeleted }) => !isDeleted)
  const marks = clicks.marks(clickSeq)
  return {
    conversions: counted.map(({ id: _, ...rest }: Conversion) => rest),
    sums: clickSums(counted),
    value: clicks.value(clickSeq, 1),
    subIds: (marks.subIds ?? []).join().replace(/,+$/, ''),
    externalId: marks.externalId ?? externalId,
  }
}

const history = fc.record({
  click: fc.nat({ max: CLICKS.length - 1 }),
  before: fc.array(said, { maxLength: 4 }),
  imported: fc.array(said, { minLength: 1, maxLength: 4 }),
  isRated: fc.boolean(),
  after: said,
})

test(
  'what comes after it is booked as if it had never been',
  () => {
    fc.assert(
      fc.property(history, ({ click, before, imported, isRated, after }) => {
        const event = CLICKS[click]!
        const [one, other] = [openClerk(), openClerk()]
        let at = CLICK_TIME
        const next = () => (at += 2 * MINUTE)
        for (const fields of before) {
          const job = callJob(event, fields, next())
          for (const { clerk } of [one, other]) work(clerk, job)
        }
        for (const fields of imported) work(one.clerk, lineJob(event, fields, next()))
        for (const { clerk } of isRated ? [one, other] : []) settleAll(clerk, event, at)
        const undone = work(one.clerk, undoJob(event, next()))
        expect(undone.detail).toBe('')
        for (const { clerk } of isRated ? [one, other] : []) settleAll(clerk, event, at)
        expect(stands(one.clerk, event)).toEqual(stands(other.clerk, event))
        const job = callJob(event, after, at + 30_000)
        const [verdict, wanted] = [one, other].map(({ clerk }) => work(clerk, job).result)
        expect(verdict).toBe(wanted!)
        expect(stands(one.clerk, event)).toEqual(stands(other.clerk, event))
        one.db.close()
        other.db.close()
      }),
      { numRuns: 300 },
    )
  },
  WAIT_MS,
)

function settleAll(clerk: Clerk, event: Event, at: number): void {
  const rated = { ...clerk, tables: () => withRate }
  for (const { id } of clerk.conversions.waitingFor(['XPF'], 0, 100)) {
    work(rated, { do: 'settle', click: found(event), conversionId: id, at, afterSeq: 0 })
  }
}

test('what an import said of the click is taken back in reports, but nothing that came later', () => {
  const { clerk } = openClerk()
  const event = aClick(0, { offerId: 1, subIds: ['', 'own'] })
  const line = (fields: Partial<Said>) => ({ ...EMPTY, ...fields })
  work(clerk, lineJob(event, line({ event1: '3', add_event1: '2', sub_id_2: 'x' }), CLICK_TIME + 1))
  work(clerk, callJob(event, { status: 'lead', add_event1: '1' }, CLICK_TIME + 2))
  const later = { upd_clickid: 'x', add_event1: '4', t3: 'z' }
  const call = readCall(new Map(Object.entries(later)), 'binom', false)
  const about = { click: found(event), at: CLICK_TIME + 3, afterSeq: 0 }
  work(clerk, { do: 'update', update: call.update, ...about })
  expect(clerk.clicks.value(0, 1)).toBe(9_000_000)
  const events = queued(work(clerk, undoJob(event, CLICK_TIME + 4)))
  // 3 was set, and is none of what stands there by now; with it goes what was added in one breath.
  expect(clerk.clicks.value(0, 1)).toBe(9_000_000)
  const update = events.find(({ kind }) => kind === EventKind.update)
  expect(update?.subIds).toEqual(['', 'own', 'z'])
})

const EMPTY: Said = {
  status: 'sale',
  payout: '5',
  currency: '',
  tid: '',
  cost: '',
  event1: '',
  add_event1: '',
  sub_id_2: '',
  external_id: '',
}
