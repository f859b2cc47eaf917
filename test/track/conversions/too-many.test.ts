/** A visitor who plays with the id of his click keeps neither the booking thread nor the disk busy. */
import { expect, test } from 'bun:test'

import { readCall } from '../../../src/core/conversions/call.ts'
import { STEPS_PER_CLICK_MAX } from '../../../src/track/conversions/book.ts'
import { work } from '../../../src/track/conversions/work.ts'
import { aClick, callJob, CLICK_TIME, found, MINUTE, openClerk } from '../../support/booking.ts'

const PLAYED_WITH = aClick(0, { campaignId: 2, offerId: 2, networkId: 0 })
const ANOTHER = aClick(1, { campaignId: 2, offerId: 2, networkId: 0 })

test('a thousand changes are booked, the next one waits, other clicks and people go on', () => {
  const { clerk } = openClerk()
  const at = CLICK_TIME + MINUTE
  const calledWith = (payout: string, click = PLAYED_WITH) =>
    work(clerk, callJob(click, { status: 'sale', payout }, at))
  for (let n = 1; n <= STEPS_PER_CLICK_MAX; n++) {
    expect(calledWith(String(n)).result).toBe('accepted')
  }
  const refused = calledWith('0.5')
  expect(refused).toMatchObject({ result: 'parked', cause: 'too_many', events: [] })
  expect(clerk.conversions.stepsOfClick(PLAYED_WITH.clickSeq)).toHaveLength(STEPS_PER_CLICK_MAX)
  expect(calledWith('1', ANOTHER).result).toBe('accepted')

  const line = (importId: number | null) => {
    const call = readCall(
      new Map([
        ['status', 'sale'],
        ['payout', '7'],
      ]),
      'binom',
      false,
    )
    const click = found(PLAYED_WITH)
    return work(clerk, {
      do: 'line',
      isCorrection: false,
      call,
      click,
      at,
      importId,
      userId: 1,
      isDry: false,
      afterSeq: 0,
    })
  }
  expect(line(9).cause).toBe('too_many')
  expect(line(null).result).toBe('accepted')
  expect(clerk.conversions.ofClick(PLAYED_WITH.clickSeq)[0]?.sentMicros).toBe(7_000_000)
})
