/** The address that a start prints is one that a person can open. */
import { expect, test } from 'bun:test'

import { adminOrigin } from '../../src/commands/admin-address.ts'
import { type Config, readConfig } from '../../src/config.ts'

const CARDS = ['127.0.0.1', '::1', 'fe80::1', '10.0.0.5', '203.0.113.9', '2001:db8:1::9', '8.8.4.4']

function configOf(words: string): Config {
  const flags = new Map([['data', ['/nowhere']]])
  for (const word of words.split(' ')) {
    const [flag = '', value = ''] = word.split('=')
    flags.set(flag, [value])
  }
  const config = readConfig(flags, {})
  if ('problems' in config) throw new Error(config.problems.join())
  return config
}

test.each([
  ['listen=127.0.0.1:80', CARDS, 'http://127.0.0.1:90'],
  ['listen=[::1]:80', CARDS, 'http://[::1]:90'],
  ['listen=0.0.0.0:80', CARDS, 'http://8.8.4.4:90'],
  ['listen=[::]:80', CARDS, 'http://8.8.4.4:90'],
  ['listen=[::]:80', ['fe80::1', 'fd00::7', '2a01:4f8::9'], 'http://[2a01:4f8::9]:90'],
  ['listen=0.0.0.0:80', ['127.0.0.1', '2a01:4f8::9', '10.0.0.5'], 'http://10.0.0.5:90'],
  ['listen=0.0.0.0:80', ['127.0.0.1'], 'http://0.0.0.0:90'],
  ['listen=0.0.0.0:80 admin-host=a.example', CARDS, 'http://a.example:90'],
  ['admin-host=a.example trusted-proxy=127.0.0.1', CARDS, 'https://a.example'],
  ['admin-host=a.example admin-listen=127.0.0.1:90', CARDS, 'http://127.0.0.1:90'],
  ['listen=127.0.0.1:80 admin-listen=0.0.0.0:90', CARDS, 'http://8.8.4.4:90'],
])('with %s on a machine with %p it is %s', (words, cards, origin) => {
  expect(adminOrigin(configOf(words), 90, () => cards)).toBe(origin)
})
