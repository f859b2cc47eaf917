import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { formatClickId, parseClickId } from '../../src/core/click-id.ts'
import {
  boundCookies,
  cookieNames,
  formatCookie,
  readBound,
  readCookie,
} from '../../src/track/cookies/cookies.ts'
import { readOfferToken, signOfferToken } from '../../src/track/cookies/offer-token.ts'
import { readJwt, signJwt } from '../../src/track/cookies/signing.ts'
import {
  addMarks,
  readSeenMarks,
  signFirstMarks,
  signSeenMarks,
} from '../../src/track/cookies/uniqueness-cookie.ts'

const key = Buffer.alloc(32, 7)
const other = Buffer.alloc(32, 8)
const now = 1_773_480_413_000
const names = cookieNames(key)

const parts = fc.record({
  seq: fc.integer({ min: 0, max: 2 ** 42 - 1 }),
  node: fc.integer({ min: 0, max: 1023 }),
  check: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
})

test('a click id holds its parts and sorts by sequence', () => {
  fc.assert(
    fc.property(parts, parts, (a, b) => {
      const [x, y] = [formatClickId(a), formatClickId(b)]
      expect(x).toMatch(/^[0-9a-v]{20}$/)
      expect(parseClickId(` ${x.toUpperCase()} `)).toEqual(a)
      if (a.seq < b.seq) expect(x < y).toBe(true)
    }),
  )
})

test('no cookie has a name that PHP takes for a number', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (secret) => {
      const { uniqueness, binding } = cookieNames(secret)
      expect(uniqueness).toMatch(/^(?=.*[a-f])[0-9a-f]{5}$/)
      expect(binding).toMatch(/^b[0-9a-f]{7}$/)
    }),
  )
})

test('an offer token gives back what was signed, and only with the right key', () => {
  const id = fc.integer({ min: 0, max: 2 ** 32 - 1 })
  fc.assert(
    fc.property(parts, id, id, (click, campaignId, offerId) => {
      const clickId = formatClickId(click)
      const token = {
        clickId,
        campaignId,
        flowId: 2,
        pathId: 3,
        landingId: 0,
        offerId,
        issuedAt: now - 413_000,
      }
      const text = signOfferToken(key, { ...token, issuedAt: token.issuedAt })
      expect(text).toMatch(/^[A-Za-z0-9._-]{16,200}$/)
      expect(readOfferToken([other, key], text, now)).toEqual({
        ...token,
        issuedAt: Math.floor(token.issuedAt / 1000) * 1000,
      })
      expect(readOfferToken([other], text, now)).toBe('forged')
    }),
  )
})

const clickId = '1jjlqn2cluajkp9edd1o'

const token = (issuedAt: number) =>
  signOfferToken(key, {
    clickId,
    campaignId: 1,
    flowId: 2,
    pathId: 3,
    landingId: 0,
    offerId: 0,
    issuedAt,
  })

test('an offer token dies after 30 days and is not believed from the future', () => {
  expect(readOfferToken([key], token(now - 29 * 86_400_000), now)).toMatchObject({ clickId })
  expect(readOfferToken([key], token(now - 31 * 86_400_000), now)).toBe('expired')
  expect(readOfferToken([key], token(now + 30_000), now)).toMatchObject({ clickId })
  expect(readOfferToken([key], token(now + 120_000), now)).toBe('forged')
})

test('changing any character of a token makes it invalid', () => {
  const text = token(now)
  for (let at = 0; at < text.length - 1; at++) {
    const changed = text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)
    expect(readOfferToken([key], changed, now)).toBe('forged')
  }
})

test('a JWT is read with any of the keys and with nothing else', () => {
  const jwt = signJwt(key, { data: 'x' })
  expect(readJwt([other, key], jwt)).toEqual({ data: 'x' })
  expect(readJwt([other], jwt)).toBeNull()
  const [, payload, signature] = jwt.split('.')
  const none = Buffer.from('{"typ":"JWT","alg":"none"}').toString('base64url')
  expect(readJwt([key], `${none}.${payload}.${signature}`)).toBeNull()
  fc.assert(fc.property(fc.string(), (text) => expect(readJwt([key], text)).toBeNull()))
})

test('the uniqueness cookie of the published example is written to the letter', () => {
  const example = Buffer.from('demo-key-of-this-example-only-0001')
  const marks = addMarks(
    null,
    { campaignId: 2, flowId: 13, unique: { campaign: true, flow: true, global: true } },
    1_773_480_413,
    86_400,
  )
  expect(signSeenMarks(example, marks)).toBe(
    'eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJkYXRhIjoie1wic3RyZWFtc1wiOntcIjEzXCI6MTc3MzQ4MDQxM30sXCJjYW1wYWlnbnNcIjp7XCIyXCI6MTc3MzQ4MDQxM30sXCJ0aW1lXCI6MTc3MzQ4MDQxM30ifQ.KYpc-LVnckaoGsEsUOWMZLuO3hF3T5IJ9qj1Y_j6vbM',
  )
})

test('a visit to a campaign that soon forgets leaves the marks of those that remember', () => {
  const [day, hour] = [86_400, 3600]
  const unique = { campaign: true, flow: true, global: true }
  const first = addMarks(null, { campaignId: 1, flowId: 11, unique }, day, day)
  const later = addMarks(first, { campaignId: 2, flowId: 22, unique }, day + 2 * hour, hour)
  expect([...later.campaigns]).toEqual([
    [1, day],
    [2, day + 2 * hour],
  ])
  const seen = { campaign: false, flow: false, global: false }
  const again = addMarks(later, { campaignId: 2, flowId: 22, unique: seen }, day + 4 * hour, hour)
  expect(again.campaigns.get(2)).toBe(day + 4 * hour)
})

test('marks of the future, of other shapes and empty PHP maps', () => {
  const seconds = now / 1000
  const read = (data: unknown) =>
    readSeenMarks([key], signJwt(key, { data: JSON.stringify(data) }), seconds)
  expect(read({ streams: [], campaigns: { 2: seconds - 5 }, time: 0 })?.campaigns.get(2)).toBe(
    seconds - 5,
  )
  expect(read({ streams: {}, campaigns: { 2: seconds + 600 }, time: 0 })).toBeNull()
  expect(read({ streams: 1, campaigns: {}, time: 0 })).toBeNull()
  expect(read([])).toBeNull()
})

test('binding cookies come back until their time is over', () => {
  const bound = { flowId: 13, pathId: 31, landingId: 0, offerId: 7 }
  const seconds = now / 1000
  const term = { campaignId: 2, nowSeconds: seconds, ttlSeconds: 3600 }
  const cookies = boundCookies(key, names, bound, term)
  const header = cookies.map((cookie) => `${cookie.name}=${cookie.value}`).join('; ')
  const read = (nowSeconds: number) => readBound([key], names, header, { ...term, nowSeconds })
  expect(read(seconds + 3599)).toEqual(bound)
  expect(read(seconds + 3601)).toBeNull()
})

test.each([
  ['a=1; b=2', 'b', '2'],
  ['ab=1; b=2', 'b', '2'],
  ['b=2', 'b', '2'],
  ['b', 'b', ''],
  ['', 'b', ''],
  ['a="x; b=2";b=3', 'b', '2"'],
])('in the header %p the cookie %p is %p', (header, name, value) => {
  expect(readCookie(header, name)).toBe(value)
})

test('cookies on https are for foreign sites too, others are not', () => {
  const cookie = { name: 'a', value: 'b', ttlSeconds: 60 }
  expect(formatCookie(cookie, true)).toBe('a=b; Max-Age=60; Path=/; SameSite=None; Secure')
  expect(formatCookie(cookie, false)).toBe('a=b; Max-Age=60; Path=/; SameSite=Lax')
})

test('first marks are of their own campaign, flow and second, in whatever order they are signed', () => {
  const first = fc.record({
    campaignId: fc.integer({ min: 1, max: 4 }),
    flowId: fc.integer({ min: 0, max: 4 }),
    seconds: fc.integer({ min: 1, max: 3 }),
  })
  fc.assert(
    fc.property(fc.array(first, { minLength: 2, maxLength: 20 }), (visits) => {
      for (const { campaignId, flowId, seconds } of visits) {
        const marks = readSeenMarks([key], signFirstMarks(key, campaignId, flowId, seconds), 10)
        expect(marks).toEqual({
          flows: new Map(flowId === 0 ? [] : [[flowId, seconds]]),
          campaigns: new Map([[campaignId, seconds]]),
          time: seconds,
        })
      }
    }),
  )
})
