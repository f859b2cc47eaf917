/** The time by which things are removed, over restarts. */
import { afterAll, expect, test } from 'bun:test'
import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { openBelievedClock } from '../../src/commands/believed-clock.ts'
import { cleanUp, newFolder } from '../support/server.ts'

afterAll(cleanUp)

const NOON = Date.UTC(2026, 10, 21, 12)
const YEAR = 365 * 86_400_000
/** As long as a start may take. */
const SOON = 60_000

test('a start by a clock a year ahead goes on from what was noted last', async () => {
  const folder = newFolder()
  const first = openBelievedClock(folder, () => NOON)
  await Promise.all([first.note(), first.note()])
  expect(readdirSync(folder)).toEqual(['clock.json'])
  expect(statSync(join(folder, 'clock.json')).mode & 0o777).toBe(0o600)
  const ahead = openBelievedClock(folder, () => NOON + YEAR)
  expect(ahead.now() - NOON).toBeLessThan(SOON)
  await ahead.note()
  // Put right, and a year later once more.
  expect(openBelievedClock(folder, () => NOON + SOON).now()).toBe(NOON + SOON)
  expect(openBelievedClock(folder, () => NOON + YEAR).now() - NOON).toBeLessThan(SOON)
})

test.each(['', '{', 'null', '{"believed":"x","doubtedMs":0}', '[]'])(
  'what is noted as %p doubts no clock',
  (text) => {
    const folder = newFolder()
    writeFileSync(join(folder, 'clock.json'), text)
    expect(openBelievedClock(folder, () => NOON).now()).toBe(NOON)
  },
)
