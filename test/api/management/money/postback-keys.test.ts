/** Addresses to give to networks are such that a network can call them. */
import { afterAll, expect, test } from 'bun:test'

import { openManagement } from '../../../support/management.ts'

const management = openManagement()
afterAll(() => management.close())
const { call } = management

test('have the scheme that the tracker is reached by, and https on a domain that insists on it', async () => {
  const id = crypto.randomUUID()
  await call('POST', `/domain/${id}`, { host: 'calls.test' })
  await call('POST', '/postback_keys', { kind: 'general' })
  const scheme = async () =>
    new URL((await call('GET', '/postback_keys')).body.rows[0].urls.postback).origin
  expect(await scheme()).toBe('http://calls.test')
  await call('PATCH', `/domain/${id}/full`, { httpsOnly: true })
  expect(await scheme()).toBe('https://calls.test')
})
