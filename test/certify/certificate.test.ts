import { expect, test } from 'bun:test'

import {
  type Certificate,
  dueAt,
  readCertificate,
  withGiver,
} from '../../src/certify/certificate.ts'
import { DAY_MS, HOUR_MS } from '../../src/lib/spans.ts'
import { locked, makeCertificate, pemOf } from '../support/certificates.ts'

const ours = makeCertificate(['go.shop.test', '*.Shop.test'])
const other = makeCertificate(['other.test'])
const short = makeCertificate(['go.shop.test'], 90, ['rsa:512'])

function certificateIn(pem: string): Certificate {
  const found = readCertificate(pem)
  if ('wrong' in found) throw new Error(found.wrong)
  return found
}

test('a certificate and its key are read in any order, with text around them', () => {
  const texts = [
    pemOf(ours),
    ours.key + ours.certificate,
    `Bag Attributes\r\n${pemOf(ours).replaceAll('\n', '\r\n')}`,
    ours.certificate + other.certificate + ours.key,
  ]
  for (const text of texts) {
    const { hosts, issuer, from, until, key, chain } = certificateIn(text)
    expect({ hosts, issuer }).toEqual({
      hosts: ['go.shop.test', '*.shop.test'],
      issuer: 'Test Authority',
    })
    expect(Math.round((until - from) / DAY_MS)).toBe(90)
    expect(key).toStartWith('-----BEGIN PRIVATE KEY-----')
    expect(chain.startsWith('-----BEGIN CERTIFICATE-----')).toBe(true)
  }
})

test('who gave one stands in its file', () => {
  const given = certificateIn(withGiver('https://ca.test/dir', pemOf(ours)))
  expect(given).toEqual({ ...certificateIn(pemOf(ours)), giver: 'https://ca.test/dir' })
  expect(certificateIn(pemOf(ours)).giver).toBe('')
})

test.each([
  ['nothing', '', 'has no certificate in PEM form'],
  ['a key alone', ours.key, 'has a key and no certificate: put both into one file'],
  ['a short key', pemOf(short), 'its key is too short for browsers: 2048 bits are usual'],
  ['no key', ours.certificate, 'has no private key: put it into the same file'],
  [
    'a key with a password',
    ours.certificate + locked(ours.key),
    'its key has a password: store it without one',
  ],
  [
    'the key of another one',
    ours.certificate + other.key,
    'the key is of another certificate; the host’s own comes first in the file',
  ],
  [
    'the chain upside down',
    other.certificate + pemOf(ours),
    'the key is of another certificate; the host’s own comes first in the file',
  ],
  ['one for no host', pemOf(makeCertificate([])), 'is for no host name'],
  ['one for an address', pemOf(makeCertificate(['192.0.2.1'])), 'is for no host name'],
])('a file with %s says so', (_what, pem, wrong) => {
  expect(readCertificate(pem)).toEqual({ wrong })
})

test.each([
  ['a damaged one', pemOf(ours).replace(/(?<=CERTIFICATE-----\n).{40}/, 'A'.repeat(40))],
  ['a damaged key', ours.certificate + ours.key.replace(/(?<=KEY-----\n).{20}/, 'A'.repeat(20))],
])('%s can’t be read', (_what, pem) => {
  expect(readCertificate(pem)).toEqual({ wrong: expect.stringContaining('can’t be read: ') })
})

test.each([
  ['ninety days', 90 * DAY_MS, 30 * DAY_MS],
  ['forty-five days', 45 * DAY_MS, 15 * DAY_MS],
  ['six days', 6 * DAY_MS, 2 * DAY_MS],
  ['ten years', 3650 * DAY_MS, 30 * DAY_MS],
  ['an hour', HOUR_MS, HOUR_MS / 3],
])('one of %s is asked for again in time', (_what, life, before) => {
  expect(dueAt({ from: 5, until: 5 + life })).toBe(5 + life - before)
})
