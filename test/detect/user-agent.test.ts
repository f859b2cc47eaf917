import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { platformName } from '../../src/detect/device.ts'
import { userAgentReader } from '../../src/detect/user-agent.ts'
import agents from './user-agents.json'

const read = userAgentReader({ bots: [], people: [] })
const CHROME = agents[0]!.ua

test.each(agents)('$ua', ({ ua, device: wanted, reasons, robot }) => {
  const { device, ...facts } = read(ua)
  const { type, brand, model, os, osVersion, browser } = device
  expect([type, brand, model, os, osVersion, browser]).toEqual(wanted)
  expect(facts.botReasons).toEqual(reasons as typeof facts.botReasons)
  expect([facts.robot, facts.isPreview]).toEqual([robot, reasons.includes('preview')])
})

test('an empty agent is an empty device and a robot', () => {
  const { device, botReasons, robot } = read('')
  expect(new Set(Object.values(device))).toEqual(new Set(['']))
  expect([botReasons, robot]).toEqual([['ua_empty'], 'Generic Bot'])
})

test('an agent under 8 characters is a robot', () => {
  expect(read('Firefox').botReasons).toContain('ua_short')
  expect(read('Firefox/').botReasons).not.toContain('ua_short')
})

test("the owner's list makes robots, the exclusion list makes people", () => {
  const reader = userAgentReader({ bots: ['AcmeReader', ' '], people: ['gooD/', ''] })
  expect(reader(`${CHROME} acmereader/1`).botReasons).toEqual(['user_list'])
  expect(reader(CHROME).botReasons).toEqual([])
  const excluded = reader('Good/1 acmereader Googlebot TelegramBot')
  expect(excluded).toMatchObject({ botReasons: [], robot: '', isPreview: false, isExcluded: true })
})

test('the facts of an agent are shared and can not be changed', () => {
  const facts = read(CHROME)
  expect(read(CHROME)).toBe(facts)
  expect([facts, facts.device, facts.botReasons].every(Object.isFrozen)).toBe(true)
})

const platforms: [os: string, shown: string][] = [
  ['Mac OS', 'Mac'],
  ['Linux', 'GNU/Linux'],
  ['GNU', 'GNU/Linux'],
  ['Chromium OS', 'Chrome OS'],
  ['android', 'Android'],
  ['WEBOS', 'webOS'],
  ['Ubuntu', 'Ubuntu'],
  ['', ''],
]

test.each(platforms)('link statistics call %p %p', (os, shown) => {
  expect(platformName(os)).toBe(shown)
})

test('an agent is cut at 1 KB and cleaned', () => {
  expect(read('x'.repeat(100_000)).text).toHaveLength(1024)
  expect(read('Mozilla\u0000/5.0 \ud800').text).toBe('Mozilla/5.0 \ufffd')
})

test('an agent beyond ASCII is read as the UTF-8 that it was sent in', () => {
  const asSent = (text: string) => Buffer.from(text).toString('latin1')
  expect(read(asSent('Мой браузер/5.0')).text).toBe('Мой браузер/5.0')
  expect(read('Мой браузер/5.0').text).toBe('Мой браузер/5.0')
  expect(read('caf\xe9/1.0 browser').text).toBe('café/1.0 browser')
  expect(read(asSent('я'.repeat(5000))).text).toBe('я'.repeat(512))
  expect(read(asSent('я'.repeat(600))).text).toBe('я'.repeat(512))
})

test('any agent is read without an error', () => {
  const parts = fc.constantFrom('Mozilla/5.0', '(', ')', ';', ' ', 'Android 14', '\0', 'Chrome/1')
  const agent = fc.array(fc.oneof(parts, fc.string({ unit: 'binary' })), { maxLength: 20 })
  fc.assert(
    fc.property(agent, (pieces) => {
      const { text, device } = read(pieces.join(''))
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1024)
      expect(Object.values(device).every((value) => typeof value === 'string')).toBe(true)
    }),
    { numRuns: 50 },
  )
})
