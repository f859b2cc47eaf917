/** Taking an import back does what it can, says what it could not, and waits for no disk in vain. */
import { expect, test } from 'bun:test'

import { formatClickId } from '../../../src/core/click-id.ts'
import { DamagedSegment } from '../../../src/ledger/columns/column.ts'
import { conversionDesk, type DeskParts } from '../../../src/track/conversions/desk.ts'
import type { Verdict } from '../../../src/track/conversions/jobs.ts'
import { nothing } from '../../../src/track/conversions/verdicts.ts'
import { aClick, tables } from '../../support/booking.ts'
import { NOON } from '../../support/build.ts'

const idOf = (seq: number) => formatClickId({ seq, node: 0, check: 1 })
const READABLE = idOf(1)
const UNREADABLE = idOf(2)
const GONE = idOf(3)
const MANY = Array.from({ length: 600 }, () => READABLE)

/** `booked`: how many jobs are stored before the disk is full. */
async function takenBack(clickIds: readonly string[], booked: number) {
  let jobs = 0
  const book = () => Promise.resolve<Verdict | null>(jobs++ < booked ? ACCEPTED : null)
  const readClick = (id: string) => {
    if (id === UNREADABLE) return Promise.reject(new DamagedSegment('torn'))
    return Promise.resolve(id === GONE ? null : aClick(7))
  }
  const track = {
    tables: () => tables,
    clock: () => NOON,
    bookings: { book },
    ledger: {
      status: () => ({ journal: { segment: 0, rowsGiven: 9 } }),
      retention: { gone: () => Promise.resolve(null) },
      readClick,
    },
    choices: { of: () => null },
    subIds: {
      of: () => null,
      latest: () => Promise.resolve(null),
      change: (_click: unknown, _changes: unknown, store: (newest: null) => unknown) => store(null),
    },
  }
  const desk = conversionDesk({ track } as unknown as DeskParts)
  const undone = await desk.undo(clickIds, { importId: 1, userId: 1 })
  return { undone, jobs }
}
const ACCEPTED = { ...nothing('nothing', null, ''), result: 'accepted' } as const

test('what can be taken back is, and the rest is named with its cause', async () => {
  const { undone } = await takenBack([UNREADABLE, READABLE, GONE], 9)
  expect(undone).toMatchObject({
    clicks: 1,
    kept: 0,
    failed: [
      { clickId: UNREADABLE, cause: 'unreadable_click', hint: expect.stringContaining('check') },
      { clickId: GONE, cause: 'unknown_click', hint: expect.stringContaining('gone') },
    ],
  })
})

test('nothing is said to be taken back when nothing can be stored', async () => {
  const { undone, jobs } = await takenBack(MANY, 0)
  expect([undone, jobs]).toEqual([null, 250])
})

test('when the disk fills up on the way, those that are left are not tried, but named', async () => {
  const { undone, jobs } = await takenBack(MANY, 250)
  expect([undone?.clicks, undone?.failed.length, jobs]).toEqual([250, 350, 500])
  expect(undone?.failed.at(-1)?.cause).toBe('unavailable')
})
