/** Clicks of a flow by hour and day: each zone that shares the flow has its own. */
import { describe, expect, test } from 'bun:test'

import { clicksAt, countClick, type FlowCounter } from '../../../src/track/history/flow-counters.ts'

const FLOW = 4
const at = (time: string) => Date.parse(`2026-03-12T${time}Z`)
const [UTC, NEW_YORK, INDIA] = ['UTC', 'America/New_York', 'Asia/Kolkata'] as const

/** What the flow has counted after these clicks. */
function counted(clicks: readonly (readonly [timezone: string, time: string])[]): FlowCounter {
  const counters = new Map<number, FlowCounter>()
  for (const [timezone, time] of clicks) countClick(counters, FLOW, { timezone, now: at(time) })
  return counters.get(FLOW)!
}

describe('campaigns of several zones that share a flow', () => {
  test('reach its limits together, in whatever order they come', () => {
    const counter = counted([
      [UTC, '12:00'],
      [NEW_YORK, '12:01'],
      [INDIA, '12:02'],
      [UTC, '12:03'],
      [NEW_YORK, '12:04'],
    ])
    const now = at('12:05')
    expect(counter.total).toBe(5)
    expect(clicksAt(counter, 'day', { timezone: UTC, now })).toBe(5)
    expect(clicksAt(counter, 'hour', { timezone: UTC, now })).toBe(5)
    expect(clicksAt(counter, 'day', { timezone: NEW_YORK, now })).toBe(5)
    expect(clicksAt(counter, 'hour', { timezone: INDIA, now })).toBe(5)
  })

  test('begin the day and the hour each by its own clocks', () => {
    const counter = counted([
      [UTC, '03:50'],
      [NEW_YORK, '03:55'],
      [INDIA, '04:10'],
    ])
    // New York begins the 12th at 04:00, an hour of India at half past.
    const days = [UTC, NEW_YORK].map((timezone) =>
      clicksAt(counter, 'day', { timezone, now: at('04:20') }),
    )
    expect(days).toEqual([3, 1])
    expect(clicksAt(counter, 'hour', { timezone: INDIA, now: at('04:29') })).toBe(1)
    expect(clicksAt(counter, 'hour', { timezone: INDIA, now: at('04:30') })).toBe(0)
  })
})

test('a zone that has counted none yet has what others have counted since its day began', () => {
  const counter = counted([
    [UTC, '03:00'],
    [UTC, '12:00'],
  ])
  const dayAt = (timezone: string, time: string) =>
    clicksAt(counter, 'day', { timezone, now: at(time) })
  // New York's day began at 04:00: of UTC's it can't be told how much was before.
  expect([dayAt(NEW_YORK, '12:01'), dayAt('Africa/Accra', '12:01')]).toEqual([1, 2])
  expect(dayAt(NEW_YORK, '03:59')).toBe(2)
})

test('what an older version saved, without a zone, is of whoever asks', () => {
  const [hourStart, dayStart] = [at('12:00'), at('00:00')]
  const old: FlowCounter = { total: 9, hourStart, hour: 2, dayStart, day: 7 }
  expect(clicksAt(old, 'day', { timezone: UTC, now: at('12:30') })).toBe(7)
  countClick(new Map([[FLOW, old]]), FLOW, { timezone: UTC, now: at('12:30') })
  expect(clicksAt(old, 'day', { timezone: UTC, now: at('12:30') })).toBe(8)
})
