/** Whatever can't be read or stored now keeps nothing else waiting. */
import { expect, test } from 'bun:test'

import { formatClickId } from '../../../src/core/click-id.ts'
import { awaited, type AwaitedParts } from '../../../src/track/conversions/awaited.ts'
import type { Job } from '../../../src/track/conversions/jobs.ts'
import { aClick, tables } from '../../support/booking.ts'
import { NOON } from '../../support/build.ts'
import { someConversion } from '../../support/conversions.ts'

const clickIdOf = (seq: number) => formatClickId({ seq, node: 0, check: 1 })
const UNREADABLE = 1

/** Conversions 1 to `count` wait for a rate that is there. */
function aJob(count: number) {
  const jobs: Job[] = []
  const looked: string[] = []
  const all = Array.from({ length: count }, (_, at) =>
    someConversion({
      id: at + 1,
      clickId: clickIdOf(at + 1),
      clickSeq: at + 1,
      amountMicros: null,
    }),
  )
  const parts = {
    changes: { last: () => 0, after: () => [] },
    calls: { hasParked: () => false, due: () => (looked.push('due'), []) },
    conversions: {
      pending: () => [{ currency: 'USD', count, micros: 0 }],
      waitingFor: (_: unknown, afterId: number, limit: number) =>
        all.filter(({ id }) => id > afterId).slice(0, limit),
    },
    track: {
      tables: () => tables,
      clock: () => NOON,
      bookings: { book: (job: Job) => Promise.resolve(void jobs.push(job)) },
      ledger: {
        status: () => ({ journal: { segment: 0, rowsGiven: 9 } }),
        readClick: (id: string) =>
          id === clickIdOf(UNREADABLE)
            ? Promise.reject(new Error('damaged'))
            : Promise.resolve(aClick(7)),
      },
      choices: { of: () => null },
      subIds: { of: () => null, latest: () => Promise.resolve(null) },
    },
  } as unknown as AwaitedParts
  const settled = () => jobs.flatMap((job) => (job.do === 'settle' ? [job.conversionId] : []))
  return { run: awaited(parts), looked, settled }
}

test('others are settled, and calls are tried again', async () => {
  const { run, looked, settled } = aJob(3)
  await run()
  expect([settled(), looked]).toEqual([[2, 3], ['due']])
})

test('each has its turn, however many stay', async () => {
  const { run, settled } = aJob(501)
  await run()
  await run()
  expect(settled().at(-1)).toBe(501)
  await run()
  expect(settled().filter((id) => id === 2)).toHaveLength(2)
})
