/** How often passwords of a link may be tried, by a clock that people set. */
import { expect, test } from 'bun:test'

import type { CompiledLink } from '../../../src/core/links/link.ts'
import { linkPasswords } from '../../../src/track/links/link-passwords.ts'
import type { TrafficRequest } from '../../../src/track/visits/request.ts'

const NOON = Date.UTC(2026, 9, 25, 12)
const LINK = { spec: { id: 7, passwordHash: 'hash' } } as unknown as CompiledLink

function tries() {
  const gate = linkPasswords({
    addresses: {
      read: () => null,
      readAtSite: () => null,
      isTrusted: () => false,
      unusual: () => [],
      header: '',
    },
    verifyPassword: (password) => Promise.resolve(password === 'right'),
  })
  return (password: string, now: number) => {
    const form = `password=${password}`
    const request = { method: 'POST', form } as unknown as TrafficRequest
    return gate(request, LINK, now)
  }
}

async function worn() {
  const enter = tries()
  for (let n = 0; n < 5; n++) expect(await enter('wrong', NOON)).toBe('wrong_password')
  return enter
}

test('of five a minute the sixth is refused, the right one too', async () => {
  const enter = await worn()
  expect(await enter('right', NOON + 59_999)).toBe('too_many_tries')
  expect(await enter('right', NOON + 60_000)).toBe('open')
})

test('nobody waits for the time at which the clock was set back', async () => {
  const enter = await worn()
  expect(await enter('right', NOON - 3_600_000)).toBe('open')
})
