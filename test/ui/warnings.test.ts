import { expect, test } from 'bun:test'

import type { WarningCode } from '../../src/core/words/warnings.ts'
import { canPutAway } from '../../ui/shell/status.ts'

test.each<[WarningCode, boolean]>([
  ['disk_full', false],
  ['disk_full_conversions', false],
  ['dropped', false],
  ['files_gone', false],
  ['config_older', false],
  ['networks_uncounted', false],
  ['one_host', false],
  ['plain_http', false],
  ['backup_old', true],
  ['no_abuse_contact', true],
])('%s can be put away for a day: %p', (code, can) => {
  expect(canPutAway({ code, message: '' })).toBe(can)
})
