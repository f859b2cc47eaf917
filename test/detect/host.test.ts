import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { isBareHost, isLoopbackHost, validHost } from '../../src/detect/host.ts'

const hosts: [header: string, host: string | null][] = [
  ['trk.example', 'trk.example'],
  ['TRK.Example:8080', 'trk.example'],
  ['trk.example.', 'trk.example'],
  ['trk.example.:8080', 'trk.example'],
  ['localhost', 'localhost'],
  ['127.0.0.1:80', '127.0.0.1'],
  ['[::1]', '[::1]'],
  ['[2001:DB8::1]:443', '[2001:db8::1]'],
  ['[2001:0db8:0:0:0:0:0:1]', '[2001:db8::1]'],
  ['[::ffff:1.2.3.4]:80', '1.2.3.4'],
  ['trk.example:65535', 'trk.example'],
  ['trk.example:65536', null],
  ['trk.example:', null],
  ['trk.example:80:80', null],
  ['trk.example:8a', null],
  ['', null],
  ['a, b', null],
  ['a b', null],
  ['a/b', null],
  ['user@a', null],
  ['münchen.example', null],
  ['a_b.example', null],
  ['[::1', null],
  ['[::1]x', null],
  ['[1.2.3.4]', null],
  ['::1', null],
  ['a'.repeat(300), null],
]

test.each(hosts)('Host %p is %p', (header, host) => {
  expect(validHost(header)).toBe(host)
})

test('bare hosts are addresses and localhost, not names that look like them', () => {
  const bare = ['localhost', '127.0.0.1', '8.8.8.8', '[::1]']
  const names = ['127.0.0.1.example', '127.1', '0x7f.0.0.1', 'localhost.example', 'a']
  expect([...bare, ...names].filter(isBareHost)).toEqual(bare)
})

test('loopback is this machine only', () => {
  const loopback = ['localhost', '127.0.0.1', '127.9.9.9', '[::1]']
  expect([...loopback, '128.0.0.1', '[::2]', 'a'].filter(isLoopbackHost)).toEqual(loopback)
})

test('what passes is made of harmless characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (header) => {
      expect(validHost(header) ?? '').toMatch(/^[a-z0-9.:[\]-]*$/)
    }),
  )
})
