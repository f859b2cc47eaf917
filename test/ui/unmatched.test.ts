/** Tests of what is said of calls and lines that did not count. */
import { expect, test } from 'bun:test'

import { speaksIn } from '../support/spoken.ts'

const { reasonsOf, resultText } = await import('../../ui/screens/money/unmatched.ts')

speaksIn('en')

const WAITS = { result: 'parked', cause: 'missing_click_id' }
const FAILED = { result: 'failed', cause: 'unknown_click' }
const DONE = { result: 'accepted', cause: '' }
const AGAIN = { result: 'duplicate', cause: '' }

test('the reasons of those that do not count are their causes, also where they wait', () => {
  const outcomes = [WAITS, DONE, FAILED, WAITS, AGAIN]
  expect(reasonsOf(outcomes)).toBe('No click id (2), Unknown click (1), counted already (1)')
})

test.each([
  [WAITS, 'Waits in the inbox'],
  [FAILED, 'Unknown click'],
  [DONE, 'Counts'],
  [AGAIN, 'counted already'],
])('what becomes of one line: %p', (outcome, text) => {
  expect(resultText(outcome)).toBe(text)
})
