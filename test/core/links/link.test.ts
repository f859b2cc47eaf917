/** What browsers are told of a link's redirect. */
import { expect, test } from 'bun:test'

import { cacheControlAt, compileLink, type LinkSpec } from '../../../src/core/links/link.ts'

const NOW = Date.UTC(2026, 10, 23)
const SPEC: LinkSpec = {
  id: 1,
  kind: 'short',
  locations: { web: 'https://example.com/', ios: null, android: null },
  blocked: false,
  redirectStatus: 301,
  maxAge: 600,
  startsAt: null,
  expiresAt: null,
  expiredLocation: null,
  clickLimit: null,
  clicksBefore: 0,
  passwordHash: null,
  forwardsQuery: false,
  pixels: [],
}

test.each<[string, Partial<LinkSpec>, string]>([
  ['forever', {}, 'private, max-age=600'],
  ['for longer than it may be kept', { expiresAt: NOW + 600_000 }, 'private, max-age=600'],
  ['for less than that', { expiresAt: NOW + 599_999 }, 'private, max-age=599'],
  ['for less than a second', { expiresAt: NOW + 999 }, 'private, no-store'],
  ['no more', { expiresAt: NOW - 1 }, 'private, no-store'],
  ['by a 302', { redirectStatus: 302, expiresAt: NOW + 9000 }, 'private, no-store'],
  ['by a 308', { redirectStatus: 308, expiresAt: NOW + 9000 }, 'private, max-age=9'],
])('a link that leads on %s: %j, %s', (_name, change, told) => {
  expect(cacheControlAt(compileLink({ ...SPEC, ...change }), NOW)).toBe(told)
})
