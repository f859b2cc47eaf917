import { afterEach, beforeEach, expect, test } from 'bun:test'

import type { Role } from '../../../src/db/schema.ts'
import { type Caller, COMMAND_LINE } from '../../../src/manage/access.ts'
import {
  changePermissions,
  changeUser,
  createUser,
  removeUser,
  setAccessible,
  setCanCreateUsers,
} from '../../../src/manage/people/users.ts'
import { type Management, openManagement } from '../../support/management.ts'

let management: Management
beforeEach(() => {
  management = openManagement()
})
afterEach(() => management.close())

const as = (userId: number, role: Role): Caller => ({ ...COMMAND_LINE, userId, role, via: 'key' })
const password = 'long enough for all'
const someone = { login: 'bob', password, role: 'user', permissions: [] } as const

test('a password is stored as an argon2id hash', async () => {
  await createUser(management.desk, COMMAND_LINE, someone)
  const sql = "SELECT password_hash FROM users WHERE login = 'bob'"
  expect(String(management.config.reader.query(sql).values())).toStartWith('$argon2id$')
})

test.each([
  [{ login: '' }, 'login'],
  [{ login: 'x'.repeat(255) }, 'login'],
  [{ password: 'short' }, 'password'],
  [{ password: 'x'.repeat(257) }, 'password'],
])('%p is refused, naming the field', async (change, field) => {
  const result = await createUser(management.desk, COMMAND_LINE, { ...someone, ...change })
  expect(result).toMatchObject({ refused: 'invalid', fields: { [field]: [expect.any(String)] } })
})

const TWELVE = 'x'.repeat(12)
const EIGHT = 'x'.repeat(8)

test.each([
  ['key', EIGHT, '8 to 256 characters'],
  ['ui', TWELVE, '12 to 256 characters'],
  ['cli', TWELVE, '12 to 256 characters'],
] as const)('who comes by %p may give a password as short as %p', async (via, least, wanted) => {
  const { desk } = management
  const caller: Caller = { ...COMMAND_LINE, via }
  const refused = { refused: 'invalid', fields: { password: [wanted] } } as const
  const short = { password: least.slice(1) }
  expect(await createUser(desk, caller, { ...someone, ...short })).toEqual(refused)
  const id = Number(await createUser(desk, caller, { ...someone, password: least }))
  expect(await changeUser(desk, caller, id, short)).toEqual(refused)
  expect(await changeUser(desk, caller, id, { password: least })).toEqual({ done: true })
})

test('a login is taken in any letter case', async () => {
  await createUser(management.desk, COMMAND_LINE, someone)
  const again = await createUser(management.desk, COMMAND_LINE, { ...someone, login: 'BOB' })
  expect(again).toEqual({ refused: 'taken', field: 'login' })
})

const person = (login: string, role: Role) =>
  management.desk.stores.users.add({ login, passwordHash: 'none', role, permissions: [] })

test('an administrator who may create users manages those he made, and no others', async () => {
  const [admin, other] = [person('a1', 'admin'), person('a2', 'admin')]
  setCanCreateUsers(management.desk, as(1, 'super_admin'), admin, true)
  const made = (await createUser(management.desk, as(admin, 'admin'), someone)) as number
  const rename = (by: number) => changeUser(management.desk, as(by, 'admin'), made, { login: 'x' })
  expect(await rename(other)).toEqual({ refused: 'forbidden' })
  expect(await rename(admin)).toEqual({ done: true })
  setAccessible(management.desk, as(1, 'super_admin'), other, [made])
  expect(await rename(other)).toEqual({ done: true })
  expect(setAccessible(management.desk, as(other, 'admin'), other, [])).toEqual({
    refused: 'forbidden',
  })
})

test('a form that sends the role as it is changes the rest, and logs nobody out', async () => {
  const { desk } = management
  const admin = person('a1', 'admin')
  const user = person('u1', 'user')
  setAccessible(desk, as(1, 'super_admin'), admin, [user])
  desk.stores.sessions.add({ userId: user, hash: 'one', csrf: 'c', address: '', userAgent: '' })
  const edit = (change: object) => changeUser(desk, as(admin, 'admin'), user, change)
  expect(await edit({ login: 'u2', role: 'user' })).toEqual({ done: true })
  expect(desk.stores.sessions.byHash('one')).not.toBeNull()
  expect(await edit({ password: 'another one', role: 'user' })).toEqual({ done: true })
  expect(desk.stores.sessions.byHash('one')).toBeNull()
  expect(await edit({ role: 'admin' })).toEqual({ refused: 'forbidden' })
})

test.each([
  ['super_admin', 'admin', true],
  ['super_admin', 'user', true],
  ['super_admin', 'super_admin', false],
  ['admin', 'user', false],
  ['admin', 'admin', false],
  ['user', 'user', false],
] as const)('%s making %s is allowed: %p', async (own, role, allowed) => {
  const result = await createUser(management.desk, as(1, own), { ...someone, role })
  expect(typeof result === 'number').toBe(allowed)
})

test('nobody changes or removes himself, so a super administrator always stays', async () => {
  const admin = as(1, 'super_admin')
  expect(removeUser(management.desk, admin, 1)).toEqual({ refused: 'protected_user' })
  expect(await changeUser(management.desk, admin, 1, { role: 'user' })).toEqual({
    refused: 'protected_user',
  })
})

test('permissions of subjects that are not sent stay', async () => {
  const id = await createUser(management.desk, COMMAND_LINE, someone)
  const lists = { readUuids: [], modifyUuids: [], readGroupUuids: [], modifyGroupUuids: [] }
  const give = (subject: string, accessLevel: 'READ' | 'MODIFY') => {
    const permission = { subject, accessLevel, canCreate: false, ...lists }
    changePermissions(management.desk, as(1, 'super_admin'), Number(id), [permission])
  }
  give('campaign', 'READ')
  give('offer', 'READ')
  give('campaign', 'MODIFY')
  const stored = management.read.users.find(Number(id))?.permissions ?? []
  expect(stored.map(({ subject, accessLevel }) => [subject, accessLevel])).toEqual([
    ['offer', 'READ'],
    ['campaign', 'MODIFY'],
  ])
})
