import { expect, test } from 'bun:test'

import type { Job, Verdict } from '../../../src/track/conversions/jobs.ts'
import { isCallJudged } from '../../../src/track/conversions/trial.ts'
import { DryRun, work } from '../../../src/track/conversions/work.ts'
import type { TrackParts } from '../../../src/track/parts.ts'
import { CLICK_TIME, openClerk, tables } from '../../support/booking.ts'

const LEDGER = {
  status: () => ({ journal: { segment: 1, rowsGiven: 0 } }),
  readClick: () => Promise.resolve(null),
  retention: { gone: () => Promise.resolve(null) },
}

const partsWith = (book: (job: Job) => Promise<Verdict | null>, ledger: object = LEDGER) =>
  ({
    clock: () => CLICK_TIME,
    tables: () => tables,
    ledger,
    bookings: { book },
  }) as never as TrackParts

test('a trial of the booking has a verdict and leaves no call behind', async () => {
  const { clerk, db } = openClerk()
  const seen: string[] = []
  const isJudged = await isCallJudged(
    partsWith((job) => {
      try {
        db.transaction(() => work(clerk, job))()
      } catch (error) {
        if (!(error instanceof DryRun)) throw error
        seen.push(String(error.verdict.cause))
        return Promise.resolve(error.verdict)
      }
      throw new Error('it was kept')
    }),
  )
  expect([isJudged, seen]).toEqual([true, ['unknown_click']])
  expect(db.query('SELECT count(*) AS n FROM incoming_calls').get()).toEqual({ n: 0 })
})

test('a trial fails when calls can not be stored or clicks not be looked up', async () => {
  expect(await isCallJudged(partsWith(() => Promise.resolve(null)))).toBe(false)
  const readClick = () => Promise.reject(new Error('the keeper is down'))
  const book = () => Promise.reject(new Error('nothing is booked without the click'))
  expect(await isCallJudged(partsWith(book, { ...LEDGER, readClick }))).toBe(false)
})
