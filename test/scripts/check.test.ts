/** The check's own arithmetic: a run that ends early must never look green. */
import { expect, test } from 'bun:test'

import { countTests, failedTests } from '../../scripts/check.ts'

test.each([
  ['a green run', ' 12 pass\n 0 fail\n 40 expect() calls\n', { passed: 12, failed: 0 }],
  ['a red run', '\n 3 pass\n 2 fail\n', { passed: 3, failed: 2 }],
  ['an error outside of tests', ' 3 pass\n 0 fail\n 1 error\n', { passed: 3, failed: 1 }],
  ['skipped tests', ' 3 pass\n 4 skip\n 0 fail\n', { passed: 3, failed: 0 }],
  ['a run without a summary', 'Segmentation fault', { passed: 0, failed: 1 }],
  ['a run without a test', ' 0 pass\n 0 fail\n', { passed: 0, failed: 1 }],
])('%s is counted as such', (_, output, counted) => {
  expect(countTests(output)).toEqual(counted)
})

test('what failed is named once, however often it is told', () => {
  const told =
    '(pass) a [1.00ms]\n(fail) b > c [2.50ms]\n\n1 tests failed:\n(fail) b > c [2.50ms]\n'
  expect(failedTests(told)).toEqual(['b > c'])
  expect(failedTests('(fail) without a time\n')).toEqual(['without a time'])
})
