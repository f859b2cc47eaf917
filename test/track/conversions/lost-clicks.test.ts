/** Conversions outlive their click: what comes for them later never counts what reports have lost. */
import { expect, test } from 'bun:test'

import { EventKind, rowToEvent } from '../../../src/core/event.ts'
import type { Job, Loss } from '../../../src/track/conversions/jobs.ts'
import type { Clerk } from '../../../src/track/conversions/keep.ts'
import { rememberedClick } from '../../../src/track/conversions/lost-click.ts'
import { work } from '../../../src/track/conversions/work.ts'
import { aClick, callJob, CLICK_TIME, MINUTE, openClerk, queued } from '../../support/booking.ts'

/** Its offer takes further conversions by their transaction. */
const CLICK = aClick(1, { campaignId: 2, offerId: 2, networkId: 0 })

/** A call for the click after nobody can read it any more. */
function lateCall(fields: Record<string, string>, at: number, lost: Loss): Job {
  const job = callJob(CLICK, fields, at)
  if (job.do !== 'call' || typeof job.click === 'string') throw new Error()
  const place = { clickSeq: CLICK.clickSeq, time: at, clickTime: at }
  const event = { ...rowToEvent([EventKind.click]), ...place }
  return { ...job, click: { ...job.click, event, lost } }
}

function booked(): Clerk {
  const { clerk } = openClerk()
  work(clerk, callJob(CLICK, { status: 'sale', payout: '10', tid: 'a' }, CLICK_TIME + 1))
  return clerk
}

const DAYS = 3 * 24 * 60 * MINUTE
const at = (minutes: number) => CLICK_TIME + DAYS + minutes * MINUTE
const counted = (job: Job, clerk: Clerk) =>
  queued(work(clerk, job)).map(({ campaignId, conversions, leads, revenueConfirmedMicros }) => {
    return { campaignId, conversions, leads, revenue: revenueConfirmedMicros }
  })

test('a loss after its click was removed takes nothing from what was removed with it', () => {
  const clerk = booked()
  const rejected = { status: 'rejected', tid: 'a' }
  expect(counted(lateCall(rejected, at(1), 'removed'), clerk)).toEqual([])
  expect(clerk.conversions.ofClick(1)).toMatchObject([{ class: 'rejected' }])
})

test('what is booked without a click that was removed counts by itself, as its offer has it', () => {
  const clerk = booked()
  const further = { status: 'sale', payout: '7', tid: 'b' }
  const added = { campaignId: 0, conversions: 1, leads: 1, revenue: 7_000_000 }
  expect(counted(lateCall(further, at(1), 'removed'), clerk)).toEqual([added])
  const rejected = { status: 'rejected', tid: 'b' }
  expect(counted(lateCall(rejected, at(2), 'removed'), clerk)).toEqual([
    { campaignId: 0, conversions: 0, leads: 0, revenue: -7_000_000 },
  ])
})

test('taking away all conversions of a click that was removed takes back what was booked since', () => {
  const clerk = booked()
  work(clerk, lateCall({ status: 'sale', payout: '7', tid: 'b' }, at(1), 'removed'))
  const [first] = clerk.conversions.ofClick(1)
  const click = rememberedClick(first!, 'removed')
  expect(counted({ do: 'delete', click, at: at(2), userId: 1, afterSeq: 0 }, clerk)).toMatchObject([
    { conversions: -1, leads: -1, revenue: -7_000_000 },
  ])
  expect(clerk.conversions.ofClick(1).every(({ isDeleted }) => isDeleted)).toBe(true)
})

test('a loss whose click is too old counts where its sale did', () => {
  const clerk = booked()
  expect(counted(lateCall({ status: 'rejected', tid: 'a' }, at(1), 'unread'), clerk)).toEqual([
    { campaignId: 2, conversions: 0, leads: 0, revenue: -10_000_000 },
  ])
})
