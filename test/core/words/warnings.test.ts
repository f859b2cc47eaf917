import { expect, test } from 'bun:test'

import { warningIn } from '../../../src/core/words/warnings.ts'

test.each([
  ['en', 'lag', 'Clicks wait for the disk', 'Clicks wait for the disk'],
  ['ru', 'lag', 'Clicks wait for the disk', 'Клики ждут диска'],
  ['ru', 'geo_broken', 'Not used: city.mmdb: cut', 'Часть геоданных не читается: city.mmdb: cut'],
  ['ru', 'disk_low', '12 MB are left on the disk', 'На диске мало места, осталось МБ: 12'],
  ['ru', 'of_tomorrow', 'Something new: x', 'Something new: x'],
  ['ru', 'constructor', 'Something new', 'Something new'],
] as const)('in %s %s is said as far as it is known', (language, code, message, words) => {
  expect(warningIn(language, { code, message })).toBe(words)
})
