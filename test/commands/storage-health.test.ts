/** What the log says of a disk that refuses: what changes, once. */
import { expect, test } from 'bun:test'

import { storageTeller } from '../../src/commands/storage-health.ts'
import type { BookingsStatus } from '../../src/track/conversions/bookings.ts'
import { QUIET_JOURNAL } from '../support/journal-stats.ts'

const BOOKINGS: BookingsStatus = { queued: 0, booked: 0, refused: 0, deaths: 0, failing: null }

function stage() {
  let journal = QUIET_JOURNAL
  let bookings = BOOKINGS
  let gone: string | null = null
  const lines: string[] = []
  const tell = storageTeller(
    { status: () => ({ journal, problems: [] }) },
    { status: () => ({ ...bookings, eventsUnderway: 0 }) },
    { gone: () => gone, look: () => Promise.resolve() },
    (what, details = '') => void lines.push(`${what} ${details}`.trim()),
  )
  return (
    change: Partial<typeof QUIET_JOURNAL>,
    failing: string | null = null,
    missed: string | null = null,
  ) => {
    journal = { ...journal, ...change }
    gone = missed
    bookings = { ...bookings, failing }
    lines.length = 0
    tell()
    return [...lines]
  }
}

test('a disk that is well is no line', () => {
  const look = stage()
  expect(look({ stored: 5, queued: 2, oldestQueuedMs: 1999 })).toEqual([])
})

test('each state is told once, and the end with what was lost in it', () => {
  const look = stage()
  const full = { failing: 'ENOSPC', oldestQueuedMs: 3 }
  expect(look(full)).toEqual(['Storage: the disk refuses clicks: ENOSPC'])
  expect(look(full)).toEqual([])
  const [lost, ...others] = look({ dropped: 7 })
  expect([lost, others]).toEqual([expect.stringContaining('clicks are lost'), []])
  expect(look({ dropped: 9 })).toEqual([])
  const well = { failing: null, oldestQueuedMs: null }
  expect(look(well)).toEqual(['Storage: events are stored again 9 were lost'])
  expect(look(well)).toEqual([])
  expect(look(full)).toEqual(['Storage: the disk refuses clicks: ENOSPC'])
  expect(look(well)).toEqual(['Storage: events are stored again none was lost'])
})

test('what was lost between two looks is told, too', () => {
  const look = stage()
  expect(look({ dropped: 3 })).toEqual(['Storage: events are stored again 3 were lost'])
  expect(look({})).toEqual([])
})

test('conversions have a state of their own', () => {
  const look = stage()
  expect(look({}, 'SQLITE_FULL')).toEqual(['Storage: the disk refuses conversions: SQLITE_FULL'])
  expect(look({ oldestQueuedMs: 2001 }, 'SQLITE_FULL')).toEqual([
    'Storage: clicks wait for the disk; the disk refuses conversions: SQLITE_FULL',
  ])
})

test('a file that is gone is told with what it means', () => {
  const look = stage()
  expect(look({}, null, 'config.db')).toEqual([
    expect.stringMatching(/^Storage: config\.db is gone from the data folder .* restart$/),
  ])
})
