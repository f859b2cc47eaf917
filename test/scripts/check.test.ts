/** The check's own arithmetic: a run that ends early must never look green. */
import { expect, test } from 'bun:test'

import { countTests } from '../../scripts/check.ts'

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
