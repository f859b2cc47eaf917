/** Parked calls that can't be worked now come after those that can, however many there are. */
import { expect, test } from 'bun:test'

import { formatClickId } from '../../../src/core/click-id.ts'
import { type AgainParts, dueCalls } from '../../../src/track/conversions/again.ts'
import type { Job } from '../../../src/track/conversions/jobs.ts'
import { work } from '../../../src/track/conversions/work.ts'
import { aClick, callJob, CLICK_TIME, openClerk, tables } from '../../support/booking.ts'

const MINUTE = 60_000
const clickIdOf = (seq: number) => formatClickId({ seq, node: 0, check: 1 })

/** So many parked calls of clicks 1, 2, …; those up to `stuck` can't be looked up. */
function anInbox(count: number, stuck: number) {
  const { clerk } = openClerk()
  let now = CLICK_TIME
  let isRead = false
  const event = aClick(1)
  const park = (seq: number) => {
    const call = callJob(event, { subid: clickIdOf(seq), status: 'sale', payout: '1' }, now)
    work(clerk, { ...call, click: 'unknown_click' } as Job)
  }
  for (let seq = 1; seq <= count; seq++) park(seq)
  now += MINUTE
  const looked: number[] = []
  const parts = {
    calls: clerk.calls,
    keyOf: () => ({ id: 1, kind: 'general', networkId: null, endsAt: null }),
    track: {
      tables: () => tables,
      clock: () => now,
      bookings: { book: async (job: Job) => work(clerk, job) },
      ledger: {
        status: () => ({ journal: { segment: 0, rowsGiven: 9 } }),
        readClick: async (id: string) => {
          const seq = Array.from({ length: count }, (_, at) => at + 1).find(
            (each) => clickIdOf(each) === id,
          )!
          looked.push(seq)
          if (seq <= stuck && !isRead) throw new Error('nobody can say')
          return aClick(seq)
        },
      },
      choices: { of: () => null },
      subIds: { of: () => null, latest: async () => null },
    },
  } as unknown as AgainParts
  const left = () => clerk.calls.parkedSince(0).all
  return { run: dueCalls(parts), looked, left, repair: () => void (isRead = true) }
}

test('calls that can not be worked keep none that can waiting', async () => {
  const { run, looked, left, repair } = anInbox(450, 400)
  await run()
  await run()
  await run()
  expect(left()).toBe(400)
  expect(looked.length).toBeLessThanOrEqual(450)
  repair()
  await run()
  expect(left()).toBe(0)
})

test('some that can not be worked do not end the run', async () => {
  const { run, left } = anInbox(450, 150)
  await run()
  expect(left()).toBe(150)
})
