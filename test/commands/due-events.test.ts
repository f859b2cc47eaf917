/** What follows the demo's clicks comes in order of time, and none of it is lost. */
import { expect, test } from 'bun:test'

import { dueEvents } from '../../src/commands/demo/due-events.ts'
import { anEvent } from '../support/segments.ts'

const HOUR = 3_600_000

test('events come with the hours that are over, those of the running one at the end', () => {
  const given: number[] = []
  const due = dueEvents(({ time }) => given.push(time))
  for (const time of [5 * HOUR + 2, HOUR, 5 * HOUR + 1, 4 * HOUR]) due.put(anEvent({ time }))
  due.flush(5 * HOUR + 3)
  expect(given).toEqual([HOUR, 4 * HOUR])
  due.finish()
  expect(given).toEqual([HOUR, 4 * HOUR, 5 * HOUR + 1, 5 * HOUR + 2])
})
