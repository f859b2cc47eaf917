/** A flood of failed requests is one line a second, which names one of them. */
import { expect, test } from 'bun:test'

import { failuresIn } from '../../src/commands/failures.ts'
import { openLog } from '../../src/lib/log.ts'

test('failed requests are one kind, and their ids are told', () => {
  const lines: string[] = []
  let now = 0
  const { requestFailed } = failuresIn(
    openLog(
      (line) => lines.push(line),
      () => now,
    ),
  )
  requestFailed('no disk', 'first')
  requestFailed('no disk', 'second')
  now = 1000
  requestFailed('no disk', 'third')
  expect(lines).toEqual([
    '1970-01-01T00:00:00.000Z A request failed: id first, no disk',
    '1970-01-01T00:00:01.000Z A request failed (and 1 more like it): id third, no disk',
  ])
})
