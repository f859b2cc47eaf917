/** The headers of what a visitor is shown: those of every answer, and those of this one. */
import { expect, test } from 'bun:test'

import { respond } from '../../../src/api/traffic/respond.ts'
import { HTML, redirect, SCRIPT, show } from '../../../src/core/actions/action.ts'
import type { TrafficRequest } from '../../../src/track/visits/request.ts'
import { tablesOf } from '../../support/build.ts'

const tables = tablesOf({})
const COMMON = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'private, no-store',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex',
}

function aRequest(differs: Partial<TrafficRequest> = {}): TrafficRequest {
  return {
    method: 'GET',
    path: '/a',
    rawQuery: '',
    form: '',
    host: 'trk.example',
    origin: 'http://trk.example',
    isSecure: false,
    sharesAdminHost: false,
    peer: '127.0.0.1',
    header: () => '',
    ...differs,
  }
}

test('an answer has its own headers, and the next one has none of them', () => {
  const cookies = ['a', 'b'].map((name) => ({ name, value: '1', ttlSeconds: 60 }))
  const answer = { ...redirect('https://offer.example/'), headers: [['X-Own', '1'] as const] }
  const { headers } = respond(aRequest(), tables, answer, cookies)
  expect(headers.get('location')).toBe('https://offer.example/')
  expect(headers.get('x-own')).toBe('1')
  expect(headers.getSetCookie()).toEqual([
    'a=1; Max-Age=60; Path=/; SameSite=Lax',
    'b=1; Max-Age=60; Path=/; SameSite=Lax',
  ])
  const next = respond(aRequest(), tables, show(HTML, 'x'), [])
  expect(Object.fromEntries(next.headers)).toEqual(COMMON)
})

test("an answer's own type takes the place of the usual one", () => {
  const { headers } = respond(aRequest(), tables, show(SCRIPT, 'x'), [])
  expect(headers.get('content-type')).toBe('application/javascript; charset=utf-8')
})

test('code of users is boxed in where the admin lives, a redirect needs no box', () => {
  const shared = aRequest({ sharesAdminHost: true })
  const page = respond(shared, tables, show(HTML, 'x'), [])
  expect(page.headers.get('content-security-policy')).toStartWith('sandbox')
  const gone = respond(shared, tables, redirect('https://offer.example/'), [])
  expect(gone.headers.get('content-security-policy')).toBeNull()
})
