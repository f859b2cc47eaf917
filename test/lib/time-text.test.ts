import { expect, test } from 'bun:test'

import { dateIn, dateText, minuteIn, offsetText, timestampIn } from '../../src/lib/time-text.ts'

test.each([
  ['UTC', '2026-03-05T23:04:09Z', '2026-03-05 23:04:09', '+00:00'],
  ['Europe/Berlin', '2026-03-05T23:04:09Z', '2026-03-06 00:04:09', '+01:00'],
  ['Asia/Kathmandu', '2026-12-31T20:00:00Z', '2027-01-01 01:45:00', '+05:45'],
  ['America/St_Johns', '2026-01-01T03:00:00Z', '2025-12-31 23:30:00', '-03:30'],
])('in %s, %s is %s at %s', (zone, iso, text, offset) => {
  const ms = Date.parse(iso)
  expect(timestampIn(zone, ms)).toBe(text)
  expect(minuteIn(zone, ms)).toBe(text.slice(0, 16))
  expect(dateIn(zone, ms)).toBe(text.slice(0, 10))
  expect(offsetText(zone, ms)).toBe(offset)
  expect(offsetText(zone, ms, '')).toBe(offset.replace(':', ''))
})

test('an offset with seconds, as clocks had them once, is told to the minute', () => {
  expect(offsetText('Africa/Monrovia', Date.parse('1970-01-01T00:00:00Z'))).toBe('-00:44')
})

test('years have four digits, so that dates sort as texts', () => {
  expect(dateText({ year: 987, month: 6, day: 5 })).toBe('0987-06-05')
})
