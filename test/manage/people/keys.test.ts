import { afterEach, beforeEach, expect, test } from 'bun:test'

import fc from 'fast-check'

import type { Role } from '../../../src/db/schema.ts'
import { sha256 } from '../../../src/lib/sha256.ts'
import { type Caller, COMMAND_LINE } from '../../../src/manage/access.ts'
import {
  createKey,
  keyOwner,
  readKey,
  refreshKey,
  setKeyBlocked,
} from '../../../src/manage/people/keys.ts'
import { createUser } from '../../../src/manage/people/users.ts'
import { type Management, openManagement } from '../../support/management.ts'

let management: Management
beforeEach(() => {
  management = openManagement()
})
afterEach(() => management.close())

async function addUser(login: string, role: Role): Promise<number> {
  const user = { login, password: 'long enough for all', role, permissions: [] }
  const id = await createUser(management.desk, COMMAND_LINE, user)
  if (typeof id !== 'number') throw new Error(id.refused)
  return id
}

const as = (userId: number, role: Role): Caller => ({ ...COMMAND_LINE, userId, role, via: 'key' })

test('a key has the documented shape and opens its owner', () => {
  expect(management.key).toMatch(/^slc_[0-9A-Za-z]{32}$/)
  expect(keyOwner(management.read, management.key)?.login).toBe('admin@example.test')
})

test('a key with any character changed opens nothing', () => {
  const { key, read } = management
  fc.assert(
    fc.property(
      fc.nat(key.length - 1),
      fc.constantFrom('0', 'a', 'Z', '_', ' ', 'é'),
      (at, character) => {
        fc.pre(key[at] !== character)
        return keyOwner(read, key.slice(0, at) + character + key.slice(at + 1)) === null
      },
    ),
  )
})

test.each(['', 'null', '[]', 'slc_', 'a'.repeat(100_000), '\0'])('%p opens nothing', (text) => {
  expect(keyOwner(management.read, text.slice(0, 200_000))).toBeNull()
})

test('neither the key nor its text lies in the database', () => {
  const rows = JSON.stringify(management.config.reader.query('SELECT * FROM api_keys').values())
  expect(rows).not.toContain(management.key)
  expect(rows).not.toContain(Buffer.from(management.key).toString('hex'))
})

test('the owner reads the same key again', () => {
  const own = readKey(management.desk, as(1, 'super_admin'), 1)
  expect(own).toEqual({ key: management.key, blocked: false })
})

test('a refreshed key ends the old one at once', () => {
  const fresh = refreshKey(management.desk, as(1, 'super_admin'), 1)
  expect(keyOwner(management.read, management.key)).toBeNull()
  expect(typeof fresh === 'string' && keyOwner(management.read, fresh)?.id).toBe(1)
})

test('a blocked key keeps its value and works again when it is unblocked', () => {
  const admin = as(1, 'super_admin')
  setKeyBlocked(management.desk, admin, 1, 'blocked')
  expect(keyOwner(management.read, management.key)).toBeNull()
  expect(readKey(management.desk, admin, 1)).toEqual({ key: management.key, blocked: true })
  setKeyBlocked(management.desk, admin, 1, 'unblocked')
  expect(keyOwner(management.read, management.key)?.id).toBe(1)
})

test('a key for an unknown login is refused', () => {
  expect(createKey(management.desk, COMMAND_LINE, 'nobody')).toEqual({ refused: 'not_found' })
})

test('a user may have his own key and nobody else’s', async () => {
  const [ann, bob] = [await addUser('ann', 'user'), await addUser('bob', 'user')]
  const caller = as(ann, 'user')
  expect(readKey(management.desk, caller, ann)).toHaveProperty('key')
  expect(readKey(management.desk, caller, bob)).toEqual({ refused: 'forbidden' })
  expect(readKey(management.desk, caller, 999)).toEqual({ refused: 'forbidden' })
  expect(setKeyBlocked(management.desk, caller, ann, 'unblocked')).toEqual({ refused: 'forbidden' })
})

test('an administrator has the keys of users, not those of administrators', async () => {
  const [admin, other] = [await addUser('a1', 'admin'), await addUser('a2', 'admin')]
  const user = await addUser('bob', 'user')
  const caller = as(admin, 'admin')
  expect(readKey(management.desk, caller, user)).toEqual({ refused: 'forbidden' })
  management.desk.stores.users.setAccessible(admin, [user])
  expect(readKey(management.desk, caller, user)).toHaveProperty('key')
  expect(readKey(management.desk, caller, other)).toEqual({ refused: 'forbidden' })
  expect(readKey(management.desk, caller, 1)).toEqual({ refused: 'forbidden' })
  expect(readKey(management.desk, caller, 999)).toEqual({ refused: 'forbidden' })
  expect(readKey(management.desk, as(1, 'super_admin'), 999)).toEqual({ refused: 'not_found' })
})

test('reading, refreshing and blocking a key stand in the audit, the key does not', () => {
  const admin = as(1, 'super_admin')
  readKey(management.desk, admin, 1)
  setKeyBlocked(management.desk, admin, 1, 'blocked')
  const rows = management.config.reader.query('SELECT event, changes FROM audit').values()
  expect(rows.map(([event]) => event)).toEqual(['key_refresh', 'key_read', 'key_blocked'])
  expect(JSON.stringify(rows)).not.toContain(management.key)
})

test('a key that was sealed with lost secrets opens, and can be made anew but not shown', async () => {
  const { desk, read } = management
  const id = await addUser('bob', 'user')
  const key = refreshKey(desk, COMMAND_LINE, id) as string
  desk.stores.users.putKey(id, sha256(key), new Uint8Array(64))
  expect(readKey(desk, COMMAND_LINE, id)).toMatchObject({ refused: 'conflict' })
  expect(keyOwner(read, key)?.login).toBe('bob')
  expect(refreshKey(desk, COMMAND_LINE, id)).toMatch(/^slc_/)
  expect(readKey(desk, COMMAND_LINE, id)).toMatchObject({ blocked: false })
})
