import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { addressReader, addressText, parseAddress } from '../../src/detect/address.ts'

/** A case says only what differs from: peer 127.0.0.1, which is trusted, `X-Forwarded-For`. */
interface Case {
  peer?: string
  proxies?: string[]
  name?: string
  headers: Record<string, string>
  is: string
}

const cases: Record<string, Case> = {
  'a peer that is not trusted is the client': {
    proxies: [],
    headers: { 'x-forwarded-for': '8.8.8.8' },
    is: '127.0.0.1',
  },
  'the right-most address that is not trusted counts': {
    headers: { 'x-forwarded-for': '9.9.9.9, 8.8.8.8' },
    is: '8.8.8.8',
  },
  'trusted hops are passed over': {
    proxies: ['127.0.0.1/32', '10.0.0.0/8'],
    headers: { 'x-forwarded-for': '9.9.9.9, 8.8.8.8, 10.1.2.3' },
    is: '8.8.8.8',
  },
  'if every hop is trusted the first is the client': {
    proxies: ['127.0.0.1', '10.0.0.0/8'],
    headers: { 'x-forwarded-for': '10.0.0.5, 10.0.0.1' },
    is: '10.0.0.5',
  },
  'a header that is not configured is ignored': {
    headers: { 'cf-connecting-ip': '8.8.8.8', forwarded: 'for=8.8.8.8' },
    is: '127.0.0.1',
  },
  'garbage further left does not matter': {
    headers: { 'x-forwarded-for': '<script>,999.1.1.1,::ffff:127.0.0.1,[::1]:99' },
    is: '::1',
  },
  'garbage where the client should stand gives the peer': {
    proxies: ['127.0.0.1', '10.0.0.1'],
    headers: { 'x-forwarded-for': '8.8.8.8, <script>, 10.0.0.1' },
    is: '127.0.0.1',
  },
  'an unclosed bracket is garbage': { headers: { 'x-forwarded-for': '[::1' }, is: '127.0.0.1' },
  'no header gives the peer': { headers: {}, is: '127.0.0.1' },
  'only commas give the peer': { headers: { 'x-forwarded-for': ',,,' }, is: '127.0.0.1' },
  'ports are stripped': { headers: { 'x-forwarded-for': '8.8.8.8:4711' }, is: '8.8.8.8' },
  'a mapped address becomes IPv4': {
    headers: { 'x-forwarded-for': '::ffff:8.8.8.8' },
    is: '8.8.8.8',
  },
  'a mapped peer is the proxy that it is': {
    peer: '::ffff:127.0.0.1',
    headers: { 'x-forwarded-for': '8.8.8.8' },
    is: '8.8.8.8',
  },
  'X-Real-IP': { name: 'X-Real-IP', headers: { 'x-real-ip': '8.8.8.8' }, is: '8.8.8.8' },
  'CF-Connecting-IP': {
    name: 'CF-Connecting-IP',
    headers: { 'cf-connecting-ip': '2001:db8::1' },
    is: '2001:db8::1',
  },
  'Forwarded, quoted, with brackets and port': {
    name: 'Forwarded',
    headers: { forwarded: 'for=9.9.9.9, proto=https;For="[2001:DB8::17]:4711";by=10.0.0.1' },
    is: '2001:db8::17',
  },
  'Forwarded with a hidden client gives the peer': {
    name: 'Forwarded',
    headers: { forwarded: 'for=9.9.9.9, for=_hidden' },
    is: '127.0.0.1',
  },
  'a peer that is no address is none': { peer: '', headers: {}, is: '' },
}

test.each(Object.entries(cases))('%s', (_name, given) => {
  const { peer = '127.0.0.1', proxies = ['127.0.0.1/32'], name = 'X-Forwarded-For' } = given
  const reader = addressReader(proxies, name)
  expect(addressText(reader.read(peer, (header) => given.headers[header] ?? ''))).toBe(given.is)
})

test('only the headers of a trusted peer may be believed', () => {
  const reader = addressReader(['10.0.0.0/8'], 'x-real-ip')
  expect([reader.isTrusted('10.9.9.9'), reader.isTrusted('8.8.8.8')]).toEqual([true, false])
  expect(addressReader([], 'x-real-ip').isTrusted('127.0.0.1')).toBe(false)
})

test('an address is unusual where proxies are named, and none of their headers told it', () => {
  const reader = addressReader(['10.0.0.0/8'], 'X-Real-IP')
  const noted = (peer: string, sent: string) =>
    reader.unusual(
      reader.read(peer, () => sent),
      peer,
      () => sent,
    )
  expect(noted('10.0.0.1', '8.8.8.8')).toEqual([])
  expect(noted('10.0.0.1', '')).toEqual(['ip:header_missing'])
  expect(noted('10.0.0.1', 'unknown')).toEqual(['ip:header_unreadable'])
  expect(noted('9.9.9.9', '8.8.8.8')).toEqual(['ip:past_proxy'])
  const open = addressReader([], 'X-Real-IP')
  expect(
    open.unusual(
      open.read('9.9.9.9', () => ''),
      '9.9.9.9',
      () => '',
    ),
  ).toEqual([])
  expect([reader.header, open.header]).toEqual(['X-Real-IP', ''])
})

test('a site is behind our proxies, and behind its own: those that are not public', () => {
  const reader = addressReader(['104.16.0.0/13'], 'x-forwarded-for')
  const read = (peer: string, list: string) => addressText(reader.readAtSite(peer, () => list))
  expect(read('104.16.0.9', '8.8.8.8')).toBe('8.8.8.8')
  expect(read('10.0.0.1', '8.8.8.8, 104.16.0.9')).toBe('8.8.8.8')
  expect(read('9.9.9.9', '8.8.8.8')).toBe('9.9.9.9')
  expect(read('10.0.0.1', '10.0.0.7')).toBe('10.0.0.7')
  expect(read('10.0.0.1', '')).toBe('10.0.0.1')
  expect(read('nowhere', '8.8.8.8')).toBe('')
})

test('whatever a visitor writes, the proxy has the last word', () => {
  const reader = addressReader(['127.0.0.1'], 'x-forwarded-for')
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.ipV4(), (text, ip) => {
      const read = reader.read('127.0.0.1', () => `${text}, ${ip}`)
      fc.pre(ip !== '127.0.0.1')
      expect(addressText(read)).toBe(ip)
    }),
  )
})

test('every text is an address or none', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseAddress(text)))
  expect(addressText(parseAddress('fe80::1%eth0'))).toBe('fe80::1')
})
