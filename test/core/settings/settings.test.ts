import { describe, expect, test } from 'bun:test'

import {
  settingLines,
  settingNamed,
  settingOf,
  SETTINGS,
} from '../../../src/core/settings/settings.ts'
import { readSetting, valueOf } from '../../../src/core/settings/values.ts'

const named = (key: string) => settingNamed(key)!

describe.each(SETTINGS.map((setting) => [setting.key, setting] as const))('%s', (key, setting) => {
  test('takes its default, and shows what it takes', () => {
    const value = valueOf(setting, setting.default)
    expect(readSetting(setting, value)).toEqual({ text: setting.default })
    expect(settingOf(new Map(), key)).toBe(setting.default)
  })

  test('refuses what is no value of its type', () => {
    for (const value of [null, {}, Number.NaN, Number.POSITIVE_INFINITY, '\0']) {
      expect(readSetting(setting, value)).toHaveProperty('problem')
    }
  })
})

test.each([
  ['timezone', 'Mars/Base', 'is no time zone'],
  ['currency', 'XXX', 'must be one of'],
  ['week_start', 8, 'whole number, 1 to 7'],
  ['bots.addresses', ['10.0.0.0/8', 'nowhere'], '"nowhere" is neither'],
  ['bots.user_agents', ['ab'], 'at least 3'],
  ['abuse_contact', 'javascript:alert(1)', 'mail address'],
])('%s does not take %p', (key, value, problem) => {
  const read = readSetting(named(key), value)
  expect('problem' in read ? read.problem : '').toContain(problem)
})

test('a list may be pasted as lines, and comes back as a list', () => {
  const read = readSetting(named('bots.user_agents'), 'curl\n\n  wget \n')
  expect(read).toEqual({ text: 'curl\nwget' })
  expect(settingLines(new Map([['bots.user_agents', 'curl\nwget']]), 'bots.user_agents')).toEqual([
    'curl',
    'wget',
  ])
})

test.each([
  ['abuse_contact', 'a@b.test\0'],
  ['bots.user_agents', ['curl\0']],
])('of %s with NUL the length is not blamed', (key, value) => {
  const problem = 'must not contain the control character NUL (U+0000)'
  expect(readSetting(named(key), value)).toEqual({ problem })
})
